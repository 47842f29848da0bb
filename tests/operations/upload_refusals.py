"""What operations on uploads refuse, brought about."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from tests.callers import Directory
from tests.operations.happy import HAPPY, upload

NOWHERE = 999_999
DIGEST = bytes(32)


def _with(name: str, **changed: Any) -> Callable[[Directory], Any]:
    """Return the happy call with some arguments changed."""

    def run(people: Directory) -> Any:
        caller, arguments = HAPPY[name](people)
        return getattr(caller, name)(**{**arguments, **changed})

    return run


def _finished(name: str, **arguments: Any) -> Callable[[Directory], Any]:
    """Return a call on an upload that is finished."""

    def run(people: Directory) -> Any:
        caller, finishing = HAPPY["FinishUpload"](people)
        caller.FinishUpload(**finishing)
        return getattr(caller, name)(uploadId=finishing["uploadId"], **arguments)

    return run


def _too_many(people: Directory) -> Any:
    """Begin one more than a user may have open."""
    for _ in range(people.application.office.rules.uploads.per_user):
        upload(people)
    return upload(people)


def _finish_after_completion(people: Directory) -> Any:
    caller, arguments = HAPPY["FinishUpload"](people)
    event_id = caller.GetUpload(uploadId=arguments["uploadId"]).eventId
    caller.WithdrawEvent(eventId=event_id, expectedVersion=1)
    return caller.FinishUpload(**arguments)


def _finish_one_too_many(people: Directory) -> Any:
    caller, arguments = HAPPY["FinishUpload"](people)
    event_id = caller.GetUpload(uploadId=arguments["uploadId"]).eventId
    for _ in range(people.application.office.rules.max_attachments):
        caller.AddAttachment(eventId=event_id, fileName="a.txt", mediaType="text/plain", content=b"a")
    return caller.FinishUpload(**arguments)


def _large_attachment(people: Directory) -> Any:
    """Read the whole of an attachment that came in parts and is larger than one answer."""
    half = b"x" * (3 * 1024 * 1024)
    begun = upload(people, half + half)
    for offset in (0, len(half)):
        people.customer.UploadPart(uploadId=begun.id, offset=offset, content=half)
    attachment = people.customer.FinishUpload(uploadId=begun.id, sha256=sha256(half + half).digest())
    return people.customer.GetAttachment(attachmentId=attachment.id)


UPLOAD_REFUSALS: dict[tuple[str, str], Callable[[Directory], Any]] = {
    ("GetAttachment", "RANGE_REQUIRED"): _large_attachment,
    ("GetAttachment", "INVALID_ARGUMENT"): _with("GetAttachment", offset=4),
    ("BeginUpload", "NOT_FOUND"): _with("BeginUpload", eventId=NOWHERE),
    ("BeginUpload", "INVALID_STATE"): lambda people: upload(people, eventId=people.event("completed")),
    ("BeginUpload", "ATTACHMENT_REJECTED"): _with("BeginUpload", fileName="virus.exe"),
    ("BeginUpload", "UPLOAD_LIMIT_EXCEEDED"): _too_many,
    ("BeginUpload", "INVALID_ARGUMENT"): _with("BeginUpload", mediaType="image"),
    ("UploadPart", "NOT_FOUND"): _with("UploadPart", uploadId=NOWHERE),
    ("UploadPart", "INVALID_STATE"): _finished("UploadPart", offset=0, content=b"abc"),
    ("UploadPart", "UPLOAD_OFFSET"): _with("UploadPart", offset=1, content=b"bc"),
    ("UploadPart", "INVALID_ARGUMENT"): _with("UploadPart", content=b"abcd"),
    ("GetUpload", "NOT_FOUND"): _with("GetUpload", uploadId=NOWHERE),
    ("FinishUpload", "NOT_FOUND"): _with("FinishUpload", uploadId=NOWHERE),
    ("FinishUpload", "INVALID_STATE"): _finish_after_completion,
    ("FinishUpload", "ATTACHMENT_REJECTED"): _finish_one_too_many,
    ("FinishUpload", "UPLOAD_OFFSET"): lambda people: people.customer.FinishUpload(
        uploadId=upload(people).id, sha256=DIGEST
    ),
    ("FinishUpload", "DIGEST_MISMATCH"): _with("FinishUpload", sha256=DIGEST),
    ("FinishUpload", "INVALID_ARGUMENT"): _with("FinishUpload", sha256=b"abc"),
    ("AbortUpload", "NOT_FOUND"): _with("AbortUpload", uploadId=NOWHERE),
    ("AbortUpload", "INVALID_STATE"): _finished("AbortUpload"),
    ("AbortUpload", "INVALID_ARGUMENT"): _with("AbortUpload", requestId="x"),
}
