"""Which types go together: both databases have to understand a statement in the same way, so nothing is guessed."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Double, String, cast, literal
from sqlglot import exp

from db.dictionary.entries import SQL_TYPES
from db.vocabulary import DataType
from soap_server.desk.data.sql.parsing import refuse
from soap_server.desk.data.sql.scopes import Typed
from soap_server.desk.data.values import read_value

_NUMBERS = frozenset({DataType.INTEGER, DataType.DECIMAL})
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATE_AND_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?")
_TEXT_TYPES = frozenset({exp.DType.TEXT, exp.DType.VARCHAR})
_DECIMAL_TYPES = frozenset({exp.DType.DECIMAL, exp.DType.DOUBLE, exp.DType.FLOAT})
_DATE_TYPES = frozenset({exp.DType.TIMESTAMP, exp.DType.TIMESTAMPTZ, exp.DType.DATE})


def truth(condition: ColumnElement[bool]) -> Typed:
    """Return a condition as an expression."""
    return Typed(condition, DataType.BOOLEAN)


def constant(data_type: DataType, text: str) -> Typed:
    """Return a number or a date that the statement itself names.

    :raises QueryRefusedError: if there is no such value.
    """
    try:
        value = read_value(data_type, text)
    except ValueError as error:
        raise refuse(f"A constant {error}.") from error
    return Typed(bound(value, data_type), data_type, nullable=False)


def alike(left: Typed, right: Typed) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return two expressions that can be compared.

    :raises QueryRefusedError: if their types do not go together.
    """
    data_type = common([left, right])
    return converted(left, data_type), converted(right, data_type)


def common(found: Sequence[Typed]) -> DataType | None:
    """Return the type that several expressions have in common.

    :raises QueryRefusedError: if they have none.
    """
    types = {each.type for each in found if each.type is not None}
    if DataType.DATE_TIME in types and all(each.type is not DataType.TEXT or each.text is not None for each in found):
        types.discard(DataType.TEXT)
    if types <= _NUMBERS and len(types) > 1:
        return DataType.DECIMAL
    if len(types) > 1:
        raise refuse(f"Values of the types {' and '.join(sorted(types))} do not go together.")
    return next(iter(types), None)


def converted(found: Typed, data_type: DataType | None) -> ColumnElement[Any]:
    """Return an expression as one of a common type: text becomes a date, a whole number a decimal, NULL gets a type."""
    if found.type is None:
        return typed_null(data_type or DataType.TEXT).element
    if data_type is DataType.DATE_TIME and found.text is not None:
        return date_time(found.text).element
    if data_type is DataType.DECIMAL and found.type is DataType.INTEGER:
        # PostgreSQL does it by itself; SQLite would compare all of the digits of a whole number.
        return cast(found.element, Double)
    return found.element


def check_ordered(*found: Typed) -> None:
    """Refuse truth values where an order is asked for.

    :raises QueryRefusedError: if one is a truth value.
    """
    if any(each.type is DataType.BOOLEAN for each in found):
        raise refuse("Truth values are equal or not; neither is greater.")


def typed_null(data_type: DataType) -> Typed:
    """Return NULL as a value of a type; PostgreSQL takes a bare one neither as an operand nor to sort by."""
    return Typed(bound(None, data_type), data_type)


def bound(value: Any, data_type: DataType) -> ColumnElement[Any]:
    """Return a value as a bound parameter."""
    parameter = literal(value, SQL_TYPES[data_type])
    # psycopg does not say of a double what it is, and PostgreSQL may guess that it is a numeric.
    return cast(parameter, Double) if data_type is DataType.DECIMAL else parameter


def date_time(text: str) -> Typed:
    """Return the instant that a text names; without a zone it is UTC, without a time midnight."""
    written = f"{text} 00:00" if _DATE.fullmatch(text) else text
    match = _DATE_AND_TIME.fullmatch(written)
    if match is None:
        raise refuse("A date is written as '2026-11-23' or '2026-11-23 08:30:00'.")
    return constant(DataType.DATE_TIME, f"{match[1]}T{match[2]}{match[3] or ':00'}{match[4] or 'Z'}")


def expect(found: Typed, data_type: DataType) -> Typed:
    """Return an expression if it has a type, or is NULL.

    :raises QueryRefusedError: if it has another.
    """
    if found.type not in (data_type, None):
        raise refuse(f"A value of the type {data_type} is expected where one of the type {found.type} stands.")
    return found if found.type is not None else typed_null(data_type)


def expect_number(found: Typed) -> Typed:
    """Return an expression if it is a number, or NULL.

    :raises QueryRefusedError: if it is not.
    """
    if found.type is not None and found.type not in _NUMBERS:
        raise refuse(f"A number is expected where a value of the type {found.type} stands.")
    return found if found.type is not None else typed_null(DataType.INTEGER)


def as_text(found: Typed) -> Typed:
    """Return a text or a whole number as text.

    :raises QueryRefusedError: if it is something else; the databases write that differently.
    """
    if found.type is DataType.INTEGER:
        return Typed(cast(found.element, String), DataType.TEXT, found.nullable)
    return expect(found, DataType.TEXT)


def cast_to(found: Typed, wanted: Any) -> Typed:
    """Return a conversion that cannot fail and that both databases make alike.

    :raises QueryRefusedError: if it is not one of those.
    """
    name = wanted.this
    if wanted.expressions:
        raise refuse("A type is written without a length or a precision.")
    if name in _TEXT_TYPES:
        return as_text(found)
    if name in _DECIMAL_TYPES:
        return Typed(cast(expect_number(found).element, Double), DataType.DECIMAL, found.nullable)
    if name in _DATE_TYPES and found.text is not None:
        return date_time(found.text)
    raise refuse("CAST makes text of whole numbers, decimals of numbers, and dates of constants.")
