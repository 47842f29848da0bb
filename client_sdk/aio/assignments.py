# Written from the contract by scripts/docs; changes are made there.
"""Assignment: administrators decide which staff member handles an event."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from client_sdk import operations
from client_sdk.aio.base import AsyncResource
from client_sdk.arguments import given, one_or_many
from client_sdk.models.assignments import (
    AssigneeSuggestions,
    AssignmentResults,
    EventAssignment,
    StaffWorkload,
    StaffWorkloadList,
)
from client_sdk.models.common import Page
from client_sdk.models.events import Event, EventFilter, EventList, EventSummary
from client_sdk.models.words import EventStatus, Priority
from client_sdk.paging import AsyncPages


class AsyncAssignments(AsyncResource):
    """Assignment: administrators decide which staff member handles an event."""

    def list_unassigned(
        self,
        *,
        status: EventStatus | Iterable[EventStatus] | None = None,
        priority: Priority | None = None,
        category: str | None = None,
        customer_id: int | None = None,
        handler_id: int | None = None,
        submitted_from: datetime | None = None,
        submitted_before: datetime | None = None,
        text: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
        exact_total: bool | None = None,
    ) -> AsyncPages[EventSummary, EventList]:
        """List the events that wait for a handler, the most urgent first and of those the longest waiting.

        Needs the permission assignments:read (admin).

        :param status: Only events in one of these states; absent for all but deleted.
        :param priority: Only events of this priority.
        :param category: Only events of this category.
        :param customer_id: Only events of this customer.
        :param handler_id: Only events that this staff member handles.
        :param submitted_from: Only events submitted then or later.
        :param submitted_before: Only events submitted before.
        :param text: Words that the title or content must have, each at least by its beginning; Chinese without
            blanks.
        :param page_size: Records a page, 1 to 200; 50 if None or 0.
        :param cursor: The next_cursor of the page before; absent for the first page.
        :param exact_total: True to count past 10000, which takes time on a large desk.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        """
        return self._pages(
            operations.LIST_UNASSIGNED_EVENTS,
            {
                "filter": given(
                    EventFilter(
                        statuses=one_or_many(status),
                        priority=priority,
                        category=category,
                        customer_id=customer_id,
                        handler_id=handler_id,
                        submitted_from=submitted_from,
                        submitted_before=submitted_before,
                        text=text,
                    )
                ),
                "page": given(Page(size=page_size, cursor=cursor, exact_total=exact_total)),
            },
            "events",
        )

    def list_staff_workload(
        self, *, page_size: int | None = None, cursor: str | None = None, exact_total: bool | None = None
    ) -> AsyncPages[StaffWorkload, StaffWorkloadList]:
        """List the active staff members with what they have to do, by display name.

        Needs the permission assignments:read (admin).

        :param page_size: Records a page, 1 to 200; 50 if None or 0.
        :param cursor: The next_cursor of the page before; absent for the first page.
        :param exact_total: True to count past 10000, which takes time on a large desk.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        """
        return self._pages(
            operations.LIST_STAFF_WORKLOAD,
            {"page": given(Page(size=page_size, cursor=cursor, exact_total=exact_total))},
            "workloads",
        )

    async def suggest_assignee(self, event_id: int) -> AssigneeSuggestions:
        """Suggest who could handle an event, the best first.

        Fitness is (1 + h) / (1 + h + o), where h counts the events of the same category that the staff member
        resolved in the last 180 days and o those assigned to them or in progress. Needs the permission
        assignments:read (admin).

        :param event_id: The event's number.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        """
        return await self._call(operations.SUGGEST_ASSIGNEE, {"event_id": event_id})

    async def assign(
        self,
        event_id: int,
        *,
        handler_id: int,
        expected_version: int,
        note: str | None = None,
        request_id: str | None = None,
    ) -> Event:
        """Give an event to a staff member, or to another one.

        Of two administrators at once, one gets CONFLICT. Needs the permission assignments:write (admin).

        :param event_id: The event's number.
        :param handler_id: The staff member who is to handle it.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param note: A remark for the history, which customers do not see; absent for none.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises InvalidStateError: The record's present state does not allow the operation.
        :raises HandlerNotEligibleError: The user named as handler is unknown, frozen, not staff, the event's own
            customer, or handles it already.
        """
        return await self._call(
            operations.ASSIGN_EVENT,
            {"event_id": event_id, "handler_id": handler_id, "expected_version": expected_version, "note": note},
            request_id=request_id,
        )

    async def assign_many(
        self, *, assignments: Sequence[EventAssignment], request_id: str | None = None
    ) -> AssignmentResults:
        """Assign many events.

        Each stands for itself: what is refused is told in its result, the others are assigned. Needs the permission
        assignments:write (admin).

        :param assignments: What to assign, at most 100 events.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        """
        return await self._call(operations.ASSIGN_EVENTS, {"assignments": assignments}, request_id=request_id)

    async def unassign(
        self, event_id: int, *, expected_version: int, note: str | None = None, request_id: str | None = None
    ) -> Event:
        """Take an event from its handler, so that it waits for another one.

        Needs the permission assignments:write (admin).

        :param event_id: The event's number.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param note: A remark for the history, which customers do not see; absent for none.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises InvalidStateError: The record's present state does not allow the operation.
        """
        return await self._call(
            operations.UNASSIGN_EVENT,
            {"event_id": event_id, "expected_version": expected_version, "note": note},
            request_id=request_id,
        )

    async def delete_withdrawn(self, event_id: int, *, expected_version: int, request_id: str | None = None) -> Event:
        """Delete a withdrawn event.

        Only administrators still see it, and can restore it for a while. Needs the permission events:delete
        (admin).

        :param event_id: The event's number.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises InvalidStateError: The record's present state does not allow the operation.
        """
        return await self._call(
            operations.DELETE_WITHDRAWN_EVENT,
            {"event_id": event_id, "expected_version": expected_version},
            request_id=request_id,
        )

    async def restore(self, event_id: int, *, expected_version: int, request_id: str | None = None) -> Event:
        """Bring back a deleted event as withdrawn, within the recovery window.

        Needs the permission events:delete (admin).

        :param event_id: The event's number.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises InvalidStateError: The record's present state does not allow the operation.
        :raises WindowClosedError: It was possible for a limited time, which is over; message gives the limit.
        """
        return await self._call(
            operations.RESTORE_EVENT,
            {"event_id": event_id, "expected_version": expected_version},
            request_id=request_id,
        )
