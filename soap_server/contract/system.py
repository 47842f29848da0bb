"""The server itself, and the feed of changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from db.vocabulary import EventStatus
from soap_server.contract.common import EventId, Version
from soap_server.contract.members import LONG


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
