"""Sealing: rows come in without waiting for each other, and the database keeps them as they are."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import AuditEntry, Base
from db.vocabulary import Outcome
from soap_server.desk.chain import sealing
from soap_server.desk.chain.checking import check_chain
from soap_server.desk.chain.sealing import seal_entries
from tests.operations.audit_rows import START, add


@pytest.fixture
def sealed(own_database: Database) -> Database:
    """A log of nine sealed rows."""
    add(own_database, 9)
    seal_entries(own_database)
    return own_database


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET operation = 'x' WHERE id = 1",
        "UPDATE audit_log SET operation = 'x' WHERE id = 10",
        "UPDATE audit_log SET position = 99, digest = digest WHERE id = 10",
        "UPDATE audit_log SET position = 99, digest = correlation_bytes, actor_id = 5 WHERE id = 10",
        "UPDATE audit_log SET position = NULL, digest = NULL WHERE id = 1",
        "UPDATE OR REPLACE audit_log SET position = 1, digest = correlation_bytes WHERE id = 10",
        "DELETE FROM audit_log WHERE id = 1",
        "DELETE FROM audit_log WHERE id = 10",
        "TRUNCATE audit_log",
        (
            "INSERT OR REPLACE INTO audit_log (id, happened_at, operation, outcome, address, correlation_id) "
            "VALUES (1, '2026-01-01', 'x', 'done', 'x', 'x')"
        ),
    ],
)
def test_the_database_refuses_to_change_or_delete_a_row(sealed: Database, statement: str) -> None:
    """A sealed one and one that waits, whoever asks; only a seal may be added, and once."""
    only = {"TRUNCATE": "postgresql", "INSERT OR": "sqlite", "UPDATE OR": "sqlite"}
    kind = next((kind for beginning, kind in only.items() if statement.startswith(beginning)), None)
    if kind not in (None, sealed.engine.dialect.name):
        pytest.skip(f"is SQL of {kind}")
    add(sealed, 1, start=9)
    some_bytes = "zeroblob(32)" if sealed.is_sqlite else "decode(repeat('00', 32), 'hex')"
    with pytest.raises(DBAPIError, match="append-only"):
        sealed.write(lambda session: session.execute(text(statement.replace("correlation_bytes", some_bytes))))
    assert check_chain(sealed).rows == 9


def test_sealers_and_writers_at_once_make_one_chain(own_database: Database) -> None:
    """Each row has one place, whoever was first."""
    barrier = threading.Barrier(6)
    failures: list[Exception] = []

    def at_once(work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            for _ in range(10):
                work()
        except Exception as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    jobs: list[Callable[[], object]] = [lambda: add(own_database, 3)] * 3 + [lambda: seal_entries(own_database)] * 3
    threads = [threading.Thread(target=at_once, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    seal_entries(own_database)
    found = check_chain(own_database)
    assert (found.rows, found.unsealed) == (90, 0)


def test_a_row_that_is_committed_late_comes_late_in_the_chain(own_database: Database) -> None:
    """Its id is smaller than that of rows which were sealed before it."""
    if own_database.is_sqlite:
        pytest.skip("has one writer at a time")
    with Session(own_database.engine) as slow:
        slow.add(_entry("Slow"))
        slow.flush()
        add(own_database, 2)
        seal_entries(own_database)
        slow.commit()
    seal_entries(own_database)
    order = select(AuditEntry.operation).order_by(AuditEntry.position)
    assert own_database.read(lambda session: list(session.scalars(order))) == ["SubmitEvent", "SubmitEvent", "Slow"]
    assert check_chain(own_database).rows == 3


def test_sealing_goes_in_batches(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that other writers get their turn; a batch in between does not break the chain."""
    monkeypatch.setattr(sealing, "_AT_ONCE", 4)
    add(own_database, 10)
    last = seal_entries(own_database)
    assert last is not None
    assert last.position == 10
    assert check_chain(own_database).rows == 10
    assert seal_entries(own_database) is None


def _entry(operation: str) -> Base:
    return AuditEntry(happened_at=START, operation=operation, outcome=Outcome.DONE, address="a", correlation_id="b")
