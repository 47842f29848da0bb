# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: replies."""

from dataclasses import dataclass
from datetime import datetime

from client_sdk.models.common import UserSummary
from client_sdk.models.words import ReplyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A message in the conversation on an event.

    :ivar id: The reply's number.
    :ivar event_id: The event's number.
    :ivar author: Who wrote it.
    :ivar kind: Whether it is a reply, a proposed solution, or a note that customers never see.
    :ivar text: What is said.
    :ivar posted_at: When it was posted.
    """

    id: int
    event_id: int
    author: UserSummary
    kind: ReplyKind
    text: str
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyList:
    """A page of replies, oldest first.

    :ivar replies: The replies.
    :ivar total: How many records the filter matches; see total_is_exact.
    :ivar total_is_exact: False where counting stopped at 10000 because exact_total was not asked for.
    :ivar next_cursor: Send it as page.cursor for the next page; absent on the last page.
    """

    replies: tuple[Reply, ...]
    total: int
    total_is_exact: bool
    next_cursor: str | None = None
