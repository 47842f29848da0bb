"""The functions of the dialect. Each means the same on both databases, costs little and cannot fail."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ColumnElement, Double, cast, distinct, func, literal
from sqlglot import exp

from db.dictionary.entries import SQL_TYPES
from db.expressions import AsciiLower, AsciiUpper, DatePart, Rounded, WholeNumber, by_code
from db.vocabulary import DataType
from soap_server.desk.data.sql import typing_rules as rules
from soap_server.desk.data.sql.parsing import describe, only, refuse
from soap_server.desk.data.sql.scopes import Typed

if TYPE_CHECKING:
    from soap_server.desk.data.sql.expressions import Expressions

UNITS = ("year", "month", "day", "hour")
_MAX_LENGTH = 20_000
_MAX_ARGUMENTS = 99


def _count(its: "Expressions", node: exp.Count) -> Typed:
    only(node, "this", "big_int")
    its.check_aggregate(node)
    if isinstance(node.this, exp.Star):
        only(node.this)
        return Typed(func.count(), DataType.INTEGER, nullable=False)
    if isinstance(node.this, exp.Distinct):
        only(node.this, "expressions")
        if len(node.this.expressions) != 1:
            raise refuse("COUNT takes one column.")
        counted: ColumnElement[Any] = distinct(its.aggregated(node.this.expressions[0]).element)
    else:
        counted = its.aggregated(node.this).element
    return Typed(func.count(counted), DataType.INTEGER, nullable=False)


def _sum(its: "Expressions", node: exp.Sum) -> Typed:
    only(node, "this")
    of = rules.expect_number(its.aggregated(node.this))
    total = func.sum(of.element)
    return Typed(WholeNumber(total), DataType.INTEGER) if of.type is DataType.INTEGER else Typed(total, of.type)


def _avg(its: "Expressions", node: exp.Avg) -> Typed:
    only(node, "this")
    of = rules.expect_number(its.aggregated(node.this))
    return Typed(func.avg(cast(of.element, Double)), DataType.DECIMAL)


def _extreme(its: "Expressions", node: Any) -> Typed:
    only(node, "this")
    of = its.aggregated(node.this)
    if of.type in (DataType.BOOLEAN, None):
        raise refuse(f"{describe(node)} is of numbers, texts and dates.")
    function = func.min if isinstance(node, exp.Min) else func.max
    return Typed(function(by_code(of.element), type_=of.element.type), of.type, label=of.label)


def _coalesce(its: "Expressions", node: exp.Coalesce) -> Typed:
    only(node, "this", "expressions", "is_nvl", "is_null")
    if len(node.expressions) > _MAX_ARGUMENTS:
        raise refuse(f"COALESCE takes at most {_MAX_ARGUMENTS + 1} values.")
    found = [its.compile(each) for each in (node.this, *node.expressions)]
    data_type = rules.common(found)
    if data_type is None:
        raise refuse("COALESCE needs a value.")
    elements = [rules.converted(each, data_type) for each in found]
    return Typed(func.coalesce(*elements, type_=SQL_TYPES[data_type]), data_type)


def _nullif(its: "Expressions", node: exp.Nullif) -> Typed:
    only(node, "this", "expression")
    first, second = its.compile(node.this), its.compile(node.expression)
    left, right = rules.alike(first, second)
    data_type = rules.common([first, second])
    # Not that of the first: the databases would answer it as it was, or as it was compared.
    return Typed(func.nullif(left, right, type_=left.type), data_type if first.type is not None else None)


def _length(its: "Expressions", node: exp.Length) -> Typed:
    only(node, "this")
    return Typed(func.length(its.text(node.this).element, type_=BigInteger()), DataType.INTEGER)


def _case_of_letters(its: "Expressions", node: Any) -> Typed:
    only(node, "this")
    text = its.text(node.this).element
    return Typed(AsciiLower(text) if isinstance(node, exp.Lower) else AsciiUpper(text), DataType.TEXT)


def _trim(its: "Expressions", node: exp.Trim) -> Typed:
    only(node, "this")
    return Typed(func.trim(its.text(node.this).element, type_=SQL_TYPES[DataType.TEXT]), DataType.TEXT)


def _substring(its: "Expressions", node: exp.Substring) -> Typed:
    only(node, "this", "start", "length")
    if node.args.get("start") is None:
        raise refuse("SUBSTR takes a text, a start and perhaps a length.")
    start = its.whole_literal(node.args["start"], 1, _MAX_LENGTH)
    length = node.args.get("length")
    count = _MAX_LENGTH if length is None else its.whole_literal(length, 0, _MAX_LENGTH)
    text = its.text(node.this).element
    return Typed(func.substr(text, start, count, type_=SQL_TYPES[DataType.TEXT]), DataType.TEXT)


def _abs(its: "Expressions", node: exp.Abs) -> Typed:
    only(node, "this")
    of = its.number(node.this)
    return Typed(func.abs(of.element, type_=of.element.type), of.type)


def _round(its: "Expressions", node: exp.Round) -> Typed:
    only(node, "this", "decimals")
    decimals = node.args.get("decimals")
    places = 0 if decimals is None else its.whole_literal(decimals, 0, 6)
    of = its.number(node.this).element
    return Typed(Rounded(of, places), DataType.DECIMAL)


def _truncate(its: "Expressions", node: exp.TimestampTrunc) -> Typed:
    only(node, "this", "unit")
    instant = rules.expect(its.compile(node.this), DataType.DATE_TIME)
    return Typed(
        func.date_trunc(literal(_unit(node.args["unit"])), instant.element, type_=SQL_TYPES[DataType.DATE_TIME]),
        DataType.DATE_TIME,
    )


def _extract(its: "Expressions", node: exp.Extract) -> Typed:
    only(node, "this", "expression")
    instant = rules.expect(its.compile(node.expression), DataType.DATE_TIME)
    return Typed(DatePart(_unit(node.this), instant.element), DataType.INTEGER)


def _unit(node: Any) -> str:
    unit = str(node.name).lower()
    if unit not in UNITS:
        raise refuse(f"The parts of a date are {', '.join(UNITS)}.")
    return unit


FUNCTIONS: Mapping[type, Callable[["Expressions", Any], Typed]] = {
    exp.Count: _count,
    exp.Sum: _sum,
    exp.Avg: _avg,
    exp.Min: _extreme,
    exp.Max: _extreme,
    exp.Coalesce: _coalesce,
    exp.Nullif: _nullif,
    exp.Length: _length,
    exp.Lower: _case_of_letters,
    exp.Upper: _case_of_letters,
    exp.Trim: _trim,
    exp.Substring: _substring,
    exp.Abs: _abs,
    exp.Round: _round,
    exp.TimestampTrunc: _truncate,
    exp.Extract: _extract,
}
"""The translation of each function."""

AGGREGATES = (exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max)
