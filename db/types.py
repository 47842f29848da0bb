"""Column types: what SQLAlchemy lacks to treat SQLite and PostgreSQL alike."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, ForeignKey, Integer, String, TypeDecorator
from sqlalchemy.orm import mapped_column

BIG_KEY = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key. SQLite numbers rows by itself only in a column declared INTEGER, which is 64 bits there."""

Key = Annotated[int, mapped_column(BIG_KEY, primary_key=True)]


def references(target: str, *, on_delete: str | None = None) -> Any:
    """Return the column type and foreign key of a 64-bit reference to ``target`` (``table.column``)."""
    return mapped_column(BIG_KEY, ForeignKey(target, ondelete=on_delete))


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC: ``timestamptz`` on PostgreSQL, ISO text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What values are in Python; SQLAlchemy says object of a decorated type."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time and convert an aware one to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC; SQLite hands it back without a zone."""
        return _in_utc(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Return what brings a stored instant into UTC; PostgreSQL's is one already."""
        return _in_utc if dialect.name == "postgresql" else super().result_processor(dialect, coltype)


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is UTC:
        return value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """A member of a ``StrEnum``, stored as its value; a check constraint of the table names the values allowed."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum], length: int = 24) -> None:
        super().__init__(length)
        self.words = words
        self._members: dict[str | None, StrEnum | None] = {None: None, **{word.value: word for word in words}}

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        """Return the word's value, refusing one that is not in the enumeration."""
        return None if value is None else self.words(value).value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], StrEnum | None]:
        """Return what finds the member that a stored value names."""
        return self._members.__getitem__
