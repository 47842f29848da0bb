"""What the names in a statement mean: tables, subqueries and common table expressions, and their columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from db.vocabulary import DataType
from soap_server.desk.data.sql.parsing import refuse


@dataclass(frozen=True)
class Typed:
    """An expression and its type.

    :ivar type: None for a bare NULL, which goes with every type.
    :ivar label: what people call it, where it is a column of the dictionary.
    :ivar text: the text of a string literal, which may still become a date.
    :ivar origin: the table and the column of the dictionary that it is, if it is one as it stands.
    :ivar size: of a column of a subquery, how many nodes the expression has that it stands for.
    """

    element: ColumnElement[Any]
    type: DataType | None
    nullable: bool = True
    label: str | None = None
    text: str | None = None
    origin: tuple[str, str] | None = None
    size: int = 0


@dataclass(frozen=True)
class Source:
    """Something that rows come from, under the name that the statement has for it."""

    name: str
    clause: FromClause
    columns: Mapping[str, Typed]


@dataclass
class Scope:
    """The names in one SELECT. A subquery also sees those of the SELECT around it.

    :ivar merged: columns that a join with USING made one.
    :ivar grouped: where groups are formed, the sources and names of the columns that have one value in each.
    :ivar reached: the columns of outer SELECTs that were used.
    """

    outer: "Scope | None" = None
    sources: dict[str, Source] = field(default_factory=dict)
    merged: set[str] = field(default_factory=set)
    grouped: frozenset[tuple[str, str]] | None = None
    reached: list[str] = field(default_factory=list)

    def add(self, source: Source) -> None:
        """Add a source.

        :raises QueryRefusedError: if there is one of this name.
        """
        if source.name in self.sources:
            raise refuse(f"Two tables are called {source.name}; give one another name.")
        self.sources[source.name] = source

    def find(self, table: str | None, column: str) -> tuple[str, Typed]:
        """Return the name of the source of a column, and the column.

        :raises QueryRefusedError: if there is none, or several.
        """
        found = self._own(table, column)
        if len(found) > 1 and column not in self.merged:
            raise refuse(f"The column {column} is in several tables; say which.")
        if found:
            return found[0]
        if self.outer is None:
            raise refuse(f"There is no column {f'{table}.' if table else ''}{column}, or you may not read it.")
        self.reached.append(column)
        return self.outer.find_from_inside(table, column)

    def find_from_inside(self, table: str | None, column: str) -> tuple[str, Typed]:
        """Return what a column in a subquery of this SELECT means.

        :raises QueryRefusedError: also if it has no one value, since rows are put together.
        """
        name, found = self.find(table, column)
        if self.grouped is not None and name in self.sources and (name, column) not in self.grouped:
            raise refuse(f"The column {column} has to be in GROUP BY to be used in a subquery.")
        return name, found

    def owns(self, table: str | None, column: str) -> bool:
        """Say whether a column is one of this SELECT's own sources."""
        return bool(self._own(table, column))

    def _own(self, table: str | None, column: str) -> list[tuple[str, Typed]]:
        return [
            (source.name, source.columns[column])
            for source in self.sources.values()
            if table in (None, source.name) and column in source.columns
        ]
