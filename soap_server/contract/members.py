"""How a contract type is declared: annotations of dataclasses and of operations, read into members.

``Annotated[str, Text(1, 200), "The title."]`` is a mandatory text of 1 to 200 characters with its
documentation; ``X | None`` makes a member optional; ``list[X]`` is an array of ``X``, and so is ``Sequence[X]`` where
answers have others than lists.
"""

import dataclasses
import re
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class Text:
    """The facet of a text: from ``min`` to ``max`` characters; a line has no line breaks and no blank ends."""

    min: int
    max: int
    line: bool = False


@dataclass(frozen=True)
class Range:
    """The facet of a number: from ``min`` to ``max``."""

    min: int
    max: int


@dataclass(frozen=True)
class Items:
    """The facet of an array: at most ``max`` items."""

    max: int


class Mark(Enum):
    """Facets without a value."""

    LONG = "an int of 64 bits on the wire"
    ZERO_IS_NIL = "a number whose 0 means nil, since Axis 1.4 cannot send nil for a parameter"
    SECRET = "a value that is never stored or logged, not even as a digest"  # noqa: S105 - says what a secret is


LONG = Mark.LONG
MAX_LONG = 2**63 - 1
"""The greatest number that fits into a LONG."""
ZERO_IS_NIL = Mark.ZERO_IS_NIL
SECRET = Mark.SECRET


@dataclass(frozen=True)
class Member:
    """One member of a contract type, or one parameter of an operation.

    :ivar name: its name in Python; ``wire_name`` is the same in camelCase.
    :ivar nillable_items: of an array, whether its items can be nil.
    :ivar type: ``str``, ``int``, ``bool``, ``Decimal``, ``datetime``, ``bytes``, a ``StrEnum`` or a
        contract type; of an array, the type of its items.
    """

    name: str
    type: Any
    is_array: bool
    optional: bool
    doc: str
    facets: tuple[Any, ...]
    nillable_items: bool = False

    @property
    def wire_name(self) -> str:
        """The member's name on the wire."""
        return wire_name(self.name)

    @property
    def is_secret(self) -> bool:
        """Whether the value may never be stored or logged."""
        return SECRET in self.facets

    @property
    def is_value_type(self) -> bool:
        """Whether .NET and Java hold it as a value that cannot be null by itself: a number, a date, a word."""
        return not self.is_array and issubclass(self.type, int | Decimal | datetime | StrEnum)

    @property
    def is_checked(self) -> bool:
        """Whether `check` looks at anything."""
        return any(facet is ZERO_IS_NIL or type(facet) in _CHECKS for facet in self.facets)

    def check(self, value: Any) -> Any:
        """Return ``value`` as it is to be used; None where it stands for nil.

        :raises ValueError: if it breaks a facet; the text says what the limit is and never repeats the value.
        """
        if ZERO_IS_NIL in self.facets and value == 0:
            return None
        for facet in self.facets:
            if (check := _CHECKS.get(type(facet))) is None:
                continue
            if self.is_array and not isinstance(facet, Items):
                value = [check(facet, item) for item in value]
            else:
                value = check(facet, value)
        return value

    @property
    def restrictions(self) -> dict[str, int]:
        """The facets as XML Schema has them, for the published schema."""
        found: dict[str, int] = {}
        # Those of an array's items would need a type of their own, which Axis makes a class of.
        for facet in () if self.is_array else self.facets:
            if isinstance(facet, Text):
                found |= {"minLength": facet.min, "maxLength": facet.max}
            elif isinstance(facet, Range):
                lowest = min(0, facet.min) if ZERO_IS_NIL in self.facets else facet.min
                found |= {"minInclusive": lowest, "maxInclusive": facet.max}
        return {name: value for name, value in found.items() if name != "minLength" or value}


def wire_name(name: str) -> str:
    """Return ``expected_version`` as ``expectedVersion``."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


@cache
def members_of(contract_type: type[Any]) -> tuple[Member, ...]:
    """Return the members of a contract type in declared order."""
    hints = get_type_hints(contract_type, include_extras=True)
    return tuple(_member(field.name, hints[field.name]) for field in dataclasses.fields(contract_type))


def parameters_of(function: Callable[..., Any]) -> tuple[tuple[Member, ...], type[Any] | None]:
    """Return the keyword parameters of an operation in declared order, and the type that it returns."""
    hints = get_type_hints(function, include_extras=True)
    returned = hints.pop("return")
    code = function.__code__
    keyword_only = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    parameters = tuple(_member(name, hints[name]) for name in keyword_only)
    return parameters, None if returned is type(None) else returned


def is_contract_type(candidate: object) -> bool:
    """Say whether ``candidate`` is a contract type."""
    return isinstance(candidate, type) and dataclasses.is_dataclass(candidate)


def _member(name: str, annotation: Any) -> Member:
    bare, facets, optional = _unwrap(annotation)
    is_array = get_origin(bare) in (list, Sequence)
    nillable_items = False
    if is_array:
        bare, item_facets, nillable_items = _unwrap(get_args(bare)[0])
        facets += tuple(facet for facet in item_facets if not isinstance(facet, str))
    docs = [facet for facet in facets if isinstance(facet, str)]
    if not docs:
        raise TypeError(f"{name} has no documentation")
    others = tuple(facet for facet in facets if not isinstance(facet, str))
    return Member(name, bare, is_array, optional, docs[-1], others, nillable_items)


def _unwrap(annotation: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """Return the bare type, the facets from the inside out, and whether None is allowed."""
    if get_origin(annotation) is Annotated:
        bare, facets, optional = _unwrap(annotation.__origin__)
        return bare, facets + annotation.__metadata__, optional
    if get_origin(annotation) in (Union, types.UnionType):
        (inner,) = (argument for argument in get_args(annotation) if argument is not type(None))
        bare, facets, _ = _unwrap(inner)
        return bare, facets, True
    return annotation, (), False


_NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _check_text(facet: Text, value: str) -> str:
    if facet.line:
        value = value.strip()
        if _NOT_IN_A_LINE.search(value):
            raise ValueError("must be one line without control characters")
    if len(value) > facet.max:
        raise ValueError(f"has {len(value)} characters, more than the {facet.max} allowed")
    if facet.min and not value.strip():
        raise ValueError("must not be blank")
    if len(value) < facet.min:
        raise ValueError(f"has {len(value)} characters, fewer than the {facet.min} required")
    return value


def _check_range(facet: Range, value: int) -> int:
    if not facet.min <= value <= facet.max:
        raise ValueError(f"must be from {facet.min} to {facet.max}")
    return value


def _check_items(facet: Items, value: list[Any]) -> list[Any]:
    if len(value) > facet.max:
        raise ValueError(f"has {len(value)} items, more than the {facet.max} allowed")
    return value


_CHECKS: Mapping[type[Any], Callable[[Any, Any], Any]] = {
    Text: _check_text,
    Range: _check_range,
    Items: _check_items,
}
