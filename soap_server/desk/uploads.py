"""Verbs on uploads: files that come in parts, each part following on the one before.

An upload belongs to its user, and whoever may no longer attach a file to its event may not go on with it either.
"""

import threading
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from db.models import Attachment, Event, Upload, UploadPart, User
from soap_server.desk.attachments import event_for_attaching, is_internal, record_attachment
from soap_server.desk.contents import digest_of, read_parts
from soap_server.desk.desk import Actor, Desk, Office, Visit
from soap_server.desk.errors import (
    AttachmentRejectedError,
    DigestMismatchError,
    InvalidArgumentError,
    InvalidStateError,
    NotFoundError,
    UploadLimitError,
    UploadOffsetError,
)
from soap_server.desk.files import check_count, check_kind, new_attachment
from soap_server.desk.lifecycle import check_transition
from soap_server.desk.visibility import is_visible

LEAST_PART_BYTES = 64 * 1024
"""What a part has at least, unless it is the last one: many small ones would be many rows."""
CLEARED_AFTER = timedelta(hours=1)
"""How long after its end an upload is taken away: by then no call that began before its end is still running."""
PARTS_AT_ONCE = 4
"""Parts that are deleted in one transaction: they are large, and others wait meanwhile."""
_DIGEST_BYTES = 32
_DIGEST_TURNS = tuple(threading.Lock() for _ in range(64))


def begin_upload(
    desk: Desk, event_id: int, *, reply_id: int | None, file_name: str, media_type: str, size: int
) -> Upload:
    """Begin to attach a file to an event, or to one of its replies that the actor wrote.

    :raises AttachmentRejectedError: if the file is empty, too large or of a refused kind, or there are too many.
    :raises UploadLimitError: if the actor has too many uploads open, or too large ones.
    """
    event = event_for_attaching(desk, event_id)
    is_internal(desk, event, reply_id)
    check_count(desk, event.id, 1)
    name, media_type = check_kind(desk, file_name, media_type)
    _check_size(desk, size)
    _check_room(desk, size)
    upload = Upload(
        event_id=event.id,
        reply_id=reply_id,
        uploaded_by_id=desk.actor.id,
        file_name=name,
        media_type=media_type,
        size=size,
        received_bytes=0,
        begun_at=desk.now,
        expires_at=desk.now + desk.rules.uploads.life,
    )
    desk.session.add(upload)
    desk.session.flush()
    return upload


def upload_part(desk: Desk, upload_id: int, *, offset: int, content: bytes) -> Upload:
    """Take the next part of a file; one that is there already changes nothing.

    :raises UploadOffsetError: if it neither follows on what was received nor repeats it.
    :raises InvalidStateError: if the upload is finished, or its event no longer takes files.
    """
    upload, event = _own_upload(desk, upload_id, locked=True)
    check_transition(desk.actor, "AddAttachment", event, now=desk.now, rules=desk.rules)
    if upload.attachment_id is not None:
        raise InvalidStateError("The upload is finished.")
    end = offset + len(content)
    _check_part(desk, upload, offset, content)
    if offset == upload.received_bytes:
        desk.session.add(UploadPart(upload_id=upload.id, start=offset, content=content))
        upload.received_bytes = end
        desk.session.flush()
    elif end > upload.received_bytes or read_parts(desk.session, upload.id, offset, len(content)) != content:
        raise UploadOffsetError(upload.received_bytes)
    return upload


def get_upload(desk: Desk, upload_id: int) -> Upload:
    """Return an upload of the actor's.

    :raises NotFoundError: if there is none, or it has expired.
    """
    return _own_upload(desk, upload_id)[0]


def finish_upload(desk: Desk, upload_id: int, *, sha256: bytes) -> Attachment:
    """Make the attachment of a complete upload; of a finished one return it again.

    :raises UploadOffsetError: if bytes are missing.
    :raises DigestMismatchError: if the bytes have another digest.
    """
    if len(sha256) != _DIGEST_BYTES:
        raise InvalidArgumentError(f"A SHA-256 digest has {_DIGEST_BYTES} bytes.", field="sha256")
    _, event = _own_upload(desk, upload_id)
    if (finished := _attachment_of(desk, upload_id)) is None:
        event = event_for_attaching(desk, event.id)
        # Only now, with the event locked: another call may just have finished it.
        finished = _attachment_of(desk, upload_id) or _attach(desk, event, upload_id, sha256)
    if finished.sha256 != sha256:
        raise DigestMismatchError
    return finished


def abort_upload(desk: Desk, upload_id: int) -> None:
    """Throw away an upload that is not finished, with its bytes.

    :raises InvalidStateError: if it is finished.
    """
    upload, _ = _own_upload(desk, upload_id, locked=True)
    if upload.attachment_id is not None:
        raise InvalidStateError("The upload is finished.")
    desk.session.execute(delete(UploadPart).where(UploadPart.upload_id == upload.id))
    desk.session.delete(upload)


def shorten_upload(office: Office, visit: Visit, actor: Actor, *, upload_id: int) -> None:
    """Take the bytes of an upload that is aborted away from its end, in transactions of their own, but for the first.

    After each of them it is an upload that has received less, and whoever aborts it can go on with either.
    """
    while office.database.write(lambda session: _drop_last_parts(session, visit, actor, upload_id)):
        pass


