# Written from the contract by scripts/docs; changes are made there.
"""The server: whether it answers, what it offers, what has changed, and who did it."""

from datetime import datetime

from client_sdk import operations
from client_sdk.aio.base import AsyncResource
from client_sdk.arguments import given
from client_sdk.models.common import Page
from client_sdk.models.system import AuditEntry, AuditEntryList, AuditFilter, ChangeList, Pong, ServerInfo
from client_sdk.models.words import Outcome
from client_sdk.paging import AsyncPages


class AsyncSystem(AsyncResource):
    """The server: whether it answers, what it offers, what has changed, and who did it."""

    async def ping(self, *, text: str | None = None) -> Pong:
        """Answer with the text that was sent and the server's time.

        Needs no login.

        :param text: Anything; it comes back as it is.
        """
        return await self._call(operations.PING, {"text": text})

    async def get_server_info(self) -> ServerInfo:
        """Return what the server is and the limits that a client has to keep.

        Needs the permission server:read (every role).
        """
        return await self._call(operations.GET_SERVER_INFO, {})

    async def get_changes(self, *, cursor: str | None = None, size: int | None = None) -> ChangeList:
        """Return what happened to the events that the caller may see, in order, from a cursor on.

        A mirror keeps next_cursor and calls again later; nothing is skipped, and an event that the caller may no
        longer see comes as a change with removed = true. Needs the permission changes:read (every role).

        :param cursor: The next_cursor of the last call; absent to start.
        :param size: At most so many changes; 50 if None or 0.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        """
        return await self._call(operations.GET_CHANGES, {"cursor": cursor, "size": size})

    def list_audit_entries(
        self,
        *,
        actor_id: int | None = None,
        operation: str | None = None,
        subject: str | None = None,
        outcome: Outcome | None = None,
        happened_from: datetime | None = None,
        happened_before: datetime | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
        exact_total: bool | None = None,
    ) -> AsyncPages[AuditEntry, AuditEntryList]:
        """List who changed what and what was refused to whom, latest first.

        Needs the permission audit:read (admin).

        :param actor_id: Only calls of this user.
        :param operation: Only calls of this operation.
        :param subject: Only calls about this, such as event:1042.
        :param outcome: Only those that were done, or refused.
        :param happened_from: Only those then or later.
        :param happened_before: Only those before.
        :param page_size: Records a page, 1 to 200; 50 if None or 0.
        :param cursor: The next_cursor of the page before; absent for the first page.
        :param exact_total: True to count past 10000, which takes time on a large desk.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        """
        return self._pages(
            operations.LIST_AUDIT_ENTRIES,
            {
                "filter": given(
                    AuditFilter(
                        actor_id=actor_id,
                        operation=operation,
                        subject=subject,
                        outcome=outcome,
                        happened_from=happened_from,
                        happened_before=happened_before,
                    )
                ),
                "page": given(Page(size=page_size, cursor=cursor, exact_total=exact_total)),
            },
            "entries",
        )
