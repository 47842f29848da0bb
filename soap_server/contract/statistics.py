"""Statistics of the desk, for plots."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from db.vocabulary import BucketUnit, EventStatus, Priority
from soap_server.contract.common import UserSummary
from soap_server.contract.members import LONG


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many events are in a state."""

    status: Annotated[EventStatus, "The state."]
    count: Annotated[int, "How many."]


@dataclass(frozen=True, slots=True)
class DurationFigures:
    """How long something took. The percentiles are values that occurred, and nil where nothing did."""

    count: Annotated[int, "How often it happened."]
    median_seconds: Annotated[int | None, LONG, "Half of them took no longer."]
    ninetieth_percentile_seconds: Annotated[int | None, LONG, "Nine of ten took no longer."]


@dataclass(frozen=True, slots=True)
class StatisticsBucket:
    """A day, week or month of the period; the first and the last one are cut to the period."""

    start: Annotated[datetime, "Its beginning."]
    end: Annotated[datetime, "Its end, not included."]
    submitted_count: Annotated[int, "Events submitted in it."]
    resolved_count: Annotated[int, "How often an event was resolved in it."]
    completed_count: Annotated[int, "How often an event was completed in it."]
    states: Annotated[list[StatusCount], "How many events were in each state at its end; every state is there."]
    first_reply: Annotated[DurationFigures, "Of first replies in it: the time since submission."]
    resolution: Annotated[DurationFigures, "Of events last resolved in it: the time since submission."]


@dataclass(frozen=True, slots=True)
class StaffRatings:
    """The ratings that a staff member got in a month."""

    staff: Annotated[UserSummary, "The staff member."]
    month: Annotated[str, "The month, such as 2026-11; of the first and the last, only what is in the period."]
    count: Annotated[int, "How many ratings."]
    mean: Annotated[Decimal, "The mean score, to 2 decimals."]


@dataclass(frozen=True, slots=True)
class BacklogCount:
    """How many open events of a state and priority are of an age, counted from submission."""

    status: Annotated[EventStatus, "submitted, assigned or in_progress."]
    priority: Annotated[Priority, "The priority."]
    from_days: Annotated[int, "They are so many days old: 0, 1, 3, 7 or 30."]
    to_days: Annotated[int | None, "And younger than so many days; nil for the oldest."]
    count: Annotated[int, "How many."]


@dataclass(frozen=True, slots=True)
class DeskStatistics:
    """The figures of the desk, or of one staff member: of the events that they handle now and the ratings they got."""

    staff: Annotated[UserSummary | None, "Whose figures; absent for those of the whole desk."]
    period_start: Annotated[datetime, "The beginning of the period."]
    period_end: Annotated[datetime, "The end of the period, not included."]
    bucket_unit: Annotated[BucketUnit, "How the period is divided: days up to 92 days, weeks up to 366, else months."]
    buckets: Annotated[list[StatisticsBucket], "The parts of the period, in order."]
    ratings: Annotated[list[StaffRatings], "By staff member and month; where there were ratings."]
    backlog: Annotated[list[BacklogCount], "Open events as they are now; where there are some."]
    first_reply: Annotated[DurationFigures, "Of first replies in the whole period: the time since submission."]
    resolution: Annotated[DurationFigures, "Of events last resolved in the whole period: the time since submission."]
