"""Statistics of the desk, compared with what the history itself says."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import select

from db.models import Event, EventHistory, Rating, User
from db.vocabulary import OPEN_STATUSES, EventStatus
from soap_server.demo.filling import fill
from tests.callers import Clock, Directory, RefusedError

AGES = ((30, None), (7, 30), (3, 7), (1, 3), (0, 1))


def live(people: Directory, *, events: int = 250, days: int = 120) -> None:
    """Fill the desk with made-up lives."""
    office = people.application.office
    fill(office.database, password_hash="x", events=events, days=days, now=office.clock())


def everything(people: Directory, whose: int | None) -> tuple[list[Any], list[Any], list[Any]]:
    """Return the events, the history and the ratings, all of them or a staff member's, as objects in memory."""

    def work(session: Any) -> tuple[list[Any], list[Any], list[Any]]:
        events = [event for event in session.scalars(select(Event)) if whose in (None, event.handler_id)]
        kept = {event.id for event in events}
        steps = session.scalars(select(EventHistory).order_by(EventHistory.id)).all()
        ratings = [rating for rating in session.scalars(select(Rating)) if whose in (None, rating.handler_id)]
        session.expunge_all()
        return events, [step for step in steps if step.event_id in kept], ratings

    return people.application.database.read(work)


def states_at(steps: Sequence[Any], moment: datetime) -> dict[str, int]:
    """Return how many events were in each state, by walking through their steps."""
    stood = {step.event_id: step.to_status for step in steps if step.happened_at < moment}
    counted = Counter(stood.values())
    return {status.value: counted[status] for status in EventStatus}


def durations(events: Sequence[Any], at: str, seconds: str, inside: Callable[[datetime], bool]) -> tuple[Any, ...]:
    """Return how often something happened, the median and the 90th percentile, by sorting."""
    found = sorted(
        getattr(event, seconds) for event in events if getattr(event, at) is not None and inside(getattr(event, at))
    )
    if not found:
        return 0, None, None
    return len(found), found[math.ceil(len(found) / 2) - 1], found[math.ceil(len(found) * 9 / 10) - 1]


def figures(answer: Any) -> tuple[Any, ...]:
    """Return the figures of durations as they came."""
    return answer.count, answer.medianSeconds, answer.ninetiethPercentileSeconds


@pytest.mark.parametrize(
    ("days", "until", "offset", "unit"),
    [(30, 0, 0, "day"), (45, 20, 480, "day"), (119, 1, -210, "week"), (400, 0, 840, "month")],
)
@pytest.mark.parametrize("whole", [True, False])
def test_the_figures_are_those_of_the_history(
    people: Directory, clock: Clock, days: int, until: int, offset: int, unit: str, whole: bool
) -> None:
    """In every bucket, of the whole desk and of one staff member."""
    live(people)
    staff = (
        None
        if whole
        else people.application.database.read(
            lambda session: session.scalar(select(User.id).where(User.username == "staff2"))
        )
    )
    end = clock.now - timedelta(days=until)
    answer = people.admin.GetDeskStatistics(
        staffId=staff, periodStart=end - timedelta(days=days), periodEnd=end, utcOffsetMinutes=offset
    )
    assert (answer.bucketUnit, answer.periodEnd, answer.staff is None) == (unit, end, whole)
    events, steps, ratings = everything(people, staff)
    buckets = answer.buckets.StatisticsBucket
    assert [bucket.start for bucket in buckets] == [answer.periodStart, *(bucket.end for bucket in buckets[:-1])]
    assert buckets[-1].end == end
    for bucket in buckets:

        def inside(moment: datetime, bucket: Any = bucket) -> bool:
            return bool(bucket.start <= moment < bucket.end)

        into = Counter(
            step.to_status for step in steps if inside(step.happened_at) and step.from_status != step.to_status
        )
        assert {each.status: each.count for each in bucket.states.StatusCount} == states_at(steps, bucket.end)
        assert bucket.submittedCount == sum(inside(event.submitted_at) for event in events)
        assert (bucket.resolvedCount, bucket.completedCount) == (into["resolved"], into["completed"])
        assert figures(bucket.firstReply) == durations(events, "first_reply_at", "first_reply_seconds", inside)
        assert figures(bucket.resolution) == durations(events, "resolved_at", "resolution_seconds", inside)
    assert sum(bucket.resolution.count for bucket in buckets) > 0

    def inside_all(moment: datetime) -> bool:
        return bool(answer.periodStart <= moment < end)

    assert figures(answer.firstReply) == durations(events, "first_reply_at", "first_reply_seconds", inside_all)
    assert figures(answer.resolution) == durations(events, "resolved_at", "resolution_seconds", inside_all)
    zone = timezone(timedelta(minutes=offset))
    scores: dict[tuple[int, str], list[int]] = defaultdict(list)
    for rating in ratings:
        if answer.periodStart <= rating.rated_at < end:
            scores[rating.handler_id, f"{rating.rated_at.astimezone(zone):%Y-%m}"].append(rating.score)
    assert {(got.staff.id, got.month): (got.count, got.mean) for got in answer.ratings.StaffRatings} == {
        key: (len(given), (Decimal(sum(given)) / len(given)).quantize(Decimal("0.01"))) for key, given in scores.items()
    }


def test_the_backlog_is_what_is_open_now(people: Directory, clock: Clock) -> None:
    """By state, priority and age, whatever the period is."""
    live(people)
    clock.advance(days=2)
    answer = people.admin.GetDeskStatistics()
    expected: Counter[tuple[str, str, int, int | None]] = Counter()
    for event in everything(people, None)[0]:
        if event.status in OPEN_STATUSES:
            age = (clock.now - event.submitted_at) / timedelta(days=1)
            first, last = next(each for each in AGES if age >= each[0])
            expected[event.status, event.priority, first, last] += 1
    found = {
        (part.status, part.priority, part.fromDays, part.toDays): part.count for part in answer.backlog.BacklogCount
    }
    assert found == expected
    assert len({first for _, _, first, _ in found}) >= 3


def test_staff_get_their_own_figures(people: Directory, clock: Clock) -> None:
    """And no others; administrators get anybody's."""
    people.event("resolved")
    people.event("completed", staff="staff2")
    clock.advance(minutes=1)
    own = people.staff.GetDeskStatistics()
    assert own.staff.id == people.staff.id
    last = own.buckets.StatisticsBucket[-1]
    assert {each.status: each.count for each in last.states.StatusCount if each.count} == {"resolved": 1}
    assert figures(last.resolution) == (1, 0, 0)
    assert people.admin.GetDeskStatistics(staffId=people.staff.id) == own
    with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
        people.staff.GetDeskStatistics(staffId=people.staff2.id)
    with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
        people.customer.GetDeskStatistics()


def test_statistics_cost_the_same_number_of_statements(people: Directory) -> None:
    """However many events, staff and buckets there are."""
    statements: list[str] = []
    engine = people.application.database.engine

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    counts = []
    people.admin.GetDeskStatistics()
    for days in (2, 700):
        live(people, events=100, days=400)
        sa_event.listen(engine, "before_cursor_execute", note)
        people.admin.GetDeskStatistics(periodStart=people.application.office.clock() - timedelta(days=days))
        sa_event.remove(engine, "before_cursor_execute", note)
        counts.append(len(statements))
        statements.clear()
    assert counts[0] == counts[1]
