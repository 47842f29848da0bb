# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from client_sdk.models.common import UserSummary
from client_sdk.models.ratings import Rating
from client_sdk.models.replies import Reply
from client_sdk.models.words import EventSortKey, EventStatus, Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that belongs to an event or to one of its replies.

    :ivar id: The attachment's number.
    :ivar event_id: The event's number.
    :ivar reply_id: The reply that it came with; None if it came with the event.
    :ivar file_name: The file's name, without a path.
    :ivar media_type: The media type that the uploader gave.
    :ivar size: How many bytes the file has.
    :ivar sha256: The SHA-256 digest of the file, 32 bytes.
    :ivar uploaded_by_id: Who uploaded it.
    :ivar uploaded_at: When it was uploaded.
    """

    id: int
    event_id: int
    reply_id: int | None = None
    file_name: str
    media_type: str
    size: int
    sha256: bytes
    uploaded_by_id: int
    uploaded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentContent:
    """An attachment with its bytes, or with those of a part.

    :ivar attachment: What describes the file, the size and digest of the whole.
    :ivar content: The file's bytes, or those of the part that was asked for.
    """

    attachment: Attachment
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A word of the contract with its labels for people.

    :ivar value: The word on the wire.
    :ivar english: Its English label.
    :ivar chinese: Its Chinese label.
    """

    value: str
    english: str
    chinese: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDescription:
    """The words that describe events, and what the caller may do next.

    :ivar statuses: The states of an event.
    :ivar priorities: The priorities, least urgent first.
    :ivar categories: The categories in use.
    :ivar allowed_operations: What the caller may call on the event that was asked about.
    """

    statuses: tuple[Label, ...]
    priorities: tuple[Label, ...]
    categories: tuple[Label, ...]
    allowed_operations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSummary:
    """An event as a list shows it, without its content.

    :ivar id: The event's number.
    :ivar title: What it is about.
    :ivar status: Where it stands in its life.
    :ivar priority: How urgent it is.
    :ivar category: The code of its category.
    :ivar customer: Who wants it solved.
    :ivar handler: The staff member who handles it.
    :ivar reply_count: How many replies it has, internal notes not counted.
    :ivar submitted_at: When it was submitted.
    :ivar updated_at: When it or its conversation last changed.
    :ivar version: Rises with every change of the record; send it back as expected_version.
    """

    id: int
    title: str
    status: EventStatus
    priority: Priority
    category: str
    customer: UserSummary
    handler: UserSummary | None = None
    reply_count: int
    submitted_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(EventSummary):
    """What a customer submitted and wants solved.

    :ivar content: What happened and what is wanted.
    :ivar reopen_count: How often the customer reopened it.
    :ivar assigned_at: When its present handler got it.
    :ivar resolved_at: When staff last resolved it.
    :ivar completed_at: When the customer completed it.
    """

    content: str
    reopen_count: int
    assigned_at: datetime | None = None
    resolved_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDetails:
    """An event with all that belongs to it.

    :ivar event: The event.
    :ivar attachments: Its attachments, those of its replies too.
    :ivar replies: The latest 50 replies in order of time; replies.list has them all.
    :ivar rating: The customer's rating.
    :ivar allowed_operations: The operations that the caller may call on it now.
    """

    event: Event
    attachments: tuple[Attachment, ...]
    replies: tuple[Reply, ...]
    rating: Rating | None = None
    allowed_operations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events are wanted; all that is given must hold.

    :ivar statuses: Only events in one of these states; absent for all but deleted.
    :ivar priority: Only events of this priority.
    :ivar category: Only events of this category.
    :ivar customer_id: Only events of this customer.
    :ivar handler_id: Only events that this staff member handles.
    :ivar submitted_from: Only events submitted then or later.
    :ivar submitted_before: Only events submitted before.
    :ivar text: Words that the title or content must have, each at least by its beginning; Chinese without blanks.
    """

    statuses: Sequence[EventStatus] | None = None
    priority: Priority | None = None
    category: str | None = None
    customer_id: int | None = None
    handler_id: int | None = None
    submitted_from: datetime | None = None
    submitted_before: datetime | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One step in the life of an event.

    :ivar operation: The operation that was called.
    :ivar actor: Who called it.
    :ivar from_status: The state before; None for the submission.
    :ivar to_status: The state after.
    :ivar note: The remark given with it.
    :ivar happened_at: When.
    """

    operation: str
    actor: UserSummary
    from_status: EventStatus | None = None
    to_status: EventStatus
    note: str | None = None
    happened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventHistory:
    """A page of an event's history, oldest first.

    :ivar entries: The steps.
    :ivar total: How many records the filter matches; see total_is_exact.
    :ivar total_is_exact: False where counting stopped at 10000 because exact_total was not asked for.
    :ivar next_cursor: Send it as page.cursor for the next page; absent on the last page.
    """

    entries: tuple[HistoryEntry, ...]
    total: int
    total_is_exact: bool
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventList:
    """A page of events.

    :ivar events: The events.
    :ivar total: How many records the filter matches; see total_is_exact.
    :ivar total_is_exact: False where counting stopped at 10000 because exact_total was not asked for.
    :ivar next_cursor: Send it as page.cursor for the next page; absent on the last page.
    """

    events: tuple[EventSummary, ...]
    total: int
    total_is_exact: bool
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSort:
    """The order of a list of events.

    :ivar key: What to sort by.
    :ivar descending: True for the latest or the most urgent first.
    """

    key: EventSortKey
    descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttachment:
    """A file to be attached.

    :ivar file_name: The file's name; a path before it is dropped.
    :ivar media_type: The media type, such as image/png.
    :ivar content: The file's bytes.
    """

    file_name: str
    media_type: str
    content: bytes
