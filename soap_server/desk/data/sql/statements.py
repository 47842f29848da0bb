"""INSERT, UPDATE and DELETE of rows that the dictionary lets be written, built anew like queries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlglot import exp

from db.dictionary import DataColumn, DataTable
from db.reading import Allowed
from db.vocabulary import DataType, DataVerb
from soap_server.desk.data.rights import Right, Rights
from soap_server.desk.data.sql.compiling import QueryCompiler
from soap_server.desk.data.sql.expressions import Expressions, count_concatenations
from soap_server.desk.data.sql.parameters import Parameter, Parameters
from soap_server.desk.data.sql.parsing import name_of, only, parse, refuse
from soap_server.desk.data.sql.scopes import Scope, Typed
from soap_server.desk.data.sql.sources import Sources

MAX_NEW_ROWS = 100
_VERBS = {exp.Insert: DataVerb.INSERT, exp.Update: DataVerb.UPDATE, exp.Delete: DataVerb.DELETE}


@dataclass(frozen=True)
class CompiledStatement:
    """A change that can be carried out.

    :ivar values: the new rows of an INSERT; of an UPDATE one with the new values; empty for a DELETE.
    :ivar matching: the rows that an UPDATE or DELETE is for, with the columns of ``right``; all of them are granted.
    :ivar allowed: what the database has to allow for that.
    :ivar granted: the condition that a row is granted, over the table itself; new and changed ones have to be, too.
    """

    verb: DataVerb
    right: Right
    values: Sequence[Mapping[str, Any]]
    matching: Select[Any] | None
    allowed: Allowed
    granted: ColumnElement[bool] | None

    @property
    def table(self) -> DataTable:
        """The table."""
        return self.right.table


def compile_statement(sql: str, parameters: Sequence[Parameter], rights: Rights, *, now: datetime) -> CompiledStatement:
    """Return a statement of the caller, built anew.

    :raises QueryRefusedError: if it is not in the dialect, or changes what is not granted or not to be written.
    :raises InvalidArgumentError: if a parameter has a wrong value.
    """
    tree = parse(sql)
    verb = _VERBS.get(type(tree))
    if verb is None:
        raise refuse("The statement has to be one INSERT, UPDATE or DELETE.")
    count_concatenations(tree)
    given = Parameters(parameters)
    compiled = _COMPILE[verb](_Work(tree, given, rights, now))
    given.check_all_used()
    return compiled


@dataclass(frozen=True)
class _Work:
    """A statement on the way, and what its translation needs."""

    tree: Any
    given: Parameters
    rights: Rights
    now: datetime

    def right(self, node: Any, verb: DataVerb) -> Right:
        """Return the right to change the table that a node names."""
        if not isinstance(node, exp.Table):
            raise refuse("The name of a table is expected.")
        only(node, "this")
        name = name_of(node.this)
        right = self.rights.by_table.get(name)
        if right is None or verb not in right.verbs:
            raise refuse(f"There is no table {name}, or you may not {verb} its rows.")
        return right

    def constants(self) -> Expressions:
        """Return a translator for which there are no columns."""
        return self._compiler().expressions(Scope(), {})

    def matching(self, right: Right, verb: DataVerb) -> tuple[Select[Any], Allowed]:
        """Return the keys of the granted rows that WHERE is true for."""
        where = self.tree.args.get("where")
        if where is None:
            raise refuse("UPDATE and DELETE need a WHERE.")
        own, inner = Sources(self.rights, verb), Sources(self.rights, DataVerb.QUERY)
        target = own.open(right.table.name, right.table.name)
        scope = Scope(sources={target.name: target})
        compiler = QueryCompiler(inner, self.given, now=self.now)
        condition = compiler.expressions(scope, {}).condition(where.this)
        columns = target.clause.c
        rows = select(*(columns[each.name] for each in right.columns)).where(condition)
        tables = {*own.allowed, *inner.allowed}
        allowed = {table: [*own.allowed.get(table, ()), *inner.allowed.get(table, ())] for table in tables}
        return rows.order_by(columns[right.table.key]), allowed

    def compiled(self, right: Right, verb: DataVerb, values: Sequence[Mapping[str, Any]]) -> CompiledStatement:
        """Return the statement."""
        matching, allowed = (None, {}) if verb is DataVerb.INSERT else self.matching(right, verb)
        return CompiledStatement(verb, right, values, matching, allowed, self.rights.rows(right, right.table.core))

    def _compiler(self) -> QueryCompiler:
        return QueryCompiler(Sources(self.rights, DataVerb.QUERY), self.given, now=self.now)


def _insert(work: _Work) -> CompiledStatement:
    tree = work.tree
    only(tree, "this", "expression")
    target, values = tree.this, tree.args.get("expression")
    if not isinstance(target, exp.Schema) or not isinstance(values, exp.Values):
        raise refuse("An INSERT names its columns, and its rows stand behind VALUES.")
    only(target, "this", "expressions")
    only(values, "expressions")
    right = work.right(target.this, DataVerb.INSERT)
    columns = [_column(right, each, right.table.insertable) for each in target.expressions]
    if len(values.expressions) > MAX_NEW_ROWS:
        raise refuse(f"An INSERT has at most {MAX_NEW_ROWS} rows.")
    its = work.constants()
    rows = []
    for entry in values.expressions:
        if not isinstance(entry, exp.Tuple) or len(entry.expressions) != len(columns):
            raise refuse("Every row has as many values as there are columns.")
        rows.append({c.name: _value(its, each, c) for c, each in zip(columns, entry.expressions, strict=True)})
    if not columns or len({column.name for column in columns}) != len(columns):
        raise refuse("An INSERT names each of its columns once.")
    return work.compiled(right, DataVerb.INSERT, rows)


def _update(work: _Work) -> CompiledStatement:
    tree = work.tree
    only(tree, "this", "expressions", "where")
    right = work.right(tree.this, DataVerb.UPDATE)
    its = work.constants()
    changes: dict[str, Any] = {}
    for each in tree.expressions:
        if not isinstance(each, exp.EQ) or not isinstance(each.this, exp.Column):
            raise refuse("SET is followed by column = value.")
        only(each.this, "this")
        column = _column(right, each.this.this, right.table.updatable)
        if column.name in changes:
            raise refuse(f"The column {column.name} is set twice.")
        changes[column.name] = _value(its, each.expression, column)
    return work.compiled(right, DataVerb.UPDATE, [changes])


def _delete(work: _Work) -> CompiledStatement:
    only(work.tree, "this", "where")
    right = work.right(work.tree.this, DataVerb.DELETE)
    if not right.table.deletable:
        raise refuse(f"Rows of {right.table.name} cannot be deleted.")
    return work.compiled(right, DataVerb.DELETE, [])


def _column(right: Right, node: Any, writable: frozenset[str]) -> DataColumn:
    name = name_of(node)
    if name not in right.names:
        raise refuse(f"There is no column {name}, or you may not write it.")
    if name not in writable:
        raise refuse(f"The column {right.table.name}.{name} cannot be written.")
    return right.table.columns[name]


def _value(its: Expressions, node: Any, column: DataColumn) -> Any:
    """Return what a column is to hold: a constant or a parameter, since SQLite would not check what is computed."""
    if not isinstance(node, exp.Literal | exp.Placeholder | exp.Boolean | exp.Null):
        raise refuse(f"The value of {column.name} has to be a constant or a parameter.")
    found: Typed = its.compile(node)
    value = getattr(found.element, "value", None)
    if value is None:
        if not column.nullable:
            raise refuse(f"The column {column.name} cannot be NULL.")
        return None
    if found.type is not column.type:
        raise refuse(f"The column {column.name} is of the type {column.type}.")
    if column.type is DataType.TEXT:
        _check_text(value, column)
    return value


def _check_text(value: str, column: DataColumn) -> None:
    if not column.nullable and not value.strip():
        raise refuse(f"The column {column.name} cannot be blank.")
    if not value.isprintable() or value != value.strip():
        raise refuse(f"The column {column.name} is one line without blanks around it.")
    if column.max_length is not None and len(value) > column.max_length:
        raise refuse(f"The column {column.name} has at most {column.max_length} characters.")


_COMPILE: Mapping[DataVerb, Callable[[_Work], CompiledStatement]] = {
    DataVerb.INSERT: _insert,
    DataVerb.UPDATE: _update,
    DataVerb.DELETE: _delete,
}
