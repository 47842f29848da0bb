"""FROM and JOIN: which tables a SELECT reads, and how their rows belong together."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, and_
from sqlglot import exp

from soap_server.desk.data.sql import typing_rules as rules
from soap_server.desk.data.sql.expressions import Expressions
from soap_server.desk.data.sql.parsing import name_of, only, refuse
from soap_server.desk.data.sql.scopes import Scope, Source, Typed

MAX_JOINS = 4
_SIDES = {("", ""): False, ("", "INNER"): False, ("LEFT", ""): True, ("LEFT", "OUTER"): True}


class Compiler(Protocol):
    """What is needed of the compiler of queries."""

    def source(self, node: Any, tables: Mapping[str, Any]) -> Source:
        """Return what a FROM or JOIN names."""

    def note_read(self, column: Typed) -> None:
        """Note that the statement reads a column."""

    def expressions(self, scope: Scope, tables: Mapping[str, Any]) -> Expressions:
        """Return the translator of the expressions of one SELECT."""


class Joins:
    """Reads the tables of one SELECT into its scope."""

    def __init__(self, compiler: Compiler, scope: Scope, tables: Mapping[str, Any]) -> None:
        self._compiler = compiler
        self._scope = scope
        self._tables = tables

    def read(self, node: exp.Select) -> FromClause | None:
        """Return the tables of a SELECT, joined; None if it has none.

        :raises QueryRefusedError: if a table is not granted, or a join has no condition that connects its tables.
        """
        start, joins = node.args.get("from_"), node.args.get("joins") or []
        if start is None:
            return None
        only(start, "this")
        if len(joins) > MAX_JOINS:
            raise refuse(f"A SELECT joins at most {MAX_JOINS + 1} tables.")
        source = self._compiler.source(start.this, self._tables)
        self._scope.add(source)
        clause = source.clause
        for join in joins:
            clause = self._join(clause, join)
        return clause

    def _join(self, clause: FromClause, join: exp.Join) -> FromClause:
        only(join, "this", "on", "using", "side", "kind")
        side = (str(join.args.get("side") or ""), str(join.args.get("kind") or ""))
        if side not in _SIDES:
            raise refuse("Tables are joined with JOIN or LEFT JOIN, and a condition.")
        source = self._compiler.source(join.this, self._tables)
        if _SIDES[side]:
            columns = {name: replace(column, nullable=True) for name, column in source.columns.items()}
            source = replace(source, columns=columns)
        using = join.args.get("using")
        condition = self._equal(source, using) if using else None
        self._scope.add(source)
        if condition is None:
            on = join.args.get("on")
            if on is None or not any(self._connects(part, source.name) for part in _parts(on)):
                raise refuse(f"The join of {source.name} needs a condition: a column of it = a column before it.")
            condition = self._compiler.expressions(self._scope, self._tables).condition(on)
        return clause.join(source.clause, condition, isouter=_SIDES[side])

    def _equal(self, source: Source, names: list[Any]) -> ColumnElement[bool]:
        pairs = []
        for each in names:
            name = name_of(each)
            if name not in source.columns:
                raise refuse(f"There is no column {source.name}.{name}, or you may not read it.")
            _, before = self._scope.find(None, name)
            for column in (before, source.columns[name]):
                self._compiler.note_read(column)
            left, right = rules.alike(before, source.columns[name])
            pairs.append(left == right)
            self._scope.merged.add(name)
        return and_(*pairs)

    def _connects(self, part: Any, name: str) -> bool:
        """Say whether a condition is that a column of the new table equals one of those before it."""
        if not isinstance(part, exp.EQ):
            return False
        sides = [each for each in (part.this, part.expression) if isinstance(each, exp.Column)]
        owners = [self._owner(each) for each in sides]
        return len(owners) == 2 and (owners[0] == name) != (owners[1] == name)

    def _owner(self, column: exp.Column) -> str:
        table = column.args.get("table")
        names = (name_of(table) if table else None, name_of(column.this))
        return self._scope.find(*names)[0] if self._scope.owns(*names) else ""


def _parts(condition: Any) -> Iterator[Any]:
    """Yield the conditions that all have to hold."""
    if isinstance(condition, exp.And):
        yield from _parts(condition.this)
        yield from _parts(condition.expression)
    elif isinstance(condition, exp.Paren):
        yield from _parts(condition.this)
    else:
        yield condition
