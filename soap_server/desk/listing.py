"""Lists of events: filtered, sorted, in pages."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from operator import eq, ge, lt

from sqlalchemy import Select

from db import search
from db.models import Event, EventCategory
from db.vocabulary import EventStatus, Priority
from soap_server.desk.desk import Desk
from soap_server.desk.events import EVENT_PEOPLE, find_category
from soap_server.desk.filtering import narrowed
from soap_server.desk.paging import Order, PageOf, Paging, fetch_page
from soap_server.desk.visibility import visible_events


class SortBy(Enum):
    """The orders of a list of events; each has an index."""

    SUBMITTED = (Event.submitted_at, Event.id)
    UPDATED = (Event.updated_at, Event.id)
    PRIORITY = (Event.priority_rank, Event.submitted_at, Event.id)


@dataclass(frozen=True)
class EventQuery:
    """Which events are wanted; None does not restrict.

    ``statuses`` None means all but deleted.
    """

    statuses: tuple[EventStatus, ...] | None = None
    priority: Priority | None = None
    category: str | None = None
    customer_id: int | None = None
    handler_id: int | None = None
    submitted_from: datetime | None = None
    submitted_before: datetime | None = None
    text: str | None = None


def list_events(
    desk: Desk, wanted: EventQuery, paging: Paging, *, sort_by: SortBy = SortBy.SUBMITTED, descending: bool = True
) -> PageOf[Event]:
    """Return a page of the events that the actor sees and wants."""
    query = _filtered(desk, visible_events(desk.actor), wanted)
    # The rank of a priority falls with its urgency.
    order = Order(sort_by.value, descending=descending != (sort_by is SortBy.PRIORITY))
    return fetch_page(desk, query, order=order, paging=paging, scope=wanted, options=EVENT_PEOPLE)


def list_unassigned_events(desk: Desk, wanted: EventQuery, paging: Paging) -> PageOf[Event]:
    """Return a page of the events that wait for a handler, most urgent first, and of those the longest waiting."""
    query = _filtered(desk, visible_events(desk.actor).where(Event.status == EventStatus.SUBMITTED), wanted)
    order = Order(SortBy.PRIORITY.value)
    return fetch_page(desk, query, order=order, paging=paging, scope=wanted, options=EVENT_PEOPLE)


def _filtered(desk: Desk, query: Select[Event], wanted: EventQuery) -> Select[Event]:
    if wanted.statuses is None:
        query = query.where(Event.status != EventStatus.DELETED)
    else:
        query = query.where(Event.status.in_(wanted.statuses))
    if wanted.category is not None:
        query = query.where(Event.category_id == _category_id(desk, wanted.category))
    if wanted.text is not None:
        query = query.where(Event.id.in_(search.matching_events(desk.session, wanted.text)))
    return narrowed(
        query,
        (Event.priority, eq, wanted.priority),
        (Event.customer_id, eq, wanted.customer_id),
        (Event.handler_id, eq, wanted.handler_id),
        (Event.submitted_at, ge, wanted.submitted_from),
        (Event.submitted_at, lt, wanted.submitted_before),
    )


def _category_id(desk: Desk, code: str) -> int:
    category: EventCategory = find_category(desk, code)
    return category.id
