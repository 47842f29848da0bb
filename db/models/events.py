"""What the desk is about: events, their conversation, assignments and ratings."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Computed, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, one_of
from db.models.people import User
from db.types import Key, references
from db.vocabulary import MAX_SCORE, MIN_SCORE, EventStatus, Length, Priority, ReplyKind

# Ascending order is the most urgent first, and within a priority the one that waits longest.
PRIORITY_RANK = "CASE priority WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'normal' THEN 3 ELSE 4 END"
PRIORITY_RANKS = {Priority.URGENT: 1, Priority.HIGH: 2, Priority.NORMAL: 3, Priority.LOW: 4}
# The events of an index; a query that means them says so in these words, or it does not find the index.
IN_HAND = "status IN ('assigned', 'in_progress', 'resolved')"


class EventCategory(Base):
    """A kind of event, with its label in each language."""

    __tablename__ = "event_categories"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(Length.CATEGORY), unique=True)
    label_en: Mapped[str] = mapped_column(String(Length.LABEL))
    label_zh: Mapped[str] = mapped_column(String(Length.LABEL))
    active: Mapped[bool] = mapped_column(default=True)


class Event(Base):
    """What a customer submitted and wants solved.

    ``version`` counts the changes of this record; ``updated_at`` also moves with the conversation.
    """

    __tablename__ = "events"

    id: Mapped[Key]
    customer_id: Mapped[int] = references("users.id")
    submitted_by_id: Mapped[int] = references("users.id")
    handler_id: Mapped[int | None] = references("users.id")
    category_id: Mapped[int] = references("event_categories.id")
    title: Mapped[str] = mapped_column(String(Length.TITLE))
    content: Mapped[str] = mapped_column(Text)
    status: Mapped[EventStatus]
    priority: Mapped[Priority]
    priority_rank: Mapped[int] = mapped_column(Computed(PRIORITY_RANK, persisted=True))
    reply_count: Mapped[int] = mapped_column(default=0, server_default="0")
    reopen_count: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    assigned_at: Mapped[datetime | None]
    first_reply_at: Mapped[datetime | None]
    first_reply_by_id: Mapped[int | None] = references("users.id")
    first_reply_seconds: Mapped[int | None]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = references("users.id")
    resolution_seconds: Mapped[int | None]
    completed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    customer: Mapped[User] = relationship(foreign_keys=[customer_id], lazy="raise_on_sql")
    handler: Mapped[User | None] = relationship(foreign_keys=[handler_id], lazy="raise_on_sql")
    category: Mapped[EventCategory] = relationship(lazy="raise_on_sql")

    @property
    def category_code(self) -> str:
        """The code of the category, which must be loaded."""
        return self.category.code

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declaration
    __table_args__ = (
        one_of("status", EventStatus),
        one_of("priority", Priority),
        CheckConstraint(
            "(handler_id IS NULL) = (status = 'submitted') OR status IN ('withdrawn', 'deleted')",
            name="handler",
        ),
        # Lists are read in the order of an index. What stands behind the order is for counting them, which reads the
        # index alone then.
        Index(None, "customer_id", "submitted_at", "id", "status"),
        Index(None, "handler_id", "submitted_at", "id", "status", "customer_id"),
        Index(None, "handler_id", "priority_rank", "submitted_at", "id"),
        Index(None, "submitted_at", "id", "status"),
        Index(None, "updated_at", "id"),
        Index(None, "priority_rank", "submitted_at", "id", "status"),
        Index(None, "status", "submitted_at", "id"),
        Index(None, "category_id", "submitted_at", "id", "status"),
        Index(
            "ix_events_unassigned",
            "status",
            "priority_rank",
            "submitted_at",
            "id",
            sqlite_where=text("status = 'submitted'"),
            postgresql_where=text("status = 'submitted'"),
        ),
        Index(
            "ix_events_deleted",
            "id",
            sqlite_where=text("status = 'deleted'"),
            postgresql_where=text("status = 'deleted'"),
        ),
        # Who has how much to do is asked of open events, however many there are that are over.
        Index(
            "ix_events_in_hand",
            "handler_id",
            "status",
            "priority_rank",
            "submitted_at",
            sqlite_where=text(IN_HAND),
            postgresql_where=text(IN_HAND),
        ),
        Index(None, "category_id", "resolved_at", "resolved_by_id"),
        Index(None, "first_reply_by_id", "first_reply_at"),
        Index(None, "resolved_by_id", "resolved_at"),
        # For statistics, which read nothing else of an event then.
        Index(None, "first_reply_at", "first_reply_seconds"),
        Index(None, "resolved_at", "resolution_seconds"),
        {"sqlite_autoincrement": True},
    )


class Reply(Base):
    """A message in the conversation on an event."""

    __tablename__ = "replies"

    id: Mapped[Key]
    event_id: Mapped[int] = references("events.id")
    author_id: Mapped[int] = references("users.id")
    kind: Mapped[ReplyKind]
    text: Mapped[str] = mapped_column(Text)
    posted_at: Mapped[datetime]

    author: Mapped[User] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        one_of("kind", ReplyKind),
        Index(None, "event_id", "id"),
        Index(None, "author_id"),
        {"sqlite_autoincrement": True},
    )


class Assignment(Base):
    """Which staff member handled an event, from when until when."""

    __tablename__ = "assignments"

    id: Mapped[Key]
    event_id: Mapped[int] = references("events.id")
    handler_id: Mapped[int] = references("users.id")
    assigned_by_id: Mapped[int] = references("users.id")
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    note: Mapped[str | None] = mapped_column(String(Length.REASON))

    __table_args__ = (
        Index(None, "event_id", "id"),
        Index(None, "handler_id", "assigned_at"),
        Index(None, "assigned_by_id"),
        # An event has at most one assignment in force; the database itself holds the line between two nodes.
        Index(
            "uq_assignments_in_force",
            "event_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class Rating(Base):
    """One score and an opinion on how staff handled an event."""

    __tablename__ = "ratings"

    id: Mapped[Key]
    event_id: Mapped[int] = references("events.id")
    customer_id: Mapped[int] = references("users.id")
    handler_id: Mapped[int] = references("users.id")
    score: Mapped[int]
    opinion: Mapped[str | None] = mapped_column(String(Length.OPINION))
    rated_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]

    handler: Mapped[User] = relationship(foreign_keys=[handler_id], lazy="raise_on_sql")
    customer: Mapped[User] = relationship(foreign_keys=[customer_id], lazy="raise_on_sql")

    __table_args__ = (
        CheckConstraint(f"score BETWEEN {MIN_SCORE} AND {MAX_SCORE}", name="score"),
        Index(None, "event_id", unique=True),
        Index(None, "handler_id", "rated_at", "id"),
        Index(None, "customer_id", "rated_at", "id"),
        Index(None, "rated_at", "id"),
        Index(None, "score", "rated_at", "id"),
        # For statistics.
        Index(None, "rated_at", "handler_id", "score"),
    )
