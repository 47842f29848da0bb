"""How a staff member did in a period, in figures."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from db.models import Event, EventHistory, Rating, User
from db.vocabulary import MAX_SCORE, MIN_SCORE, Permission
from soap_server.desk.desk import Desk
from soap_server.desk.errors import InvalidArgumentError, NotFoundError, PermissionDeniedError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DEFAULT_PERIOD = timedelta(days=90)


@dataclass(frozen=True)
class Scorecard:
    """The figures of one staff member; a mean of nothing is None."""

    staff: User
    period_start: datetime
    period_end: datetime
    distribution: dict[int, int]
    resolved_count: int
    reopened_count: int
    first_reply_mean_seconds: int | None
    resolution_mean_seconds: int | None

    @property
    def rating_count(self) -> int:
        """How many ratings the staff member got."""
        return sum(self.distribution.values())

    @property
    def rating_mean(self) -> Decimal | None:
        """The mean score, to 2 decimals."""
        total = sum(score * count for score, count in self.distribution.items())
        return _ratio(total, self.rating_count, "0.01")

    @property
    def reopen_rate(self) -> Decimal | None:
        """Reopened events by resolved ones, to 4 decimals."""
        return _ratio(self.reopened_count, self.resolved_count, "0.0001")


def get_scorecard(desk: Desk, staff_id: int | None, *, start: datetime | None, end: datetime | None) -> Scorecard:
    """Return the scorecard of a staff member for the period from ``start`` up to ``end``.

    :param staff_id: None for the actor's own.
    :param start: None for 90 days before the end.
    :param end: None for now.
    :raises PermissionDeniedError: if the actor may see only their own.
    """
    end = end or desk.now
    start = start or max(end, _EPOCH + _DEFAULT_PERIOD) - _DEFAULT_PERIOD
    if start >= end:
        raise InvalidArgumentError("The period ends before it starts.", field="periodStart")
    staff = staff_member(desk, desk.actor.id if staff_id is None else staff_id)
    return Scorecard(
        staff=staff,
        period_start=start,
        period_end=end,
        distribution=_distribution(desk, staff, start, end),
        resolved_count=_steps(desk, staff, "ResolveEvent", start, end),
        reopened_count=_steps(desk, staff, "ReopenEvent", start, end),
        first_reply_mean_seconds=_mean(
            desk, Event.first_reply_seconds, Event.first_reply_by_id == staff.id, Event.first_reply_at, start, end
        ),
        resolution_mean_seconds=_mean(
            desk, Event.resolution_seconds, Event.resolved_by_id == staff.id, Event.resolved_at, start, end
        ),
    )


def staff_member(desk: Desk, staff_id: int) -> User:
    """Return the user whose figures are wanted.

    :raises PermissionDeniedError: if the actor may see only their own.
    :raises NotFoundError: if there is no such user.
    """
    if staff_id != desk.actor.id and not desk.actor.has(Permission.SCORECARDS_READ_ALL):
        raise PermissionDeniedError("You may see your own figures only.")
    desk.about("user", staff_id)
    staff = desk.session.get(User, staff_id)
    if staff is None:
        raise NotFoundError("There is no such user.", field="staffId")
    return staff


def _distribution(desk: Desk, staff: User, start: datetime, end: datetime) -> dict[int, int]:
    query = (
        select(Rating.score, func.count())
        .where(Rating.handler_id == staff.id, Rating.rated_at >= start, Rating.rated_at < end)
        .group_by(Rating.score)
    )
    counted = dict(desk.session.execute(query).all())
    return {score: counted.get(score, 0) for score in range(MIN_SCORE, MAX_SCORE + 1)}


def _steps(desk: Desk, staff: User, operation: str, start: datetime, end: datetime) -> int:
    query = select(func.count()).where(
        EventHistory.handler_id == staff.id,
        EventHistory.operation == operation,
        EventHistory.happened_at >= start,
        EventHistory.happened_at < end,
    )
    return desk.session.scalar(query) or 0


def _mean(desk: Desk, seconds: Any, whose: Any, at: Any, start: datetime, end: datetime) -> int | None:
    mean = desk.session.scalar(select(func.avg(seconds)).where(whose, at >= start, at < end))
    return None if mean is None else round(mean)


def _ratio(part: int, whole: int, quantum: str) -> Decimal | None:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal(quantum)) if whole else None
