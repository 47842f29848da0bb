"""The chain of the audit log: what was done to a row behind the desk's back is found."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text

from db import schema
from db.engine import Database
from db.models import AuditEntry, Counter
from soap_server.desk.chain import checking, sealing
from soap_server.desk.chain.checking import ChainBrokenError, check_chain
from soap_server.desk.chain.sealing import last_seal, seal_entries
from soap_server.desk.chain.seals import Seal
from tests.operations.audit_rows import START, add

GUARDS = {
    "sqlite": ["DROP TRIGGER audit_log_update", "DROP TRIGGER audit_log_delete", "DROP TRIGGER audit_log_replace"],
    "postgresql": ["ALTER TABLE audit_log DISABLE TRIGGER USER"],
}


def as_owner(database: Database, *statements: str) -> None:
    """Do what somebody does who owns the database and takes the triggers away first."""
    for statement in (*GUARDS[database.engine.dialect.name], *statements):
        database.write(lambda session, s=statement: session.execute(text(s)))  # type: ignore[misc]


@pytest.fixture
def sealed(own_database: Database) -> Database:
    """A log of nine sealed rows."""
    add(own_database, 9)
    seal_entries(own_database)
    return own_database


def test_a_log_that_nobody_touched_is_whole(sealed: Database) -> None:
    """Rows that wait for their seal are told; the last seal is an anchor."""
    add(sealed, 2, start=9)
    found = check_chain(sealed)
    assert (found.rows, found.unsealed) == (9, 2)
    anchor = sealed.read(last_seal)
    assert anchor is not None
    assert anchor == found.last == Seal.parse(str(anchor))
    seal_entries(sealed)
    assert check_chain(sealed, anchors=[anchor]).rows == 11
    assert check_chain(sealed, anchors=[anchor], since=START + timedelta(minutes=10)).rows == 1
    assert check_chain(sealed, since=START + timedelta(days=1)).rows == 0


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ("UPDATE audit_log SET actor_id = 77 WHERE position = 4", "Row 4 at position 4 was changed"),
        ("UPDATE audit_log SET operation = 'Ping' WHERE position = 1", "Row 1 at position 1 was changed"),
        ("UPDATE audit_log SET code = '' WHERE position = 9", "Row 9 at position 9 was changed"),
        ("UPDATE audit_log SET address = '192.0.2.8' WHERE position >= 5", "Row 5 at position 5 was changed or moved"),
        ("UPDATE audit_log SET happened_at = '2026-11-23 08:34:00.123457+00' WHERE position = 5", "Row 5 "),
        ("UPDATE audit_log SET id = 70 WHERE id = 3", "Row 70 at position 3 was changed"),
        ("DELETE FROM audit_log WHERE position = 4", "The row at position 4 is missing"),
        ("DELETE FROM audit_log WHERE position < 3", "Rows 1 to 2 are missing"),
        ("DELETE FROM audit_log WHERE position > 6", "Rows 7 to 9 are missing"),
        ("DELETE FROM audit_log", "Rows 1 to 9 are missing"),
        ("UPDATE audit_log SET position = 0 WHERE position = 4", "inserted before the beginning"),
        ("UPDATE audit_log SET position = NULL, digest = NULL WHERE position = 4", "position 4 is missing"),
    ],
)
def test_a_changed_or_missing_row_is_named(sealed: Database, done: str, told: str) -> None:
    """The first of them, whichever column it is, the time's last digit too."""
    if sealed.is_sqlite:
        done = done.replace("123457+00", "123457")
    as_owner(sealed, done)
    with pytest.raises(ChainBrokenError, match=told):
        check_chain(sealed)


INSERTED = (
    "INSERT INTO audit_log (happened_at, operation, outcome, address, correlation_id, position, digest) "
    "SELECT happened_at, 'Forged', outcome, address, correlation_id, {position}, digest FROM audit_log WHERE id = 2"
)
MOVED_UP = ("UPDATE audit_log SET position = position + 100 WHERE position > 4",)
MOVED_BACK = ("UPDATE audit_log SET position = position - 99 WHERE position > 100",)


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ((*MOVED_UP, INSERTED.format(position=5), *MOVED_BACK), "Row 10 at position 5 was inserted"),
        ((INSERTED.format(position=10),), "Row 10 at position 10 was changed"),
        (
            (
                "UPDATE audit_log SET position = 100 WHERE position = 4",
                "UPDATE audit_log SET position = 4 WHERE position = 6",
                "UPDATE audit_log SET position = 6 WHERE position = 100",
            ),
            "Row 6 at position 4 was changed or moved",
        ),
    ],
    ids=["inserted", "appended", "exchanged"],
)
def test_an_inserted_or_moved_row_is_named(sealed: Database, done: tuple[str, ...], told: str) -> None:
    """Though the rows behind it were moved to make room."""
    as_owner(sealed, *done)
    with pytest.raises(ChainBrokenError, match=told):
        check_chain(sealed)


def test_a_row_appended_with_the_right_digest_was_not_sealed_by_the_desk(sealed: Database) -> None:
    """The counter says where the desk's seals end."""
    add(sealed, 1, start=9)
    sealing.seal_entries(sealed)
    as_owner(sealed, "UPDATE counters SET value = 9 WHERE name = 'audit'")
    with pytest.raises(ChainBrokenError, match="behind position 9 were not sealed by the desk"):
        check_chain(sealed)


