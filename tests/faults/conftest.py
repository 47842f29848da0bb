"""What the scenarios share: how many faults there are, databases that may be broken, a ledger."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from db import schema
from db.engine import Database
from tests.faults.ledger import Ledger, ledger_in
from tests.faults.service import hire
from tests.interop.running import leave_out, missing
from tests.postgres import Instance, instance

SHORT = 20


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the number of kills."""
    parser.addoption("--kills", type=int, default=SHORT, help="kills of workers and supervisors in all")


@pytest.fixture(scope="session")
def kills(pytestconfig: pytest.Config) -> int:
    """How many workers and supervisors are killed in all; other faults keep their proportion."""
    # Where this folder is not named on the command line, the option is not known.
    return int(pytestconfig.getoption("--kills", SHORT))


@pytest.fixture(scope="session")
def tools() -> None:
    """Skip a test without strace and faketime, or fail."""
    leave_out(missing(("strace", "faketime")), "what the desk does when clocks jump and power fails")


@pytest.fixture(scope="session")
def own_postgresql() -> Iterator[Instance]:
    """A careful PostgreSQL of our own, which scenarios may kill."""
    # Nothing but the desk's own connections writes the log (no standby snapshots) or brings it to the disk.
    alone = ("autovacuum=off", "wal_level=minimal", "max_wal_senders=0", "wal_writer_delay=10s")
    with instance("max_connections=100", *alone) as made:
        yield made


def new_database(server: Instance, name: str, *, options: str = "") -> str:
    """Create a database on our own server and return its URL."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" {options}'.encode())
    return make_url(server.url).set(database=name).render_as_string(hide_password=False)


def migrate(url: str) -> str:
    """Make the tables, and the people who call."""
    database = Database(url)
    schema.upgrade(database)
    database.dispose()
    hire(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def desk_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database of each kind, as careful as an operator's, with people in it."""
    if request.param == "sqlite":
        return migrate(f"sqlite:///{tmp_path / 'desk.db'}")
    server: Instance = request.getfixturevalue("own_postgresql")
    return migrate(new_database(server, f"desk_{abs(hash(request.node.name))}"))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A new ledger."""
    with ledger_in(tmp_path) as made:
        yield made


def kind_of(url: str) -> str:
    """Return what the kind of a database is called on the page."""
    return "SQLite" if url.startswith("sqlite") else "PostgreSQL"
