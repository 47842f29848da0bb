"""Operations of EventService on files that come in parts."""

from typing import Annotated

from db.vocabulary import Permission
from soap_server.contract.common import EventId
from soap_server.contract.events import Attachment, FileName, MediaType, OwnReplyId, render_attachment
from soap_server.contract.members import LONG, MAX_LONG, Range
from soap_server.contract.uploads import Digest, Upload, UploadId, render_upload
from soap_server.desk import uploads
from soap_server.desk.desk import Desk
from soap_server.desk.errors import (
    AttachmentRejectedError,
    DigestMismatchError,
    InvalidStateError,
    NotFoundError,
    UploadLimitError,
    UploadOffsetError,
)
from soap_server.operations.event_service import EVENTS

__all__ = ["EVENTS"]


@EVENTS.operation(
    requires=Permission.REPLIES_POST,
    writes=True,
    refuses=(NotFoundError, InvalidStateError, AttachmentRejectedError, UploadLimitError),
)
def begin_upload(
    desk: Desk,
    *,
    event_id: EventId,
    reply_id: OwnReplyId,
    file_name: FileName,
    media_type: MediaType,
    size: Annotated[int, LONG, "How many bytes the file has."],
) -> Upload:
    """Begin to attach a file in parts, since it is too large for AddAttachment: UploadPart and FinishUpload follow."""
    begun = uploads.begin_upload(
        desk, event_id, reply_id=reply_id, file_name=file_name, media_type=media_type, size=size
    )
    return render_upload(begun, part_bytes=desk.rules.uploads.part_bytes)


@EVENTS.operation(
    requires=Permission.REPLIES_POST,
    writes=True,
    takes_request_id=False,
    repeats_harmlessly=True,
    large_body=True,
    refuses=(NotFoundError, InvalidStateError, UploadOffsetError),
)
def upload_part(
    desk: Desk,
    *,
    upload_id: UploadId,
    offset: Annotated[int, LONG, Range(0, MAX_LONG), "Where in the file the part begins: the upload's receivedBytes."],
    content: Annotated[bytes, "The part's bytes: at most the upload's partBytes, at least 65536 except the last."],
) -> Upload:
    """Send the next part of a file. Parts come in order; to send one again that arrived already does no harm."""
    received = uploads.upload_part(desk, upload_id, offset=offset, content=content)
    return render_upload(received, part_bytes=desk.rules.uploads.part_bytes)


@EVENTS.operation(requires=Permission.REPLIES_POST, refuses=(NotFoundError,))
def get_upload(desk: Desk, *, upload_id: UploadId) -> Upload:
    """Return how far an upload of the caller's has come, to go on with it."""
    return render_upload(uploads.get_upload(desk, upload_id), part_bytes=desk.rules.uploads.part_bytes)


@EVENTS.operation(
    requires=Permission.REPLIES_POST,
    writes=True,
    prepare=uploads.digest_parts,
    refuses=(NotFoundError, InvalidStateError, AttachmentRejectedError, UploadOffsetError, DigestMismatchError),
)
def finish_upload(desk: Desk, *, upload_id: UploadId, sha256: Digest) -> Attachment:
    """Attach the file whose parts have all arrived; its digest tells whether they arrived as they were sent."""
    return render_attachment(uploads.finish_upload(desk, upload_id, sha256=sha256))


@EVENTS.operation(
    requires=Permission.REPLIES_POST,
    writes=True,
    prepare=uploads.shorten_upload,
    refuses=(NotFoundError, InvalidStateError),
)
def abort_upload(desk: Desk, *, upload_id: UploadId) -> None:
    """Throw away an upload that is not finished."""
    uploads.abort_upload(desk, upload_id)
