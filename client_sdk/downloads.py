"""Attachments on their way into files."""

import hashlib
import secrets
from os import PathLike
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from client_sdk.errors import UnexpectedAnswerError
from client_sdk.models import Attachment, AttachmentContent

Destination = str | PathLike[str] | BinaryIO
"""A path, of a folder too, or a file opened for writing bytes."""


def store(found: AttachmentContent, to: Destination) -> Attachment:
    """Write the bytes of an attachment that came in one piece, and return what describes it.

    :raises UnexpectedAnswerError: if the bytes are not those that were uploaded; nothing is written then.
    :raises FileExistsError: if ``to`` is a folder that has a file of this name already.
    """
    described = found.attachment
    _check(hashlib.sha256(found.content).digest(), described)
    if not isinstance(to, str | PathLike):
        to.write(found.content)
    elif Path(to).is_dir():
        with _place_in(Path(to), described).open("xb") as file:
            file.write(found.content)
    else:
        Path(to).write_bytes(found.content)
    return described


class Saving:
    """An attachment that arrives in parts.

    Its file has its name once it is complete and its digest is right; what was there before stays until then. A file
    that is open already gets the parts as they come.

    :raises FileExistsError: if ``to`` is a folder that has a file of this name already.
    """

    def __init__(self, described: Attachment, to: Destination) -> None:
        self._described = described
        self._digest = hashlib.sha256()
        self._final: Path | None = None
        self._written: Path | None = None
        self.received_bytes = 0
        self._is_ours = isinstance(to, str | PathLike)
        if not isinstance(to, str | PathLike):
            self._file = to
            return
        path = Path(to)
        if path.is_dir():
            # With its own name at once, so that nobody else takes it meanwhile.
            self._written = _place_in(path, described)
            self._file = self._written.open("xb")
        elif path.exists() and not path.is_file():
            self._file = path.open("wb")
        else:
            self._final = path
            self._written = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
            self._file = self._written.open("xb")

    def write(self, part: bytes) -> None:
        """Add the next part."""
        self._file.write(part)
        self._digest.update(part)
        self.received_bytes += len(part)

    def complete(self) -> Attachment:
        """Give the file its name, and return what describes it.

        :raises UnexpectedAnswerError: if the bytes are not those that were uploaded.
        """
        _check(self._digest.digest(), self._described)
        if self._is_ours:
            self._file.close()
        if self._final is not None and self._written is not None:
            self._written.replace(self._final)
        return self._described

    def discard(self) -> None:
        """Take away what was written, as far as it can be."""
        if self._is_ours:
            self._file.close()
        if self._written is not None:
            self._written.unlink(missing_ok=True)


def safe_name(name: str) -> str:
    """Return the last part of a name that somebody else chose, so that it stays in its folder on every system."""
    last = PureWindowsPath(PurePosixPath(name).name).name.replace(":", "_")
    return last if last.strip(". ") else "attachment"


def _place_in(folder: Path, described: Attachment) -> Path:
    return folder / safe_name(described.file_name)


def _check(digest: bytes, described: Attachment) -> None:
    if digest != described.sha256:
        raise UnexpectedAnswerError("The attachment's bytes are not those that were uploaded.")
