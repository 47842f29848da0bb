"""A database is brought back to the moment before a mistake, from a base backup and the archived log."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.desks import FILES, PROGRAMS
from tests.cluster.network import run, wait_until, why_not

pytestmark = pytest.mark.cluster
BIN = Path("/usr/lib/postgresql/15/bin")


class Server:
    """A PostgreSQL in a folder, run by PostgreSQL's own user, on a socket only."""

    def __init__(self, home: Path, name: str) -> None:
        self.home, self.data = home, home / name

    def start(self, *options: str) -> None:
        """Start it and wait until it answers."""
        given = " ".join(("-c listen_addresses=''", f"-k {self.home}", *options))
        log = self.home / f"{self.data.name}.log"
        as_postgres(BIN / "pg_ctl", "-D", self.data, "-l", log, "-w", "-o", given, "start")

    def stop(self) -> None:
        """Stop it."""
        as_postgres(BIN / "pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop")

    def sql(self, statement: str) -> str:
        """Return what a statement gives."""
        return as_postgres("psql", "-XAtq", "-h", self.home, "-d", "postgres", "-c", statement).strip()


def as_postgres(*command: str | Path) -> str:
    """Run a command as PostgreSQL's user."""
    return run("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", *command)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder of PostgreSQL's user, with an archive and the scripts of the set-up."""
    if reason := why_not(*PROGRAMS):
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="soapdesk-restore-"))
    (folder / "archive").mkdir()
    for script in ("archive-wal", "restore-to"):
        shutil.copy(FILES / "db" / script, folder / script)
    for each in (folder, folder / "archive"):
        shutil.chown(each, "postgres", "postgres")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def serving(home: Path) -> Iterator[Server]:
    """A server that archives its log."""
    server = Server(home, "data")
    as_postgres(BIN / "initdb", "-D", server.data, "--auth=trust", "--no-sync", "--data-checksums")
    server.start("-c archive_mode=on", f"-c archive_command='{home}/archive-wal %p %f {home}/archive'")
    yield server
    server.stop()


def test_a_mistake_is_undone(home: Path, serving: Server) -> None:
    """What was committed before the moment is there, though the backup is older; what came after it is not."""
    serving.sql("CREATE TABLE line (number int PRIMARY KEY); INSERT INTO line VALUES (1)")
    as_postgres(BIN / "pg_basebackup", "-h", home, "-D", home / "backup", "--checkpoint=fast", "--wal-method=stream")
    serving.sql("INSERT INTO line VALUES (2)")
    moment = serving.sql("SELECT clock_timestamp()")
    serving.sql("DELETE FROM line")
    segment = serving.sql("SELECT pg_walfile_name(pg_switch_wal())")
    wait_until("the log is archived", (home / "archive" / segment).exists)
    restored = Server(home / "restored", "data")
    restored.home.mkdir()
    shutil.chown(restored.home, "postgres", "postgres")
    as_postgres(home / "restore-to", home / "backup", home / "archive", restored.data, moment)
    restored.start()
    try:
        wait_until("it takes writes", lambda: restored.sql("SELECT pg_is_in_recovery()") == "f")
        assert restored.sql("SELECT string_agg(number::text, ' ' ORDER BY number) FROM line") == "1 2"
        restored.sql("INSERT INTO line VALUES (3)")
    finally:
        restored.stop()
    assert serving.sql("SELECT count(*) FROM line") == "0"


def test_a_damaged_backup_is_not_restored(home: Path, serving: Server) -> None:
    """It is found out before anything is written."""
    as_postgres(BIN / "pg_basebackup", "-h", home, "-D", home / "backup", "--checkpoint=fast")
    with (home / "backup/PG_VERSION").open("ab") as file:
        file.write(b"!")
    command = (home / "restore-to", home / "backup", home / "archive", home / "restored", serving.sql("SELECT now()"))
    dropping = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--")
    refused = subprocess.run([*dropping, *command], check=False, capture_output=True, text=True, env=os.environ)
    assert refused.returncode != 0
    assert "PG_VERSION" in refused.stderr
    assert not (home / "restored").exists()
