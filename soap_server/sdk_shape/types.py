"""Which types the operations of the contract use, for which purpose."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from soap_server.contract.data import DataResult, RowSet, RowSetColumn
from soap_server.contract.data_set import DataSetPage
from soap_server.contract.members import Member, is_contract_type, members_of
from soap_server.operations.catalogue import all_operations
from soap_server.operations.declaration import Operation
from soap_server.sdk_shape.naming import is_enumeration

HAND_WRITTEN = {DataSetPage: "client_sdk.data_sets", RowSet: "client_sdk.row_sets"}
"""Types that the SDK decodes by itself, with the modules that define them."""
_ROW_RESULT = DataResult


def rows_are_answered(operation: Operation) -> bool:
    """Say whether an operation answers a row set that FetchMore goes on with."""
    return operation.returns is _ROW_RESULT and operation.name != "FetchMore"


@cache
def sent_types() -> frozenset[Any]:
    """Return the types that requests have."""
    return frozenset(_reachable(member.type for operation in all_operations() for member in operation.parameters))


@cache
def used_types() -> tuple[Any, ...]:
    """Return every contract type and enumeration that is sent or answered, each base before what derives from it."""
    answered = _reachable(operation.returns for operation in all_operations() if operation.returns)
    found = dict.fromkeys(base for type_ in (*sent_types(), *answered) for base in _lineage(type_))
    return tuple(sorted(found, key=lambda type_: (type_.__module__, len(type_.__mro__), type_.__name__)))


def own_members(type_: Any) -> tuple[Member, ...]:
    """Return the members that a type does not inherit."""
    inherited = {member.name for base in type_.__bases__ if is_contract_type(base) for member in members_of(base)}
    return tuple(member for member in members_of(type_) if member.name not in inherited)


def _lineage(type_: Any) -> Iterator[Any]:
    if is_contract_type(type_) or is_enumeration(type_):
        yield type_
    if is_contract_type(type_):
        yield from (base for base in type_.__bases__ if is_contract_type(base))


def _reachable(start: Iterable[Any]) -> dict[Any, None]:
    found: dict[Any, None] = {}
    pending = list(start)
    while pending:
        type_ = pending.pop()
        if type_ in found:
            continue
        found[type_] = None
        if type_ is RowSet:
            pending.append(RowSetColumn)
        elif is_contract_type(type_) and type_ not in HAND_WRITTEN:
            pending += [member.type for member in members_of(type_)]
    return found
