"""What is known of a person: one section for each table that knows something, with the rows that are theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from db.models import (
    Assignment,
    Attachment,
    AuditEntry,
    Base,
    Change,
    DataAccess,
    DataCursor,
    DataGrant,
    Event,
    EventHistory,
    IdempotencyRecord,
    KnownSource,
    LoginSession,
    LoginThrottle,
    OutboxMessage,
    Rating,
    Reply,
    Upload,
    User,
)
from db.vocabulary import ReplyKind
from soap_server.desk.throttle import buckets_of_account

Condition = Callable[[int, str], ColumnElement[bool]]


@dataclass(frozen=True)
class Section:
    """Rows of one table.

    :ivar theirs: the condition that a row is about a user, from the user's id and the key of the user name.
    """

    name: str
    model: type[Base]
    theirs: Condition


def _on_their_events(column: Any, user_id: int) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.in_(select(Event.id).where(Event.customer_id == user_id))
    return found


def _conversation(user_id: int, _key: str) -> ColumnElement[bool]:
    shown = Reply.kind != ReplyKind.INTERNAL_NOTE
    return or_(Reply.author_id == user_id, _on_their_events(Reply.event_id, user_id) & shown)


def _notes(user_id: int, _key: str) -> ColumnElement[bool]:
    about = _on_their_events(Reply.event_id, user_id) & (Reply.kind == ReplyKind.INTERNAL_NOTE)
    return about & (Reply.author_id != user_id)


def _history(user_id: int, _key: str) -> ColumnElement[bool]:
    return or_(EventHistory.actor_id == user_id, _on_their_events(EventHistory.event_id, user_id))


def _files(user_id: int, _key: str) -> ColumnElement[bool]:
    shown = _on_their_events(Attachment.event_id, user_id) & Attachment.internal.is_(False)
    return or_(Attachment.uploaded_by_id == user_id, shown)


def _internal_files(user_id: int, _key: str) -> ColumnElement[bool]:
    about = _on_their_events(Attachment.event_id, user_id) & Attachment.internal.is_(True)
    return about & (Attachment.uploaded_by_id != user_id)


ATTACHMENTS = Section("attachments", Attachment, _files)
SECTIONS = (
    Section("profile", User, lambda user_id, _key: User.id == user_id),
    Section("events", Event, lambda user_id, _key: or_(Event.customer_id == user_id, Event.submitted_by_id == user_id)),
    Section("replies", Reply, _conversation),
    ATTACHMENTS,
    Section("ratings", Rating, lambda user_id, _key: or_(Rating.customer_id == user_id, Rating.handler_id == user_id)),
    Section("event_history", EventHistory, _history),
    Section(
        "assignments",
        Assignment,
        lambda user_id, _key: or_(
            Assignment.handler_id == user_id,
            Assignment.assigned_by_id == user_id,
            _on_their_events(Assignment.event_id, user_id),
        ),
    ),
    Section(
        "changes",
        Change,
        lambda user_id, _key: or_(Change.removed_for_id == user_id, _on_their_events(Change.event_id, user_id)),
    ),
    Section("internal_notes", Reply, _notes),
    Section("internal_attachments", Attachment, _internal_files),
    Section("uploads", Upload, lambda user_id, _key: Upload.uploaded_by_id == user_id),
    Section("sessions", LoginSession, lambda user_id, _key: LoginSession.user_id == user_id),
    Section("known_sources", KnownSource, lambda user_id, _key: KnownSource.user_id == user_id),
    Section("failed_logins", LoginThrottle, lambda _user_id, key: buckets_of_account(key)),
    Section("messages", OutboxMessage, lambda user_id, _key: OutboxMessage.recipient_id == user_id),
    Section(
        "audit_log",
        AuditEntry,
        lambda user_id, _key: or_(AuditEntry.actor_id == user_id, AuditEntry.subject == f"user:{user_id}"),
    ),
    Section("data_accesses", DataAccess, lambda user_id, _key: DataAccess.actor_id == user_id),
    Section(
        "data_grants",
        DataGrant,
        lambda user_id, _key: or_(DataGrant.user_id == user_id, DataGrant.granted_by_id == user_id),
    ),
    Section("open_results", DataCursor, lambda user_id, _key: DataCursor.user_id == user_id),
    Section("kept_answers", IdempotencyRecord, lambda user_id, _key: IdempotencyRecord.caller == user_id),
)
"""Every section, in the order of the export."""
