"""Insert a row, or do nothing where it exists: the same words for both databases."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import Base, table_of


def insert_if_absent(session: Session, table: type[Base], values: Mapping[str, Any]) -> None:
    """Insert a row unless one with the same unique key exists."""
    session.execute(_insert(table, session.get_bind().dialect.name).values(values))


def insert_or_nothing(session: Session, table: type[Base]) -> Insert:
    """Return the statement that inserts a row and returns its ``id``, or returns no row where there is one already."""
    return _returning_id(table, session.get_bind().dialect.name)


@lru_cache(maxsize=64)
def _returning_id(table: type[Base], dialect: str) -> Insert:
    return _insert(table, dialect).returning(table_of(table).c.id)


def _insert(table: type[Base], dialect: str) -> Insert:
    made = sqlite.insert(table_of(table)) if dialect == "sqlite" else postgresql.insert(table_of(table))
    return made.on_conflict_do_nothing()
