"""Periods divided into days, weeks or months, in Python and in SQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

from sqlalchemy import CTE, ColumnClause, ColumnElement, Integer, case, column, literal_column, values

from db.types import UtcDateTime
from db.vocabulary import BucketUnit
from soap_server.desk.errors import InvalidArgumentError

MAX_DAYS = 731
"""Two years, one of them a leap year."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = ((92, BucketUnit.DAY), (366, BucketUnit.WEEK), (MAX_DAYS, BucketUnit.MONTH))


@dataclass(frozen=True)
class Period:
    """A time from ``start`` up to ``end``, divided where days, weeks or months begin in ``zone``."""

    start: datetime
    end: datetime
    zone: timezone

    @property
    def unit(self) -> BucketUnit:
        """The unit that divides it into a number of buckets that a plot can show: at most 93."""
        return next(unit for days, unit in _LONGEST if self.end - self.start <= timedelta(days=days))

    def bounds(self, unit: BucketUnit) -> list[datetime]:
        """Return where the buckets begin, and where the last one ends; the outer ones are cut to the period."""
        return [self.start, *_beginnings(unit, self.start.astimezone(self.zone), self.end), self.end]


def period(start: datetime | None, end: datetime | None, *, now: datetime, default: timedelta, offset: int) -> Period:
    """Return the period that was asked for.

    :param end: None, and what is later than now, are now.
    :param start: None is so much as ``default`` before the end.
    :param offset: of the time zone from UTC, in minutes.
    :raises InvalidArgumentError: if it is empty, too long, or before 1970.
    """
    end = min(end or now, now)
    start = start or max(end, _EPOCH + default) - default
    if start >= end:
        raise InvalidArgumentError("The period ends before it starts, or has not begun.", field="periodStart")
    if start < _EPOCH or end - start > timedelta(days=MAX_DAYS):
        raise InvalidArgumentError(f"A period has at most {MAX_DAYS} days, from 1970 on.", field="periodStart")
    return Period(start, end, timezone(timedelta(minutes=offset)))


def bucket_of(moment: Any, bounds: Sequence[datetime]) -> ColumnElement[int]:
    """Return how many of the ascending ``bounds`` are not after ``moment``, a column.

    A binary search in CASE: on every database, and with few comparisons a row.
    """

    def search(low: int, high: int) -> Any:
        if low == high:
            return literal_column(str(low))
        middle = (low + high) // 2
        return case((moment < bounds[middle], search(low, middle)), else_=search(middle + 1, high))

    found: ColumnElement[int] = search(0, len(bounds))
    return found


def parts_of(bounds: Sequence[datetime]) -> list[tuple[int | None, datetime, datetime]]:
    """Return the buckets between ascending ``bounds``: number, as ``bucket_of`` has it, beginning and end."""
    return [(number, *ends) for number, ends in enumerate(pairwise(bounds), start=1)]


def table_of(parts: Sequence[tuple[int | None, datetime, datetime]]) -> CTE:
    """Return a table of buckets, with the columns ``bucket``, ``begins`` and ``ends``.

    Rows are found from it by an index of moments, bucket by bucket, which takes half the time of asking each row for
    its bucket.
    """
    columns: list[ColumnClause[Any]] = [
        column("bucket", Integer),
        *(column(name, UtcDateTime) for name in ("begins", "ends")),
    ]
    return values(*columns, name="buckets").data(parts).cte("buckets")


def _beginnings(unit: BucketUnit, start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield every beginning of a unit after ``start`` and before ``end``, in UTC."""
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit is BucketUnit.DAY:
        beginning = midnight
    elif unit is BucketUnit.WEEK:
        beginning = midnight - timedelta(days=midnight.weekday())
    else:
        beginning = midnight.replace(day=1)
    while (beginning := _next(unit, beginning)) < end:
        yield beginning.astimezone(UTC)


def _next(unit: BucketUnit, beginning: datetime) -> datetime:
    if unit is BucketUnit.MONTH:
        # No month has more than 31 days, and the 32nd day from its first is always in the next one.
        return (beginning + timedelta(days=31)).replace(day=1)
    return beginning + timedelta(days=7 if unit is BucketUnit.WEEK else 1)
