"""The server itself, and the feed of changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from db.models import AuditEntry as AuditEntryRow
from db.vocabulary import EventStatus, Length, Outcome
from soap_server.contract.common import EventId, NextCursor, Total, TotalIsExact, Version
from soap_server.contract.members import LONG, ZERO_IS_NIL, Text


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to a Ping."""

    text: Annotated[str | None, "The text that was sent."]
    server_time: Annotated[datetime, "The server's time."]


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """What a client may want to know of the server."""

    product: Annotated[str, "The name of the product."]
    product_version: Annotated[str, "The version of the product."]
    contract_namespace: Annotated[str, "The namespace of the contract."]
    server_time: Annotated[datetime, "The server's time."]
    max_request_bytes: Annotated[int, "The largest ordinary request."]
    max_upload_request_bytes: Annotated[int, "The largest request of the operations that carry attachments."]
    max_attachment_bytes: Annotated[int, "The largest attachment."]
    max_page_size: Annotated[int, "The most records that a page may have."]
    session_idle_seconds: Annotated[int, "After so many seconds without a call a session ends."]
    min_password_length: Annotated[int, "Characters that a new password must have at least."]
    max_attachments: Annotated[int, "The most attachments that an event may have."]
    rating_change_seconds: Annotated[int, LONG, "How long a rating can be changed."]
    reopening_seconds: Annotated[int, LONG, "How long a completed event can be reopened."]
    recovery_seconds: Annotated[int, LONG, "How long a deleted event can be restored."]


@dataclass(frozen=True, slots=True)
class Change:
    """Something happened to an event."""

    event_id: EventId
    operation: Annotated[str, "The operation that changed it."]
    status: Annotated[EventStatus, "The event's state after the change."]
    version: Version
    removed: Annotated[bool, "True if the caller may no longer see the event: a mirror deletes it."]
    happened_at: Annotated[datetime, "When."]


@dataclass(frozen=True, slots=True)
class ChangeList:
    """A part of the change feed, in order."""

    changes: Annotated[list[Change], "The changes."]
    next_cursor: Annotated[str, "Send it as cursor to go on from here, now or later."]
    has_more: Annotated[bool, "Whether more changes wait already."]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One write, or one refusal: who called what, about what, from where, and how it ended."""

    id: Annotated[int, LONG, "The entry's number."]
    happened_at: Annotated[datetime, "When."]
    actor_id: Annotated[int | None, LONG, "Who called; nil for a caller who was not logged in."]
    actor_name: Annotated[str | None, "The display name that the caller has now."]
    operation: Annotated[str, "The operation."]
    subject: Annotated[str | None, "What it was about, such as event:1042 or user:31."]
    outcome: Annotated[Outcome, "Whether it was done or refused."]
    code: Annotated[str | None, "The code of the fault, if it was refused."]
    address: Annotated[str, "The address that the call came from."]
    correlation_id: Annotated[str, "Names the call in the server's log."]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are wanted; all that is given must hold."""

    actor_id: Annotated[int | None, LONG, ZERO_IS_NIL, "Only calls of this user."]
    operation: Annotated[str | None, Text(1, Length.OPERATION, line=True), "Only calls of this operation."]
    subject: Annotated[str | None, Text(1, Length.SUBJECT, line=True), "Only calls about this, such as event:1042."]
    outcome: Annotated[Outcome | None, "Only those that were done, or refused."]
    happened_from: Annotated[datetime | None, "Only those then or later."]
    happened_before: Annotated[datetime | None, "Only those before."]


@dataclass(frozen=True, slots=True)
class AuditEntryList:
    """A page of the audit log, latest first."""

    entries: Annotated[list[AuditEntry], "The entries."]
    total: Total
    total_is_exact: TotalIsExact
    next_cursor: NextCursor


def render_audit_entry(entry: AuditEntryRow) -> AuditEntry:
    """Return an entry of the audit log; ``actor`` must be loaded."""
    return AuditEntry(
        id=entry.id,
        happened_at=entry.happened_at,
        actor_id=entry.actor_id,
        actor_name=entry.actor.display_name if entry.actor else None,
        operation=entry.operation,
        subject=entry.subject,
        outcome=entry.outcome,
        code=entry.code,
        address=entry.address,
        correlation_id=entry.correlation_id,
    )
