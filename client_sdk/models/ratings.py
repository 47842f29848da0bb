# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: ratings."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from client_sdk.models.common import UserSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One score and an opinion on how staff handled an event.

    :ivar event_id: The event's number.
    :ivar customer: Who rated.
    :ivar handler: Who was rated.
    :ivar score: From 1, poor, to 5, excellent.
    :ivar opinion: What the customer thinks.
    :ivar rated_at: When the customer rated.
    :ivar changed_at: When the customer last changed the rating.
    """

    event_id: int
    customer: UserSummary
    handler: UserSummary
    score: int
    opinion: str | None = None
    rated_at: datetime
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingFilter:
    """Which ratings are wanted; all that is given must hold.

    :ivar handler_id: Only ratings of this staff member.
    :ivar score: Only ratings with this score.
    :ivar rated_from: Only ratings given then or later.
    :ivar rated_before: Only ratings given before.
    """

    handler_id: int | None = None
    score: int | None = None
    rated_from: datetime | None = None
    rated_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingList:
    """A page of ratings, latest first.

    :ivar ratings: The ratings.
    :ivar total: How many records the filter matches; see total_is_exact.
    :ivar total_is_exact: False where counting stopped at 10000 because exact_total was not asked for.
    :ivar next_cursor: Send it as page.cursor for the next page; absent on the last page.
    """

    ratings: tuple[Rating, ...]
    total: int
    total_is_exact: bool
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCount:
    """How often a score was given.

    :ivar score: The score, 1 to 5.
    :ivar count: How often.
    """

    score: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffScorecard:
    """How a staff member did in a period.

    An average of nothing is None.

    :ivar staff: The staff member.
    :ivar period_start: The beginning of the period.
    :ivar period_end: The end of the period, not included.
    :ivar rating_count: How many ratings customers gave.
    :ivar rating_mean: The mean score, to 2 decimals.
    :ivar distribution: How often each score was given, 1 to 5.
    :ivar resolved_count: How often the staff member resolved an event.
    :ivar reopened_count: How often a customer reopened one.
    :ivar reopen_rate: reopened_count divided by resolved_count, to 4 decimals.
    :ivar first_reply_mean_seconds: The mean time from submission to the first reply, for events that the staff
        member answered first.
    :ivar resolution_mean_seconds: The mean time from submission to the latest resolution.
    """

    staff: UserSummary
    period_start: datetime
    period_end: datetime
    rating_count: int
    rating_mean: Decimal | None = None
    distribution: tuple[ScoreCount, ...]
    resolved_count: int
    reopened_count: int
    reopen_rate: Decimal | None = None
    first_reply_mean_seconds: int | None = None
    resolution_mean_seconds: int | None = None
