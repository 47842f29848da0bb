"""The data service: what is granted to whom, what was read, and results that wait to be fetched."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, one_of
from db.models.people import Role, User
from db.types import BIG_KEY, Key, references
from db.vocabulary import Length, Outcome, RowScope


class DataGrant(Base):
    """What a role or a user may do with one table through the data service: columns, rows, verbs, limit.

    ``conditions`` narrow the scope: a list of ``{"column": ..., "operator": ..., "values": [...]}``.
    """

    __tablename__ = "data_grants"

    id: Mapped[Key]
    role_id: Mapped[int | None] = references("roles.id", on_delete="CASCADE")
    user_id: Mapped[int | None] = references("users.id", on_delete="CASCADE")
    table_name: Mapped[str] = mapped_column(String(Length.TABLE))
    columns: Mapped[list[str]] = mapped_column(JSON)
    verbs: Mapped[list[str]] = mapped_column(JSON)
    scope: Mapped[RowScope]
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    max_rows: Mapped[int | None]
    granted_by_id: Mapped[int] = references("users.id")
    granted_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    role: Mapped[Role | None] = relationship(lazy="raise_on_sql")
    user: Mapped[User | None] = relationship(foreign_keys=[user_id], lazy="raise_on_sql")
    granted_by: Mapped[User] = relationship(foreign_keys=[granted_by_id], lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declaration
    __table_args__ = (
        one_of("scope", RowScope),
        CheckConstraint("(role_id IS NULL) <> (user_id IS NULL)", name="grantee"),
        UniqueConstraint("role_id", "table_name"),
        UniqueConstraint("user_id", "table_name"),
        Index(None, "granted_by_id"),
    )


class DataAccess(Base):
    """One call of the data service: who, which statement, which tables, how much, and how it ended.

    The statement itself is not kept, since it may carry personal data: ``digest`` is its SHA-256. Of a statement
    that changed rows, ``before`` holds them as they were.
    """

    __tablename__ = "data_accesses"

    id: Mapped[Key]
    happened_at: Mapped[datetime]
    # No foreign key: the log outlives what it speaks of.
    actor_id: Mapped[int | None] = mapped_column(BIG_KEY)
    operation: Mapped[str] = mapped_column(String(Length.OPERATION))
    digest: Mapped[str] = mapped_column(String(64))
    tables: Mapped[list[str]] = mapped_column(JSON)
    rows: Mapped[int | None]
    bytes: Mapped[int | None] = mapped_column(BIG_KEY)
    milliseconds: Mapped[int]
    outcome: Mapped[Outcome]
    code: Mapped[str | None] = mapped_column(String(Length.CODE))
    reason: Mapped[str | None] = mapped_column(String(Length.REASON))
    before: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    address: Mapped[str] = mapped_column(String(Length.ADDRESS))
    correlation_id: Mapped[str] = mapped_column(String(40))

    __table_args__ = (
        one_of("outcome", Outcome),
        Index(None, "happened_at", "id"),
        Index(None, "actor_id", "happened_at", "id"),
        {"sqlite_autoincrement": True},
    )


class DataCursor(Base):
    """A result that was not read to its end: what was asked for, by whom, and until when it can be fetched.

    Of a read by key ``request`` says how to go on; of a query the pages that were not fetched yet are kept.
    """

    __tablename__ = "data_cursors"

    id: Mapped[Key]
    token: Mapped[str] = mapped_column(String(40), unique=True)
    user_id: Mapped[int] = references("users.id", on_delete="CASCADE")
    request: Mapped[dict[str, Any]] = mapped_column(JSON)
    grants: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))


class DataCursorPage(Base):
    """A piece of a page of a query's result, compressed; ``desk.data.cursors`` says which are of one page."""

    __tablename__ = "data_cursor_pages"

    cursor_id: Mapped[int] = mapped_column(BIG_KEY, ForeignKey("data_cursors.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
