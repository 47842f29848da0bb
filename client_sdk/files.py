"""Files that are attached: from paths, open files, or bytes."""

import mimetypes
from collections.abc import Callable, Iterable
from os import PathLike
from pathlib import Path
from typing import BinaryIO

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
    if isinstance(source, tuple):
        name, content = source
    elif isinstance(source, str | PathLike):
        name, content = Path(source).name, Path(source).read_bytes()
    else:
        name, content = Path(str(getattr(source, "name", "") or "file")).name, source.read()
    return NewAttachment(file_name=name, media_type=mimetypes.guess_type(name)[0] or _UNKNOWN_TYPE, content=content)
