"""Files that come in parts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from db.models import Upload as UploadRow
from soap_server.contract.common import EventId
from soap_server.contract.members import LONG

UploadId = Annotated[int, LONG, "The upload's number."]
Digest = Annotated[bytes, "The SHA-256 digest of the whole file, 32 bytes."]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way to an event, in parts."""

    id: UploadId
    event_id: EventId
    reply_id: Annotated[int | None, LONG, "The reply that it belongs to; nil for the event itself."]
    file_name: Annotated[str, "The file's name, without a path."]
    media_type: Annotated[str, "The media type."]
    size: Annotated[int, LONG, "How many bytes the file has."]
    received_bytes: Annotated[int, LONG, "How many have arrived, which is the offset of the next part."]
    part_bytes: Annotated[int, "How many bytes a part may have."]
    begun_at: Annotated[datetime, "When it was begun."]
    expires_at: Annotated[datetime, "Unless it is finished by then it is thrown away."]
    attachment_id: Annotated[int | None, LONG, "The attachment that it became; nil until it is finished."]


def render_upload(upload: UploadRow, *, part_bytes: int) -> Upload:
    """Return an upload."""
    return Upload(
        id=upload.id,
        event_id=upload.event_id,
        reply_id=upload.reply_id,
        file_name=upload.file_name,
        media_type=upload.media_type,
        size=upload.size,
        received_bytes=upload.received_bytes,
        part_bytes=part_bytes,
        begun_at=upload.begun_at,
        expires_at=upload.expires_at,
        attachment_id=upload.attachment_id,
    )
