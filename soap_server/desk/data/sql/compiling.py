"""Queries: SELECTs with their tables, groups, orders and unions, and what may stand around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, select, union, union_all
from sqlglot import exp

from db.dictionary import DICTIONARY
from db.vocabulary import DataType, DataVerb
from soap_server.desk.data.results import ResultColumn
from soap_server.desk.data.rights import Rights
from soap_server.desk.data.sql.compiled import Compiled, CompiledQuery, Tables, plain_rows, referring
from soap_server.desk.data.sql.expressions import Expressions, count_concatenations
from soap_server.desk.data.sql.fingerprints import Fingerprints
from soap_server.desk.data.sql.grouping import grouping_of
from soap_server.desk.data.sql.joining import Joins
from soap_server.desk.data.sql.ordering import is_limited_to_one, ordered
from soap_server.desk.data.sql.parameters import Parameter, Parameters
from soap_server.desk.data.sql.parsing import describe, name_of, only, parse, refuse
from soap_server.desk.data.sql.projecting import projections
from soap_server.desk.data.sql.scopes import Scope, Source, Typed
from soap_server.desk.data.sql.sources import Sources
from soap_server.desk.data.sql.typing_rules import common
from soap_server.desk.data.sql.work import Work

MAX_UNIONS = 5
MAX_TABLES = 60
_PARTS = ("with_", "expressions", "distinct", "from_", "joins", "where", "group", "having", "order", "limit", "offset")
_UNION_PARTS = ("with_", "this", "expression", "distinct", "order", "limit", "offset")


def compile_query(sql: str, parameters: Sequence[Parameter], rights: Rights, *, now: datetime) -> CompiledQuery:
    """Return a statement of the caller, built anew.

    :raises QueryRefusedError: if it is not in the dialect, or uses what is not granted.
    :raises InvalidArgumentError: if a parameter has a wrong value.
    """
    tree = parse(sql)
    if not isinstance(tree, exp.Select | exp.Union):
        raise refuse("The statement has to be one SELECT.")
    count_concatenations(tree)
    first = _Work(Sources(rights, DataVerb.QUERY), Parameters(parameters), now)
    first.compile(tree)
    first.given.check_all_used()
    # Once more, now that it is known which columns of granted rows are needed; the others are not even fetched.
    work = _Work(Sources(rights, DataVerb.QUERY, needed=first.sources.reads), Parameters(parameters), now)
    compiled = work.compile(tree)
    columns = [
        ResultColumn(name, column.type or DataType.TEXT, column.nullable, column.label or name)
        for name, column in compiled.columns.items()
    ]
    reads = {table: [c for c in DICTIONARY[table].columns if c in used] for table, used in work.sources.reads.items()}
    return CompiledQuery(compiled.statement, columns, reads, work.sources.allowed)


@dataclass(frozen=True)
class _Work:
    sources: Sources
    given: Parameters
    now: datetime

    def compile(self, tree: Any) -> Compiled:
        return QueryCompiler(self.sources, self.given, now=self.now).query(tree)


class QueryCompiler:
    """Translates queries, those inside of others too."""

    def __init__(self, sources: Sources, parameters: Parameters, *, now: datetime) -> None:
        self._sources = sources
        self._parameters = parameters
        self._now = now
        self._read = 0
        self._work = Work()
        self._inside = Fingerprints()

    def query(self, node: Any, outer: Scope | None = None, tables: Tables | None = None) -> Compiled:
        """Return the translation of a SELECT or UNION.

        :raises QueryRefusedError: if it is not in the dialect, or uses what is not granted.
        """
        if isinstance(node, exp.Select):
            return self._select(node, outer, self._common_tables(node, tables or {}))
        if type(node) is exp.Union:
            return self._union(node, outer, self._common_tables(node, tables or {}))
        if isinstance(node, exp.Subquery):
            only(node, "this")
            return self.query(node.this, outer, tables)
        raise refuse(f"{describe(node)} is not in the dialect of the data service.")

    def source(self, node: Any, tables: Tables) -> Source:
        """Return what a FROM or JOIN names."""
        alias = node.args.get("alias")
        if alias is not None:
            only(alias, "this")
        if isinstance(node, exp.Subquery):
            only(node, "this", "alias")
            if alias is None:
                raise refuse("A subquery in FROM needs a name.")
            inner = self.query(node.this, None, tables)
            clause = inner.statement.subquery()
            return Source(name_of(alias.this), clause, referring(inner.columns, clause.c))
        if not isinstance(node, exp.Table):
            raise refuse(f"{describe(node)} is not in the dialect of the data service.")
        only(node, "this", "alias")
        name = name_of(node.this)
        called = name_of(alias.this) if alias is not None else name
        if name in tables:
            table, columns, count = tables[name]
            self._count(count)
            reference = table.alias()
            return Source(called, reference, referring(columns, reference.c))
        self._count(1)
        return self._sources.open(name, called)

    def note_read(self, column: Typed) -> None:
        """Note that the statement reads a column."""
        self._sources.note_read(column)

    def _count(self, tables: int) -> None:
        """Count the tables that are read: SQLite writes out a common table expression wherever it is named.

        :raises QueryRefusedError: if they are too many; by doubling, a few lines could make billions of them.
        """
        self._read += tables
        if self._read > MAX_TABLES:
            raise refuse(f"A statement reads at most {MAX_TABLES} tables, each as often as it is used.")

    def expressions(self, scope: Scope, tables: Tables, **options: Any) -> Expressions:
        """Return the translator of the expressions of one SELECT."""
        return Expressions(
            scope,
            self._parameters,
            _Subqueries(self, tables),
            now=self._now,
            note_read=self.note_read,
            work=self._work,
            fingerprints=Fingerprints(scope, self._inside),
            **options,
        )

    def _common_tables(self, node: Any, outer: Tables) -> Tables:
        clause = node.args.get("with_")
        if clause is None:
            return outer
        only(clause, "expressions")
        tables = dict(outer)
        for entry in clause.expressions:
            only(entry, "this", "alias")
            only(entry.args["alias"], "this")
            name = name_of(entry.args["alias"].this)
            if name in DICTIONARY or name in tables:
                raise refuse(f"A common table expression cannot be called {name}: there is a table of this name.")
            before = self._read
            inner = self.query(entry.this, None, tables)
            table = inner.statement.cte(self._sources.new_name())
            tables[name] = (table, referring(inner.columns, table.c), max(1, self._read - before))
        return tables

    def _select(self, node: exp.Select, outer: Scope | None, tables: Tables) -> Compiled:
        only(node, *_PARTS)
        scope = Scope(outer)
        start = Joins(self, scope, tables).read(node)
        plain = self.expressions(scope, tables)
        where = node.args.get("where")
        conditions = [plain.condition(where.this)] if where is not None else []
        grouped = grouping_of(node, plain)
        its = plain if grouped is None else self.expressions(scope, tables, grouped=grouped, takes_aggregates=True)
        columns = projections(node, scope, its)
        statement = select(*(c.element.label(f"c{place}") for place, c in enumerate(columns.values(), start=1)))
        if start is not None:
            statement = statement.select_from(start)
        statement = statement.where(*conditions)
        if grouped is not None:
            statement = statement.group_by(*(each.element for each in grouped.elements.values()))
        having = node.args.get("having")
        if having is not None:
            if grouped is None:
                raise refuse("HAVING needs GROUP BY or an aggregate function.")
            statement = statement.having(its.condition(having.this))
        if outer is not None:
            statement = statement.correlate(*_clauses(outer))
        distinct = node.args.get("distinct")
        if distinct is not None:
            only(distinct)
            return self._ordered_outside(node, statement.distinct(), columns, reaches_out=bool(scope.reached))
        statement = ordered(node, statement, columns, its)
        one = grouped is not None and not grouped.elements
        return Compiled(statement, columns, one or is_limited_to_one(node), bool(scope.reached))

    def _union(self, node: exp.Union, outer: Scope | None, tables: Tables) -> Compiled:
        only(node, *_UNION_PARTS)
        if sum(1 for _ in node.find_all(exp.SetOperation)) > MAX_UNIONS:
            raise refuse(f"A statement has at most {MAX_UNIONS} UNIONs.")
        left, right = self.query(node.this, outer, tables), self.query(node.expression, outer, tables)
        if len(left.columns) != len(right.columns):
            raise refuse("Both sides of a UNION have to answer the same number of columns.")
        columns: dict[str, Typed] = {}
        for name, one, other in zip(left.columns, left.columns.values(), right.columns.values(), strict=True):
            nullable, size = one.nullable or other.nullable, one.size + other.size
            columns[name] = Typed(one.element, common([one, other]), nullable, one.label, size=size)
        combine = union if node.args.get("distinct") else union_all
        # SQLite takes no parentheses around the parts of a union, which orders and limits of theirs need.
        parts = [plain_rows(side, columns) for side in (left, right)]
        return self._ordered_outside(node, combine(*parts), columns, reaches_out=left.reaches_out or right.reaches_out)

    def _ordered_outside(self, node: Any, inner: Any, columns: Mapping[str, Typed], *, reaches_out: bool) -> Compiled:
        """Return the rows of a DISTINCT or UNION in their order; only what it answers can be sorted by."""
        if reaches_out:
            raise refuse("A subquery with DISTINCT or UNION cannot use columns of the query around it.")
        rows = inner.subquery()
        outside = referring(columns, rows.c)
        scope = Scope(sources={"": Source("", rows, outside)})
        statement = select(*(rows.c[f"c{place}"] for place in range(1, len(columns) + 1)))
        statement = ordered(node, statement, outside, self.expressions(scope, {}))
        return Compiled(statement, outside, at_most_one_row=is_limited_to_one(node))


class _Subqueries:
    """The queries inside of the expressions of one SELECT."""

    def __init__(self, compiler: QueryCompiler, tables: Tables) -> None:
        self._compiler = compiler
        self._tables = tables

    def values(self, node: Any, scope: Scope) -> tuple[Any, Typed]:
        """Return a subquery of one column as a SELECT, and that column."""
        compiled = self._compiler.query(node, scope, self._tables)
        if len(compiled.columns) != 1:
            raise refuse("A subquery in an expression answers one column.")
        return compiled.statement, next(iter(compiled.columns.values()))

    def scalar(self, node: Any, scope: Scope) -> Typed:
        """Return a subquery that answers one value."""
        compiled = self._compiler.query(node, scope, self._tables)
        if len(compiled.columns) != 1 or not compiled.at_most_one_row:
            raise refuse("A subquery that stands for a value answers one column, with an aggregate or LIMIT 1.")
        (column,) = compiled.columns.values()
        return Typed(compiled.statement.scalar_subquery(), column.type)

    def any_rows(self, node: Any, scope: Scope) -> Any:
        """Return a subquery of which only matters whether it has rows."""
        return self._compiler.query(node, scope, self._tables).statement


def _clauses(scope: Scope) -> list[FromClause]:
    """Return the tables that a subquery may refer to without reading them itself."""
    outer = [] if scope.outer is None else _clauses(scope.outer)
    return [*outer, *(source.clause for source in scope.sources.values())]
