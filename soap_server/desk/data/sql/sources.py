"""Granted tables as sources of rows: each reference gets the row filter of its grant, and none escapes it."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import CTE, ClauseElement, FromClause, Select, select
from sqlalchemy.sql import visitors
from sqlalchemy.sql.expression import ColumnClause, TableClause

from db.dictionary import DICTIONARY, DataColumn
from db.reading import Allowed, TableAccess
from db.vocabulary import DataVerb, Language
from soap_server.desk.data.rights import Right, Rights
from soap_server.desk.data.sql.parsing import refuse
from soap_server.desk.data.sql.scopes import Source, Typed


class Sources:
    """Hands out the tables that a statement may read, and knows what the database has to allow for it.

    :param needed: the columns of each table that the statement uses, if that is known already.
    :param narrowed: takes the rows of a grant that is for some only, and returns fewer of them.
    :param new_name: makes up the names of common table expressions; nobody can guess them.
    """

    def __init__(
        self,
        rights: Rights,
        verb: DataVerb,
        *,
        needed: Mapping[str, AbstractSet[str]] | None = None,
        narrowed: Callable[[Select[Any]], Select[Any]] = lambda rows: rows,
        new_name: Callable[[], str] = lambda: f"rows_{secrets.token_hex(8)}",
    ) -> None:
        self._rights = rights
        self._verb = verb
        self._needed = needed
        self._narrowed = narrowed
        self._new_name = new_name
        self._granted: dict[str, CTE | None] = {}
        self._allowed: dict[str, list[TableAccess]] = {}
        self.reads: dict[str, set[str]] = {}

    @property
    def allowed(self) -> Allowed:
        """What the database has to allow, and nothing more."""
        return self._allowed

    def open(self, table: str, alias: str) -> Source:
        """Return a reference to the granted rows and columns of a table.

        :raises QueryRefusedError: if the caller may not read it.
        """
        right = self._rights.by_table.get(table)
        if right is None or self._verb not in right.verbs:
            raise refuse(f"There is no table {table}, or you may not query it.")
        if table not in self._granted:
            self._granted[table] = self._grant(right)
            self.reads[table] = set()
        granted = self._granted[table]
        clause = (right.table.core if granted is None else granted).alias()
        return Source(alias, clause, self._columns(right, clause))

    def new_name(self) -> str:
        """Return the name of a new common table expression, of which the database allows to count the rows."""
        name = self._new_name()
        self._allow(name, frozenset(), None)
        return name

    def note_read(self, column: Typed) -> None:
        """Note that the statement reads a column, if it is one of a table."""
        if column.origin is not None:
            table, name = column.origin
            self.reads.setdefault(table, set()).add(name)

    def _grant(self, right: Right) -> CTE | None:
        table = right.table.core.alias()
        condition = self._rights.rows(right, table)
        if condition is None:
            self._allow(right.table.name, right.names, None)
            return None
        name = self.new_name()
        self._allow(right.table.name, right.names, name)
        for read, column in columns_in(condition):
            self._allow(read, frozenset({column}), name)
        # The offset keeps both databases from evaluating the caller's own conditions on rows that are not granted,
        # where an error or the time taken would tell of them.
        rows = select(*(table.c[column.name] for column in self._used(right))).where(condition)
        return self._narrowed(rows).offset(0).cte(name)

    def _used(self, right: Right) -> Sequence[DataColumn]:
        if self._needed is None:
            return right.columns
        needed = {right.table.key, *self._needed.get(right.table.name, ())}
        return [column for column in right.columns if column.name in needed]

    def _allow(self, table: str, columns: frozenset[str], only_within: str | None) -> None:
        self._allowed.setdefault(table, []).append(TableAccess(columns, only_within))

    def _columns(self, right: Right, clause: FromClause) -> dict[str, Typed]:
        chinese = self._rights.language is Language.CHINESE
        return {
            column.name: Typed(
                clause.c[column.name],
                column.type,
                column.nullable,
                column.labels.chinese if chinese else column.labels.english,
                origin=(right.table.name, column.name),
            )
            for column in self._used(right)
        }


def columns_in(condition: ClauseElement) -> Iterator[tuple[str, str]]:
    """Yield the table and the name of each column of the dictionary that is used in a condition."""
    for element in visitors.iterate(condition):
        if isinstance(element, ColumnClause):
            table = getattr(element.table, "element", element.table)
            if isinstance(table, TableClause) and table.name in DICTIONARY:
                yield table.name, element.name
