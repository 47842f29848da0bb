"""GROUP BY: what the rows of a SELECT are put together by."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Boolean, cast
from sqlglot import exp

from db.expressions import Whole
from db.vocabulary import DataType
from soap_server.desk.data.sql.expressions import Expressions, Groups
from soap_server.desk.data.sql.functions import AGGREGATES
from soap_server.desk.data.sql.parsing import name_of, only, refuse
from soap_server.desk.data.sql.scopes import Typed

MAX_GROUPS = 20


def grouping_of(node: exp.Select, its: Expressions) -> Groups | None:
    """Return what a SELECT groups by; None if it forms no groups.

    :raises QueryRefusedError: if it is not in the dialect.
    """
    group = node.args.get("group")
    if group is None:
        if not selects_aggregates(node):
            return None
        if not _has_aggregates(node.expressions):
            # SQLite does not see that there is one group.
            raise refuse("Without GROUP BY an aggregate function has to be in what is answered, too.")
        return Groups({}, frozenset())
    only(group, "expressions")
    if not 0 < len(group.expressions) <= MAX_GROUPS:
        raise refuse(f"GROUP BY takes 1 to {MAX_GROUPS} expressions.")
    elements: dict[int, Typed] = {}
    columns = set()
    for expression in group.expressions:
        meant = _meant(expression, node, its)
        if isinstance(meant.unnest(), exp.Connector):
            raise refuse("GROUP BY takes no AND and OR; put them into CASE.")
        number = its.fingerprints.of(meant)
        if number not in elements:
            compiled = its.compile(meant)
            column = meant.unnest()
            if isinstance(column, exp.Column):
                table = column.args.get("table")
                source, _ = its.scope.find(name_of(table) if table else None, name_of(column.this))
                columns.add((source, name_of(column.this)))
            elements[number] = compiled if isinstance(column, exp.Column) else _whole(compiled)
    return Groups(elements, frozenset(columns))


def _whole(found: Typed) -> Typed:
    # Cast, or PostgreSQL's parser would make one of it and of an AND that it stands in, and not find it again.
    element = cast(found.element, Boolean()) if found.type is DataType.BOOLEAN else found.element
    return replace(found, element=Whole(element))


def selects_aggregates(node: exp.Select) -> bool:
    """Say whether a SELECT computes aggregates itself, apart from its subqueries."""
    parts = [*node.expressions, node.args.get("having"), node.args.get("order")]
    return _has_aggregates(part for part in parts if part is not None)


def _has_aggregates(parts: Iterable[Any]) -> bool:
    return any(isinstance(each, AGGREGATES) for part in parts for each in _own_nodes(part))


def _own_nodes(node: Any) -> Iterator[Any]:
    pending = [node]
    while pending:
        current = pending.pop()
        if not isinstance(current, exp.Query):
            yield current
            pending += current.iter_expressions()


def _meant(expression: Any, node: exp.Select, its: Expressions) -> Any:
    """Return the expression that a number or the name of an output column stands for; a table's column goes first."""
    if isinstance(expression, exp.Literal) and not expression.is_string:
        place = int(expression.this) if str(expression.this).isdigit() and len(expression.this) < 4 else 0
        if not 1 <= place <= len(node.expressions):
            raise refuse(f"GROUP BY takes the numbers 1 to {len(node.expressions)}.")
        return node.expressions[place - 1].unalias()
    if isinstance(expression, exp.Column) and expression.args.get("table") is None:
        name = name_of(expression.this)
        if not its.scope.owns(None, name):
            for projected in node.expressions:
                if isinstance(projected, exp.Alias) and name_of(projected.args["alias"]) == name:
                    return projected.this
    return expression
