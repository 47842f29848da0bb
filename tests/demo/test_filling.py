"""Demo data is what the desk itself could have made."""

from typing import Any

from sqlalchemy import func, select

from db.engine import Database
from db.models import Assignment, Change, Event, EventHistory, Rating, Reply, User
from db.vocabulary import EventStatus, ReplyKind
from soap_server.demo.filling import fill
from soap_server.desk.lifecycle import TRANSITIONS
from tests.callers import PASSWORD, Clock, Directory
from tests.conftest import FAST_PASSWORDS
from tests.data_access.grants import query


def count(session: Any, *what: Any) -> int:
    """Return how many rows there are."""
    return session.scalar(select(func.count()).select_from(*what)) or 0


def test_lives_follow_the_rules(database: Database, clock: Clock) -> None:
    """Every step is one that the lifecycle allows, and every event stands where its steps led it."""
    done: list[int] = []
    fill(database, password_hash="x", events=700, days=90, now=clock.now, progress=done.append)
    assert done == [500, 700]
    allowed: set[tuple[str, EventStatus | None, EventStatus]] = {
        (t.operation, source, t.target or source) for t in TRANSITIONS for source in t.sources
    }
    allowed |= {
        ("SubmitEvent", None, EventStatus.SUBMITTED),
        ("PostReply", EventStatus.ASSIGNED, EventStatus.IN_PROGRESS),
    }

    def check(session: Any) -> None:
        steps = session.scalars(select(EventHistory).order_by(EventHistory.id)).all()
        assert {(step.operation, step.from_status, step.to_status) for step in steps} <= allowed
        last = {step.event_id: step for step in steps}
        events = session.scalars(select(Event)).all()
        assert len(events) == 700
        for event in events:
            assert event.status == last[event.id].to_status
            assert event.submitted_at <= event.updated_at <= clock.now
        assert len({event.status for event in events}) >= 5
        counted = (
            select(Reply.event_id, func.count()).where(Reply.kind != ReplyKind.INTERNAL_NOTE).group_by(Reply.event_id)
        )
        replies = dict(session.execute(counted).all())
        assert all(event.reply_count == replies.get(event.id, 0) for event in events)
        assert count(session, Change) == len(steps)
        assert count(session, Rating) == sum(step.operation == "RateEvent" for step in steps)
        assert count(session, Assignment) == sum(event.handler_id is not None for event in events)

    database.read(check)


def test_the_same_seed_tells_the_same_stories(database: Database, clock: Clock) -> None:
    """And filling twice hires nobody twice."""
    for _ in range(2):
        fill(database, password_hash="x", events=50, days=90, now=clock.now)

    def stories(session: Any) -> tuple[list[str], list[str]]:
        titles = session.scalars(select(Event.content).order_by(Event.id)).all()
        return titles[:50], titles[50:]

    first, second = database.read(stories)
    assert first == second
    names = database.read(lambda session: session.scalars(select(User.username)).all())
    assert len(names) == len(set(names))


def test_demo_people_can_work(people: Directory, clock: Clock) -> None:
    """They log in, see their events, search in both languages."""
    office = people.application.office
    fill(office.database, password_hash=office.passwords.hash(PASSWORD), events=300, days=30, now=clock.now)
    admin = people.log_in("demo.admin")
    assert admin.ListEvents().total == 300
    assert admin.ListEvents(filter={"text": "发票"}).total > 0
    assert admin.ListEvents(filter={"text": "parcel"}).total > 0
    assert people.log_in("张伟").ListEvents().total > 0
    assert len(admin.ListStaffWorkload().workloads.StaffWorkload) == 8
    assert admin.GetChanges(size=200).hasMore


def test_the_reporter_has_something_to_play_with(people: Directory, clock: Clock) -> None:
    """Tables of figures, to read and to query, and no deleted event; a second filling changes nothing of it."""
    database = people.application.database
    for _ in range(2):
        fill(database, password_hash=FAST_PASSWORDS.hash(PASSWORD), events=60, days=30, now=clock.now)
    reporter = people.log_in("demo.reporter")
    assert len(reporter.ListTables().tables.DataTableSummary) == 6
    found = query(reporter, "SELECT status, count(*) FROM events GROUP BY status")
    assert "deleted" not in {row[0] for row in found}
    assert sum(int(number or 0) for _, number in found) <= 120
