# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: statistics."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from client_sdk.models.common import UserSummary
from client_sdk.models.words import BucketUnit, EventStatus, Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogCount:
    """How many open events of a state and priority are of an age, counted from submission.

    :ivar status: submitted, assigned or in_progress.
    :ivar priority: The priority.
    :ivar from_days: They are so many days old: 0, 1, 3, 7 or 30.
    :ivar to_days: And younger than so many days; None for the oldest.
    :ivar count: How many.
    """

    status: EventStatus
    priority: Priority
    from_days: int
    to_days: int | None = None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCount:
    """How many events are in a state.

    :ivar status: The state.
    :ivar count: How many.
    """

    status: EventStatus
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationFigures:
    """How long something took.

    The percentiles are values that occurred, and None where nothing did.

    :ivar count: How often it happened.
    :ivar median_seconds: Half of them took no longer.
    :ivar ninetieth_percentile_seconds: Nine of ten took no longer.
    """

    count: int
    median_seconds: int | None = None
    ninetieth_percentile_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsBucket:
    """A day, week or month of the period; the first and the last one are cut to the period.

    :ivar start: Its beginning.
    :ivar end: Its end, not included.
    :ivar submitted_count: Events submitted in it.
    :ivar resolved_count: How often an event was resolved in it.
    :ivar completed_count: How often an event was completed in it.
    :ivar states: How many events were in each state at its end; every state is there.
    :ivar first_reply: Of first replies in it: the time since submission.
    :ivar resolution: Of events last resolved in it: the time since submission.
    """

    start: datetime
    end: datetime
    submitted_count: int
    resolved_count: int
    completed_count: int
    states: tuple[StatusCount, ...]
    first_reply: DurationFigures
    resolution: DurationFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRatings:
    """The ratings that a staff member got in a month.

    :ivar staff: The staff member.
    :ivar month: The month, such as 2026-11; of the first and the last, only what is in the period.
    :ivar count: How many ratings.
    :ivar mean: The mean score, to 2 decimals.
    """

    staff: UserSummary
    month: str
    count: int
    mean: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStatistics:
    """The figures of the desk, or of one staff member.

    Of the events that they handle now and the ratings they got.

    :ivar staff: Whose figures; absent for those of the whole desk.
    :ivar period_start: The beginning of the period.
    :ivar period_end: The end of the period, not included.
    :ivar bucket_unit: How the period is divided: days up to 92 days, weeks up to 366, else months.
    :ivar buckets: The parts of the period, in order.
    :ivar ratings: By staff member and month; where there were ratings.
    :ivar backlog: Open events as they are now; where there are some.
    :ivar first_reply: Of first replies in the whole period: the time since submission.
    :ivar resolution: Of events last resolved in the whole period: the time since submission.
    """

    staff: UserSummary | None = None
    period_start: datetime
    period_end: datetime
    bucket_unit: BucketUnit
    buckets: tuple[StatisticsBucket, ...]
    ratings: tuple[StaffRatings, ...]
    backlog: tuple[BacklogCount, ...]
    first_reply: DurationFigures
    resolution: DurationFigures
