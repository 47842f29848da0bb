"""Where an export is written: a folder or a ZIP archive that nobody else can read."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from soap_server.desk.privacy.export import Sink


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        target = self._path / name
        target.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(_created(target), "wb") as file:
            yield file


class _Archive:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        with self._archive.open(name, "w", force_zip64=True) as file:
            yield file


@contextmanager
def sink_at(path: Path) -> Iterator[Sink]:
    """Make the folder, or for a name that ends in .zip the archive.

    :raises FileExistsError: if there is one.
    """
    if path.suffix.lower() != ".zip":
        path.mkdir(mode=0o700)
        yield _Folder(path)
        return
    with os.fdopen(_created(path), "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        yield _Archive(archive)


def _created(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
