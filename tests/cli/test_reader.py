"""``soapdesk db reader``: from a fresh PostgreSQL to queries."""

import re
from typing import Any

import pytest
from typer.testing import CliRunner

from db.dictionary import DICTIONARY
from db.engine import Database
from db.reading import PostgreSQLReader, ReadLimits, TableAccess
from db.reading.setup import install_role
from soap_server.cli.main import app
from tests.conftest import READER_PASSWORD, PostgreSQL


def run(url: str, *arguments: str, **environment: str) -> Any:
    """Run a command on a database."""
    return CliRunner().invoke(app, list(arguments), env={"SOAPDESK_DATABASE__URL": url, **environment})


def test_the_reader_can_be_made_and_renewed(postgresql: PostgreSQL) -> None:
    """The URL that is printed works, and a second run gives another password."""
    url = postgresql.fresh(migrated=False)
    assert "empty" in run(url, "db", "reader").output
    assert run(url, "db", "upgrade").exit_code == 0
    urls = []
    for _ in range(2):
        result = run(url, "db", "reader")
        assert result.exit_code == 0, result.output
        urls.append(re.findall(r'reader_url = "([^"]+)"', result.output)[0])
    assert urls[0] != urls[1]
    database = Database(url)
    reader = PostgreSQLReader(database, url=urls[1], connections=1)
    allowed = {"event_categories": [TableAccess(frozenset({"id"}))]}
    statement = DICTIONARY["event_categories"].core.select()
    with reader.rows(statement, allowed, ReadLimits(seconds=2, cost=1e6)) as rows:
        assert len(list(rows)) == 8
    reader.dispose()
    with database.engine.begin() as connection:
        install_role(connection, password=READER_PASSWORD)
    database.dispose()
    postgresql.drop(url)


def test_sqlite_needs_none(sqlite_url: str) -> None:
    """It says so."""
    result = run(sqlite_url, "db", "reader")
    assert (result.exit_code, "needs no reader role" in result.output) == (1, True)


@pytest.mark.parametrize("url", ["postgresql://reader:hunter2@/desk", "postgresql://reader@/desk?password=hunter2"])
def test_the_url_of_the_reader_is_not_shown(sqlite_url: str, url: str) -> None:
    """Not with its password."""
    output = run(sqlite_url, "config", SOAPDESK_DATA__READER_URL=url).output
    assert ("hunter2" in output, "reader_url" in output) == (False, True)
