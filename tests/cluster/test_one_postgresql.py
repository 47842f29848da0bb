"""One PostgreSQL: it goes back to the moment before a mistake, and answers no commit before its standby has it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import Database, DatabaseUnavailableError
from tests.cluster.desks import PROGRAMS
from tests.cluster.network import wait_until, why_not
from tests.cluster.server import BIN, Server, as_postgres, postgresql_home

pytestmark = pytest.mark.cluster


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder of PostgreSQL's user."""
    if reason := why_not(*PROGRAMS):
        pytest.skip(reason)
    with postgresql_home() as folder:
        yield folder


@pytest.fixture
def serving(home: Path) -> Iterator[Server]:
    """A server that archives its log."""
    server = Server(home, "data")
    server.create()
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


def test_a_commit_that_waits_for_a_standby_is_not_answered(home: Path) -> None:
    """Not after statement_seconds either; when the server goes, the caller learns that the outcome is unknown."""
    server = Server(home, "data")
    server.create()
    server.start()
    server.sql("CREATE TABLE line (number int)")
    server.stop()
    server.start("-c synchronous_standby_names=nobody")
    database = Database(f"postgresql://postgres@/postgres?host={home}", statement_seconds=0.5)
    insert = text("INSERT INTO line VALUES (1)")
    with ThreadPoolExecutor() as pool:
        written = pool.submit(database.write, lambda session: session.execute(insert))
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND now() - query_start > '2 s'"
        try:
            wait_until("it waits for longer than a statement may take", lambda: server.sql(waiting) == "1")
        finally:
            server.stop()
        with pytest.raises(DatabaseUnavailableError):
            written.result(timeout=60)
    database.dispose()
