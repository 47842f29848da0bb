"""Insert a row, or do nothing where it exists: the same words for both databases."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import Base


def insert_if_absent(session: Session, table: type[Base], values: Mapping[str, Any]) -> None:
    """Insert a row unless one with the same unique key exists."""
    session.execute(_insert(session, table).values(values).on_conflict_do_nothing())  # type: ignore[attr-defined]


def _insert(session: Session, table: type[Base]) -> Insert:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)
