"""EventService: events, their attachments and their history."""

from typing import Annotated

from db.vocabulary import MAX_ATTACHMENTS_PER_CALL, EventStatus, Permission, Priority
from soap_server.contract.common import EventId, ExpectedVersion, Page
from soap_server.contract.events import (
    Attachment,
    AttachmentContent,
    AttachmentId,
    CategoryCode,
    Content,
    Event,
    EventDescription,
    EventDetails,
    EventFilter,
    EventHistory,
    EventList,
    EventSort,
    EventSortKey,
    FileName,
    Label,
    MediaType,
    NewAttachment,
    Note,
    OwnReplyId,
    Title,
    render_attachment,
    render_event,
    render_event_summary,
    render_history_entry,
)
from soap_server.contract.labels import PRIORITY_LABELS, STATUS_LABELS
from soap_server.contract.members import LONG, MAX_LONG, ZERO_IS_NIL, Items, Range
from soap_server.contract.ratings import render_rating
from soap_server.contract.replies import render_reply
from soap_server.desk import attachments, events, listing, submission
from soap_server.desk.desk import Desk
from soap_server.desk.errors import (
    AttachmentRejectedError,
    ConflictError,
    CursorInvalidError,
    InvalidStateError,
    NotFoundError,
    RangeRequiredError,
)
from soap_server.desk.files import SentFile
from soap_server.desk.listing import EventQuery, SortBy
from soap_server.operations.declaration import Service
from soap_server.operations.paging import read_page, totals

EVENTS = Service("EventService", "Events: what customers submit and want solved.")

NewAttachments = Annotated[
    list[NewAttachment] | None,
    Items(MAX_ATTACHMENTS_PER_CALL),
    f"Files to attach, at most {MAX_ATTACHMENTS_PER_CALL}; larger ones one by one with AddAttachment.",
]
_SORT_KEYS = {
    EventSortKey.SUBMITTED: SortBy.SUBMITTED,
    EventSortKey.UPDATED: SortBy.UPDATED,
    EventSortKey.PRIORITY: SortBy.PRIORITY,
}


@EVENTS.operation(requires=Permission.EVENTS_SUBMIT, writes=True, large_body=True, refuses=(AttachmentRejectedError,))
def submit_event(
    desk: Desk,
    *,
    title: Title,
    content: Content,
    category: Annotated[CategoryCode | None, "The code of a category; absent for general. See DescribeEvents."],
    priority: Annotated[Priority | None, "How urgent it is; normal if nil."],
    customer_id: Annotated[
        int | None,
        LONG,
        ZERO_IS_NIL,
        "The customer on whose behalf it is submitted: mandatory for staff and administrators; for customers nil or 0.",
    ],
    attachments: NewAttachments,
) -> Event:
    """Submit an event. Customers submit their own; staff and administrators on behalf of a customer."""
    event = submission.submit_event(
        desk,
        title=title,
        content=content,
        category=category,
        priority=priority,
        customer_id=customer_id,
        files=read_files(attachments),
    )
    return render_event(event)


@EVENTS.operation(requires=Permission.EVENTS_READ, refuses=(NotFoundError,))
def get_event(desk: Desk, *, event_id: EventId) -> EventDetails:
    """Return an event with its attachments, its latest replies, its rating, and what the caller may do with it."""
    file = events.get_event(desk, event_id)
    return EventDetails(
        event=render_event(file.event),
        attachments=[render_attachment(attachment) for attachment in file.attachments],
        replies=[render_reply(reply) for reply in file.replies],
        rating=render_rating(file.rating) if file.rating else None,
        allowed_operations=file.allowed_operations,
    )


@EVENTS.operation(requires=Permission.EVENTS_READ, refuses=(CursorInvalidError,))
def list_events(
    desk: Desk,
    *,
    filter: Annotated[EventFilter | None, "Which events; absent for all but deleted ones."],
    sort: Annotated[EventSort | None, "The order; absent for the latest submitted first."],
    page: Annotated[Page | None, "Which page; absent for the first 50."],
) -> EventList:
    """List the events that the caller may see: customers their own, staff those they handle, administrators all."""
    found = listing.list_events(
        desk,
        read_filter(filter),
        read_page(page),
        sort_by=_SORT_KEYS[sort.key] if sort else SortBy.SUBMITTED,
        descending=sort.descending if sort else True,
    )
    return EventList(events=[render_event_summary(event) for event in found.rows], **totals(found))


