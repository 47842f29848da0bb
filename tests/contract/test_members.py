"""How contract types are read and checked."""

from dataclasses import dataclass
from typing import Annotated

import pytest

from db.vocabulary import EventStatus
from soap_server.contract.members import (
    LONG,
    ZERO_IS_NIL,
    Items,
    Member,
    Range,
    Text,
    members_of,
    parameters_of,
    wire_name,
)


@dataclass(frozen=True)
class Sample:
    """A sample."""

    event_id: Annotated[int, LONG, "The number."]
    title: Annotated[str | None, Text(1, 5, line=True), "A title."]
    statuses: Annotated[list[EventStatus] | None, Items(2), "States."]
    note: Annotated[Annotated[str, Text(0, 9), "Inner."], "Outer."]


def member(type_: type, *facets: object, is_array: bool = False) -> Member:
    """Return a member with these facets."""
    return Member("some_name", type_, is_array, False, "A member.", facets)


def test_members_are_read_from_annotations() -> None:
    """Type, optionality, arrays, facets and the outermost documentation."""
    event_id, title, statuses, note = members_of(Sample)
    assert (event_id.wire_name, event_id.type, event_id.optional, event_id.facets) == ("eventId", int, False, (LONG,))
    assert (title.optional, title.is_value_type) == (True, False)
    assert (statuses.is_array, statuses.type, statuses.optional, statuses.is_value_type) == (
        True,
        EventStatus,
        True,
        False,
    )
    assert (note.doc, note.facets) == ("Outer.", (Text(0, 9),))


def test_a_member_without_documentation_is_refused() -> None:
    """What the WSDL would leave unexplained does not start."""

    def operation(*, value: int) -> None: ...

    with pytest.raises(TypeError, match="value has no documentation"):
        parameters_of(operation)


@pytest.mark.parametrize(("name", "wire"), [("id", "id"), ("expected_version", "expectedVersion")])
def test_wire_names(name: str, wire: str) -> None:
    """Python's names become the wire's."""
    assert wire_name(name) == wire


@pytest.mark.parametrize(
    ("facets", "value", "expected"),
    [
        ((Text(1, 3),), " a ", " a "),
        ((Text(1, 3, line=True),), "  abc  ", "abc"),
        ((Text(0, 3),), "", ""),
        ((Text(1, 4),), "😀é中\n", "😀é中\n"),
        ((Text(1, 9, line=True),), "a\u3000b\u200d😀", "a\u3000b\u200d😀"),
        ((Range(1, 5),), 5, 5),
        ((ZERO_IS_NIL, Range(1, 5)), 0, None),
        ((Items(2),), [1, 2], [1, 2]),
    ],
)
def test_good_values_pass(facets: tuple[object, ...], value: object, expected: object) -> None:
    """What keeps the limits comes through, lines without blank ends."""
    assert member(type(value), *facets).check(value) == expected


@pytest.mark.parametrize(
    ("facets", "value", "reason"),
    [
        ((Text(1, 3),), "abcd", "has 4 characters, more than the 3 allowed"),
        ((Text(1, 3),), " \n ", "must not be blank"),
        ((Text(2, 3),), "a", "has 1 characters, fewer than the 2 required"),
        ((Text(1, 9, line=True),), "a\nb", "must be one line without control characters"),
        ((Text(1, 9, line=True),), "a\x85b", "must be one line without control characters"),
        ((Text(1, 9, line=True),), "a\u2028b", "must be one line without control characters"),
        ((Range(1, 5),), 6, "must be from 1 to 5"),
        ((Range(1, 5),), 0, "must be from 1 to 5"),
        ((Items(2),), [1, 2, 3], "has 3 items, more than the 2 allowed"),
    ],
)
def test_bad_values_are_refused_with_the_limit(facets: tuple[object, ...], value: object, reason: str) -> None:
    """The reason names the limit and never the value."""
    with pytest.raises(ValueError) as caught:
        member(type(value), *facets).check(value)
    assert str(caught.value) == reason


@pytest.mark.parametrize(("least", "published"), [(1, 0), (-840, -840)])
def test_a_zero_that_means_nil_is_in_the_published_range(least: int, published: int) -> None:
    """Whether the range begins above it or below."""
    found = member(int, ZERO_IS_NIL, Range(least, 840)).restrictions
    assert found == {"minInclusive": published, "maxInclusive": 840}
