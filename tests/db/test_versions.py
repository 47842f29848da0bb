"""Databases and servers of different versions: each pair works, or says in a sentence that it does not."""

from collections.abc import Iterator

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Inspector, inspect, text

from db import schema
from db.engine import Database
from soap_server.http.health import Health

REVISIONS = [script.revision for script in reversed(list(ScriptDirectory(str(schema._MIGRATIONS)).walk_revisions()))]
REPLACES = {"0004"}
"""Revisions that no server of the version before survives; this one is older than the first release."""


@pytest.fixture
def fresh(empty_database_url: str) -> Iterator[Database]:
    """A database of each kind without tables."""
    opened = Database(empty_database_url, sqlite_synchronous="OFF")
    yield opened
    opened.dispose()


def set_revision(database: Database, revision: str) -> None:
    """Make a database one of another version."""
    database.write(
        lambda session: session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    )


@pytest.mark.parametrize(
    ("revision", "told"), [("0007", "Run: soapdesk db upgrade"), ("9999", "of a newer version of SoapDesk")]
)
def test_a_server_is_not_ready_on_another_version(own_database: Database, revision: str, told: str) -> None:
    """The answer says which of the two is older."""
    assert Health(own_database).check().status == 200
    set_revision(own_database, revision)
    answer = Health(own_database).check()
    assert answer.status == 503
    assert f"at revision {revision}" in bytes(answer.body).decode()  # type: ignore[arg-type]
    assert told in bytes(answer.body).decode()  # type: ignore[arg-type]


def test_a_newer_database_is_left_alone(own_database: Database) -> None:
    """An older version neither upgrades nor downgrades it."""
    set_revision(own_database, "9999")
    with pytest.raises(schema.UnknownRevisionError):
        schema.upgrade(own_database)
    with pytest.raises(schema.UnknownRevisionError):
        schema.downgrade(own_database, "0007")
    assert schema.current(own_database) == "9999"


def test_migrations_only_add(fresh: Database) -> None:
    """So servers of the version before go on working while nodes are replaced one by one (docs/operations.md).

    A migration that has to take something away does so a release after the servers stopped using it, and is named above.
    """
    before: dict[tuple[str, str], bool] = {}
    for revision in REVISIONS:
        schema.upgrade(fresh, revision)
        after = columns(inspect(fresh.engine))
        tables = {table for table, _ in before}
        needed = {name for name in after if after[name] and name[0] in tables and not before.get(name)}
        if revision not in REPLACES:
            assert before.keys() <= after.keys(), f"{revision} takes something away"
            assert needed == set(), f"{revision} wants what a server of the version before does not fill in"
        before = after


def columns(inspector: Inspector) -> dict[tuple[str, str], bool]:
    """Return the columns of all tables, each with whether an INSERT has to name it."""
    return {
        (table, column["name"]): not column["nullable"] and column["default"] is None
        for table in inspector.get_table_names()
        for column in inspector.get_columns(table)
    }
