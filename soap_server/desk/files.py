"""Files that callers send: safe names, sizes, digests; the content apart from what describes it."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from db.models import Attachment, AttachmentContent
from db.vocabulary import Length
from soap_server.desk.desk import Desk
from soap_server.desk.errors import AttachmentRejectedError, InvalidArgumentError

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")  # RFC 6838, section 4.2
_UNSAFE_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f]')  # what Windows refuses in a file name
_RESERVED_NAMES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])\s*(\.|$)")


@dataclass(frozen=True)
class SentFile:
    """A file that a caller sends in one call."""

    file_name: str
    media_type: str
    content: bytes


def add_files(
    desk: Desk, event_id: int, files: Sequence[SentFile], *, reply_id: int | None = None, internal: bool = False
) -> list[Attachment]:
    """Attach files to an event or to one of its replies.

    :raises AttachmentRejectedError: if one is empty, too large or of a refused kind, or there are too many.
    """
    if not files:
        return []
    check_count(desk, event_id, len(files))
    checked = [_checked(desk, file, f"attachments[{place}].") for place, file in enumerate(files)]
    return [_add_file(desk, event_id, file, reply_id=reply_id, internal=internal) for file in checked]


def add_file(desk: Desk, event_id: int, file: SentFile, *, reply_id: int | None, internal: bool) -> Attachment:
    """Attach the one file of a request of its own, whose fields are the request's.

    :raises AttachmentRejectedError: if it is empty, too large or of a refused kind, or there are too many.
    """
    check_count(desk, event_id, 1)
    return _add_file(desk, event_id, _checked(desk, file, ""), reply_id=reply_id, internal=internal)


def safe_file_name(name: str) -> str:
    """Return a name that is safe to save a file under on any system: no path, no reserved word, no tricks.

    Characters that steer the direction of writing are dropped, since they can hide a name's true ending.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.bidirectional(c) not in _STEERING)
    name = _UNSAFE_IN_NAMES.sub("_", name).strip(" .") or "file"
    name = f"_{name}" if _RESERVED_NAMES.match(name) else name
    stem, dot, suffix = name.rpartition(".")
    # Composed forms can be longer than what was sent; the ending says what a file is.
    if len(name) <= Length.FILE_NAME or not stem or len(suffix) > _LONGEST_SUFFIX:
        return name[: Length.FILE_NAME]
    return stem[: Length.FILE_NAME - len(suffix) - 1] + dot + suffix


_LONGEST_SUFFIX = 20
_STEERING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def check_count(desk: Desk, event_id: int, more: int) -> None:
    """Refuse more attachments than an event can have.

    :raises AttachmentRejectedError: if there would be too many.
    """
    present = desk.session.scalar(select(func.count()).where(Attachment.event_id == event_id)) or 0
    if present + more > desk.rules.max_attachments:
        raise AttachmentRejectedError(
            f"An event can have at most {desk.rules.max_attachments} attachments.", field="attachments"
        )


def check_kind(desk: Desk, file_name: str, media_type: str, *, path: str = "") -> tuple[str, str]:
    """Return a safe name and a lower-case media type; ``path`` leads to the two in the request.

    :raises InvalidArgumentError: if the media type is none.
    :raises AttachmentRejectedError: if files of this kind are not taken.
    """
    name, media_type = safe_file_name(file_name), media_type.lower()
    if not _MEDIA_TYPE.fullmatch(media_type):
        raise InvalidArgumentError("This is not a media type such as image/png.", field=f"{path}mediaType")
    suffix = name.rpartition(".")[2].lower()
    if suffix in desk.rules.refused_file_suffixes:
        raise AttachmentRejectedError(f"Files that end in .{suffix} are not taken.", field=f"{path}fileName")
    return name, media_type


def _checked(desk: Desk, file: SentFile, path: str) -> SentFile:
    name, media_type = check_kind(desk, file.file_name, file.media_type, path=path)
    if not file.content:
        raise AttachmentRejectedError("The file is empty.", field=f"{path}content")
    if len(file.content) > desk.rules.max_attachment_bytes:
        raise AttachmentRejectedError(
            f"The file has {len(file.content)} bytes, more than the {desk.rules.max_attachment_bytes} allowed.",
            field=f"{path}content",
        )
    return SentFile(name, media_type, file.content)


def new_attachment(desk: Desk, event_id: int, *, reply_id: int | None, internal: bool, **described: Any) -> Attachment:
    """Add the row of an attachment that the actor sends now, without its bytes.

    :param described: its file_name, media_type, size and sha256.
    """
    attachment = Attachment(
        event_id=event_id,
        reply_id=reply_id,
        uploaded_by_id=desk.actor.id,
        internal=internal,
        uploaded_at=desk.now,
        **described,
    )
    desk.session.add(attachment)
    desk.session.flush()
    return attachment


def _add_file(desk: Desk, event_id: int, file: SentFile, *, reply_id: int | None, internal: bool) -> Attachment:
    attachment = new_attachment(
        desk,
        event_id,
        reply_id=reply_id,
        internal=internal,
        file_name=file.file_name,
        media_type=file.media_type,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).digest(),
    )
    desk.session.add(AttachmentContent(attachment_id=attachment.id, content=file.content))
    return attachment
