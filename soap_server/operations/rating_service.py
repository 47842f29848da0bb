"""RatingService: the customer's decision and rating, scorecards and statistics."""

from datetime import datetime
from typing import Annotated

from db.vocabulary import Permission
from soap_server.contract.common import EventId, ExpectedVersion, Page, render_user_summary
from soap_server.contract.events import Event, render_event
from soap_server.contract.members import LONG, ZERO_IS_NIL, Range
from soap_server.contract.ratings import (
    Opinion,
    Rating,
    RatingFilter,
    RatingList,
    Score,
    ScoreCount,
    StaffScorecard,
    render_rating,
)
from soap_server.contract.statistics import DeskStatistics
from soap_server.contract.users import Reason
from soap_server.desk import ratings, scorecards, statistics
from soap_server.desk.desk import Desk
from soap_server.desk.errors import (
    ConflictError,
    CursorInvalidError,
    InvalidStateError,
    NotFoundError,
    WindowClosedError,
)
from soap_server.desk.ratings import RatingQuery
from soap_server.operations.declaration import Service
from soap_server.operations.paging import read_page, totals
from soap_server.operations.statistics_rendering import render_statistics

RATINGS = Service(
    "RatingService",
    "Ratings: customers decide whether an event is finished and rate how it was handled; figures of staff and desk.",
)


@RATINGS.operation(
    requires=Permission.EVENTS_DECIDE, writes=True, refuses=(NotFoundError, ConflictError, InvalidStateError)
)
def complete_event(desk: Desk, *, event_id: EventId, expected_version: ExpectedVersion) -> Event:
    """Decide that an event is finished. Only its customer may."""
    return render_event(ratings.complete_event(desk, event_id, expected_version=expected_version))


@RATINGS.operation(
    requires=Permission.EVENTS_DECIDE,
    writes=True,
    refuses=(NotFoundError, ConflictError, InvalidStateError, WindowClosedError),
)
def reopen_event(
    desk: Desk,
    *,
    event_id: EventId,
    expected_version: ExpectedVersion,
    reason: Annotated[Reason, "What is still missing."],
) -> Event:
    """Decide that a resolved or completed event is not finished. Only its customer may, for a while."""
    return render_event(ratings.reopen_event(desk, event_id, expected_version=expected_version, reason=reason))


@RATINGS.operation(
    requires=Permission.EVENTS_DECIDE,
    writes=True,
    refuses=(NotFoundError, ConflictError, InvalidStateError, WindowClosedError),
)
def rate_event(
    desk: Desk, *, event_id: EventId, expected_version: ExpectedVersion, score: Score, opinion: Opinion
) -> Rating:
    """Rate how a completed event was handled. Only its customer may; the rating can be changed for a while.

    How long, GetServerInfo says; by default 12 hours.
    """
    return render_rating(
        ratings.rate_event(desk, event_id, expected_version=expected_version, score=score, opinion=opinion)
    )


@RATINGS.operation(requires=Permission.RATINGS_READ, refuses=(NotFoundError,))
def get_rating(desk: Desk, *, event_id: EventId) -> Rating:
    """Return the rating of an event."""
    return render_rating(ratings.get_rating(desk, event_id))


@RATINGS.operation(requires=Permission.RATINGS_READ, refuses=(CursorInvalidError,))
def list_ratings(
    desk: Desk,
    *,
    filter: Annotated[RatingFilter | None, "Which ratings; absent for all."],
    page: Annotated[Page | None, "Which page; absent for the first 50."],
) -> RatingList:
    """List ratings, latest first: customers those they gave, staff those they got, administrators all."""
    wanted = (
        RatingQuery()
        if filter is None
        else RatingQuery(filter.handler_id, filter.score, filter.rated_from, filter.rated_before)
    )
    found = ratings.list_ratings(desk, wanted, read_page(page))
    return RatingList(ratings=[render_rating(rating) for rating in found.rows], **totals(found))


@RATINGS.operation(requires=Permission.SCORECARDS_READ, refuses=(NotFoundError,))
def get_staff_scorecard(
    desk: Desk,
    *,
    staff_id: Annotated[
        int | None, LONG, ZERO_IS_NIL, "The staff member; nil or 0 for the caller. Others are for administrators."
    ],
    period_start: Annotated[datetime | None, "The beginning of the period; 90 days before its end if nil."],
    period_end: Annotated[datetime | None, "The end of the period, not included; now if nil."],
) -> StaffScorecard:
    """Return how a staff member did in a period: ratings, times, and how often customers reopened an event."""
    card = scorecards.get_scorecard(desk, staff_id, start=period_start, end=period_end)
    return StaffScorecard(
        staff=render_user_summary(card.staff),
        period_start=card.period_start,
        period_end=card.period_end,
        rating_count=card.rating_count,
        rating_mean=card.rating_mean,
        distribution=[ScoreCount(score=score, count=count) for score, count in card.distribution.items()],
        resolved_count=card.resolved_count,
        reopened_count=card.reopened_count,
        reopen_rate=card.reopen_rate,
        first_reply_mean_seconds=card.first_reply_mean_seconds,
        resolution_mean_seconds=card.resolution_mean_seconds,
    )


@RATINGS.operation(requires=Permission.STATISTICS_READ, refuses=(NotFoundError,))
def get_desk_statistics(
    desk: Desk,
    *,
    staff_id: Annotated[
        int | None, LONG, ZERO_IS_NIL, "Only this staff member's; nil or 0 for all that the caller may see."
    ],
    period_start: Annotated[datetime | None, "The beginning of the period; 30 days before its end if nil."],
    period_end: Annotated[datetime | None, "The end of the period, not included; now if nil or later than now."],
    utc_offset_minutes: Annotated[
        int | None,
        ZERO_IS_NIL,
        Range(-14 * 60, 14 * 60),
        "The time zone in which days begin, as minutes ahead of UTC, such as 480 for Beijing; 0 if nil.",
    ],
) -> DeskStatistics:
    """Return figures for plots: events by state, times, ratings and the backlog in a period of at most two years.

    Administrators get those of the whole desk or of one staff member, staff their own.
    """
    return render_statistics(
        statistics.get_statistics(desk, staff_id, start=period_start, end=period_end, offset=utc_offset_minutes or 0)
    )
