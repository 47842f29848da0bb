"""Copies of an SQLite database: taken while it is in use, checked, and brought back."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from db import schema

_OWNER_ONLY = 0o600
_HELD = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class BackupError(Exception):
    """A copy cannot be made or used; the text says why."""


def back_up(source: Path, target: Path) -> str:
    """Write a checked copy of a database, as it is at one moment, and return the copy's revision.

    Others go on reading and writing meanwhile. A file at ``target`` is replaced, and only by a copy that is sound.

    :raises BackupError: if the database or its copy is not sound.
    """
    with _beside(target) as unfinished:
        with closing(_open(source, "ro")) as reading, closing(_open(unfinished, "rw")) as writing:
            # In one step: copied page after page it would begin anew with every write of another process.
            reading.backup(writing, pages=-1)
            # One file, without a log beside it.
            writing.execute("PRAGMA journal_mode=DELETE").close()
        return check(unfinished)


def restore(source: Path, target: Path) -> str:
    """Make ``target`` what a copy holds, and return its revision.

    :raises BackupError: if the copy is not sound or newer than this version, or somebody has ``target`` open.
    """
    revision = check(source)
    if not target.exists():
        return back_up(source, target)
    with closing(_open(source, "ro")) as reading, closing(_open(target, "rw")) as writing:
        _keep_others_out(writing, target)
        # SQLite's own transaction: with the power gone, the database is the old one or the new one.
        reading.backup(writing, pages=-1)
    check(target)
    return revision


def check(path: Path) -> str:
    """Return a database's revision.

    :raises BackupError: if it is damaged, no desk's, or of a newer version.
    """
    try:
        with closing(_open(path, "ro")) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            if found != ["ok"]:
                raise BackupError(f"{path} is damaged: {found[0]}")
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BackupError(f"{path} is damaged: a row refers to one that is not there")
            revisions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{path} is no database of a desk: {error}") from error
    if len(revisions) != 1:
        raise BackupError(f"{path} is no database of a desk: it has no revision")
    revision: str = revisions[0][0]
    try:
        schema.check_revision(revision)
    except schema.UnknownRevisionError as error:
        raise BackupError(f"{path} is at revision {revision}, which this version does not know") from error
    return revision


def _open(path: Path, mode: str) -> sqlite3.Connection:
    try:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise BackupError(f"{path} cannot be opened: {error}") from error


def _keep_others_out(connection: sqlite3.Connection, path: Path) -> None:
    """Lock a database for good; the way out of WAL is open only to a connection that is the only one."""
    try:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE").close()
        connection.execute("PRAGMA journal_mode=DELETE").close()
        connection.execute("BEGIN EXCLUSIVE").close()
        connection.execute("COMMIT").close()  # the lock stays, as the mode of locking says
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in _HELD:
            raise BackupError(f"{path} is in use; stop the server first") from error
        raise


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a new file that takes the place of ``target`` in the end, or goes if something fails."""
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY))
    except OSError as error:
        raise BackupError(f"{unfinished} cannot be written: {error.strerror}") from error
    try:
        yield unfinished
        _sync(unfinished)
        unfinished.replace(target)
        _sync(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
