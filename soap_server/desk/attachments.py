"""Verbs on attachments: add and get."""

from sqlalchemy import or_, select

from db.models import Attachment, AttachmentContent, Event, Reply
from db.vocabulary import ReplyKind
from soap_server.desk.desk import Desk
from soap_server.desk.errors import NotFoundError
from soap_server.desk.events import event_for_update
from soap_server.desk.files import Upload, add_file
from soap_server.desk.lifecycle import check_transition
from soap_server.desk.record import record_step, touch
from soap_server.desk.visibility import is_visible, notes_are_read


def add_attachment(desk: Desk, event_id: int, *, reply_id: int | None, file: Upload) -> Attachment:
    """Attach a file to an event, or to one of its replies that the actor wrote.

    A file on an internal note is as invisible to customers as the note.

    :raises NotFoundError: if there is no such event or reply of the actor's.
    """
    event = event_for_update(desk, event_id, None)
    check_transition(desk.actor, "AddAttachment", event, now=desk.now, rules=desk.rules)
    internal = reply_id is not None and _own_reply(desk, event, reply_id).kind == ReplyKind.INTERNAL_NOTE
    attachment = add_file(desk, event, file, reply_id=reply_id, internal=internal)
    if not internal:
        touch(desk, event)
    record_step(desk, event, from_status=event.status, note=attachment.file_name, internal=internal)
    return attachment


def get_attachment(desk: Desk, attachment_id: int) -> tuple[Attachment, bytes]:
    """Return an attachment and its content.

    :raises NotFoundError: if there is no such attachment, or the actor may not see it.
    """
    desk.about("attachment", attachment_id)
    query = (
        select(Attachment, AttachmentContent.content)
        .join(AttachmentContent, AttachmentContent.attachment_id == Attachment.id)
        .join(Event, Event.id == Attachment.event_id)
        .where(Attachment.id == attachment_id, is_visible(desk.actor))
    )
    query = query.where(or_(Attachment.internal.is_(False), notes_are_read(desk.actor)))
    found = desk.session.execute(query).one_or_none()
    if found is None:
        raise NotFoundError("There is no such attachment.", field="attachmentId")
    return found[0], found[1]


def _own_reply(desk: Desk, event: Event, reply_id: int) -> Reply:
    reply = desk.session.scalar(
        select(Reply).where(Reply.id == reply_id, Reply.event_id == event.id, Reply.author_id == desk.actor.id)
    )
    if reply is None:
        raise NotFoundError("You have no such reply on this event.", field="replyId")
    return reply
