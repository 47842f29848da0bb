"""ReplyService: the conversation on an event."""

from typing import Annotated

from db.vocabulary import Permission
from soap_server.contract.common import EventId, ExpectedVersion, Page
from soap_server.contract.events import Event, render_event
from soap_server.contract.replies import Reply, ReplyList, ReplyText, render_reply
from soap_server.desk import replies
from soap_server.desk.desk import Desk
from soap_server.desk.errors import (
    AttachmentRejectedError,
    ConflictError,
    CursorInvalidError,
    InvalidStateError,
    NotFoundError,
)
from soap_server.operations.declaration import Service
from soap_server.operations.event_service import NewAttachments, read_files
from soap_server.operations.paging import read_page, totals

REPLIES = Service(
    "ReplyService", "Replies: the conversation between a customer and the staff member who handles an event."
)


@REPLIES.operation(
    requires=Permission.REPLIES_POST,
    writes=True,
    large_body=True,
    refuses=(NotFoundError, InvalidStateError, AttachmentRejectedError),
)
def post_reply(
    desk: Desk,
    *,
    event_id: EventId,
    text: ReplyText,
    internal: Annotated[bool | None, "For staff: true for a note that customers never see; false if nil."],
    attachments: NewAttachments,
) -> Reply:
    """Add a reply to the conversation. The handler's first reply puts an assigned event in progress."""
    return render_reply(
        replies.post_reply(desk, event_id, text=text, internal=bool(internal), files=read_files(attachments))
    )


@REPLIES.operation(requires=Permission.EVENTS_READ, refuses=(NotFoundError, CursorInvalidError))
def list_replies(
    desk: Desk, *, event_id: EventId, page: Annotated[Page | None, "Which page; absent for the first 50."]
) -> ReplyList:
    """List the conversation on an event, oldest first."""
    found = replies.list_replies(desk, event_id, read_page(page))
    return ReplyList(replies=[render_reply(reply) for reply in found.rows], **totals(found))


@REPLIES.operation(
    requires=Permission.EVENTS_HANDLE, writes=True, refuses=(NotFoundError, ConflictError, InvalidStateError)
)
def resolve_event(
    desk: Desk,
    *,
    event_id: EventId,
    expected_version: ExpectedVersion,
    solution: Annotated[ReplyText, "The solution; it becomes a reply of its own kind."],
) -> Event:
    """Propose a solution for the event that the caller handles. The customer then completes or reopens it."""
    return render_event(replies.resolve_event(desk, event_id, expected_version=expected_version, solution=solution))
