"""Events, their attachments, their history, and the words that describe them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from db.models import Attachment as AttachmentRow
from db.models import Event as EventRow
from db.models import EventHistory as HistoryRow
from db.rows import ListedEvent, WholeEvent
from db.vocabulary import EventStatus, Length, Priority
from soap_server.contract.common import (
    EventId,
    NextCursor,
    Total,
    TotalIsExact,
    UserSummary,
    Version,
    render_user_summary,
)
from soap_server.contract.members import LONG, ZERO_IS_NIL, Text
from soap_server.contract.ratings import Rating
from soap_server.contract.replies import Reply

Title = Annotated[str, Text(1, Length.TITLE, line=True), "What it is about, in one line."]
Content = Annotated[str, Text(1, Length.CONTENT), "What happened and what is wanted."]
CategoryCode = Annotated[str, Text(1, Length.CATEGORY, line=True), "The code of a category; see DescribeEvents."]
Note = Annotated[str | None, Text(0, Length.REASON), "A remark for the history."]
AttachmentId = Annotated[int, LONG, "The attachment's number."]
OwnReplyId = Annotated[
    int | None, LONG, ZERO_IS_NIL, "The caller's reply that it belongs to; nil or 0 for the event itself."
]
FileName = Annotated[str, Text(1, Length.FILE_NAME, line=True), "The file's name; a path before it is dropped."]
MediaType = Annotated[str, Text(1, Length.MEDIA_TYPE, line=True), "The media type, such as image/png."]


class EventSortKey(StrEnum):
    """What a list of events is sorted by."""

    SUBMITTED = "submitted"
    UPDATED = "updated"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file to be attached."""

    file_name: FileName
    media_type: MediaType
    content: Annotated[bytes, "The file's bytes."]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to an event or to one of its replies."""

    id: AttachmentId
    event_id: EventId
    reply_id: Annotated[int | None, LONG, "The reply that it came with; nil if it came with the event."]
    file_name: Annotated[str, "The file's name, without a path."]
    media_type: Annotated[str, "The media type that the uploader gave."]
    size: Annotated[int, "How many bytes the file has."]
    sha256: Annotated[bytes, "The SHA-256 digest of the file, 32 bytes."]
    uploaded_by_id: Annotated[int, LONG, "Who uploaded it."]
    uploaded_at: Annotated[datetime, "When it was uploaded."]


@dataclass(frozen=True, slots=True)
class AttachmentContent:
    """An attachment with its bytes, or with those of a part."""

    attachment: Annotated[Attachment, "What describes the file, the size and digest of the whole."]
    content: Annotated[bytes, "The file's bytes, or those of the part that was asked for."]


@dataclass(frozen=True, slots=True)
class EventSummary:
    """An event as a list shows it, without its content."""

    id: EventId
    title: Annotated[str, "What it is about."]
    status: Annotated[EventStatus, "Where it stands in its life."]
    priority: Annotated[Priority, "How urgent it is."]
    category: Annotated[str, "The code of its category."]
    customer: Annotated[UserSummary, "Who wants it solved."]
    handler: Annotated[UserSummary | None, "The staff member who handles it."]
    reply_count: Annotated[int, "How many replies it has, internal notes not counted."]
    submitted_at: Annotated[datetime, "When it was submitted."]
    updated_at: Annotated[datetime, "When it or its conversation last changed."]
    version: Version


@dataclass(frozen=True, slots=True)
class Event(EventSummary):
    """What a customer submitted and wants solved."""

    content: Annotated[str, "What happened and what is wanted."]
    reopen_count: Annotated[int, "How often the customer reopened it."]
    assigned_at: Annotated[datetime | None, "When its present handler got it."]
    resolved_at: Annotated[datetime | None, "When staff last resolved it."]
    completed_at: Annotated[datetime | None, "When the customer completed it."]


@dataclass(frozen=True, slots=True)
class EventDetails:
    """An event with all that belongs to it."""

    event: Annotated[Event, "The event."]
    attachments: Annotated[list[Attachment], "Its attachments, those of its replies too."]
    replies: Annotated[list[Reply], "The latest 50 replies in order of time; ListReplies has them all."]
    rating: Annotated[Rating | None, "The customer's rating."]
    allowed_operations: Annotated[list[str], "The operations that the caller may call on it now."]


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are wanted; all that is given must hold."""

    statuses: Annotated[list[EventStatus] | None, "Only events in one of these states; absent for all but deleted."]
    priority: Annotated[Priority | None, "Only events of this priority."]
    category: Annotated[CategoryCode | None, "Only events of this category."]
    customer_id: Annotated[int | None, LONG, "Only events of this customer."]
    handler_id: Annotated[int | None, LONG, "Only events that this staff member handles."]
    submitted_from: Annotated[datetime | None, "Only events submitted then or later."]
    submitted_before: Annotated[datetime | None, "Only events submitted before."]
    text: Annotated[
        str | None,
        Text(1, Length.SEARCH, line=True),
        "Words that the title or content must have, each at least by its beginning; Chinese without blanks.",
    ]


