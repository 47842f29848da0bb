"""Attachments on their way into files."""

import hashlib
from os import PathLike
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from client_sdk.errors import UnexpectedAnswerError
from client_sdk.models import Attachment, AttachmentContent


def store(found: AttachmentContent, to: str | PathLike[str] | BinaryIO) -> Attachment:
    """Write an attachment's bytes and return what describes it.

    :raises UnexpectedAnswerError: if the bytes are not those that were uploaded.
    :raises FileExistsError: if ``to`` is a folder that has a file of this name already.
    """
    described = found.attachment
    if hashlib.sha256(found.content).digest() != described.sha256:
        raise UnexpectedAnswerError("The attachment's bytes are not those that were uploaded.")
    if not isinstance(to, str | PathLike):
        to.write(found.content)
    elif Path(to).is_dir():
        with (Path(to) / safe_name(described.file_name)).open("xb") as file:
            file.write(found.content)
    else:
        Path(to).write_bytes(found.content)
    return described


def safe_name(name: str) -> str:
    """Return the last part of a name that somebody else chose, so that it stays in its folder on every system."""
    last = PureWindowsPath(PurePosixPath(name).name).name.replace(":", "_")
    return last if last.strip(". ") else "attachment"
