"""Transactions: what they promise on both databases."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import UniqueConstraint, event, select, text, update
from sqlalchemy.exc import DBAPIError

from db import schema
from db.engine import Database, DatabaseUnavailableError
from db.models import Counter, Department
from db.models.base import Base
from db.types import UtcDateTime


def add(name: str) -> Callable[[Any], None]:
    """Return work that adds a department."""
    return lambda session: session.add(Department(name=name))


def names(database: Database) -> set[str]:
    """The departments there are."""
    return set(database.read(lambda session: session.scalars(select(Department.name)).all()))


def test_returning_commits(database: Database) -> None:
    """What a write returns from is there."""
    database.write(add("one"))
    assert names(database) == {"one"}


def test_raising_rolls_back(database: Database) -> None:
    """What a write raises from has not happened."""

    def fail(session: Any) -> None:
        add("one")(session)
        session.flush()
        raise KeyError

    with pytest.raises(KeyError):
        database.write(fail)
    assert names(database) == set()


def test_the_database_keeps_a_read_from_writing(database: Database) -> None:
    """A read that would write is stopped by the database itself, and the connection can write afterwards."""
    with pytest.raises(DBAPIError):
        database.read(lambda session: session.execute(text("INSERT INTO departments (name) VALUES ('one')")))
    database.write(add("two"))
    assert names(database) == {"two"}


def test_a_deadlock_is_run_again(postgresql: Any) -> None:
    """Two transactions that lock each other's row both end well."""
    url = postgresql.fresh()
    database = Database(url)
    database.write(lambda s: [add("one")(s), add("two")(s)])
    meet = threading.Barrier(2, timeout=10)

    def lock_both(first: str, second: str) -> Callable[[Any], None]:
        runs: list[int] = []

        def work(session: Any) -> None:
            runs.append(1)
            session.execute(update(Department).where(Department.name == first).values(parent_id=None))
            if len(runs) == 1:
                meet.wait()
            session.execute(update(Department).where(Department.name == second).values(parent_id=None))

        return work

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(database.write, lock_both(*order)) for order in (("one", "two"), ("two", "one"))]
        for each in both:
            each.result(timeout=20)
    database.dispose()
    postgresql.drop(url)


def test_a_serialization_failure_is_run_again(database: Database) -> None:
    """A transaction that PostgreSQL asks for again is run again."""
    runs = []

    def work(session: Any) -> str:
        runs.append(1)
        if len(runs) < 3 and not database.is_sqlite:
            session.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$"))
        add("one")(session)
        return "done"

    assert database.write(work) == "done"
    assert names(database) == {"one"}
    assert len(runs) == (1 if database.is_sqlite else 3)


def test_sqlite_is_set_up_to_be_durable_and_safe(tmp_path: Path) -> None:
    """WAL, full synchronisation and foreign keys are on for every connection."""
    database = Database(f"sqlite:///{tmp_path / 'desk.db'}")

    def pragmas(session: Any) -> list[Any]:
        wanted = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
        return [session.scalar(text(f"PRAGMA {name}")) for name in wanted]

    full = 2
    assert database.read(pragmas) == ["wal", full, 1, 0]
    database.dispose()


def test_sqlite_that_stays_locked_is_unavailable(sqlite_url: str, tmp_path: Path) -> None:
    """A writer that does not get its turn in time says so, and nothing else breaks."""
    database = Database(sqlite_url, busy_seconds=0.1)
    other = sqlite3.connect(tmp_path / "desk.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailableError):
        database.write(add("one"))
    assert names(database) == set()
    other.execute("ROLLBACK")
    other.close()
    database.write(add("one"))
    database.dispose()


def test_a_pool_without_a_free_connection_is_unavailable(sqlite_url: str) -> None:
    """Who waits too long for a connection is told so."""
    database = Database(sqlite_url, pool_size=1, busy_seconds=0.1)
    with pytest.raises(DatabaseUnavailableError):
        database.read(lambda session: [session.scalar(text("SELECT 1")), names(database)])
    database.dispose()


def test_a_server_that_is_absent_is_unavailable(tmp_path: Path) -> None:
    """A database that cannot be reached is not an unforeseen failure."""
    database = Database(f"postgresql://nobody@/none?host={tmp_path}", busy_seconds=2)
    with pytest.raises(DatabaseUnavailableError):
        names(database)


def test_a_connection_that_died_is_replaced(postgresql: Any) -> None:
    """Connections cut by the server cost no request."""
    url = postgresql.fresh()
    database = Database(url)
    database.write(add("one"))
    postgresql._admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database.url.database]
    )
    assert names(database) == {"one"}
    postgresql._admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database.url.database]
    )
    database.write(add("two"))
    assert names(database) == {"one", "two"}
    database.dispose()
    postgresql.drop(url)


