"""The bytes of attachments and uploads, read a part at a time."""

import hashlib

from sqlalchemy import LargeBinary, func, select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Attachment, AttachmentContent, Upload, UploadPart


def read_content(session: Session, attachment: Attachment, start: int, length: int) -> bytes:
    """Return at most ``length`` bytes of an attachment from ``start`` on."""
    upload_id = _upload_id(session, attachment)
    if upload_id is not None:
        return read_parts(session, upload_id, start, length)
    # Both databases count from 1.
    content = func.substr(AttachmentContent.content, start + 1, length, type_=LargeBinary)
    return session.scalars(select(content).where(AttachmentContent.attachment_id == attachment.id)).one()


def came_in_parts(session: Session, attachment: Attachment) -> bool:
    """Say whether an attachment was uploaded in parts."""
    return _upload_id(session, attachment) is not None


def read_parts(session: Session, upload_id: int, start: int, length: int) -> bytes:
    """Return at most ``length`` bytes of an upload from ``start`` on; only the parts that hold them are read."""
    end = start + length
    first = select(func.max(UploadPart.start)).where(UploadPart.upload_id == upload_id, UploadPart.start <= start)
    found = session.execute(
        select(UploadPart.start, UploadPart.content)
        .where(
            UploadPart.upload_id == upload_id,
            UploadPart.start >= first.scalar_subquery(),
            UploadPart.start < end,
        )
        .order_by(UploadPart.start)
    )
    return b"".join(content[max(0, start - at) : end - at] for at, content in found)


def digest_of(database: Database, upload_id: int) -> bytes:
    """Return the SHA-256 of what an upload has received; each part is read in a transaction of its own."""
    digest, start = hashlib.sha256(), 0
    while part := database.read(lambda session: _part_at(session, upload_id, start)):  # noqa: B023 - called at once
        digest.update(part)
        start += len(part)
    return digest.digest()


def _part_at(session: Session, upload_id: int, start: int) -> bytes | None:
    return session.scalar(
        select(UploadPart.content).where(UploadPart.upload_id == upload_id, UploadPart.start == start)
    )


def _upload_id(session: Session, attachment: Attachment) -> int | None:
    return session.scalar(select(Upload.id).where(Upload.attachment_id == attachment.id))
