"""What SoapDesk wants of a PostgreSQL is what docs/operations.md says, so that it can be held against other engines."""

import re
from pathlib import Path
from typing import Any

import pytest

from db import schema
from db.engine import Database
from db.reading.setup import install_reader
from tests.callers import Directory
from tests.operations.happy import HAPPY
from tests.operations.portability import features, recorded

PAGE = Path(__file__).parents[2] / "docs/operations.md"


@pytest.fixture(params=["postgresql"])
def database(request: pytest.FixtureRequest, shared_databases: Any) -> Database:
    """PostgreSQL alone."""
    emptied: Database = shared_databases.empty(request.param)
    return emptied


def documented() -> dict[str, tuple[str, str]]:
    """The table of the page: what is used, and what is said of the two engines."""
    section = PAGE.read_text(encoding="utf-8").partition("## On a distributed engine")[2]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    return {name.strip("`"): (cockroach, yugabyte) for name, _, cockroach, yugabyte in rows[1:]}


@pytest.mark.parametrize("operation", sorted(HAPPY))
def test_operations_use_what_is_documented(people: Directory, operation: str) -> None:
    """Whatever an operation makes the database do."""
    with recorded() as used:
        caller, arguments = HAPPY[operation](people)
        getattr(caller, operation)(**arguments)
    assert used - documented().keys() == set()


def test_the_schema_uses_what_is_documented(postgresql: Any) -> None:
    """Every migration, up and down, and the reader's role and views."""
    url = postgresql.fresh(migrated=False)
    database = Database(url)
    with recorded() as used:
        schema.upgrade(database)
        with database.engine.begin() as connection:
            install_reader(connection)
        schema.downgrade(database, "base")
    database.dispose()
    postgresql.drop(url)
    assert used - documented().keys() == set()
    assert {"advisory lock", "GIN index", "security_barrier", "partial index"} <= used


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("SELECT id FROM a FOR UPDATE SKIP LOCKED", {"FOR UPDATE", "NOWAIT or SKIP LOCKED"}),
        ("LISTEN changes", {"LISTEN"}),
        ("CREATE TRIGGER t AFTER INSERT ON a", {"function or trigger"}),
        ("WITH a AS MATERIALIZED (SELECT 1) SELECT * FROM a", {"materialized query"}),
        ("ALTER TABLE a ADD UNIQUE (b) DEFERRABLE", {"deferrable constraint"}),
        ("SELECT a FROM b WHERE c = 'd'", set()),
    ],
)
def test_what_is_not_portable_is_seen(statement: str, found: set[str]) -> None:
    """The patterns find what they are for."""
    assert features(statement) == found
