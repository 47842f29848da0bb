# Written from the contract by scripts/docs; changes are made there.
"""Events: what customers submit and want solved."""

from collections.abc import Iterable
from datetime import datetime

from client_sdk import operations
from client_sdk.arguments import given, one_or_many
from client_sdk.files import FileSource, Progress, read_files
from client_sdk.models.common import Page
from client_sdk.models.events import (
    Attachment,
    AttachmentContent,
    Event,
    EventDescription,
    EventDetails,
    EventFilter,
    EventHistory,
    EventList,
    EventSort,
    EventSummary,
    HistoryEntry,
)
from client_sdk.models.words import EventStatus, Priority
from client_sdk.paging import Pages
from client_sdk.resources.extras import Downloads


class Events(Downloads):
    """Events: what customers submit and want solved."""

    def submit(
        self,
        *,
        title: str,
        content: str,
        category: str | None = None,
        priority: Priority | None = None,
        customer_id: int | None = None,
        attachments: Iterable[FileSource] = (),
        request_id: str | None = None,
        progress: Progress | None = None,
    ) -> Event:
        """Submit an event.

        Customers submit their own; staff and administrators on behalf of a customer. Needs the permission
        events:submit (every role).

        :param title: What it is about, in one line.
        :param content: What happened and what is wanted.
        :param category: The code of a category; absent for general. See events.describe.
        :param priority: How urgent it is; normal if None.
        :param customer_id: For staff: the customer on whose behalf it is submitted; else None or 0.
        :param attachments: Files: paths, open files, pairs of a name and bytes, or NewAttachment.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :param progress: Called with the bytes sent so far and the bytes in all, while the request is sent.
        :raises AttachmentRejectedError: A file is empty, too large or of a kind that is not taken, or the event has
            too many; message says why.
        """
        return self._call(
            operations.SUBMIT_EVENT,
            {
                "title": title,
                "content": content,
                "category": category,
                "priority": priority,
                "customer_id": customer_id,
                "attachments": read_files(attachments),
            },
            request_id=request_id,
            progress=progress,
        )

    def get(self, event_id: int) -> EventDetails:
        """Return an event with its attachments, its latest replies, its rating.

        And what the caller may do with it. Needs the permission events:read (every role).

        :param event_id: The event's number.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        """
        return self._call(operations.GET_EVENT, {"event_id": event_id})

    def list(
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
        sort: EventSort | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
        exact_total: bool | None = None,
    ) -> Pages[EventSummary, EventList]:
        """List the events that the caller may see.

        Customers their own, staff those they handle, administrators all. Needs the permission events:read (every
        role).

        :param status: Only events in one of these states; absent for all but deleted.
        :param priority: Only events of this priority.
        :param category: Only events of this category.
        :param customer_id: Only events of this customer.
        :param handler_id: Only events that this staff member handles.
        :param submitted_from: Only events submitted then or later.
        :param submitted_before: Only events submitted before.
        :param text: Words that the title or content must have, each at least by its beginning; Chinese without
            blanks.
        :param sort: The order; absent for the latest submitted first.
        :param page_size: Records a page, 1 to 200; 50 if None or 0.
        :param cursor: The next_cursor of the page before; absent for the first page.
        :param exact_total: True to count past 10000, which takes time on a large desk.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        """
        return self._pages(
            operations.LIST_EVENTS,
            {
                "sort": sort,
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

    def update(
        self,
        event_id: int,
        *,
        expected_version: int,
        title: str | None = None,
        content: str | None = None,
        category: str | None = None,
        priority: Priority | None = None,
        request_id: str | None = None,
    ) -> Event:
        """Change what is given of an open event: its customer all of it, staff the category and the priority.

        Needs the permission events:update (every role).

        :param event_id: The event's number.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param title: A new title; absent to leave it.
        :param content: A new content; absent to leave it.
        :param category: The code of another category; absent to leave it.
        :param priority: Another priority; None to leave it.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises InvalidStateError: The record's present state does not allow the operation.
        """
        return self._call(
            operations.UPDATE_EVENT,
            {
                "event_id": event_id,
                "expected_version": expected_version,
                "title": title,
                "content": content,
                "category": category,
                "priority": priority,
            },
            request_id=request_id,
        )

    def withdraw(
        self, event_id: int, *, expected_version: int, reason: str | None = None, request_id: str | None = None
    ) -> Event:
        """Take back an event that is not resolved.

        Only its customer may. Needs the permission events:decide (every role).

        :param event_id: The event's number.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param reason: Why, for the history; absent for no reason.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises InvalidStateError: The record's present state does not allow the operation.
        """
        return self._call(
            operations.WITHDRAW_EVENT,
            {"event_id": event_id, "expected_version": expected_version, "reason": reason},
            request_id=request_id,
        )

    def add_attachment(
        self,
        event_id: int,
        *,
        file: FileSource,
        reply_id: int | None = None,
        request_id: str | None = None,
        progress: Progress | None = None,
    ) -> Attachment:
        """Attach a file to an event or to one's own reply.

        On an internal note it is as invisible as the note. Needs the permission replies:post (every role).

        :param event_id: The event's number.
        :param reply_id: The caller's reply that it belongs to; None or 0 for the event itself.
        :param file: The file: a path, an open file, a pair of a name and bytes, or a NewAttachment.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :param progress: Called with the bytes sent so far and the bytes in all, while the request is sent.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises InvalidStateError: The record's present state does not allow the operation.
        :raises AttachmentRejectedError: A file is empty, too large or of a kind that is not taken, or the event has
            too many; message says why.
        """
        return self._call(
            operations.ADD_ATTACHMENT,
            {"event_id": event_id, "reply_id": reply_id, "**file": file},
            request_id=request_id,
            progress=progress,
        )

    def get_attachment(self, attachment_id: int) -> AttachmentContent:
        """Return an attachment with its bytes.

        Needs the permission events:read (every role).

        :param attachment_id: The attachment's number.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        """
        return self._call(operations.GET_ATTACHMENT, {"attachment_id": attachment_id})

    def get_history(
        self, event_id: int, *, page_size: int | None = None, cursor: str | None = None, exact_total: bool | None = None
    ) -> Pages[HistoryEntry, EventHistory]:
        """List what happened to an event, oldest first.

        Customers do not see what is internal. Needs the permission events:read (every role).

        :param event_id: The event's number.
        :param page_size: Records a page, 1 to 200; 50 if None or 0.
        :param cursor: The next_cursor of the page before; absent for the first page.
        :param exact_total: True to count past 10000, which takes time on a large desk.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        """
        return self._pages(
            operations.GET_EVENT_HISTORY,
            {"event_id": event_id, "page": given(Page(size=page_size, cursor=cursor, exact_total=exact_total))},
            "entries",
        )

    def describe(self, *, event_id: int | None = None) -> EventDescription:
        """Return states, priorities and categories with labels, and what the caller may do with an event.

        Needs the permission events:read (every role).

        :param event_id: An event, to learn what the caller may do with it; else None or 0.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        """
        return self._call(operations.DESCRIBE_EVENTS, {"event_id": event_id})
