"""The scenarios would notice: what they look for is brought about on purpose."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from db.engine import Database
from tests.faults.callers import LIFE, REGISTER, SUBMIT, Load
from tests.faults.ledger import Call, Ledger, Outcome
from tests.faults.reckoning import reckon
from tests.faults.service import Service, serving

pytestmark = [pytest.mark.e2e, pytest.mark.faults]
_LOSES = 3  # of so many answers one is lost


@pytest.fixture
def service(desk_url: str) -> Iterator[Service]:
    """A service that nothing happens to."""
    with serving(desk_url) as made:
        yield made


@pytest.mark.parametrize("keyed", [True, False], ids=["with a requestId", "without"])
def test_control_repetition_without_a_request_id_doubles(
    desk_url: str, service: Service, ledger: Ledger, keyed: bool
) -> None:
    """Answers are lost on their way; who asks again with the same requestId gets them, who does not acts twice."""
    with Load([service.port], ledger, steps=(SUBMIT,), keyed=keyed, loses=_LOSES):
        ledger.wait_for_more(20)
    assert ledger.count(Outcome.UNKNOWN) > 0
    books = reckon(desk_url, ledger.acknowledged(), ledger.tried)
    assert (books.lost, books.torn) == ([], [])
    assert bool(books.duplicated) is not keyed


def test_control_what_is_missing_is_noticed(desk_url: str, service: Service, ledger: Ledger) -> None:
    """An acknowledgement of nothing is found to be lost, and each part of a change that is taken away to be torn."""
    with Load([service.port], ledger, callers=1, steps=(*LIFE, REGISTER)):
        ledger.wait_for_more(len(LIFE) + 1)
    assert reckon(desk_url, ledger.acknowledged(), ledger.tried).problems() == []
    for operation in (*(step.operation for step in LIFE), "Register"):
        invented = Call("k-invented", operation, None if operation in ("SubmitEvent", "Register") else 10**6)
        assert len(reckon(desk_url, [*ledger.acknowledged(), invented], ledger.tried).lost) == 1
    for table, condition in (
        ("event_history", "operation = 'PostReply'"),
        ("changes", "operation = 'RateEvent'"),
        ("audit_log", "operation = 'AssignEvent'"),
        ("audit_log", "operation = 'Register'"),
        ("ratings", "TRUE"),
        ("assignments", "TRUE"),
        ("event_search", "TRUE"),
    ):
        before = set(reckon(desk_url).torn)
        _delete(desk_url, table, condition)
        assert set(reckon(desk_url).torn) - before, table


def _delete(url: str, table: str, condition: str) -> None:
    """Delete rows, past the guard of the audit log, as only the owner of the database can."""
    database = Database(url)
    with database.engine.begin() as connection:
        if table == "audit_log":
            is_sqlite = connection.dialect.name == "sqlite"
            connection.execute(
                text(
                    "DROP TRIGGER IF EXISTS audit_log_delete"
                    if is_sqlite
                    else "ALTER TABLE audit_log DISABLE TRIGGER USER"
                )
            )
        assert connection.execute(text(f"DELETE FROM {table} WHERE {condition}")).rowcount
    database.dispose()
