"""What the plots show: tables, which a script of the page draws. Nothing is computed but sums of what the desk said."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_skeleton
from flask_babel import get_locale
from flask_babel import gettext as _

from client_sdk.models import BucketUnit, DeskStatistics, DurationFigures, EventStatus, Priority, StatisticsBucket
from web_ui.durations import duration
from web_ui.labels import PRIORITIES, STATUSES
from web_ui.preferences import time_zone
from web_ui.tiles import Number, exact_score, number

_AGES: tuple[tuple[int, int | None], ...] = ((0, 1), (1, 3), (3, 7), (7, 30), (30, None))
"""Shown even where nothing is of that age."""
_BACKLOG = (EventStatus.SUBMITTED, EventStatus.ASSIGNED, EventStatus.IN_PROGRESS)
_AT_FIRST = (*_BACKLOG, EventStatus.RESOLVED)
"""The states that are drawn at first: finished events pile up for ever, and beside them nothing else is seen."""
_COLOURS = 8


@dataclass(frozen=True)
class Series:
    """A column: its colour (a class of plots.css), its name, whether it is drawn at first, where its name leads."""

    colour: str
    label: Any
    is_drawn: bool = True
    href_id: int | None = None


@dataclass(frozen=True)
class Cell:
    """A value and how people read it; None where there is none."""

    value: Number | None
    text: str


@dataclass(frozen=True)
class Row:
    """A row: its name, a short one for the axis, a value for each column."""

    label: str
    tick: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Plot:
    """A plot.

    :ivar kind: area, bars, stack or lines.
    :ivar unit: count, seconds or score.
    :ivar head: what the rows are.
    """

    name: str
    title: str
    text: str
    kind: str
    unit: str
    head: str
    series: Sequence[Series]
    rows: Sequence[Row]

    @property
    def has_data(self) -> bool:
        """Whether there is anything to draw."""
        return any(cell.value for row in self.rows for cell in row.cells)


def all_plots(found: DeskStatistics) -> list[Plot]:
    """Return the plots of the statistics."""
    return [
        _states(found),
        _flow(found),
        _times(
            found,
            "first-reply",
            _("Time to first reply"),
            _("From submission to the first reply, counted when it came."),
            lambda bucket: bucket.first_reply,
        ),
        _times(
            found,
            "resolution",
            _("Time to resolution"),
            _("From submission to the latest resolution, counted when it came."),
            lambda bucket: bucket.resolution,
        ),
        _ratings(found),
        _backlog(found, "backlog-status", _("Backlog by age and state"), _BACKLOG, STATUSES, lambda part: part.status),
        _backlog(
            found,
            "backlog-priority",
            _("Backlog by age and priority"),
            Priority,
            PRIORITIES,
            lambda part: part.priority,
        ),
    ]


def _states(found: DeskStatistics) -> Plot:
    series = [Series(status.value, STATUSES[status], status in _AT_FIRST) for status in EventStatus]

    def cells(bucket: StatisticsBucket) -> list[Cell]:
        counts = {each.status: each.count for each in bucket.states}
        return [_count(counts.get(status, 0)) for status in EventStatus]

    text = {
        BucketUnit.DAY: _("How many events were in each state at the end of each day."),
        BucketUnit.WEEK: _("How many events were in each state at the end of each week."),
        BucketUnit.MONTH: _("How many events were in each state at the end of each month."),
    }[found.bucket_unit]
    return _over_time(found, "states", _("Events by state"), text, "area", "count", series, cells)


def _flow(found: DeskStatistics) -> Plot:
    series = [
        Series("submitted", _("Submitted")),
        Series("resolved", _("Resolved")),
        Series("completed", _("Completed")),
    ]

    def cells(bucket: StatisticsBucket) -> list[Cell]:
        return [_count(value) for value in (bucket.submitted_count, bucket.resolved_count, bucket.completed_count)]

    text = _("What came in and what was finished.")
    return _over_time(found, "flow", _("Submitted, resolved, completed"), text, "bars", "count", series, cells)


def _times(
    found: DeskStatistics, name: str, title: str, text: str, figures: Callable[[StatisticsBucket], DurationFigures]
) -> Plot:
    series = [Series("median", _("Median")), Series("ninetieth", _("Nine of ten took no longer"))]

    def cells(bucket: StatisticsBucket) -> list[Cell]:
        got = figures(bucket)
        return [
            Cell(value, "" if value is None else duration(value))
            for value in (got.median_seconds, got.ninetieth_percentile_seconds)
        ]

    return _over_time(found, name, title, text, "lines", "seconds", series, cells)


def _ratings(found: DeskStatistics) -> Plot:
    rated: Counter[int] = Counter()
    for got in found.ratings:
        rated[got.staff.id] += got.count
    most = [staff_id for staff_id, _count_ in rated.most_common(_COLOURS)]
    people = {got.staff.id: got.staff.display_name for got in found.ratings}
    means = {(got.month, got.staff.id): got for got in found.ratings}
    series = [
        Series(f"person-{place % _COLOURS + 1}", name, staff_id in most, href_id=staff_id)
        for place, (staff_id, name) in enumerate(people.items())
    ]

    def cell(month: str, staff_id: int) -> Cell:
        got = means.get((month, staff_id))
        return Cell(None, "") if got is None else Cell(got.mean, f"{exact_score(got.mean)} ({number(got.count)})")

    rows = [
        Row(_month(month), _month(month), [cell(month, staff_id) for staff_id in people])
        for month in sorted({got.month for got in found.ratings})
    ]
    text = _("The mean score by staff member and month; in brackets how many ratings.")
    return Plot("ratings", _("Ratings"), text, "lines", "score", _("Month"), series, rows)


def _backlog(
    found: DeskStatistics, name: str, title: str, words: Iterable[Any], labels: dict[str, Any], of: Callable[[Any], Any]
) -> Plot:
    known = list(words)
    counts: Counter[tuple[Any, Any]] = Counter()
    for part in found.backlog:
        counts[(part.from_days, part.to_days), of(part)] += part.count
    ages = sorted({*_AGES, *(age for age, _word in counts)})
    rows = [Row(_age(*age), _age_tick(*age), [_count(counts[age, word]) for word in known]) for age in ages]
    series = [Series(str(word), labels[word]) for word in known]
    text = _("Events that are open now, by the time since their submission.")
    return Plot(name, title, text, "stack", "count", _("Age"), series, rows)


def _over_time(
    found: DeskStatistics,
    name: str,
    title: str,
    text: str,
    kind: str,
    unit: str,
    series: Sequence[Series],
    cells: Callable[[StatisticsBucket], Sequence[Cell]],
) -> Plot:
    rows = [
        Row(_bucket(bucket.start, found.bucket_unit), _tick(bucket.start, found.bucket_unit), cells(bucket))
        for bucket in found.buckets
    ]
    head = {BucketUnit.DAY: _("Day"), BucketUnit.WEEK: _("Week from"), BucketUnit.MONTH: _("Month")}[found.bucket_unit]
    return Plot(name, title, text, kind, unit, head, series, rows)


def _count(value: int) -> Cell:
    return Cell(value, number(value))


def _bucket(start: datetime, unit: BucketUnit) -> str:
    return _day(start, "yMMM" if unit is BucketUnit.MONTH else "yMMMd")


def _tick(start: datetime, unit: BucketUnit) -> str:
    return _day(start, "yMMM" if unit is BucketUnit.MONTH else "MMMd")


def _day(moment: datetime, skeleton: str) -> str:
    return format_skeleton(skeleton, moment.astimezone(time_zone()), locale=get_locale())


def _month(month: str) -> str:
    return format_skeleton("yMMM", date.fromisoformat(f"{month}-01"), locale=get_locale())


def _age(first: int, last: int | None) -> str:
    if last is None:
        return str(_("%(days)s days and more", days=first))
    return str(_("under a day") if first == 0 else _("%(first)s to %(last)s days", first=first, last=last))


def _age_tick(first: int, last: int | None) -> str:
    if last is None:
        return str(_("%(days)s+ days", days=first))
    return str(_("< 1 day") if first == 0 else _("%(first)s–%(last)s days", first=first, last=last))
