# Written from the contract by scripts/docs; changes are made there.
"""Replies: the conversation between a customer and the staff member who handles an event."""

from collections.abc import Iterable

from client_sdk import operations
from client_sdk.aio.base import AsyncResource
from client_sdk.arguments import given
from client_sdk.files import FileSource, Progress, read_files
from client_sdk.models.common import Page
from client_sdk.models.events import Event
from client_sdk.models.replies import Reply, ReplyList
from client_sdk.paging import AsyncPages


class AsyncReplies(AsyncResource):
    """Replies: the conversation between a customer and the staff member who handles an event."""

    async def post(
        self,
        event_id: int,
        *,
        text: str,
        internal: bool | None = None,
        attachments: Iterable[FileSource] = (),
        request_id: str | None = None,
        progress: Progress | None = None,
    ) -> Reply:
        """Add a reply to the conversation.

        The handler's first reply puts an assigned event in progress. Needs the permission replies:post (every
        role).

        :param event_id: The event's number.
        :param text: What is said.
        :param internal: For staff: true for a note that customers never see; false if None.
        :param attachments: Files: paths, open files, pairs of a name and bytes, or NewAttachment.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :param progress: Called with the bytes sent so far and the bytes in all, while the request is sent.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises InvalidStateError: The record's present state does not allow the operation.
        :raises AttachmentRejectedError: A file is empty, too large or of a kind that is not taken, or the event has
            too many; message says why.
        """
        return await self._call(
            operations.POST_REPLY,
            {"event_id": event_id, "text": text, "internal": internal, "attachments": read_files(attachments)},
            request_id=request_id,
            progress=progress,
        )

    def list(
        self, event_id: int, *, page_size: int | None = None, cursor: str | None = None, exact_total: bool | None = None
    ) -> AsyncPages[Reply, ReplyList]:
        """List the conversation on an event, oldest first.

        Needs the permission events:read (every role).

        :param event_id: The event's number.
        :param page_size: Records a page, 1 to 200; 50 if None or 0.
        :param cursor: The next_cursor of the page before; absent for the first page.
        :param exact_total: True to count past 10000, which takes time on a large desk.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        """
        return self._pages(
            operations.LIST_REPLIES,
            {"event_id": event_id, "page": given(Page(size=page_size, cursor=cursor, exact_total=exact_total))},
            "replies",
        )

    async def resolve(
        self, event_id: int, *, expected_version: int, solution: str, request_id: str | None = None
    ) -> Event:
        """Propose a solution for the event that the caller handles.

        The customer then completes or reopens it. Needs the permission events:handle (staff).

        :param event_id: The event's number.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param solution: The solution; it becomes a reply of its own kind.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises InvalidStateError: The record's present state does not allow the operation.
        """
        return await self._call(
            operations.RESOLVE_EVENT,
            {"event_id": event_id, "expected_version": expected_version, "solution": solution},
            request_id=request_id,
        )
