"""SystemService: the server itself, the feed of changes, and the audit log."""

from typing import Annotated

from db.vocabulary import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, Length, Permission
from soap_server.contract import NAMESPACE
from soap_server.contract.common import Page
from soap_server.contract.members import ZERO_IS_NIL, Range, Text
from soap_server.contract.system import (
    AuditEntryList,
    AuditFilter,
    Change,
    ChangeList,
    Pong,
    ServerInfo,
    render_audit_entry,
)
from soap_server.desk import audit, changes
from soap_server.desk.audit import AuditQuery
from soap_server.desk.desk import Desk
from soap_server.desk.errors import CursorInvalidError
from soap_server.operations.declaration import PUBLIC, Service
from soap_server.operations.paging import read_page, totals

SYSTEM = Service("SystemService", "The server: whether it answers, what it offers, what has changed, and who did it.")


@SYSTEM.operation(requires=PUBLIC, waits=False)
def ping(desk: Desk, *, text: Annotated[str | None, Text(0, 1000), "Anything; it comes back as it is."]) -> Pong:
    """Answer with the text that was sent and the server's time."""
    return Pong(text=text, server_time=desk.now)


@SYSTEM.operation(requires=Permission.SERVER_READ)
def get_server_info(desk: Desk) -> ServerInfo:
    """Return what the server is and the limits that a client has to keep."""
    facts, rules = desk.office.facts, desk.rules
    return ServerInfo(
        product="SoapDesk",
        product_version=facts.version,
        contract_namespace=NAMESPACE,
        server_time=desk.now,
        max_request_bytes=facts.max_request_bytes,
        max_upload_request_bytes=facts.max_upload_request_bytes,
        max_attachment_bytes=rules.max_attachment_bytes,
        max_page_size=MAX_PAGE_SIZE,
        session_idle_seconds=int(rules.session_idle.total_seconds()),
        min_password_length=rules.min_password_length,
        max_attachments=rules.max_attachments,
        rating_change_seconds=int(rules.rating_change_window.total_seconds()),
        reopening_seconds=int(rules.reopening_window.total_seconds()),
        recovery_seconds=int(rules.recovery_window.total_seconds()),
    )


@SYSTEM.operation(requires=Permission.CHANGES_READ, prepare=changes.number_changes, refuses=(CursorInvalidError,))
def get_changes(
    desk: Desk,
    *,
    cursor: Annotated[str | None, Text(1, Length.CURSOR), "The nextCursor of the last call; absent to start."],
    size: Annotated[
        int | None, ZERO_IS_NIL, Range(1, MAX_PAGE_SIZE), f"At most so many changes; {DEFAULT_PAGE_SIZE} if nil or 0."
    ],
) -> ChangeList:
    """Return what happened to the events that the caller may see, in order, from a cursor on.

    A mirror keeps nextCursor and calls again later; nothing is skipped, and an event that the caller may no
    longer see comes as a change with removed = true.
    """
    feed = changes.read_changes(desk, cursor=cursor, size=size or DEFAULT_PAGE_SIZE)
    return ChangeList(
        changes=[
            Change(
                event_id=change.event_id,
                operation=change.operation,
                status=change.status,
                version=change.event_version,
                removed=change.removed_for_id is not None,
                happened_at=change.happened_at,
            )
            for change in feed.changes
        ],
        next_cursor=feed.next_cursor,
        has_more=feed.has_more,
    )


@SYSTEM.operation(requires=Permission.AUDIT_READ, refuses=(CursorInvalidError,))
def list_audit_entries(
    desk: Desk,
    *,
    filter: Annotated[AuditFilter | None, "Which entries; absent for all."],
    page: Annotated[Page | None, "Which page; absent for the first 50."],
) -> AuditEntryList:
    """List who changed what and what was refused to whom, latest first."""
    wanted = AuditQuery()
    if filter is not None:
        wanted = AuditQuery(
            filter.actor_id,
            filter.operation,
            filter.subject,
            filter.outcome,
            filter.happened_from,
            filter.happened_before,
        )
    found = audit.list_entries(desk, wanted, read_page(page))
    return AuditEntryList(entries=[render_audit_entry(entry) for entry in found.rows], **totals(found))