def digest_parts(office: Office, visit: Visit, actor: Actor, *, upload_id: int, **_others: Any) -> None:
    """Find the digest of a complete upload, outside of any transaction: reading a large file takes a while.

    It is kept, since parts never change; a repetition does not read them again.
    """
    begun_at = select(Upload.begun_at).where(
        Upload.id == upload_id,
        Upload.uploaded_by_id == actor.id,
        Upload.expires_at > visit.now,
        Upload.received_bytes == Upload.size,
        Upload.sha256.is_(None),
    )
    # Many calls at once read the file once: the others find the digest of the first.
    with _DIGEST_TURNS[upload_id % len(_DIGEST_TURNS)]:
        seen = office.database.read(lambda session: session.scalar(begun_at))
        if seen is None:
            return
        digest = digest_of(office.database, upload_id)
        # Not of one that somebody began to abort meanwhile.
        keep = update(Upload).where(Upload.id == upload_id, Upload.begun_at == seen).values(sha256=digest)
        office.database.write(lambda session: session.execute(keep))


def _drop_last_parts(session: Session, visit: Visit, actor: Actor, upload_id: int) -> bool:
    unfinished = (Upload.expires_at > visit.now, Upload.attachment_id.is_(None))
    upload = session.scalar(_uploads_of(actor, upload_id).where(*unfinished).with_for_update(of=Upload))
    if upload is None:
        return False
    of_upload = UploadPart.upload_id == upload_id
    last = session.scalars(
        select(UploadPart.start).where(of_upload).order_by(UploadPart.start.desc()).limit(PARTS_AT_ONCE + 1)
    ).all()
    if len(last) <= PARTS_AT_ONCE:
        return False
    session.execute(delete(UploadPart).where(of_upload, UploadPart.start >= last[-2]))
    upload.received_bytes, upload.sha256, upload.begun_at = last[-2], None, visit.now
    return True


def _own_upload(desk: Desk, upload_id: int, *, locked: bool = False) -> tuple[Upload, Event]:
    desk.about("upload", upload_id)
    lives = or_(Upload.expires_at > desk.now, Upload.attachment_id.is_not(None))
    query = _uploads_of(desk.actor, upload_id).where(lives)
    if locked:
        query = query.with_for_update(of=Upload)
    found = desk.session.execute(query).one_or_none()
    if found is None:
        raise _no_such_upload()
    return found[0], found[1]


def _uploads_of(actor: Actor, upload_id: int) -> Select[Upload, Event]:
    """Return the query of an upload that is the actor's, on an event that the actor still sees."""
    theirs = (Upload.id == upload_id, Upload.uploaded_by_id == actor.id, is_visible(actor))
    return select(Upload, Event).join(Event, Event.id == Upload.event_id).where(*theirs)


def _no_such_upload() -> NotFoundError:
    return NotFoundError("You have no such upload, or it has expired.", field="uploadId")


def _attachment_of(desk: Desk, upload_id: int) -> Attachment | None:
    return desk.session.scalar(
        select(Attachment).join(Upload, Upload.attachment_id == Attachment.id).where(Upload.id == upload_id)
    )


def _attach(desk: Desk, event: Event, upload_id: int, sha256: bytes) -> Attachment:
    upload = desk.session.scalars(
        select(Upload).where(Upload.id == upload_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if upload is None:
        raise _no_such_upload()
    if upload.received_bytes < upload.size or upload.sha256 is None:
        raise UploadOffsetError(upload.received_bytes)
    if upload.sha256 != sha256:
        raise DigestMismatchError
    check_count(desk, event.id, 1)
    attachment = new_attachment(
        desk,
        event.id,
        reply_id=upload.reply_id,
        internal=is_internal(desk, event, upload.reply_id),
        file_name=upload.file_name,
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
    )
    upload.attachment_id = attachment.id
    record_attachment(desk, event, attachment)
    return attachment


def _check_size(desk: Desk, size: int) -> None:
    largest = max(desk.rules.uploads.max_bytes, desk.rules.max_attachment_bytes)
    if size <= 0:
        raise AttachmentRejectedError("The file is empty.", field="size")
    if size > largest:
        raise AttachmentRejectedError(f"The file has {size} bytes, more than the {largest} allowed.", field="size")


def _check_room(desk: Desk, size: int) -> None:
    """Refuse one upload too many. The lock lets two calls of one user count one after the other."""
    desk.session.execute(select(User.id).where(User.id == desk.actor.id).with_for_update(key_share=True))
    count, total = desk.session.execute(
        select(func.count(), func.coalesce(func.sum(Upload.size), 0)).where(
            Upload.uploaded_by_id == desk.actor.id, Upload.attachment_id.is_(None), Upload.expires_at > desk.now
        )
    ).one()
    limits = desk.rules.uploads
    if count >= limits.per_user:
        raise UploadLimitError(f"You have {count} uploads open, as many as are allowed. Finish or abort one.")
    if total + size > limits.bytes_per_user:
        raise UploadLimitError(
            f"Your open uploads would have {total + size} bytes, more than the {limits.bytes_per_user} allowed."
        )


def _check_part(desk: Desk, upload: Upload, offset: int, content: bytes) -> None:
    most, end = desk.rules.uploads.part_bytes, offset + len(content)
    if len(content) > most:
        raise InvalidArgumentError(f"A part has at most {most} bytes.", field="content")
    if end > upload.size:
        raise InvalidArgumentError(f"The part ends at {end}, but the file has {upload.size} bytes.", field="content")
    if not content or (len(content) < LEAST_PART_BYTES and end != upload.size):
        raise InvalidArgumentError(
            f"A part has at least {LEAST_PART_BYTES} bytes, the last at least one.", field="content"
        )