def test_only_an_anchor_shows_what_was_cut_off_or_written_anew(sealed: Database) -> None:
    """Whoever owns the database can move the counter and compute digests; not what is kept elsewhere."""
    anchor = sealed.read(last_seal)
    assert anchor is not None
    as_owner(
        sealed,
        "DELETE FROM audit_log WHERE position > 7",
        "UPDATE counters SET value = 7 WHERE name = 'audit'",
    )
    assert check_chain(sealed).rows == 7
    with pytest.raises(ChainBrokenError, match="Rows 8 to 9 are missing"):
        check_chain(sealed, anchors=[anchor])
    add(sealed, 3, start=7)
    seal_entries(sealed)
    assert check_chain(sealed).rows == 10
    for since in (None, START + timedelta(minutes=9)):
        with pytest.raises(ChainBrokenError, match="position 9 is not the anchor's"):
            check_chain(sealed, anchors=[anchor], since=since)


def test_a_cut_that_was_sealed_over_still_shows(sealed: Database) -> None:
    """New rows go behind the gap."""
    as_owner(sealed, "DELETE FROM audit_log WHERE position > 7")
    add(sealed, 1)
    seal_entries(sealed)
    with pytest.raises(ChainBrokenError, match="Rows 8 to 9 are missing"):
        check_chain(sealed)


def test_rows_from_before_the_chain_are_sealed(empty_database_url: str) -> None:
    """In the order of their ids, and the way back leaves them alone."""
    database = Database(empty_database_url, sqlite_synchronous="OFF")
    schema.upgrade(database, "0008")
    columns = "(happened_at, operation, outcome, address, correlation_id)"
    for number in range(5):
        row = f"('2026-01-0{number + 1} 00:00:00', 'Old{number}', 'done', 'a', 'b')"
        database.write(lambda session, r=row: session.execute(text(f"INSERT INTO audit_log {columns} VALUES {r}")))  # type: ignore[misc]
    schema.upgrade(database)
    assert check_chain(database).unsealed == 5
    seal_entries(database)
    assert check_chain(database).rows == 5
    schema.downgrade(database, "0008")
    assert database.read(lambda session: session.scalar(text("SELECT count(*) FROM audit_log"))) == 5
    database.write(lambda session: session.execute(text("DELETE FROM audit_log")))
    database.dispose()


def test_a_log_is_the_same_on_both_databases(sqlite_url: str, postgresql: Any) -> None:
    """A dump of one that is loaded into the other verifies, with the anchors of the first."""
    here, there = Database(sqlite_url), Database(url := postgresql.fresh())
    add(here, 7)
    seal_entries(here)
    anchor = here.read(last_seal)
    assert anchor is not None
    for table in (AuditEntry.__table__, Counter.__table__):
        rows = here.read(lambda session, t=table: [dict(row) for row in session.execute(select(t)).mappings()])  # type: ignore[misc]
        if table is Counter.__table__:
            there.write(lambda session: session.execute(text("DELETE FROM counters")))
        there.write(lambda session, t=table, r=rows: session.execute(insert(t), r))  # type: ignore[misc]
    assert check_chain(there, anchors=[anchor]).last == anchor
    there.dispose()
    here.dispose()
    postgresql.drop(url)


def test_the_canonical_form_is_the_documented_one(sqlite_url: str) -> None:
    """Nobody needs this program to check a log: the digests are those of SHA-256 over the documented bytes."""
    database = Database(sqlite_url)
    add(database, 2)
    seal_entries(database)
    rows = database.read(lambda session: session.execute(select(AuditEntry.digest).order_by(AuditEntry.position)).all())
    assert [row.digest for row in rows] == _documented_digests()
    database.dispose()


def _documented_digests() -> list[bytes]:
    first = rb'[1,"2026-11-23T08:30:00.123456+00:00",null,"SubmitEvent","done",null,"event:0","192.0.2.7","\u53f7"]'
    second = rb'[2,"2026-11-23T08:31:00.123456+00:00",1,"SubmitEvent","done",null,"event:1","192.0.2.7","\u53f7"]'
    one = hashlib.sha256(bytes(32) + first).digest()
    return [one, hashlib.sha256(one + second).digest()]


def test_a_check_holds_a_page_of_rows(sealed: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows there are: it asks for the next ones by their position."""
    monkeypatch.setattr(checking, "_AT_ONCE", 2)
    fetched: list[str] = []
    event.listen(sealed.engine, "before_cursor_execute", lambda *a: fetched.append(a[2]))
    assert check_chain(sealed).rows == 9
    pages = [statement for statement in fetched if "ORDER BY audit_log.position" in statement]
    assert len(pages) == 5
    assert all("LIMIT" in statement for statement in pages)


@pytest.mark.parametrize("value", ["", "x", "0:" + 64 * "a", "1:" + 63 * "a", "1:" + 64 * "G", "١:" + 64 * "a"])
def test_an_anchor_has_one_form(value: str) -> None:
    """Position and digest."""
    with pytest.raises(ValueError, match="not an anchor"):
        Seal.parse(value)
