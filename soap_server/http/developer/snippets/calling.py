"""A call, as a program in any language makes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

from soap_server.contract.data_set import DataSet
from soap_server.contract.members import LONG, Member, is_contract_type, members_of
from soap_server.operations.declaration import PUBLIC, Operation

_WIRE_NAMES: Mapping[type[Any], str] = {
    str: "string",
    int: "int",
    bool: "boolean",
    Decimal: "decimal",
    datetime: "dateTime",
    bytes: "base64Binary",
}


class Fresh(Enum):
    """A value that a program has to make up anew for each call."""

    ID = "a GUID"


@dataclass(frozen=True)
class Calling:
    """An operation with the values that it is called with.

    :ivar interface: the name of the interface that has the operation: of the desk, or of a service that is alone.
    :ivar path: the interface's path.
    :ivar arguments: a value for each parameter, by its name in Python.
    :ivar login: the call of Login that comes before; None for an operation that needs none.
    :ivar envelope: the request in SOAP 1.1, whose token is ``$TOKEN``; without what would have to be fresh.
    """

    operation: Operation
    interface: str
    public_url: str
    path: str
    arguments: Mapping[str, Any]
    login: "Calling | None"
    envelope: str

    @property
    def url(self) -> str:
        """The address of the interface."""
        return self.public_url + self.path

    @property
    def is_alone(self) -> bool:
        """Whether another interface than this one has Login."""
        return self.login is not None and self.login.interface != self.interface

    @property
    def pairs(self) -> list[tuple[Member, Any]]:
        """The parameters with their values, in order."""
        return [(member, self.arguments[member.name]) for member in self.operation.parameters]

    @property
    def needs_token(self) -> bool:
        """Whether a session is needed."""
        return self.operation.permission is not PUBLIC

    @property
    def spread_results(self) -> tuple[Member, ...]:
        """The members of an answer that stubs hand out one by one, since the first of them is XML; mostly none."""
        returned: Any = self.operation.returns
        if not is_contract_type(returned):
            return ()
        members = members_of(returned)
        return members if any(member.type is DataSet for member in members) else ()


def type_name(member: Member) -> str:
    """Return the name of a member's type on the wire; of an array, that of its items."""
    if member.type is int and LONG in member.facets:
        return "long"
    name: str = _WIRE_NAMES.get(member.type) or member.type.__name__
    return name


def given_members(value: Any) -> Iterator[tuple[Member, Any]]:
    """Yield the members of a complex value that have a value."""
    kind: Any = type(value)
    for member in members_of(kind):
        given = getattr(value, member.name)
        if given is not None:
            yield member, given


def wire_value(member: Member, value: Any) -> Any:
    """Return a value as the languages have it that know no types of ours: dicts, lists and plain values.

    What is nillable is None, and what may be left out is left out.
    """
    if value is None:
        return None
    if member.is_array:
        return {type_name(member): [_plain(each) for each in value]}
    return _plain(value)


def wire_values(pairs: list[tuple[Member, Any]]) -> dict[str, Any]:
    """Return the members by their names on the wire, without those that are left out."""
    return {
        member.wire_name: wire_value(member, value)
        for member, value in pairs
        if value is not None or member.is_value_type
    }


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    kind: Any = type(value)
    if is_contract_type(kind):
        return wire_values([(member, getattr(value, member.name)) for member in members_of(kind)])
    return value
