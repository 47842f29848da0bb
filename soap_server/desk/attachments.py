"""Verbs on attachments: add and get."""

from sqlalchemy import or_, select

from db.models import Attachment, Event, Reply
from db.vocabulary import ReplyKind
from soap_server.desk.contents import came_in_parts, read_content
from soap_server.desk.desk import Desk
from soap_server.desk.errors import InvalidArgumentError, NotFoundError, RangeRequiredError
from soap_server.desk.events import event_for_update
from soap_server.desk.files import SentFile, add_file
from soap_server.desk.lifecycle import check_transition
from soap_server.desk.record import record_step, touch
from soap_server.desk.visibility import is_visible, notes_are_read


def add_attachment(desk: Desk, event_id: int, *, reply_id: int | None, file: SentFile) -> Attachment:
    """Attach a file to an event, or to one of its replies that the actor wrote.

    A file on an internal note is as invisible to customers as the note.

    :raises NotFoundError: if there is no such event or reply of the actor's.
    """
    event = event_for_attaching(desk, event_id)
    internal = is_internal(desk, event, reply_id)
    attachment = add_file(desk, event.id, file, reply_id=reply_id, internal=internal)
    record_attachment(desk, event, attachment)
    return attachment


def get_attachment(
    desk: Desk, attachment_id: int, *, offset: int | None, length: int | None
) -> tuple[Attachment, bytes]:
    """Return an attachment and its content, or a part of it.

    :param offset: where the part begins; None for the beginning.
    :param length: at most so many bytes; None for as many as one answer carries.
    :raises NotFoundError: if there is no such attachment, or the actor may not see it.
    :raises RangeRequiredError: if no part is asked for, and the whole is more than one answer carries.
    """
    desk.about("attachment", attachment_id)
    query = (
        select(Attachment)
        .join(Event, Event.id == Attachment.event_id)
        .where(Attachment.id == attachment_id, is_visible(desk.actor))
    )
    query = query.where(or_(Attachment.internal.is_(False), notes_are_read(desk.actor)))
    attachment = desk.session.scalar(query)
    if attachment is None:
        raise NotFoundError("There is no such attachment.", field="attachmentId")
    if offset is None and length is None:
        return attachment, _whole(desk, attachment)
    start, most = offset or 0, desk.rules.uploads.part_bytes
    if start > attachment.size:
        raise InvalidArgumentError(f"The attachment has {attachment.size} bytes.", field="offset")
    return attachment, read_content(desk.session, attachment, start, min(length or most, most))


def event_for_attaching(desk: Desk, event_id: int) -> Event:
    """Return an event, locked, to which the actor may attach files now."""
    event = event_for_update(desk, event_id, None)
    check_transition(desk.actor, "AddAttachment", event, now=desk.now, rules=desk.rules)
    return event


def is_internal(desk: Desk, event: Event, reply_id: int | None) -> bool:
    """Say whether what belongs to this reply is hidden from customers.

    :raises NotFoundError: if it is no reply of the actor's on this event.
    """
    return reply_id is not None and _own_reply(desk, event, reply_id).kind == ReplyKind.INTERNAL_NOTE


def record_attachment(desk: Desk, event: Event, attachment: Attachment) -> None:
    """Note on the event that a file was attached."""
    if not attachment.internal:
        touch(desk, event)
    record_step(desk, event, from_status=event.status, note=attachment.file_name, internal=attachment.internal)


def _whole(desk: Desk, attachment: Attachment) -> bytes:
    # What came in one call goes in one answer, whatever the limit is by now.
    if attachment.size > desk.rules.max_attachment_bytes and came_in_parts(desk.session, attachment):
        raise RangeRequiredError(attachment.size)
    return read_content(desk.session, attachment, 0, attachment.size)


def _own_reply(desk: Desk, event: Event, reply_id: int) -> Reply:
    reply = desk.session.scalar(
        select(Reply).where(Reply.id == reply_id, Reply.event_id == event.id, Reply.author_id == desk.actor.id)
    )
    if reply is None:
        raise NotFoundError("You have no such reply on this event.", field="replyId")
    return reply
