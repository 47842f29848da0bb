"""The declarative base and what every table shares."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, MetaData, Table
from sqlalchemy.orm import DeclarativeBase

from db.types import UtcDateTime, Word
from db.vocabulary import EventStatus, Language, Outcome, Priority, ReplyKind, RowScope, UserStatus

# Every constraint and index has a name that both databases and Alembic agree on.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        **{words: Word(words) for words in (EventStatus, Language, Outcome, Priority, ReplyKind, RowScope, UserStatus)},
    }


def table_of(model: type[Base]) -> Table:
    """Return the table of a model, for statements without the ORM."""
    assert isinstance(model.__table__, Table)  # noqa: S101 - a model could be of another selectable; none of ours is
    return model.__table__


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Return the check that ``column`` holds a value of ``words``."""
    values = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({values})", name=column)
