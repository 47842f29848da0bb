"""What the desk remembers of its own doings: history, changes, audit, stored answers, outbox."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from db.models.base import Base, one_of
from db.models.people import User
from db.types import BIG_KEY, Key, references
from db.vocabulary import EventStatus, Length, Outcome


class EventHistory(Base):
    """One step in the life of an event: who did what, and which status it led to.

    Customers do not see a step that is internal, nor a note that is.
    """

    __tablename__ = "event_history"

    id: Mapped[Key]
    event_id: Mapped[int] = references("events.id")
    actor_id: Mapped[int] = references("users.id")
    handler_id: Mapped[int | None] = references("users.id")
    operation: Mapped[str] = mapped_column(String(Length.OPERATION))
    from_status: Mapped[EventStatus | None]
    to_status: Mapped[EventStatus]
    note: Mapped[str | None] = mapped_column(String(Length.REASON))
    note_internal: Mapped[bool] = mapped_column(default=False)
    internal: Mapped[bool] = mapped_column(default=False)
    happened_at: Mapped[datetime]

    actor: Mapped[User] = relationship(foreign_keys=[actor_id], lazy="raise_on_sql")

    __table_args__ = (
        one_of("from_status", EventStatus),
        one_of("to_status", EventStatus),
        Index(None, "event_id", "id"),
        Index(None, "handler_id", "operation", "happened_at"),
        Index(None, "happened_at", "from_status", "to_status"),
        Index(None, "actor_id"),
    )


class Change(Base):
    """One entry of the change feed.

    ``sequence`` stays empty until the entry's transaction is known to be committed; a reader then numbers
    what it finds under a lock. So a number once handed out is never overtaken by a smaller one that
    commits late, on any database (identity columns do not promise that on PostgreSQL).
    """

    __tablename__ = "changes"

    id: Mapped[Key]
    sequence: Mapped[int | None] = mapped_column(BIG_KEY, unique=True)
    event_id: Mapped[int] = references("events.id")
    operation: Mapped[str] = mapped_column(String(Length.OPERATION))
    status: Mapped[EventStatus]
    event_version: Mapped[int]
    internal: Mapped[bool] = mapped_column(default=False)
    removed_for_id: Mapped[int | None] = references("users.id")
    happened_at: Mapped[datetime]

    __table_args__ = (
        one_of("status", EventStatus),
        Index(
            "ix_changes_unnumbered",
            "id",
            sqlite_where=text("sequence IS NULL"),
            postgresql_where=text("sequence IS NULL"),
        ),
        Index(None, "event_id"),
        Index(None, "removed_for_id", "sequence"),
    )


class Counter(Base):
    """A number that is handed out under a lock: the last of the change feed, and the last seal of the audit log."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(BIG_KEY)


class AuditEntry(Base):
    """One write, or one refusal: who called what, about what, from where, and how it ended.

    The table is append-only: triggers refuse to change or delete a row. ``position`` and ``digest`` are its seal,
    which stays empty until its transaction is known to be committed and is given once.
    """

    __tablename__ = "audit_log"

    id: Mapped[Key]
    happened_at: Mapped[datetime]
    # No foreign key: the log outlives what it speaks of.
    actor_id: Mapped[int | None] = mapped_column(BIG_KEY)
    operation: Mapped[str] = mapped_column(String(Length.OPERATION))
    outcome: Mapped[Outcome]
    code: Mapped[str | None] = mapped_column(String(Length.CODE))
    subject: Mapped[str | None] = mapped_column(String(Length.SUBJECT))
    address: Mapped[str] = mapped_column(String(Length.ADDRESS))
    correlation_id: Mapped[str] = mapped_column(String(40))
    position: Mapped[int | None] = mapped_column(BIG_KEY)
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))

    actor: Mapped[User | None] = relationship(
        primaryjoin=lambda: foreign(AuditEntry.actor_id) == User.id, viewonly=True, lazy="raise_on_sql"
    )

    __table_args__ = (
        one_of("outcome", Outcome),
        Index(None, "happened_at", "id"),
        Index(None, "actor_id", "happened_at"),
        Index(None, "subject", "happened_at", "id"),
        Index(None, "outcome", "happened_at", "id"),
        Index(None, "position", unique=True),
        Index(
            "ix_audit_log_unsealed",
            "id",
            sqlite_where=text("position IS NULL"),
            postgresql_where=text("position IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )


class IdempotencyRecord(Base):
    """The answer given to a caller's ``requestId``, so that the same request repeated gets it again.

    ``caller`` is a user's id, or 0 for callers who are not logged in. ``secret_hash`` is the salted hash of the
    password that the request carried; the fingerprint is of everything else.
    """

    __tablename__ = "idempotency_records"

    id: Mapped[Key]
    caller: Mapped[int] = mapped_column(BIG_KEY)
    request_id: Mapped[str] = mapped_column(String(Length.REQUEST_ID))
    operation: Mapped[str] = mapped_column(String(Length.OPERATION))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    secret_hash: Mapped[str | None] = mapped_column(String(200))
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("caller", "request_id"), Index(None, "created_at"))


class OutboxMessage(Base):
    """A message to a person, written with the change it tells of and delivered afterwards, at least once."""

    __tablename__ = "outbox"

    id: Mapped[Key]
    recipient_id: Mapped[int] = references("users.id")
    event_id: Mapped[int] = references("events.id")
    topic: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "due_at"),
        Index(None, "recipient_id"),
        Index(None, "event_id"),
    )
