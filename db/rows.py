"""Rows as reads bring them: plain values without the ORM, under the names that the models have.

The ORM is for what changes. To load an event for one answer it takes ten times as long as the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Executable, FromClause, exists, join, select
from sqlalchemy.orm import Session, aliased

from db.models import Attachment, Event, EventCategory, Rating, Reply, User
from db.models.events import PRIORITY_RANKS
from db.prepared import execute
from db.session import connection_of
from db.vocabulary import EventStatus, Priority, ReplyKind


class Person(NamedTuple):
    """Somebody, named."""

    id: int
    display_name: str


@dataclass(slots=True)
class ListedEvent:
    """An event as a list shows it."""

    id: int
    title: str
    status: EventStatus
    priority: Priority
    priority_rank: int
    category_code: str
    customer_id: int
    customer_name: str
    handler_id: int | None
    handler_name: str | None
    reply_count: int
    submitted_at: datetime
    updated_at: datetime
    version: int

    @property
    def customer(self) -> Person:
        """Who wants it solved."""
        return Person(self.customer_id, self.customer_name)

    @property
    def handler(self) -> Person | None:
        """Who handles it."""
        return None if self.handler_id is None else Person(self.handler_id, self.handler_name or "")


@dataclass(slots=True)
class WholeEvent(ListedEvent):
    """An event with its content, and what else there is of it."""

    category_id: int
    content: str
    reopen_count: int
    assigned_at: datetime | None
    resolved_at: datetime | None
    completed_at: datetime | None
    deleted_at: datetime | None
    rated_at: datetime | None
    has_attachments: bool


@dataclass(slots=True)
class ReplyRow:
    """A message in the conversation on an event."""

    id: int
    event_id: int
    author_id: int
    author_name: str
    kind: ReplyKind
    text: str
    posted_at: datetime

    @property
    def author(self) -> Person:
        """Who wrote it."""
        return Person(self.author_id, self.author_name)


@dataclass(slots=True)
class ListedRating:
    """A rating as a list shows it."""

    id: int
    event_id: int
    customer_id: int
    customer_name: str
    handler_id: int
    handler_name: str
    score: int
    opinion: str | None
    rated_at: datetime
    changed_at: datetime | None

    @property
    def customer(self) -> Person:
        """Who rated."""
        return Person(self.customer_id, self.customer_name)

    @property
    def handler(self) -> Person:
        """Who was rated."""
        return Person(self.handler_id, self.handler_name)


def new_event(event_id: int, values: Mapping[str, Any], *, category_code: str, customer: Person) -> WholeEvent:
    """Return an event that was just inserted with these values, as it would be read."""
    missing: dict[str, Any] = dict.fromkeys(field.name for field in fields(WholeEvent))
    known = {name: value for name, value in values.items() if name in missing}
    return WholeEvent(
        **missing
        | known
        | {
            "id": event_id,
            "priority_rank": PRIORITY_RANKS[values["priority"]],
            "category_code": category_code,
            "customer_name": customer.display_name,
            "has_attachments": False,
        }
    )


def run(session: Session, statement: Executable, values: Mapping[str, Any]) -> Sequence[Any]:
    """Return the rows of a statement that was built once, in the transaction of ``session``."""
    return execute(connection_of(session), statement, values)


_CUSTOMER, _HANDLER = aliased(User), aliased(User)
_ELSEWHERE: Mapping[str, Any] = {
    "category_code": EventCategory.code,
    "customer_name": _CUSTOMER.display_name,
    "handler_name": _HANDLER.display_name,
    "author_name": User.display_name,
    "rated_at": Rating.rated_at,
    "has_attachments": exists(select(Attachment.id).where(Attachment.event_id == Event.id)),
}


def columns_of(row: type[Any], model: type[Any]) -> list[ColumnElement[Any]]:
    """Return the columns of a row, in its order."""
    names = [field.name for field in fields(row)]
    return [_ELSEWHERE[name] if name in _ELSEWHERE else getattr(model, name) for name in names]


def events_with_people() -> FromClause:
    """Return what a ListedEvent is selected from."""
    of_events = join(Event, EventCategory, EventCategory.id == Event.category_id)
    return of_events.join(_CUSTOMER, _CUSTOMER.id == Event.customer_id).outerjoin(
        _HANDLER, _HANDLER.id == Event.handler_id
    )


def ratings_with_people() -> FromClause:
    """Return what a ListedRating is selected from."""
    by_customers = join(Rating, _CUSTOMER, _CUSTOMER.id == Rating.customer_id)
    return by_customers.join(_HANDLER, _HANDLER.id == Rating.handler_id)


def whole_events() -> FromClause:
    """Return what a WholeEvent is selected from."""
    return events_with_people().outerjoin(Rating, Rating.event_id == Event.id)


def replies_with_authors() -> FromClause:
    """Return what a ReplyRow is selected from."""
    return join(Reply, User, User.id == Reply.author_id)