@dataclass(frozen=True, slots=True)
class EventSort:
    """The order of a list of events."""

    key: Annotated[EventSortKey, "What to sort by."]
    descending: Annotated[bool, "True for the latest or the most urgent first."]


@dataclass(frozen=True, slots=True)
class EventList:
    """A page of events."""

    events: Annotated[list[EventSummary], "The events."]
    total: Total
    total_is_exact: TotalIsExact
    next_cursor: NextCursor


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step in the life of an event."""

    operation: Annotated[str, "The operation that was called."]
    actor: Annotated[UserSummary, "Who called it."]
    from_status: Annotated[EventStatus | None, "The state before; nil for the submission."]
    to_status: Annotated[EventStatus, "The state after."]
    note: Annotated[str | None, "The remark given with it."]
    happened_at: Annotated[datetime, "When."]


@dataclass(frozen=True, slots=True)
class EventHistory:
    """A page of an event's history, oldest first."""

    entries: Annotated[list[HistoryEntry], "The steps."]
    total: Total
    total_is_exact: TotalIsExact
    next_cursor: NextCursor


@dataclass(frozen=True, slots=True)
class Label:
    """A word of the contract with its labels for people."""

    value: Annotated[str, "The word on the wire."]
    english: Annotated[str, "Its English label."]
    chinese: Annotated[str, "Its Chinese label."]


@dataclass(frozen=True, slots=True)
class EventDescription:
    """The words that describe events, and what the caller may do next."""

    statuses: Annotated[list[Label], "The states of an event."]
    priorities: Annotated[list[Label], "The priorities, least urgent first."]
    categories: Annotated[list[Label], "The categories in use."]
    allowed_operations: Annotated[list[str], "What the caller may call on the event that was asked about."]


def render_event_summary(event: EventRow | ListedEvent) -> EventSummary:
    """Return the event for a list; ``customer``, ``handler`` and ``category`` must be loaded."""
    return EventSummary(**_summary(event))


def render_event(event: EventRow | WholeEvent) -> Event:
    """Return the event; ``customer``, ``handler`` and ``category`` must be loaded."""
    return Event(
        **_summary(event),
        content=event.content,
        reopen_count=event.reopen_count,
        assigned_at=event.assigned_at,
        resolved_at=event.resolved_at,
        completed_at=event.completed_at,
    )


def _summary(event: EventRow | ListedEvent) -> dict[str, Any]:
    handler = event.handler
    return {
        "id": event.id,
        "title": event.title,
        "status": event.status,
        "priority": event.priority,
        "category": event.category_code,
        "customer": render_user_summary(event.customer),
        "handler": render_user_summary(handler) if handler else None,
        "reply_count": event.reply_count,
        "submitted_at": event.submitted_at,
        "updated_at": event.updated_at,
        "version": event.version,
    }


def render_attachment(attachment: AttachmentRow) -> Attachment:
    """Return what describes an attachment."""
    return Attachment(
        id=attachment.id,
        event_id=attachment.event_id,
        reply_id=attachment.reply_id,
        file_name=attachment.file_name,
        media_type=attachment.media_type,
        size=attachment.size,
        sha256=attachment.sha256,
        uploaded_by_id=attachment.uploaded_by_id,
        uploaded_at=attachment.uploaded_at,
    )


def render_history_entry(entry: HistoryRow, *, with_internal_notes: bool) -> HistoryEntry:
    """Return a step of the history; ``actor`` must be loaded."""
    return HistoryEntry(
        operation=entry.operation,
        actor=render_user_summary(entry.actor),
        from_status=entry.from_status,
        to_status=entry.to_status,
        note=entry.note if with_internal_notes or not entry.note_internal else None,
        happened_at=entry.happened_at,
    )
