"""What is taken away, and what stays."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import (
    AuditEntry,
    Base,
    DataCursor,
    DataCursorPage,
    Event,
    IdempotencyRecord,
    KnownSource,
    LoginSession,
    LoginThrottle,
)
from soap_server.desk import housekeeping
from tests.callers import Clock, Directory, new_id
from tests.data_access.grants import grant


def test_only_what_is_over_is_deleted(people: Directory, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ended sessions, old answers, old counts; never what the desk is about."""
    monkeypatch.setattr(housekeeping, "_AT_ONCE", 2)
    for _ in range(5):
        people.customer.SubmitEvent(title="a", content="b", requestId=new_id())
    database, rules = people.application.database, people.application.office.rules

    def counts() -> dict[str, int]:
        tables = (LoginSession, LoginThrottle, IdempotencyRecord, KnownSource, Event, AuditEntry)
        return {
            table.__tablename__: database.read(lambda s, t=table: s.scalar(select(func.count()).select_from(t)) or 0)  # type: ignore[misc]
            for table in tables
        }

    before = counts()
    assert housekeeping.tidy(database, rules, now=clock.now) == 0
    assert counts() == before
    assert housekeeping.tidy(database, rules, now=clock.now + timedelta(minutes=31)) == before["sessions"]
    assert housekeeping.tidy(database, rules, now=clock.now + timedelta(days=2)) == before["login_throttles"]
    assert housekeeping.tidy(database, rules, now=clock.now + timedelta(days=8)) == 5
    assert housekeeping.tidy(database, rules, now=clock.now + timedelta(days=366)) == before["known_sources"]
    after = counts()
    assert (after["events"], after["audit_log"]) == (before["events"], before["audit_log"])
    assert sum(after.values()) == before["events"] + before["audit_log"]


def test_cursors_go_with_their_pages(people: Directory, clock: Clock) -> None:
    """When they have expired, and not before."""
    grant(people, people.staff, "event_categories")
    people.staff.ExecuteQuery(sql="SELECT id FROM event_categories", size=3)
    database, rules = people.application.database, people.application.office.rules

    def count(table: type[Base]) -> int:
        return database.read(lambda session: session.scalar(select(func.count()).select_from(table)) or 0)

    assert housekeeping.tidy(database, rules, now=clock.now + timedelta(minutes=14)) == 0
    assert (count(DataCursor), count(DataCursorPage)) == (1, 2)
    assert housekeeping.tidy(database, rules, now=clock.now + timedelta(minutes=16)) == 1
    assert (count(DataCursor), count(DataCursorPage)) == (0, 0)
