"""GROUP BY: what the rows of a SELECT are put together by."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlglot import exp

from db.expressions import Whole
from soap_server.desk.data.sql.expressions import Expressions
from soap_server.desk.data.sql.functions import AGGREGATES
from soap_server.desk.data.sql.parsing import name_of, only, refuse
from soap_server.desk.data.sql.scopes import Typed

MAX_GROUPS = 20


def grouping_of(node: exp.Select, its: Expressions) -> Mapping[str, Typed] | None:
    """Return what a SELECT groups by, as it is written and translated; None if it forms no groups.

    :raises QueryRefusedError: if it is not in the dialect.
    """
    group = node.args.get("group")
    if group is None:
        return {} if selects_aggregates(node) else None
    only(group, "expressions")
    if not 0 < len(group.expressions) <= MAX_GROUPS:
        raise refuse(f"GROUP BY takes 1 to {MAX_GROUPS} expressions.")
    grouped: dict[str, Typed] = {}
    for expression in group.expressions:
        meant = _meant(expression, node, its)
        if isinstance(meant.unnest(), exp.Connector):
            raise refuse("GROUP BY takes no AND and OR; put them into CASE.")
        compiled = its.compile(meant)
        is_column = isinstance(meant.unnest(), exp.Column)
        grouped[its.written(meant)] = compiled if is_column else replace(compiled, element=Whole(compiled.element))
    return grouped


def selects_aggregates(node: exp.Select) -> bool:
    """Say whether a SELECT computes aggregates itself, apart from its subqueries."""
    parts = [*node.expressions, node.args.get("having"), node.args.get("order")]
    return any(isinstance(each, AGGREGATES) for part in parts if part is not None for each in _own_nodes(part))


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
