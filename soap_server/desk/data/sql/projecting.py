"""What a SELECT answers: its columns and their names."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlglot import exp

from soap_server.desk.data.sql.expressions import Expressions
from soap_server.desk.data.sql.parsing import name_of, only, refuse
from soap_server.desk.data.sql.scopes import Scope, Typed

MAX_COLUMNS = 100


def projections(node: exp.Select, scope: Scope, its: Expressions) -> Mapping[str, Typed]:
    """Return the columns that a SELECT answers, by their names.

    :raises QueryRefusedError: if there are too many, or two have one name.
    """
    columns: dict[str, Typed] = {}
    for place, expression in enumerate(node.expressions, start=1):
        for name, column in _projected(expression, place, scope, its):
            if name in columns:
                raise refuse(f"Two columns are called {name}; give one another name with AS.")
            columns[name] = column
    if not 0 < len(columns) <= MAX_COLUMNS:
        raise refuse(f"A query answers 1 to {MAX_COLUMNS} columns.")
    return columns


def _projected(node: Any, place: int, scope: Scope, its: Expressions) -> list[tuple[str, Typed]]:
    star = _star_of(node)
    if star is not None:
        sources = [source for name, source in scope.sources.items() if star in ("", name)]
        if not sources:
            raise refuse("There is nothing that * could stand for.")
        names = [(source.name, name) for source in sources for name in source.columns]
        return [(name, _sized(exp.column(name, table, quoted=True), its)) for table, name in names]
    if isinstance(node, exp.Alias):
        only(node, "this", "alias")
        return [(name_of(node.args["alias"]), _sized(node.this, its))]
    if isinstance(node, exp.Column):
        return [(name_of(node.this), _sized(node, its))]
    return [(f"column{place}", _sized(node, its))]


def _sized(node: Any, its: Expressions) -> Typed:
    before = its.work.done
    found = its.compile(node)
    # A text is a text from here on: a query around this one cannot read it as a date.
    return replace(found, size=its.work.done - before, text=None)


def _star_of(node: Any) -> str | None:
    """Return the name of the table in ``table.*``, the empty text for ``*``, None for anything else."""
    if isinstance(node, exp.Star):
        only(node)
        return ""
    if isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
        only(node, "this", "table")
        only(node.this)
        return name_of(node.args["table"])
    return None
