"""Ratings of events and scorecards of staff."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from db.models import Rating as RatingRow
from db.rows import ListedRating
from db.vocabulary import MAX_SCORE, MIN_SCORE, Length
from soap_server.contract.common import EventId, NextCursor, Total, TotalIsExact, UserSummary, render_user_summary
from soap_server.contract.members import LONG, Range, Text

Score = Annotated[int, Range(MIN_SCORE, MAX_SCORE), "From 1, poor, to 5, excellent."]
Opinion = Annotated[str | None, Text(0, Length.OPINION), "What the customer thinks of how staff handled the event."]


@dataclass(frozen=True, slots=True)
class Rating:
    """One score and an opinion on how staff handled an event."""

    event_id: EventId
    customer: Annotated[UserSummary, "Who rated."]
    handler: Annotated[UserSummary, "Who was rated."]
    score: Annotated[int, "From 1, poor, to 5, excellent."]
    opinion: Annotated[str | None, "What the customer thinks."]
    rated_at: Annotated[datetime, "When the customer rated."]
    changed_at: Annotated[datetime | None, "When the customer last changed the rating."]


@dataclass(frozen=True, slots=True)
class RatingFilter:
    """Which ratings are wanted; all that is given must hold."""

    handler_id: Annotated[int | None, LONG, "Only ratings of this staff member."]
    score: Annotated[int | None, Range(MIN_SCORE, MAX_SCORE), "Only ratings with this score."]
    rated_from: Annotated[datetime | None, "Only ratings given then or later."]
    rated_before: Annotated[datetime | None, "Only ratings given before."]


@dataclass(frozen=True, slots=True)
class RatingList:
    """A page of ratings, latest first."""

    ratings: Annotated[list[Rating], "The ratings."]
    total: Total
    total_is_exact: TotalIsExact
    next_cursor: NextCursor


@dataclass(frozen=True, slots=True)
class ScoreCount:
    """How often a score was given."""

    score: Annotated[int, "The score, 1 to 5."]
    count: Annotated[int, "How often."]


@dataclass(frozen=True, slots=True)
class StaffScorecard:
    """How a staff member did in a period. An average of nothing is nil."""

    staff: Annotated[UserSummary, "The staff member."]
    period_start: Annotated[datetime, "The beginning of the period."]
    period_end: Annotated[datetime, "The end of the period, not included."]
    rating_count: Annotated[int, "How many ratings customers gave."]
    rating_mean: Annotated[Decimal | None, "The mean score, to 2 decimals."]
    distribution: Annotated[list[ScoreCount], "How often each score was given, 1 to 5."]
    resolved_count: Annotated[int, "How often the staff member resolved an event."]
    reopened_count: Annotated[int, "How often a customer reopened one."]
    reopen_rate: Annotated[Decimal | None, "reopenedCount divided by resolvedCount, to 4 decimals."]
    first_reply_mean_seconds: Annotated[
        int | None,
        LONG,
        "The mean time from submission to the first reply, for events that the staff member answered first.",
    ]
    resolution_mean_seconds: Annotated[int | None, LONG, "The mean time from submission to the latest resolution."]


def render_rating(rating: RatingRow | ListedRating) -> Rating:
    """Return a rating; ``customer`` and ``handler`` must be loaded."""
    return Rating(
        event_id=rating.event_id,
        customer=render_user_summary(rating.customer),
        handler=render_user_summary(rating.handler),
        score=rating.score,
        opinion=rating.opinion,
        rated_at=rating.rated_at,
        changed_at=rating.changed_at,
    )
