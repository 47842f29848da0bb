"""Files that are larger than one call: sent and received in parts, by the same steps for every client.

What breaks on the way is sent again as a call of its own, part by part, by the rules of every other call.
"""

from collections.abc import Callable, Mapping
from typing import Any

from client_sdk import operations
from client_sdk.conversation import Conversation, Steps, Work
from client_sdk.downloads import Destination, Saving, store
from client_sdk.errors import NetworkError, PermissionDeniedError, ServerBusyError, SupportError, UnexpectedAnswerError
from client_sdk.files import OpenFile, Progress, open_file
from client_sdk.models import AttachmentContent, ServerInfo, Upload

Flow = Callable[[Conversation], Steps]
"""Takes the steps of several calls."""

FILE = "**file"
"""Stands among the arguments for the parameters that describe a file."""
_SMALL = 1024 * 1024
"""Files up to this size are sent in one call without asking what the desk allows."""
_PART = 4 * 1024 * 1024
"""How much of a file is asked for at a time; the desk may send less."""
_ENVELOPE = 4 * 1024  # more than there is around the content of an answer


def sending(arguments: Mapping[str, Any], *, request_id: str | None, progress: Progress | None) -> Flow:
    """Return the flow that attaches a file, in one call or in parts.

    After a broken connection, or from a desk that was too busy, the same ``request_id`` goes on where it was.
    """
    others = {name: value for name, value in arguments.items() if name != FILE}

    def flow(conversation: Conversation) -> Steps:
        file: OpenFile = yield Work(lambda: open_file(arguments[FILE]))
        described = {**others, "file_name": file.name, "media_type": file.media_type}
        try:
            if file.size <= _SMALL or file.size <= (yield from _largest(conversation)):
                content = yield Work(lambda: file.read(file.size))
                described["content"] = content
                call = conversation.call(operations.ADD_ATTACHMENT, described, request_id=request_id, progress=progress)
                return (yield from call)
            return (yield from _in_parts(conversation, file, described, request_id, progress))
        finally:
            file.close()

    return flow


def receiving(attachment_id: int, to: Destination, *, progress: Progress | None) -> Flow:
    """Return the flow that saves an attachment."""

    def flow(conversation: Conversation) -> Steps:
        first: AttachmentContent = yield from _part(conversation, attachment_id, 0, _arriving(progress, 0, None))
        size = first.attachment.size
        _tell(progress, len(first.content), size)
        if len(first.content) == size:
            return (yield Work(lambda: store(first, to)))
        saving: Saving = yield Work(lambda: Saving(first.attachment, to))
        part = first.content
        try:
            while True:
                yield Work(lambda: saving.write(part))  # noqa: B023 - it is done at once
                if saving.received_bytes >= size:
                    return (yield Work(saving.complete))
                arriving = _arriving(progress, saving.received_bytes, size)
                part = (yield from _part(conversation, attachment_id, saving.received_bytes, arriving)).content
                _tell(progress, saving.received_bytes + len(part), size)
        except BaseException:
            saving.discard()
            raise

    return flow


def _largest(conversation: Conversation) -> Steps:
    """Return how large a file may be that is sent in one call; the desk is asked once."""
    if conversation.largest_attachment is None:
        try:
            info: ServerInfo = yield from conversation.call(operations.GET_SERVER_INFO, {})
            conversation.largest_attachment = info.max_attachment_bytes
        except PermissionDeniedError:
            conversation.largest_attachment = 0
    return conversation.largest_attachment


def _in_parts(
    conversation: Conversation,
    file: OpenFile,
    described: Mapping[str, Any],
    request_id: str | None,
    progress: Progress | None,
) -> Steps:
    begin = {**described, "size": file.size}
    upload: Upload = yield from conversation.call(operations.BEGIN_UPLOAD, begin, request_id=request_id)
    try:
        sent = 0
        if request_id is not None:
            # What BeginUpload answers to a repetition is what it answered at first.
            upload = yield from conversation.call(operations.GET_UPLOAD, {"upload_id": upload.id})
            sent = upload.received_bytes
            yield Work(lambda: file.skip(sent))
        while sent < file.size:
            part: bytes = yield Work(lambda: file.read(min(upload.part_bytes, file.size - sent)))  # noqa: B023
            values = {"upload_id": upload.id, "offset": sent, "content": part}
            reported = _scaled(progress, sent, len(part), file.size)
            yield from conversation.call(operations.UPLOAD_PART, values, progress=reported)
            sent += len(part)
        finish = {"upload_id": upload.id, "sha256": file.digest.digest()}
        return (yield from conversation.call(operations.FINISH_UPLOAD, finish))
    except NetworkError:
        raise  # The desk keeps what it has for a while.
    except Exception as error:
        # With its request_id the same call can be made again, and finds what is there.
        if request_id is None or not isinstance(error, ServerBusyError):
            yield from _abort(conversation, upload.id)
        raise


def _abort(conversation: Conversation, upload_id: int) -> Steps:
    try:
        yield from conversation.call(operations.ABORT_UPLOAD, {"upload_id": upload_id})
    except SupportError:
        return  # It expires by itself; what the caller has to know is why it was aborted.


def _part(conversation: Conversation, attachment_id: int, offset: int, arriving: Progress | None) -> Steps:
    values = {"attachment_id": attachment_id, "offset": offset, "length": _PART}
    found: AttachmentContent = yield from conversation.call(operations.GET_ATTACHMENT, values, received=arriving)
    if not found.content:
        raise UnexpectedAnswerError("The attachment ends before its size.")
    return found


def _scaled(progress: Progress | None, start: int, size: int, total: int) -> Progress | None:
    """Return what tells of a part's request as of a piece of the file."""
    if progress is None:
        return None
    return lambda done, of: progress(start + size * done // (of or size), total)


def _arriving(progress: Progress | None, start: int, total: int | None) -> Progress | None:
    """Tell of a part while it comes, as base64 with an envelope around it."""
    if progress is None:
        return None
    return lambda done, _of: progress(start + max(0, done - _ENVELOPE) * 3 // 4, total)


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)
