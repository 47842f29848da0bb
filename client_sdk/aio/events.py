# Written from the contract by scripts/docs; changes are made there.
"""Events: what customers submit and want solved."""

from collections.abc import Iterable
from datetime import datetime

from client_sdk import operations
from client_sdk.aio.extras import AsyncDownloads
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
from client_sdk.models.uploads import Upload
from client_sdk.models.words import EventStatus, Priority
from client_sdk.paging import AsyncPages


class AsyncEvents(AsyncDownloads):
    """Events: what customers submit and want solved."""

    async def submit(
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
        :param customer_id: The customer on whose behalf it is submitted: mandatory for staff and administrators;
            for customers None or 0.
        :param attachments: Files: paths, open files, pairs of a name and bytes, or NewAttachment.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :param progress: Called with the bytes sent so far and the bytes in all, while the request is sent.
        :raises AttachmentRejectedError: A file is empty, too large or of a kind that is not taken, or the event has
            too many; message says why.
        """
        return await self._call(
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

    async def get(self, event_id: int) -> EventDetails:
        """Return an event with its attachments, its latest replies, its rating.

        And what the caller may do with it. Needs the permission events:read (every role).

        :param event_id: The event's number.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        """
        return await self._call(operations.GET_EVENT, {"event_id": event_id})

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
    ) -> AsyncPages[EventSummary, EventList]:
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

    async def update(
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
        return await self._call(
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

    async def withdraw(
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
        return await self._call(
            operations.WITHDRAW_EVENT,
            {"event_id": event_id, "expected_version": expected_version, "reason": reason},
            request_id=request_id,
        )

    async def add_attachment(
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
        return await self._call(
            operations.ADD_ATTACHMENT,
            {"event_id": event_id, "reply_id": reply_id, "**file": file},
            request_id=request_id,
            progress=progress,
        )

    async def get_attachment(
        self, attachment_id: int, *, offset: int | None = None, length: int | None = None
    ) -> AttachmentContent:
        """Return an attachment with its bytes, or with a part of them.

        One that came in parts and is larger than max_attachment_bytes is read in parts: ask with a length, go on at
        offset plus the bytes that came, until there are as many as its size. An answer may have fewer bytes than
        length. Needs the permission events:read (every role).

        :param attachment_id: The attachment's number.
        :param offset: Where the part begins that is wanted; None or 0 to begin.
        :param length: At most so many bytes; None or 0 for the whole, or with an offset for as many as one answer
            carries.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises RangeRequiredError: The attachment is too large for one answer; ask for parts of it with offset and
            length.
        """
        return await self._call(
            operations.GET_ATTACHMENT, {"attachment_id": attachment_id, "offset": offset, "length": length}
        )

    def get_history(
        self, event_id: int, *, page_size: int | None = None, cursor: str | None = None, exact_total: bool | None = None
    ) -> AsyncPages[HistoryEntry, EventHistory]:
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

    async def describe(self, *, event_id: int | None = None) -> EventDescription:
        """Return states, priorities and categories with labels, and what the caller may do with an event.

        Needs the permission events:read (every role).

        :param event_id: An event, to learn what the caller may do with it; else None or 0.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        """
        return await self._call(operations.DESCRIBE_EVENTS, {"event_id": event_id})

    async def begin_upload(
        self,
        event_id: int,
        *,
        file_name: str,
        media_type: str,
        size: int,
        reply_id: int | None = None,
        request_id: str | None = None,
    ) -> Upload:
        """Begin to attach a file in parts, since it is too large for events.add_attachment.

        Events.upload_part and events.finish_upload follow. Needs the permission replies:post (every role).

        :param event_id: The event's number.
        :param reply_id: The caller's reply that it belongs to; None or 0 for the event itself.
        :param file_name: The file's name; a path before it is dropped.
        :param media_type: The media type, such as image/png.
        :param size: How many bytes the file has.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises InvalidStateError: The record's present state does not allow the operation.
        :raises AttachmentRejectedError: A file is empty, too large or of a kind that is not taken, or the event has
            too many; message says why.
        :raises UploadLimitExceededError: The caller's open uploads are too many or have too many bytes together;
            finish or abort one.
        """
        return await self._call(
            operations.BEGIN_UPLOAD,
            {
                "event_id": event_id,
                "reply_id": reply_id,
                "file_name": file_name,
                "media_type": media_type,
                "size": size,
            },
            request_id=request_id,
        )

    async def upload_part(
        self, upload_id: int, *, offset: int, content: bytes, progress: Progress | None = None
    ) -> Upload:
        """Send the next part of a file.

        Parts come in order; to send one again that arrived already does no harm. Needs the permission replies:post
        (every role).

        :param upload_id: The upload's number.
        :param offset: Where in the file the part begins: the upload's received_bytes.
        :param content: The part's bytes: at most the upload's part_bytes, at least 65536 except the last.
        :param progress: Called with the bytes sent so far and the bytes in all, while the request is sent.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises InvalidStateError: The record's present state does not allow the operation.
        :raises UploadOffsetError: The part neither follows on what was received nor repeats it, or parts are
            missing; message says at which offset the next one begins, and events.get_upload does in received_bytes.
        """
        return await self._call(
            operations.UPLOAD_PART, {"upload_id": upload_id, "offset": offset, "content": content}, progress=progress
        )

    async def get_upload(self, upload_id: int) -> Upload:
        """Return how far an upload of the caller's has come, to go on with it.

        Needs the permission replies:post (every role).

        :param upload_id: The upload's number.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        """
        return await self._call(operations.GET_UPLOAD, {"upload_id": upload_id})

    async def finish_upload(self, upload_id: int, *, sha256: bytes, request_id: str | None = None) -> Attachment:
        """Attach the file whose parts have all arrived; its digest tells whether they arrived as they were sent.

        Needs the permission replies:post (every role).

        :param upload_id: The upload's number.
        :param sha256: The SHA-256 digest of the whole file, 32 bytes.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises InvalidStateError: The record's present state does not allow the operation.
        :raises AttachmentRejectedError: A file is empty, too large or of a kind that is not taken, or the event has
            too many; message says why.
        :raises UploadOffsetError: The part neither follows on what was received nor repeats it, or parts are
            missing; message says at which offset the next one begins, and events.get_upload does in received_bytes.
        :raises DigestMismatchError: The parts that arrived do not have the SHA-256 digest that was sent; abort the
            upload and begin anew.
        """
        return await self._call(
            operations.FINISH_UPLOAD, {"upload_id": upload_id, "sha256": sha256}, request_id=request_id
        )

    async def abort_upload(self, upload_id: int, *, request_id: str | None = None) -> None:
        """Throw away an upload that is not finished.

        Needs the permission replies:post (every role).

        :param upload_id: The upload's number.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises InvalidStateError: The record's present state does not allow the operation.
        """
        await self._call(operations.ABORT_UPLOAD, {"upload_id": upload_id}, request_id=request_id)
