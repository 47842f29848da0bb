"""An upgrade of the database is killed half-way, again and again."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from db import schema
from db.engine import Database
from db.models import Base
from tests.e2e.conftest import ROOT
from tests.faults.conftest import new_database
from tests.faults.reckoning import reckon
from tests.faults.results import result

pytestmark = [pytest.mark.e2e, pytest.mark.faults]
_BEFORE = "0003"
# What SQLite writes to its file with, and what PostgreSQL's client sends with.
_CALLS = {"sqlite": "pwrite64", "postgresql": "sendto"}
_DATA = "SELECT count(*), sum(version) FROM roles"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_interrupted_migration_is_whole_or_not_there(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, kills: int, tools: None
) -> None:
    """Wherever it is killed the database is as it was or as it should be, and the next upgrade goes through."""
    trace = tmp_path / "trace"
    model = _old_database(kind, request, tmp_path, "model")
    before = _state(model)
    assert _upgrade(model, trace, _CALLS[kind]) == 0
    after, calls = _state(model), len(trace.read_text().splitlines())
    assert (before != after, after[1]) == (True, True)
    points = max(kills // 10, 3)
    with result("migration killed", "SQLite" if kind == "sqlite" else "PostgreSQL", "kills") as kept:
        url = _old_database(kind, request, tmp_path, "migrated")
        for number in range(points):
            place = 1 + number * (calls - 1) // points
            kept.faults += _upgrade(url, trace, _CALLS[kind], f"--inject={_CALLS[kind]}:signal=KILL:when={place}") != 0
            found = _state(url)
            kept.torn += found not in (before, after)
            if found == after:
                # It was killed behind its commit, so that there is nothing left to interrupt.
                url = _old_database(kind, request, tmp_path, f"migrated_{number}")
        assert _upgrade(url, trace, _CALLS[kind]) == 0
        assert (_state(url), kept.torn) == (after, 0)
        assert kept.faults >= points - 1
    assert reckon(url).problems() == []


def _old_database(kind: str, request: pytest.FixtureRequest, folder: Path, name: str) -> str:
    if kind == "sqlite":
        url = f"sqlite:///{folder / name}.db"
    else:
        url = new_database(request.getfixturevalue("own_postgresql"), name)
    database = Database(url)
    schema.upgrade(database, _BEFORE)
    database.dispose()
    return url


def _upgrade(url: str, trace: Path, call: str, *injected: str) -> int:
    """Run ``soapdesk db upgrade`` with some of its system calls traced, and return its exit code."""
    traced = ["strace", "--follow-forks", f"--output={trace}", f"--trace={call}", *injected]
    command = [sys.executable, "-m", "soap_server.cli.main", "db", "upgrade", "--database", url]
    return subprocess.run([*traced, *command], cwd=ROOT, capture_output=True, check=False).returncode


def _state(url: str) -> tuple[str | None, bool, tuple[int, ...]]:
    """Return the revision, whether the tables are those of the models, and some of the data."""
    database = Database(url)
    with database.engine.connect() as connection:
        options = {"include_object": lambda _o, name, *_: not (name or "").startswith("event_search")}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
        data = tuple(connection.execute(text(_DATA)).one())
    revision = schema.current(database)
    database.dispose()
    return revision, not differences, data
