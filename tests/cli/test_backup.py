"""``soapdesk db backup`` and ``restore``, with writers at work and with servers that hold the database."""

import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, make_url, select

from db import backup as copies
from db import schema
from db.engine import Database
from db.models import Department
from tests.cli.conftest import Run


@pytest.fixture
def live(sqlite_url: str) -> Iterator[Database]:
    """The database that the commands work on, open."""
    opened = Database(sqlite_url, sqlite_synchronous="OFF")
    yield opened
    opened.dispose()


def path_of(url: str) -> Path:
    """The file of an SQLite URL."""
    return Path(make_url(url).database or "")


def pair(number: int) -> Callable[[Any], None]:
    """Return work that adds two departments in one transaction."""
    return lambda session: session.add_all([Department(name=f"{number} left"), Department(name=f"{number} right")])


def count(database: Database) -> int:
    """How many departments there are."""
    return database.read(lambda session: session.scalar(select(func.count()).select_from(Department)) or 0)


def names(path: Path) -> set[str]:
    """The departments in a file."""
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM departments")}


def test_a_copy_is_one_moment_while_others_write(run: Run, live: Database, tmp_path: Path) -> None:
    """Whole transactions only, all that were committed before it began, and no writer fails."""
    enough, failures = threading.Event(), list[BaseException]()
    progress = threading.Semaphore(0)

    def keep_writing(writer: int) -> None:
        try:
            number = writer
            while not enough.is_set():
                live.write(pair(number))
                number += 2
                progress.release()
        except BaseException as error:  # noqa: BLE001 - of a thread; asserted below
            failures.append(error)

    writers = [threading.Thread(target=keep_writing, args=(number,)) for number in (0, 1)]
    for writer in writers:
        writer.start()
    for copy in range(5):
        for _ in range(20):
            progress.acquire()
        before = names(path_of(str(live.url)))
        made = run("db", "backup", str(tmp_path / f"{copy}.db"))
        assert made.exit_code == 0, made.output
        copied = names(tmp_path / f"{copy}.db")
        assert before <= copied
        assert {name.split()[0] for name in copied if "left" in name} == {
            name.split()[0] for name in copied if "right" in name
        }
    enough.set()
    for writer in writers:
        writer.join()
    assert failures == []


def test_a_copy_is_one_file_of_its_owner(run: Run, live: Database, tmp_path: Path) -> None:
    """With nothing beside it, not even for a moment longer than it takes."""
    live.write(pair(1))
    folder = tmp_path / "copies"
    folder.mkdir()
    result = run("db", "backup", str(folder / "copy.db"))
    assert f"at revision {schema.head()}" in result.output
    assert [each.name for each in folder.iterdir()] == ["copy.db"]
    assert stat.S_IMODE((folder / "copy.db").stat().st_mode) == 0o600


def test_nothing_is_replaced_unasked(run: Run, live: Database, tmp_path: Path) -> None:
    """Neither a copy nor a database; with --force both are."""
    copy = tmp_path / "copy.db"
    copy.write_text("precious")
    refused = run("db", "backup", str(copy))
    assert (refused.exit_code, copy.read_text()) == (1, "precious")
    assert "--force" in refused.output
    assert run("db", "backup", "--force", str(copy)).exit_code == 0
    live.write(pair(1))
    live.dispose()
    assert "--force" in run("db", "restore", str(copy)).output
    assert count(live) == 2
    live.dispose()
    assert run("db", "restore", "--force", str(copy)).exit_code == 0
    assert count(live) == 0


def test_a_database_comes_back_where_there_is_none(run: Run, live: Database, tmp_path: Path) -> None:
    """The file is its owner's alone, and writable as before."""
    live.write(pair(1))
    assert run("db", "backup", str(tmp_path / "copy.db")).exit_code == 0
    new = tmp_path / "new.db"
    assert run("db", "restore", str(tmp_path / "copy.db"), "--database", f"sqlite:///{new}").exit_code == 0
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    restored = Database(f"sqlite:///{new}")
    restored.write(pair(2))
    assert count(restored) == 4
    restored.dispose()


def test_a_database_in_use_is_not_restored(run: Run, live: Database, tmp_path: Path) -> None:
    """An idle connection is use enough; nothing is changed."""
    assert run("db", "backup", str(tmp_path / "copy.db")).exit_code == 0
    live.write(pair(1))
    refused = run("db", "restore", "--force", str(tmp_path / "copy.db"))
    assert refused.exit_code == 1
    assert "is in use; stop the server first" in refused.output
    assert count(live) == 2
    live.write(pair(2))
    assert count(live) == 4


def test_what_is_no_copy_is_refused(run: Run, live: Database, tmp_path: Path) -> None:
    """Another file, a damaged copy, a newer desk's: the database stays as it is."""
    live.write(pair(1))
    live.dispose()
    other, damaged, newer = (tmp_path / name for name in ("other.db", "damaged.db", "newer.db"))
    other.write_text("not a database, but long enough to be read as the header of one, whatever it says " * 4)
    for copy in (damaged, newer):
        assert run("db", "backup", str(copy)).exit_code == 0
    with damaged.open("r+b") as file:
        file.seek(8 * 4096)
        file.write(b"\xa5" * 32 * 4096)
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for path, reason in ((other, "no database of a desk"), (damaged, ""), (newer, "this version does not know")):
        refused = run("db", "restore", "--force", str(path))
        assert refused.exit_code == 1
        assert "Nothing was restored" in refused.output
        assert reason in refused.output
    assert count(live) == 2


def test_an_unsound_database_makes_no_copy(live: Database, tmp_path: Path) -> None:
    """The copy before it stays, and no half of a new one."""
    live.write(pair(1))
    live.dispose()
    path, copy = path_of(str(live.url)), tmp_path / "copies" / "copy.db"
    copy.parent.mkdir()
    copies.back_up(path, copy)
    sound = copy.read_bytes()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("UPDATE departments SET parent_id = 4711 WHERE name = '1 left'")
    with pytest.raises(copies.BackupError, match="a row refers"):
        copies.back_up(path, copy)
    assert [(each.name, each.read_bytes()) for each in copy.parent.iterdir()] == [("copy.db", sound)]


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_postgresql_has_its_own_tools(run: Run, tmp_path: Path, command: str) -> None:
    """The refusal names them."""
    file = tmp_path / "file"
    file.touch()
    refused = run("db", command, str(file), "--database", "postgresql://nobody@/none")
    assert refused.exit_code == 1
    assert "pg_basebackup" in refused.output
    assert "pgBackRest" in refused.output
