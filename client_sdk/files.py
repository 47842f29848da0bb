"""Files that are attached: from paths, open files, or bytes."""

import mimetypes
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

from client_sdk.models.events import NewAttachment

FileSource = str | PathLike[str] | BinaryIO | tuple[str, bytes] | NewAttachment
"""A path, a file opened for reading bytes, a pair of a name and bytes, or a NewAttachment."""

Progress = Callable[[int, int | None], None]
"""Takes the bytes moved so far and the bytes in all, None where that is not known."""

_UNKNOWN_TYPE = "application/octet-stream"


def read_files(sources: Iterable[FileSource]) -> list[NewAttachment] | None:
    """Return files as attachments, None where there are none.

    :raises TypeError: for one file in place of several: a path would be taken for its letters.
    """
    if isinstance(sources, str | PathLike | NewAttachment):
        raise TypeError("attachments are several files: [file], not file")
    return [read_file(source) for source in sources] or None


def read_file(source: FileSource) -> NewAttachment:
    """Return a file as an attachment; its media type is guessed from its name.

    :raises OSError: if it cannot be read.
    """
    if isinstance(source, NewAttachment):
        return source
    file = open_file(source)
    try:
        return NewAttachment(file_name=file.name, media_type=file.media_type, content=file.read(file.size))
    finally:
        file.close()


@dataclass
class OpenFile:
    """A file that is being sent.

    :ivar size: how many bytes of it are sent.
    :ivar digest: of what was read so far.
    """

    name: str
    media_type: str
    size: int
    _file: BinaryIO
    _is_ours: bool
    digest: Any

    def read(self, size: int) -> bytes:
        """Return the next bytes, as many as asked for.

        :raises OSError: if the file has become shorter.
        """
        parts: list[bytes] = []
        while size > 0:
            part = self._file.read(size)
            if not part:
                raise OSError(f"{self.name} became shorter while it was sent.")
            parts.append(part)
            size -= len(part)
        content = parts[0] if len(parts) == 1 else b"".join(parts)
        self.digest.update(content)
        return content

    def skip(self, size: int) -> None:
        """Pass over what was sent before."""
        while size > 0:
            size -= len(self.read(min(size, _SKIPPED_AT_ONCE)))

    def close(self) -> None:
        """Close it, if it was opened here."""
        if self._is_ours:
            self._file.close()


_SKIPPED_AT_ONCE = 1024 * 1024


def open_file(source: FileSource) -> OpenFile:
    """Return a file to be read in parts; its media type is guessed from its name.

    :raises OSError: if it cannot be read.
    """
    if isinstance(source, NewAttachment):
        content = source.content
        return OpenFile(source.file_name, source.media_type, len(content), BytesIO(content), True, sha256())
    file: BinaryIO
    if isinstance(source, tuple):
        name, file, is_ours = source[0], BytesIO(source[1]), True
    elif isinstance(source, str | PathLike):
        name, file, is_ours = Path(source).name, Path(source).open("rb"), True  # noqa: SIM115 - OpenFile closes it
    else:
        name, file, is_ours = Path(str(getattr(source, "name", "") or "file")).name, source, False
    if not file.seekable():
        file, is_ours = _all_of(file, is_ours=is_ours), True
    start = file.tell()
    size = file.seek(0, os.SEEK_END) - start
    file.seek(start)
    return OpenFile(name, mimetypes.guess_type(name)[0] or _UNKNOWN_TYPE, size, file, is_ours, sha256())


def _all_of(file: BinaryIO, *, is_ours: bool) -> BinaryIO:
    """Return what comes through a pipe, whose size is known at its end only."""
    try:
        return BytesIO(file.read())
    finally:
        if is_ours:
            file.close()
