"""How the desk did in a period, bucket by bucket, for plots: a handful of statements, however large the desk is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, Subquery, and_, func, literal_column, null, select, text, true, union_all

from db.models import Event, EventHistory, Rating, User
from db.models.events import IN_HAND, PRIORITY_RANKS
from db.vocabulary import BucketUnit, EventStatus, Permission, Priority
from soap_server.desk.buckets import Period, bucket_of, parts_of, period, table_of
from soap_server.desk.desk import Desk
from soap_server.desk.durations import Durations, read_durations
from soap_server.desk.scorecards import staff_member
from soap_server.desk.visibility import status_is

_DEFAULT_PERIOD = timedelta(days=30)
_AGES = (0, 1, 3, 7, 30)
"""Where the classes of age begin, in days."""
_FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
_NOW = -1
"""Stands for a bucket where rows say how things are now."""
_PRIORITIES = {rank: priority for priority, rank in PRIORITY_RANKS.items()}
# In the words of the indexes that have only these.
_IS_WAITING = status_is(EventStatus.SUBMITTED)
_IS_BUSY = and_(Event.status.in_((EventStatus.ASSIGNED, EventStatus.IN_PROGRESS)), text(f"events.{IN_HAND}"))
_STATES = EventHistory.from_status, EventHistory.to_status
_IS_CHANGE = EventHistory.from_status.is_distinct_from(EventHistory.to_status)
Step = tuple[int, EventStatus | None, EventStatus]
"""A bucket, and the states before and after."""


@dataclass(frozen=True)
class Bucket:
    """A part of the period: what happened in it, and how many events were in each state at its end."""

    start: datetime
    end: datetime
    submitted: int
    resolved: int
    completed: int
    states: Mapping[EventStatus, int]
    first_reply: Durations
    resolution: Durations


@dataclass(frozen=True)
class MonthOfRatings:
    """The ratings that a staff member got in a month, which is a text such as 2026-11."""

    staff_id: int
    display_name: str
    month: str
    count: int
    mean: Decimal


@dataclass(frozen=True)
class Backlog:
    """How many open events of a state and priority are of an age."""

    status: EventStatus
    priority: Priority
    from_days: int
    to_days: int | None
    count: int


@dataclass(frozen=True)
class Statistics:
    """The figures of the desk, or of one staff member."""

    staff: User | None
    period: Period
    unit: BucketUnit
    buckets: list[Bucket]
    ratings: list[MonthOfRatings]
    backlog: list[Backlog]
    first_reply: Durations
    resolution: Durations


def get_statistics(
    desk: Desk, staff_id: int | None, *, start: datetime | None, end: datetime | None, offset: int
) -> Statistics:
    """Return the statistics of the period from ``start`` up to ``end``.

    :param staff_id: whose events and ratings; None for all of them, or for the actor's if they may see no others.
    :param offset: of the time zone in which days begin, in minutes.
    :raises PermissionDeniedError: if the actor may see only their own.
    """
    asked = period(start, end, now=desk.now, default=_DEFAULT_PERIOD, offset=offset)
    sees_all = staff_id is None and desk.actor.has(Permission.SCORECARDS_READ_ALL)
    staff = None if sees_all else staff_member(desk, desk.actor.id if staff_id is None else staff_id)
    bounds = asked.bounds(asked.unit)
    first_reply = _durations(desk, staff, bounds, Event.first_reply_at, Event.first_reply_seconds)
    resolution = _durations(desk, staff, bounds, Event.resolved_at, Event.resolution_seconds)
    return Statistics(
        staff=staff,
        period=asked,
        unit=asked.unit,
        buckets=_buckets(_steps(desk, staff, bounds), bounds, first_reply, resolution),
        ratings=_ratings(desk, staff, asked),
        backlog=_backlog(desk, staff),
        first_reply=first_reply.get(None, Durations()),
        resolution=resolution.get(None, Durations()),
    )


def _buckets(
    steps: Counter[Step],
    bounds: Sequence[datetime],
    first_reply: Mapping[int | None, Durations],
    resolution: Mapping[int | None, Durations],
) -> list[Bucket]:
    states = _states(steps, len(bounds))

    def into(number: int, status: EventStatus) -> int:
        return sum(count for (at, _, target), count in steps.items() if (at, target) == (number, status))

    return [
        Bucket(
            start=bounds[number - 1],
            end=bounds[number],
            submitted=steps[number, None, EventStatus.SUBMITTED],
            resolved=into(number, EventStatus.RESOLVED),
            completed=into(number, EventStatus.COMPLETED),
            states=states[number],
            first_reply=first_reply.get(number, Durations()),
            resolution=resolution.get(number, Durations()),
        )
        for number in range(1, len(bounds))
    ]


def _steps(desk: Desk, staff: User | None, bounds: Sequence[datetime]) -> Counter[Step]:
    """Count the changes of state since the period began by bucket, state before and after; and the states now.

    It is one statement, so that both are of the same moment.
    """
    found = (_changes_of_all(bounds) if staff is None else _changes_of_one(staff, bounds)).subquery()
    now: Any = select(literal_column(str(_NOW)), null(), Event.status, func.count()).where(_whose(staff))
    counted = union_all(_grouped(found, "bucket", "from_status", "to_status"), now.group_by(Event.status))
    return Counter({(at, source, target): count for at, source, target, count in desk.session.execute(counted)})


def _changes_of_all(bounds: Sequence[datetime]) -> Select[Any]:
    buckets = table_of([*parts_of(bounds), (len(bounds), bounds[-1], _FOREVER)])
    return select(buckets.c.bucket, *_STATES).where(
        EventHistory.happened_at >= buckets.c.begins, EventHistory.happened_at < buckets.c.ends, _IS_CHANGE
    )


def _changes_of_one(staff: User, bounds: Sequence[datetime]) -> Select[Any]:
    """Ask each row for its bucket, since they are found by their event."""
    bucket: Any = bucket_of(EventHistory.happened_at, bounds)
    return (
        select(bucket.label("bucket"), *_STATES)
        .join(Event, Event.id == EventHistory.event_id)
        .where(EventHistory.happened_at >= bounds[0], _IS_CHANGE, Event.handler_id == staff.id)
    )


def _states(steps: Counter[Step], after: int) -> dict[int, dict[EventStatus, int]]:
    """Return how many events were in each state at the end of each bucket, found backwards from how it is now."""
    states = {status: steps[_NOW, None, status] for status in EventStatus}
    found: dict[int, dict[EventStatus, int]] = {}
    for number in range(after, 0, -1):
        found[number] = dict(states)
        for (at, source, target), count in steps.items():
            if at == number:
                states[target] -= count
                if source is not None:
                    states[source] += count
    return found


def _durations(
    desk: Desk, staff: User | None, bounds: Sequence[datetime], moment: Any, seconds: Any
) -> Mapping[int | None, Durations]:
    handler_id = None if staff is None else staff.id
    return read_durations(desk.session, bounds, moment=moment, seconds=seconds, handler_id=handler_id)


def _ratings(desk: Desk, staff: User | None, asked: Period) -> list[MonthOfRatings]:
    bounds = asked.bounds(BucketUnit.MONTH)
    got = (
        select(bucket_of(Rating.rated_at, bounds).label("month"), Rating.handler_id, Rating.score)
        .where(Rating.rated_at >= asked.start, Rating.rated_at < asked.end)
        .where(true() if staff is None else Rating.handler_id == staff.id)
        .subquery()
    )
    # Counted before anybody is named, in as few columns as an index has.
    figures = func.count().label("ratings"), func.sum(got.c.score).label("scores")
    counted = select(got.c.handler_id, got.c.month, *figures).group_by(got.c.handler_id, got.c.month).subquery()
    query = (
        select(counted.c.handler_id, User.display_name, counted.c.month, counted.c.ratings, counted.c.scores)
        .join(User, User.id == counted.c.handler_id)
        .order_by(User.display_name, counted.c.handler_id, counted.c.month)
    )
    return [
        MonthOfRatings(
            staff_id,
            name,
            f"{bounds[number - 1].astimezone(asked.zone):%Y-%m}",
            count,
            (Decimal(int(scores)) / count).quantize(Decimal("0.01")),
        )
        for staff_id, name, number, count, scores in desk.session.execute(query)
    ]


def _backlog(desk: Desk, staff: User | None) -> list[Backlog]:
    bounds = [desk.now - timedelta(days=days) for days in reversed(_AGES[1:])]
    columns = Event.status, Event.priority_rank, bucket_of(Event.submitted_at, bounds).label("age")
    # Apart, since each kind has an index of all that is asked of it.
    kinds = [select(*columns).where(kind, _whose(staff)).subquery() for kind in (_IS_WAITING, _IS_BUSY)]
    counted = union_all(*(_grouped(kind, "status", "priority_rank", "age") for kind in kinds))
    oldest_first: list[tuple[int, int | None]] = [*zip(_AGES, (*_AGES[1:], None), strict=True)][::-1]
    return [
        Backlog(status, _PRIORITIES[rank], oldest_first[number][0], oldest_first[number][1], count)
        for status, rank, number, count in sorted(tuple(row) for row in desk.session.execute(counted))
    ]


def _grouped(rows: Subquery, *columns: str) -> Any:
    wanted = [rows.c[column] for column in columns]
    return select(*wanted, func.count()).group_by(*wanted)


def _whose(staff: User | None) -> Any:
    return true() if staff is None else Event.handler_id == staff.id
