# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: system."""

from dataclasses import dataclass
from datetime import datetime

from client_sdk.models.words import EventStatus, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One write, or one refusal: who called what, about what, from where, and how it ended.

    :ivar id: The entry's number.
    :ivar happened_at: When.
    :ivar actor_id: Who called; None for a caller who was not logged in.
    :ivar actor_name: The display name that the caller has now.
    :ivar operation: The operation.
    :ivar subject: What it was about, such as event:1042 or user:31.
    :ivar outcome: Whether it was done or refused.
    :ivar code: The code of the fault, if it was refused.
    :ivar address: The address that the call came from.
    :ivar correlation_id: Names the call in the server's log.
    """

    id: int
    happened_at: datetime
    actor_id: int | None = None
    actor_name: str | None = None
    operation: str
    subject: str | None = None
    outcome: Outcome
    code: str | None = None
    address: str
    correlation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntryList:
    """A page of the audit log, latest first.

    :ivar entries: The entries.
    :ivar total: How many records the filter matches; see total_is_exact.
    :ivar total_is_exact: False where counting stopped at 10000 because exact_total was not asked for.
    :ivar next_cursor: Send it as page.cursor for the next page; absent on the last page.
    """

    entries: tuple[AuditEntry, ...]
    total: int
    total_is_exact: bool
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries are wanted; all that is given must hold.

    :ivar actor_id: Only calls of this user.
    :ivar operation: Only calls of this operation.
    :ivar subject: Only calls about this, such as event:1042.
    :ivar outcome: Only those that were done, or refused.
    :ivar happened_from: Only those then or later.
    :ivar happened_before: Only those before.
    """

    actor_id: int | None = None
    operation: str | None = None
    subject: str | None = None
    outcome: Outcome | None = None
    happened_from: datetime | None = None
    happened_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something happened to an event.

    :ivar event_id: The event's number.
    :ivar operation: The operation that changed it.
    :ivar status: The event's state after the change.
    :ivar version: Rises with every change of the record; send it back as expected_version.
    :ivar removed: True if the caller may no longer see the event: a mirror deletes it.
    :ivar happened_at: When.
    """

    event_id: int
    operation: str
    status: EventStatus
    version: int
    removed: bool
    happened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeList:
    """A part of the change feed, in order.

    :ivar changes: The changes.
    :ivar next_cursor: Send it as cursor to go on from here, now or later.
    :ivar has_more: Whether more changes wait already.
    """

    changes: tuple[Change, ...]
    next_cursor: str
    has_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pong:
    """The answer to a system.ping.

    :ivar text: The text that was sent.
    :ivar server_time: The server's time.
    """

    text: str | None = None
    server_time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerInfo:
    """What a client may want to know of the server.

    :ivar product: The name of the product.
    :ivar product_version: The version of the product.
    :ivar contract_namespace: The namespace of the contract.
    :ivar server_time: The server's time.
    :ivar max_request_bytes: The largest ordinary request.
    :ivar max_upload_request_bytes: The largest request of the operations that carry attachments.
    :ivar max_attachment_bytes: The largest attachment.
    :ivar max_page_size: The most records that a page may have.
    :ivar session_idle_seconds: After so many seconds without a call a session ends.
    :ivar min_password_length: Characters that a new password must have at least.
    :ivar max_attachments: The most attachments that an event may have.
    :ivar rating_change_seconds: How long a rating can be changed.
    :ivar reopening_seconds: How long a completed event can be reopened.
    :ivar recovery_seconds: How long a deleted event can be restored.
    """

    product: str
    product_version: str
    contract_namespace: str
    server_time: datetime
    max_request_bytes: int
    max_upload_request_bytes: int
    max_attachment_bytes: int
    max_page_size: int
    session_idle_seconds: int
    min_password_length: int
    max_attachments: int
    rating_change_seconds: int
    reopening_seconds: int
    recovery_seconds: int
