"""What becomes of a query: a statement, and the names and types of what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, Select, cast, select

from db.dictionary.entries import SQL_TYPES
from db.reading import Allowed
from soap_server.desk.data.results import ResultColumn
from soap_server.desk.data.sql.scopes import Typed


@dataclass(frozen=True)
class CompiledQuery:
    """A query that can be run: the statement, its columns, what it reads, and what the database has to allow."""

    statement: Select[Any]
    columns: Sequence[ResultColumn]
    reads: Mapping[str, Sequence[str]]
    allowed: Allowed


@dataclass(frozen=True)
class Compiled:
    """A SELECT on the way: the statement, and the names and expressions that it answers."""

    statement: Select[Any]
    columns: Mapping[str, Typed]
    at_most_one_row: bool = False
    reaches_out: bool = False


Tables = Mapping[str, tuple[CTE, Mapping[str, Typed], int]]
"""Common table expressions by name, each with its columns, and how many tables it stands for."""


def referring(columns: Mapping[str, Typed], clause: Any) -> Mapping[str, Typed]:
    """Return columns as they are seen from outside of the subquery that answers them."""
    return {
        name: Typed(clause[f"c{place}"], column.type, column.nullable, column.label, size=column.size)
        for place, (name, column) in enumerate(columns.items(), start=1)
    }


def plain_rows(side: Compiled, columns: Mapping[str, Typed]) -> Select[Any]:
    """Return the rows of one side of a UNION, each column of the type that both sides have in common."""
    rows = side.statement.subquery()
    types = [(own.type, both.type) for own, both in zip(side.columns.values(), columns.values(), strict=True)]
    elements = [rows.c[f"c{place}"] for place in range(1, len(types) + 1)]
    return select(
        *(
            element if own is both or both is None else cast(element, SQL_TYPES[both]).label(element.name)
            for element, (own, both) in zip(elements, types, strict=True)
        )
    )
