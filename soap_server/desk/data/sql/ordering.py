"""ORDER BY, LIMIT and OFFSET."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement
from sqlglot import exp

from db.expressions import by_code
from soap_server.desk.data.sql.expressions import Expressions
from soap_server.desk.data.sql.parsing import name_of, only, refuse
from soap_server.desk.data.sql.scopes import Typed

MAX_NUMBER = 2**31 - 1


def ordered(node: Any, statement: Any, columns: Mapping[str, Typed], its: Expressions) -> Any:
    """Return a statement with the order, limit and offset of a SELECT or UNION."""
    order = node.args.get("order")
    if order is not None:
        only(order, "expressions")
        statement = statement.order_by(*_sort_keys(order.expressions, columns, its))
    for part, apply in (("limit", "limit"), ("offset", "offset")):
        clause = node.args.get(part)
        if clause is not None:
            only(clause, "expression")
            number = its.whole_literal(clause.expression, 0, MAX_NUMBER)
            statement = getattr(statement, apply)(number)
    return statement


def _sort_keys(nodes: list[Any], columns: Mapping[str, Typed], its: Expressions) -> list[ColumnElement[Any]]:
    outputs, places = list(columns.values()), {name: place for place, name in enumerate(columns)}
    keys, sorted_by = [], set()
    for node in nodes:
        only(node, "this", "desc", "nulls_first")
        place = _output_meant(node.this, places)
        # An output column is written out wherever it is named, and a second time it changes nothing.
        if place is None:
            keys.append(_sort_key(node, its.compile(node.this)))
        elif place not in sorted_by:
            sorted_by.add(place)
            keys.append(_sort_key(node, outputs[place]))
    return keys


def _sort_key(node: Any, found: Typed) -> ColumnElement[Any]:
    key = by_code(found.element)
    key = key.desc() if node.args.get("desc") else key.asc()
    return key.nulls_first() if node.args.get("nulls_first") else key.nulls_last()


def _output_meant(node: Any, places: Mapping[str, int]) -> int | None:
    """Return the place of the output column that a number or a name in ORDER BY stands for, from 0."""
    if isinstance(node, exp.Literal):
        is_number = not node.is_string and str(node.this).isdigit() and len(node.this) < 4
        if not is_number or not 1 <= int(node.this) <= len(places):
            raise refuse(f"ORDER BY takes the numbers 1 to {len(places)}.")
        return int(node.this) - 1
    if isinstance(node, exp.Column) and node.args.get("table") is None:
        return places.get(name_of(node.this))
    return None


def is_limited_to_one(node: Any) -> bool:
    """Say whether a SELECT or UNION answers at most one row by its LIMIT."""
    limit = node.args.get("limit")
    return limit is not None and isinstance(limit.expression, exp.Literal) and str(limit.expression.this) in ("0", "1")
