"""Files: attachments, and the uploads by which large ones arrive in parts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import BIG_KEY, Key, references
from db.vocabulary import Length


class Attachment(Base):
    """A file that belongs to an event or to one of its replies; the content is a row of its own."""

    __tablename__ = "attachments"

    id: Mapped[Key]
    event_id: Mapped[int] = references("events.id")
    reply_id: Mapped[int | None] = references("replies.id")
    uploaded_by_id: Mapped[int] = references("users.id")
    file_name: Mapped[str] = mapped_column(String(Length.FILE_NAME))
    media_type: Mapped[str] = mapped_column(String(Length.MEDIA_TYPE))
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    internal: Mapped[bool] = mapped_column(default=False)
    uploaded_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "event_id", "id"),
        Index(None, "reply_id"),
        Index(None, "uploaded_by_id"),
        {"sqlite_autoincrement": True},
    )


class AttachmentContent(Base):
    """The bytes of an attachment that came in one call, apart from what describes it, so that lists never read them."""

    __tablename__ = "attachment_contents"

    attachment_id: Mapped[int] = mapped_column(
        BIG_KEY, ForeignKey("attachments.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Upload(Base):
    """A file that comes in parts. When it is complete it becomes an attachment, whose bytes stay here.

    :ivar sha256: of all parts together, once they have been read for it.
    """

    __tablename__ = "uploads"

    id: Mapped[Key]
    event_id: Mapped[int] = references("events.id")
    reply_id: Mapped[int | None] = references("replies.id")
    uploaded_by_id: Mapped[int] = references("users.id")
    attachment_id: Mapped[int | None] = references("attachments.id", on_delete="CASCADE")
    file_name: Mapped[str] = mapped_column(String(Length.FILE_NAME))
    media_type: Mapped[str] = mapped_column(String(Length.MEDIA_TYPE))
    size: Mapped[int]
    received_bytes: Mapped[int]
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("received_bytes BETWEEN 0 AND size", name="received_bytes"),
        Index(None, "event_id"),
        Index(None, "reply_id"),
        Index(None, "uploaded_by_id"),
        Index(None, "attachment_id", unique=True),
        Index(None, "expires_at"),
        {"sqlite_autoincrement": True},
    )


class UploadPart(Base):
    """The bytes of one part of an upload, and where in the file they begin."""

    __tablename__ = "upload_parts"

    id: Mapped[Key]
    upload_id: Mapped[int] = references("uploads.id", on_delete="CASCADE")
    start: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (Index(None, "upload_id", "start", unique=True),)
