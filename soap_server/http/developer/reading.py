"""The declared contract as the pages show it: operations, members, types, limits and faults."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from db.vocabulary import BUILT_IN_ROLES
from soap_server.contract.data_set import DataSet
from soap_server.contract.members import ZERO_IS_NIL, Items, Member, Range, Text, is_contract_type, members_of
from soap_server.http.developer.snippets.calling import type_name
from soap_server.operations.declaration import PUBLIC, Operation


@dataclass(frozen=True)
class ShownMember:
    """A parameter, or a member of a type.

    :ivar link: the type on the page that describes it; empty for a simple one.
    """

    name: str
    type: str
    link: str
    occurs: str
    limits: str
    doc: str


@dataclass(frozen=True)
class ShownType:
    """A complex type with its members, or an enumeration with its words."""

    name: str
    doc: str
    members: list[ShownMember]
    words: list[str]


def shown_members(members: tuple[Member, ...]) -> list[ShownMember]:
    """Return members as a table shows them."""
    return [_shown(member) for member in members]


def result_type(operation: Operation) -> tuple[str, str]:
    """Return the name of what an operation answers, and the type on the page that describes it."""
    returned = operation.returns
    if returned is None:
        return "nothing", ""
    if is_contract_type(returned):
        return returned.__name__, returned.__name__
    return ("boolean" if returned is bool else returned.__name__), ""


def types_of(operation: Operation) -> list[ShownType]:
    """Return every type that an operation takes or answers, each once, in the order in which they are met."""
    found: dict[str, ShownType] = {}
    for each in (*(member.type for member in operation.parameters), operation.returns):
        for reached in _reached(each, found):
            found[reached.__name__] = _shown_type(reached)
    return list(found.values())


def roles_of(operation: Operation) -> list[str]:
    """Return the built-in roles whose users may call an operation."""
    if operation.permission is PUBLIC:
        return []
    return [role.value for role, permissions in BUILT_IN_ROLES.items() if operation.permission in permissions]


def _reached(candidate: Any, known: dict[str, ShownType]) -> Iterator[Any]:
    """Yield a described type and those that it is made of, but for those that are known."""
    if not _is_described(candidate) or candidate.__name__ in known:
        return
    yield candidate
    if is_contract_type(candidate):
        for member in members_of(candidate):
            yield from _reached(member.type, known)


def _is_described(candidate: Any) -> bool:
    return is_contract_type(candidate) or (isinstance(candidate, type) and issubclass(candidate, StrEnum))


def _shown_type(described: Any) -> ShownType:
    doc = " ".join((described.__doc__ or "").split())
    if is_contract_type(described):
        return ShownType(described.__name__, doc, shown_members(members_of(described)), [])
    return ShownType(described.__name__, doc, [], [word.value for word in described])


def _shown(member: Member) -> ShownMember:
    name = "DataSet" if member.type is DataSet else type_name(member)
    shown = f"ArrayOf{name[0].upper()}{name[1:]}" if member.is_array else name
    link = name if _is_described(member.type) else ""
    return ShownMember(member.wire_name, shown, link, _occurs(member), _limits(member), member.doc)


def _occurs(member: Member) -> str:
    if not member.optional:
        return "mandatory"
    return "nillable" if member.is_value_type and not member.is_array else "optional"


def _limits(member: Member) -> str:
    said = []
    for facet in member.facets:
        if isinstance(facet, Text):
            least = f"{facet.min} to" if facet.min else "at most"
            said.append(f"{least} {facet.max:,} characters" + (", one line" if facet.line else ""))
        elif isinstance(facet, Range):
            said.append(f"{facet.min:,} to {facet.max:,}")
        elif isinstance(facet, Items):
            said.append(f"at most {facet.max:,} items")
    if ZERO_IS_NIL in member.facets:
        said.append("0 means nil")
    return "; ".join(said)
