# Written from the contract by scripts/docs; changes are made there.
"""Ratings: customers decide whether an event is finished and rate how it was handled; figures of staff and desk."""

from datetime import datetime

from client_sdk import operations
from client_sdk.aio.base import AsyncResource
from client_sdk.arguments import given
from client_sdk.models.common import Page
from client_sdk.models.events import Event
from client_sdk.models.ratings import Rating, RatingFilter, RatingList, StaffScorecard
from client_sdk.models.statistics import DeskStatistics
from client_sdk.paging import AsyncPages


class AsyncRatings(AsyncResource):
    """Ratings.

    Customers decide whether an event is finished and rate how it was handled; figures of staff and desk.
    """

    async def complete(self, event_id: int, *, expected_version: int, request_id: str | None = None) -> Event:
        """Decide that an event is finished.

        Only its customer may. Needs the permission events:decide (every role).

        :param event_id: The event's number.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises InvalidStateError: The record's present state does not allow the operation.
        """
        return await self._call(
            operations.COMPLETE_EVENT,
            {"event_id": event_id, "expected_version": expected_version},
            request_id=request_id,
        )

    async def reopen(
        self, event_id: int, *, expected_version: int, reason: str, request_id: str | None = None
    ) -> Event:
        """Decide that a resolved or completed event is not finished.

        Only its customer may, for a while. Needs the permission events:decide (every role).

        :param event_id: The event's number.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param reason: What is still missing.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises InvalidStateError: The record's present state does not allow the operation.
        :raises WindowClosedError: It was possible for a limited time, which is over; message gives the limit.
        """
        return await self._call(
            operations.REOPEN_EVENT,
            {"event_id": event_id, "expected_version": expected_version, "reason": reason},
            request_id=request_id,
        )

    async def rate(
        self,
        event_id: int,
        *,
        expected_version: int,
        score: int,
        opinion: str | None = None,
        request_id: str | None = None,
    ) -> Rating:
        """Rate how a completed event was handled.

        Only its customer may; the rating can be changed for a while. How long, system.get_server_info says; by
        default 12 hours. Needs the permission events:decide (every role).

        :param event_id: The event's number.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param score: From 1, poor, to 5, excellent.
        :param opinion: What the customer thinks of how staff handled the event.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises InvalidStateError: The record's present state does not allow the operation.
        :raises WindowClosedError: It was possible for a limited time, which is over; message gives the limit.
        """
        return await self._call(
            operations.RATE_EVENT,
            {"event_id": event_id, "expected_version": expected_version, "score": score, "opinion": opinion},
            request_id=request_id,
        )

    async def get(self, event_id: int) -> Rating:
        """Return the rating of an event.

        Needs the permission ratings:read (every role).

        :param event_id: The event's number.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        """
        return await self._call(operations.GET_RATING, {"event_id": event_id})

    def list(
        self,
        *,
        handler_id: int | None = None,
        score: int | None = None,
        rated_from: datetime | None = None,
        rated_before: datetime | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
        exact_total: bool | None = None,
    ) -> AsyncPages[Rating, RatingList]:
        """List ratings, latest first: customers those they gave, staff those they got, administrators all.

        Needs the permission ratings:read (every role).

        :param handler_id: Only ratings of this staff member.
        :param score: Only ratings with this score.
        :param rated_from: Only ratings given then or later.
        :param rated_before: Only ratings given before.
        :param page_size: Records a page, 1 to 200; 50 if None or 0.
        :param cursor: The next_cursor of the page before; absent for the first page.
        :param exact_total: True to count past 10000, which takes time on a large desk.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        """
        return self._pages(
            operations.LIST_RATINGS,
            {
                "filter": given(
                    RatingFilter(handler_id=handler_id, score=score, rated_from=rated_from, rated_before=rated_before)
                ),
                "page": given(Page(size=page_size, cursor=cursor, exact_total=exact_total)),
            },
            "ratings",
        )

    async def get_staff_scorecard(
        self, *, staff_id: int | None = None, period_start: datetime | None = None, period_end: datetime | None = None
    ) -> StaffScorecard:
        """Return how a staff member did in a period: ratings, times, and how often customers reopened an event.

        Needs the permission scorecards:read (staff, admin).

        :param staff_id: The staff member; None or 0 for the caller. Others are for administrators.
        :param period_start: The beginning of the period; 90 days before its end if None.
        :param period_end: The end of the period, not included; now if None.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        """
        return await self._call(
            operations.GET_STAFF_SCORECARD,
            {"staff_id": staff_id, "period_start": period_start, "period_end": period_end},
        )

    async def get_desk_statistics(
        self,
        *,
        staff_id: int | None = None,
        period_start: datetime | None = None,
        period_end: datetime | None = None,
        utc_offset_minutes: int | None = None,
    ) -> DeskStatistics:
        """Return figures for plots.

        Events by state, times, ratings and the backlog in a period of at most two years. Administrators get those
        of the whole desk or of one staff member, staff their own. Needs the permission statistics:read (staff,
        admin).

        :param staff_id: Only this staff member's; None or 0 for all that the caller may see.
        :param period_start: The beginning of the period; 30 days before its end if None.
        :param period_end: The end of the period, not included; now if None or later than now.
        :param utc_offset_minutes: The time zone in which days begin, as minutes ahead of UTC, such as 480 for
            Beijing; 0 if None.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        """
        return await self._call(
            operations.GET_DESK_STATISTICS,
            {
                "staff_id": staff_id,
                "period_start": period_start,
                "period_end": period_end,
                "utc_offset_minutes": utc_offset_minutes,
            },
        )
