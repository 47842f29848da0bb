"""``soapdesk data``: grants, as an operator sees and manages them."""

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import AuditEntry, DataGrant
from soap_server.cli.console import out
from tests.cli.conftest import Run

ADMIN = ("--by", "chen.jing")


@pytest.fixture
def run_with_people(run: Run) -> Run:
    """A desk with an administrator and somebody who wants figures."""
    for name, role in (("chen.jing", "admin"), ("reports", "staff")):
        created = run("user", "create", name, "--role", role, env={"SOAPDESK_NEW_PASSWORD": "seven quiet lanterns"})
        assert created.exit_code == 0, created.output
    return run


def stored(url: str) -> list[DataGrant]:
    """Return all grants."""
    database = Database(url)
    found = database.read(lambda session: list(session.scalars(select(DataGrant).order_by(DataGrant.id))))
    database.dispose()
    return found


def test_a_grant_from_its_making_to_its_end(
    run_with_people: Run, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command does what it says, and it is in the audit log under the administrator's name."""
    run = run_with_people
    monkeypatch.setattr(out, "width", 300)  # so that no cell is broken
    where = ("--where", "status oneOf resolved 'in progress'", "--where", "handler_id isNotNull")
    columns = ("--column", "status", "--column", "priority")
    given = run("data", "grant", "events", "--user", "REPORTS", "--scope", "all", *ADMIN, *where, *columns)
    assert given.exit_code == 0, given.output
    assert run("data", "grant", "event_categories", "--role", "staff", "--scope", "all", *ADMIN).exit_code == 0
    first, second = stored(sqlite_url)
    assert (first.columns, first.verbs, first.scope) == (["id", "status", "priority"], ["read", "query"], "all")
    assert [(each["column"], each["values"]) for each in first.conditions] == [
        ("status", ["resolved", "in progress"]),
        ("handler_id", []),
    ]
    listed = run("data", "grants").output
    assert "reports" in listed
    assert "role staff" in listed
    assert "status oneOf resolved in progress" in listed
    assert "event_categories" not in run("data", "grants", "--user", "reports").output
    again = ("data", "grant", "events", "--user", "reports", "--scope", "own", "--may", "read", *ADMIN)
    assert run(*again).exit_code == 1
    assert run(*again, "--change", "--max-rows", "10").exit_code == 0
    changed = stored(sqlite_url)[0]
    assert (changed.id, changed.verbs, changed.scope, changed.max_rows) == (first.id, ["read"], "own", 10)
    assert run("data", "revoke", str(first.id)).exit_code == 0
    assert [grant.id for grant in stored(sqlite_url)] == [second.id]
    assert "no such grant" in run("data", "revoke", str(first.id)).output
    database = Database(sqlite_url)
    entries = select(AuditEntry).where(AuditEntry.operation == "GrantDataAccess")
    audited = database.read(lambda session: list(session.scalars(entries)))
    database.dispose()
    assert [(entry.actor_id, entry.address) for entry in audited] == [(1, "console")] * 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("sessions", "--user", "reports", "--scope", "all", *ADMIN), "The tables are events"),
        (("events", "--user", "nobody", "--scope", "all", *ADMIN), "There is no user nobody."),
        (("events", "--user", "reports", "--scope", "all", "--by", "reports"), "reports is no administrator."),
        (("events", "--scope", "all", *ADMIN), "either a role or a user"),
        (("events", "--role", "customer", "--scope", "all", *ADMIN), "Whoever registers is a customer"),
        (("events", "--role", "staff", "--scope", "all", *ADMIN, "--where", "status is open"), "is no condition"),
        (("events", "--role", "staff", "--scope", "all", *ADMIN, "--where", "'"), "is no condition"),
        (("events", "--role", "staff", "--scope", "all", *ADMIN, "--max-rows", "0"), "--max-rows"),
    ],
)
def test_what_cannot_be_granted_is_told_in_a_sentence(
    run_with_people: Run, sqlite_url: str, arguments: tuple[str, ...], told: str
) -> None:
    """And nothing is granted."""
    result = run_with_people("data", "grant", *arguments)
    assert result.exit_code
    assert told in result.output
    assert stored(sqlite_url) == []