def test_what_was_committed_is_not_run_again(postgresql: Any) -> None:
    """A connection that is cut when the work is done leaves it open whether it was committed."""
    url = postgresql.fresh()
    database = Database(url)
    runs = []

    def cut(connection: Any) -> None:
        runs.append(1)
        backend = connection.connection.driver_connection.info.backend_pid
        postgresql._admin.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])

    event.listen(database.engine, "commit", cut)
    with pytest.raises(DatabaseUnavailableError):
        database.write(add("one"))
    event.remove(database.engine, "commit", cut)
    assert (len(runs), names(database)) == (1, set())
    database.dispose()
    postgresql.drop(url)


def test_a_server_that_vanishes_is_noticed(postgresql: Any) -> None:
    """Connections have limits of their own for silence; those that the URL names are taken from it."""
    url = postgresql.fresh()
    database = Database(f"{url}&connect_timeout=3&tcp_user_timeout=4000", busy_seconds=10)
    with database.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        told = driver.info.get_parameters()
    assert (told["connect_timeout"], told["tcp_user_timeout"]) == ("3", "4000")
    assert (told["keepalives_idle"], told["keepalives_interval"], told["keepalives_count"]) == ("5", "2", "3")
    database.dispose()
    postgresql.drop(url)


def test_threads_lose_no_update(database: Database) -> None:
    """Forty increments by eight threads add up to forty."""

    def increment(_: int) -> None:
        def work(session: Any) -> None:
            counter = session.get_one(Counter, "changes", with_for_update=True)
            counter.value += 1

        database.write(work)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(increment, range(40)))
    assert database.read(lambda session: session.get_one(Counter, "changes").value) == 40


def test_processes_lose_no_update(database_url: str) -> None:
    """Increments by processes that know nothing of each other add up."""
    program = (
        "import sys; from db.engine import Database; from db.models import Counter\n"
        "database = Database(sys.argv[1], sqlite_synchronous='OFF')\n"
        "def work(session):\n"
        "    counter = session.get_one(Counter, 'changes', with_for_update=True)\n"
        "    counter.value += 1\n"
        "for _ in range(25): database.write(work)\n"
    )
    started = [subprocess.Popen([sys.executable, "-c", program, database_url]) for _ in range(3)]
    assert [process.wait(timeout=60) for process in started] == [0, 0, 0]
    database = Database(database_url)
    assert database.read(lambda session: session.get_one(Counter, "changes").value) == 75
    database.dispose()


def test_statements_are_not_compiled(database: Database) -> None:
    """PostgreSQL would take seconds for it where a large desk only looks expensive."""
    if not database.is_sqlite:
        assert database.read(lambda session: session.scalar(text("SHOW jit"))) == "off"


def test_an_error_does_not_show_values(database: Database) -> None:
    """The text of a failed statement has no parameters in it."""
    database.write(add("secret department"))
    with pytest.raises(DBAPIError) as caught:
        database.write(add("secret department"))
    assert "parameters hidden" in str(caught.value)


def test_a_naive_time_is_refused() -> None:
    """Stored times are aware."""
    with pytest.raises(ValueError, match="aware"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), None)  # type: ignore[arg-type] # noqa: DTZ001


def test_every_table_has_a_primary_key_and_every_reference_an_index() -> None:
    """A reference without an index makes deleting and joining slow as the desk grows."""
    for table in Base.metadata.tables.values():
        assert table.primary_key.columns, table.name
        indexed = {next(iter(index.columns)).name for index in table.indexes}
        indexed |= {next(iter(table.primary_key.columns)).name}
        indexed |= {next(iter(c.columns)).name for c in table.constraints if isinstance(c, UniqueConstraint)}
        unindexed = {key.parent.name for key in table.foreign_keys} - indexed
        # Who submitted, who granted: never searched by, never deleted.
        assert unindexed <= {"submitted_by_id", "granted_by_id"}, (table.name, unindexed)


def test_schema_knows_its_head() -> None:
    """The newest revision is the last file."""
    assert schema.head() == "0012"
