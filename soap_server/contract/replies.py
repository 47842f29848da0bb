"""The conversation on an event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from db.models import Reply as ReplyModel
from db.rows import ReplyRow
from db.vocabulary import Length, ReplyKind
from soap_server.contract.common import EventId, NextCursor, Total, TotalIsExact, UserSummary, render_user_summary
from soap_server.contract.members import LONG, Text

ReplyText = Annotated[str, Text(1, Length.CONTENT), "What is said."]


@dataclass(frozen=True, slots=True)
class Reply:
    """A message in the conversation on an event."""

    id: Annotated[int, LONG, "The reply's number."]
    event_id: EventId
    author: Annotated[UserSummary, "Who wrote it."]
    kind: Annotated[ReplyKind, "Whether it is a reply, a proposed solution, or a note that customers never see."]
    text: Annotated[str, "What is said."]
    posted_at: Annotated[datetime, "When it was posted."]


@dataclass(frozen=True, slots=True)
class ReplyList:
    """A page of replies, oldest first."""

    replies: Annotated[list[Reply], "The replies."]
    total: Total
    total_is_exact: TotalIsExact
    next_cursor: NextCursor


def render_reply(reply: ReplyModel | ReplyRow) -> Reply:
    """Return a reply; ``author`` must be loaded."""
    return Reply(
        id=reply.id,
        event_id=reply.event_id,
        author=render_user_summary(reply.author),
        kind=reply.kind,
        text=reply.text,
        posted_at=reply.posted_at,
    )
