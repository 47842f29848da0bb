# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: system."""

from dataclasses import dataclass
from datetime import datetime

from client_sdk.models.words import EventStatus


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
    """The answer to a Ping.

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
