"""Comparisons and arithmetic, each meaning the same on both databases."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Double, cast, func
from sqlglot import exp

from db.expressions import WholeNumber, by_code
from db.vocabulary import DataType
from soap_server.desk.data.sql.parsing import refuse
from soap_server.desk.data.sql.scopes import Typed


def _quotient(left: ColumnElement[Any], right: ColumnElement[Any], _is_whole: bool) -> Typed:
    # Always with a fraction, and nothing where PostgreSQL would fail and tell of a row by that.
    # With its type, or SQLAlchemy makes it a numeric on PostgreSQL, which has fifteen digits of a double.
    divisor: ColumnElement[Any] = func.nullif(cast(right, Double), 0, type_=Double())
    return Typed(cast(left, Double) / divisor, DataType.DECIMAL)


def _remainder(left: ColumnElement[Any], right: ColumnElement[Any], is_whole: bool) -> Typed:
    if not is_whole:
        raise refuse("The remainder is of whole numbers.")
    return Typed(left % func.nullif(right, 0), DataType.INTEGER)


def _whole_or_not(
    compute: Callable[[Any, Any], ColumnElement[Any]],
) -> Callable[[ColumnElement[Any], ColumnElement[Any], bool], Typed]:
    def combine(left: ColumnElement[Any], right: ColumnElement[Any], is_whole: bool) -> Typed:
        computed = compute(left, right)
        return Typed(WholeNumber(computed), DataType.INTEGER) if is_whole else Typed(computed, DataType.DECIMAL)

    return combine


COMPARISONS: Mapping[type, Callable[[Any, Any], ColumnElement[bool]]] = {
    exp.EQ: lambda left, right: left == right,
    exp.NEQ: lambda left, right: left != right,
    exp.LT: lambda left, right: by_code(left) < right,
    exp.LTE: lambda left, right: by_code(left) <= right,
    exp.GT: lambda left, right: by_code(left) > right,
    exp.GTE: lambda left, right: by_code(left) >= right,
    exp.NullSafeEQ: lambda left, right: left.is_not_distinct_from(right),
    exp.NullSafeNEQ: lambda left, right: left.is_distinct_from(right),
}
ORDERING = frozenset({exp.LT, exp.LTE, exp.GT, exp.GTE})
ARITHMETIC: Mapping[type, Callable[[ColumnElement[Any], ColumnElement[Any], bool], Typed]] = {
    exp.Add: _whole_or_not(lambda left, right: left + right),
    exp.Sub: _whole_or_not(lambda left, right: left - right),
    exp.Mul: _whole_or_not(lambda left, right: left * right),
    exp.Div: _quotient,
    exp.Mod: _remainder,
}