@EVENTS.operation(
    requires=Permission.EVENTS_UPDATE, writes=True, refuses=(NotFoundError, ConflictError, InvalidStateError)
)
def update_event(
    desk: Desk,
    *,
    event_id: EventId,
    expected_version: ExpectedVersion,
    title: Annotated[Title | None, "A new title; absent to leave it."],
    content: Annotated[Content | None, "A new content; absent to leave it."],
    category: Annotated[CategoryCode | None, "The code of another category; absent to leave it."],
    priority: Annotated[Priority | None, "Another priority; nil to leave it."],
) -> Event:
    """Change what is given of an open event: its customer all of it, staff the category and the priority."""
    event = events.update_event(
        desk,
        event_id,
        expected_version=expected_version,
        title=title,
        content=content,
        category=category,
        priority=priority,
    )
    return render_event(event)


@EVENTS.operation(
    requires=Permission.EVENTS_DECIDE, writes=True, refuses=(NotFoundError, ConflictError, InvalidStateError)
)
def withdraw_event(
    desk: Desk,
    *,
    event_id: EventId,
    expected_version: ExpectedVersion,
    reason: Annotated[Note, "Why, for the history; absent for no reason."],
) -> Event:
    """Take back an event that is not resolved. Only its customer may."""
    return render_event(events.withdraw_event(desk, event_id, expected_version=expected_version, reason=reason))


@EVENTS.operation(
    requires=Permission.REPLIES_POST,
    writes=True,
    large_body=True,
    refuses=(NotFoundError, InvalidStateError, AttachmentRejectedError),
)
def add_attachment(
    desk: Desk,
    *,
    event_id: EventId,
    reply_id: OwnReplyId,
    file_name: FileName,
    media_type: MediaType,
    content: Annotated[bytes, "The file's bytes."],
) -> Attachment:
    """Attach a file to an event or to one's own reply. On an internal note it is as invisible as the note."""
    file = SentFile(file_name, media_type, content)
    return render_attachment(attachments.add_attachment(desk, event_id, reply_id=reply_id, file=file))


@EVENTS.operation(requires=Permission.EVENTS_READ, refuses=(NotFoundError, RangeRequiredError))
def get_attachment(
    desk: Desk,
    *,
    attachment_id: AttachmentId,
    offset: Annotated[
        int | None, LONG, ZERO_IS_NIL, Range(0, MAX_LONG), "Where the part begins that is wanted; nil or 0 to begin."
    ],
    length: Annotated[
        int | None,
        LONG,
        ZERO_IS_NIL,
        Range(0, MAX_LONG),
        "At most so many bytes; nil or 0 for the whole, or with an offset for as many as one answer carries.",
    ],
) -> AttachmentContent:
    """Return an attachment with its bytes, or with a part of them.

    One that came in parts and is larger than maxAttachmentBytes is read in parts: ask with a length, go on at offset
    plus the bytes that came, until there are as many as its size. An answer may have fewer bytes than length.
    """
    attachment, content = attachments.get_attachment(desk, attachment_id, offset=offset, length=length)
    return AttachmentContent(attachment=render_attachment(attachment), content=content)


@EVENTS.operation(requires=Permission.EVENTS_READ, refuses=(NotFoundError, CursorInvalidError))
def get_event_history(
    desk: Desk, *, event_id: EventId, page: Annotated[Page | None, "Which page; absent for the first 50."]
) -> EventHistory:
    """List what happened to an event, oldest first. Customers do not see what is internal."""
    found, with_notes = events.list_history(desk, event_id, read_page(page))
    entries = [render_history_entry(entry, with_internal_notes=with_notes) for entry in found.rows]
    return EventHistory(entries=entries, **totals(found))


@EVENTS.operation(requires=Permission.EVENTS_READ, refuses=(NotFoundError,))
def describe_events(
    desk: Desk,
    *,
    event_id: Annotated[
        int | None, LONG, ZERO_IS_NIL, "An event, to learn what the caller may do with it; else nil or 0."
    ],
) -> EventDescription:
    """Return states, priorities and categories with labels, and what the caller may do with an event."""
    allowed: list[str] = []
    if event_id is not None:
        allowed = events.what_is_allowed(desk, events.load_event(desk, event_id))
    return EventDescription(
        statuses=[Label(word, *STATUS_LABELS[word]) for word in EventStatus],
        priorities=[Label(word, *PRIORITY_LABELS[word]) for word in Priority],
        categories=[Label(c.code, c.label_en, c.label_zh) for c in events.list_categories(desk)],
        allowed_operations=allowed,
    )


def read_filter(filter: EventFilter | None) -> EventQuery:
    """Return which events are wanted."""
    if filter is None:
        return EventQuery()
    return EventQuery(
        statuses=tuple(filter.statuses) if filter.statuses else None,
        priority=filter.priority,
        category=filter.category,
        customer_id=filter.customer_id,
        handler_id=filter.handler_id,
        submitted_from=filter.submitted_from,
        submitted_before=filter.submitted_before,
        text=filter.text,
    )


def read_files(files: list[NewAttachment] | None) -> list[SentFile]:
    """Return the files that a request brings."""
    return [SentFile(file.file_name, file.media_type, file.content) for file in files or ()]
