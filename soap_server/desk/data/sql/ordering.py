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
        statement = statement.order_by(*(_sort_key(each, columns, its) for each in order.expressions))
    for part, apply in (("limit", "limit"), ("offset", "offset")):
        clause = node.args.get(part)
        if clause is not None:
            only(clause, "expression")
            number = its.whole_literal(clause.expression, 0, MAX_NUMBER)
            statement = getattr(statement, apply)(number)
    return statement


def _sort_key(node: Any, columns: Mapping[str, Typed], its: Expressions) -> ColumnElement[Any]:
    only(node, "this", "desc", "nulls_first")
    found = _named_output(node.this, columns)
    if found is None:
        if isinstance(node.this, exp.Literal):
            raise refuse(f"ORDER BY takes the numbers 1 to {len(columns)}.")
        found = its.compile(node.this)
    key = by_code(found.element)
    key = key.desc() if node.args.get("desc") else key.asc()
    return key.nulls_first() if node.args.get("nulls_first") else key.nulls_last()


def _named_output(node: Any, columns: Mapping[str, Typed]) -> Typed | None:
    """Return the output column that a number or a name in ORDER BY stands for."""
    if isinstance(node, exp.Literal) and not node.is_string and str(node.this).isdigit() and len(node.this) < 4:
        place = int(node.this)
        return list(columns.values())[place - 1] if 1 <= place <= len(columns) else None
    if isinstance(node, exp.Column) and node.args.get("table") is None:
        return columns.get(name_of(node.this))
    return None


def is_limited_to_one(node: Any) -> bool:
    """Say whether a SELECT or UNION answers at most one row by its LIMIT."""
    limit = node.args.get("limit")
    return limit is not None and isinstance(limit.expression, exp.Literal) and str(limit.expression.this) in ("0", "1")
