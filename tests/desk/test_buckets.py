"""Periods and how they are divided."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from db.vocabulary import BucketUnit
from soap_server.desk.buckets import MAX_DAYS, Period, parts_of, period
from soap_server.desk.errors import InvalidArgumentError

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
DEFAULT = timedelta(days=30)
BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("days", "unit", "parts"),
    [
        (1, BucketUnit.DAY, 2),
        (92, BucketUnit.DAY, 93),
        (93, BucketUnit.WEEK, 15),
        (366, BucketUnit.WEEK, 54),
        (367, BucketUnit.MONTH, 13),
        (MAX_DAYS, BucketUnit.MONTH, 25),
    ],
)
def test_a_period_has_as_many_parts_as_a_plot_can_show(days: int, unit: BucketUnit, parts: int) -> None:
    """The longer it is, the longer its parts; together they are the period, without gap or overlap."""
    asked = period(NOW - timedelta(days=days), None, now=NOW, default=DEFAULT, offset=0)
    bounds = asked.bounds(asked.unit)
    assert (asked.unit, len(bounds) - 1) == (unit, parts)
    assert (bounds[0], bounds[-1]) == (asked.start, NOW)
    assert bounds == sorted(set(bounds))


@pytest.mark.parametrize(
    ("unit", "inner"),
    [
        (BucketUnit.DAY, [datetime(2026, 2, day, tzinfo=BEIJING) for day in range(26, 29)]),
        (BucketUnit.WEEK, []),
        (BucketUnit.MONTH, []),
    ],
)
def test_parts_begin_where_days_begin_in_the_zone(unit: BucketUnit, inner: list[datetime]) -> None:
    """Weeks on Monday, months on the first."""
    asked = Period(datetime(2026, 2, 25, 9, tzinfo=UTC), datetime(2026, 2, 28, 15, 59, tzinfo=UTC), BEIJING)
    assert asked.bounds(unit)[1:-1] == inner
    longer = Period(asked.start, asked.end + timedelta(days=8), BEIJING)
    begin = longer.bounds(unit)[1:-1]
    assert all(moment.astimezone(BEIJING).hour == 0 for moment in begin)
    assert unit is not BucketUnit.WEEK or [moment.astimezone(BEIJING).day for moment in begin] == [2]
    assert unit is not BucketUnit.MONTH or [moment.astimezone(BEIJING).day for moment in begin] == [1]


def test_a_beginning_that_is_the_beginning_of_the_period_is_there_once() -> None:
    """A period of whole days has as many parts."""
    asked = Period(datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 2, 3, tzinfo=UTC), UTC)
    assert asked.bounds(BucketUnit.DAY) == [datetime(2026, 2, day, tzinfo=UTC) for day in (1, 2, 3)]
    assert asked.bounds(BucketUnit.MONTH) == [asked.start, asked.end]


def test_what_is_not_given_has_a_default() -> None:
    """Until now, and 30 days long; the future has no figures."""
    asked = period(None, NOW + timedelta(days=1), now=NOW, default=DEFAULT, offset=480)
    assert (asked.start, asked.end, asked.zone) == (NOW - DEFAULT, NOW, BEIJING)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (NOW, None),
        (NOW + timedelta(days=1), NOW + timedelta(days=2)),
        (NOW - timedelta(days=MAX_DAYS, seconds=1), None),
        (datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC)),
        (None, datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_no_period_is_empty_too_long_or_before_time(start: datetime | None, end: datetime | None) -> None:
    """It is refused, and the parameter is named."""
    with pytest.raises(InvalidArgumentError) as caught:
        period(start, end, now=NOW, default=DEFAULT, offset=-840)
    assert caught.value.field == "periodStart"


def test_parts_are_numbered_as_the_buckets_of_moments_are() -> None:
    """The first one is 1; each ends where the next one begins."""
    first, second, third = (datetime(2026, 2, day, tzinfo=UTC) for day in (1, 2, 3))
    assert parts_of([first, second, third]) == [(1, first, second), (2, second, third)]
