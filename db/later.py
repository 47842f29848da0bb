"""Rows that nothing in their transaction reads again: they are written together, at its end.

On PostgreSQL that is one statement and so one round trip, whatever tables they are of.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Insert, Table, Text, bindparam, func, insert
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Session

from db.prepared import execute
from db.session import connection_of

_LEFT = "rows left for the end"
_AT_ONCE = 20

Row = tuple[Table, Mapping[str, Any]]
_Shape = tuple[tuple[Table, tuple[str, ...]], ...]


def leave(session: Session, table: Table, values: Mapping[str, Any]) -> None:
    """Leave a row for the end of the transaction; ``Database.write`` writes it there."""
    _left(session).append((table, values))


def write_left(session: Session) -> None:
    """Write the rows that were left, behind what they refer to; all that remains then is to commit."""
    session.flush()
    left = _left(session)
    for start in range(0, len(left), _AT_ONCE):
        _write(session, left[start : start + _AT_ONCE])
    left.clear()


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """Undo what a block did if it raises, the rows that it left too."""
    left = _left(session)
    before = len(left)
    try:
        with session.begin_nested():
            yield
    except BaseException:
        del left[before:]
        raise


def _left(session: Session) -> list[Row]:
    left: list[Row] = session.info.setdefault(_LEFT, [])
    return left


def _write(session: Session, rows: Sequence[Row]) -> None:
    connection = connection_of(session)
    if connection.dialect.name == "postgresql":
        shape = tuple((table, tuple(values)) for table, values in rows)
        bound = {f"{name}_{place}": value for place, (_, values) in enumerate(rows) for name, value in values.items()}
        execute(connection, _together(shape), bound)
        return
    for table, values in rows:
        execute(connection, _one(table), values)


@lru_cache(maxsize=256)
def _together(shape: _Shape) -> Insert:
    """Return the statement that inserts rows of these shapes: all but the last in WITH."""
    *others, last = (_bound(table, names, place) for place, (table, names) in enumerate(shape))
    for place, other in enumerate(others):
        last = last.add_cte(other.cte(f"row_{place}"))
    return last


@lru_cache(maxsize=64)
def _one(table: Table) -> Insert:
    return insert(table).inline()


def _bound(table: Table, names: tuple[str, ...], place: int) -> Insert:
    return insert(table).inline().values({name: _value(table.c[name], f"{name}_{place}") for name in names})


def _value(column: Column[Any], name: str) -> Any:
    if isinstance(column.type, TSVECTOR):
        return func.array_to_tsvector(bindparam(name, type_=ARRAY(Text)))
    return bindparam(name, type_=column.type)
