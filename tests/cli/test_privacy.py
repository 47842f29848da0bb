"""The commands that export and erase a person, and those that look after the audit log."""

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select, text

from db.engine import Database
from db.models import AuditEntry
from tests.cli.conftest import Run
from tests.cli.test_commands import user


@pytest.fixture
def run_with_people(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A desk with an administrator and a customer."""
    monkeypatch.setenv("SOAPDESK_NEW_PASSWORD", "seven quiet lanterns")
    for name, role in (("chen.jing", "admin"), ("li.na", "customer")):
        assert run("user", "create", name, "--role", role, "--email", f"{name}@desk.example").exit_code == 0
    return run


def operations(url: str) -> list[tuple[str, str | None]]:
    """Return what the audit log says was done."""
    database = Database(url)
    query = select(AuditEntry.operation, AuditEntry.subject).order_by(AuditEntry.id)
    found = database.read(lambda session: [(row.operation, row.subject) for row in session.execute(query)])
    database.dispose()
    return found


def test_an_export_goes_to_an_archive(run_with_people: Run, sqlite_url: str, tmp_path: Path) -> None:
    """It is in the audit log, and says where it is; never twice to the same place."""
    target = tmp_path / "li.zip"
    done = run_with_people("user", "export", "LI.NA", "-o", str(target))
    assert (done.exit_code, f"about LI.NA are in {target}" in done.output) == (0, True), done.output
    profile = json.loads(zipfile.ZipFile(target).read("profile.json"))
    assert profile[0]["email"] == "li.na@desk.example"
    assert operations(sqlite_url)[-1] == ("ExportUser", "user:2")
    again = run_with_people("user", "export", "LI.NA", "-o", str(target))
    assert (again.exit_code, "cannot be written: File exists" in again.output) == (1, True)


def test_an_erasure_asks_first(run_with_people: Run, sqlite_url: str) -> None:
    """Without an answer nothing happens; a dry run asks nothing and changes nothing."""
    before = operations(sqlite_url)
    assert run_with_people("user", "erase", "li.na", input="n\n").exit_code == 1
    planned = run_with_people("user", "erase", "li.na", "--dry-run", "--texts", "delete")
    assert (planned.exit_code, "Nothing was changed." in planned.output) == (0, True), planned.output
    assert operations(sqlite_url) == before
    assert user(sqlite_url, "li.na") is not None
    done = run_with_people("user", "erase", "li.na", input="y\n")
    assert (done.exit_code, "li.na is erased-2-" in done.output) == (0, True), done.output
    assert user(sqlite_url, "li.na") is None
    assert operations(sqlite_url)[-1] == ("EraseUser", "user:2")
    assert run_with_people("db", "compact").exit_code == 0
    assert b"li.na@desk.example" not in Path(sqlite_url.removeprefix("sqlite:///")).read_bytes()


def test_the_last_administrator_stays(run_with_people: Run) -> None:
    """And the command says why."""
    refused = run_with_people("user", "erase", "chen.jing", "--yes")
    assert (refused.exit_code, "administrator" in refused.output) == (1, True)


def test_a_seal_is_an_anchor_for_the_next_check(run_with_people: Run, sqlite_url: str, tmp_path: Path) -> None:
    """A log that was cut behind it is told with status 1."""
    run = run_with_people
    assert "2 wait for their seal" in run("audit", "verify").output
    anchor = run("audit", "seal").output.strip()
    assert anchor.startswith("2:")
    kept = tmp_path / "anchors"
    kept.write_text(f"{anchor}\n")
    whole = run("audit", "verify", "--anchor", anchor, "--anchors", str(kept), "--since", "2020-01-01")
    assert (whole.exit_code, whole.output) == (0, f"2 rows are as they were written.\n{anchor}\n")
    wrong = run("audit", "verify", "--anchor", anchor[:-1] + "g")
    assert (wrong.exit_code, "This is not an anchor" in wrong.output) == (1, True)
    database = Database(sqlite_url)
    for statement in (
        "DROP TRIGGER audit_log_delete",
        "DELETE FROM audit_log WHERE id = 2",
        "UPDATE counters SET value = 1 WHERE name = 'audit'",
    ):
        database.write(lambda session, s=statement: session.execute(text(s)))  # type: ignore[misc]
    database.dispose()
    assert run("audit", "verify").exit_code == 0
    cut = run("audit", "verify", "--anchors", str(kept))
    assert (cut.exit_code, "The row at position 2 is missing." in cut.output) == (1, True)


def test_an_empty_log_has_no_seal(run: Run) -> None:
    """And is whole."""
    assert run("audit", "seal").output == "The audit log is empty.\n"
    assert run("audit", "verify").output == "0 rows are as they were written.\n"
