"""Lists of events: filtered, sorted, in pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache

from sqlalchemy import ColumnElement, Text, bindparam, false, not_

from db import search
from db.models import Event
from db.models.events import PRIORITY_RANKS
from db.rows import ListedEvent, columns_of, events_with_people
from db.vocabulary import EventStatus, Permission, Priority
from soap_server.desk.desk import Desk
from soap_server.desk.events import find_category
from soap_server.desk.paging import Order, PageOf, Paging
from soap_server.desk.row_lists import RowList, build, fetch
from soap_server.desk.searching import Search, Side, build_search
from soap_server.desk.visibility import ME, grounds, is_deleted, status_is


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
) -> PageOf[ListedEvent]:
    """Return a page of the events that the actor sees and wants."""
    # The rank of a priority falls with its urgency.
    order = Order(sort_by.value, descending=descending != (sort_by is SortBy.PRIORITY))
    return _fetch(desk, wanted, paging, order)


def list_unassigned_events(desk: Desk, wanted: EventQuery, paging: Paging) -> PageOf[ListedEvent]:
    """Return a page of the events that wait for a handler, most urgent first, and of those the longest waiting."""
    return _fetch(desk, wanted, paging, Order(SortBy.PRIORITY.value), "unassigned")


def _fetch(desk: Desk, wanted: EventQuery, paging: Paging, order: Order, *more: str) -> PageOf[ListedEvent]:
    values = {name: value for name, value in vars(wanted).items() if value is not None}
    if wanted.category is not None:
        values["category"] = find_category(desk, wanted.category).id
    if wanted.priority is not None:
        values["priority"] = PRIORITY_RANKS[wanted.priority]
    if wanted.text is not None:
        values["text"] = search.search_query(desk.session, wanted.text)
        if values["text"] is None:
            more = (*more, "nothing")
    conditions = (*values, *more) if wanted.statuses else (*values, *more, "not_deleted")
    on_postgresql = search.is_postgresql(desk.session)
    built = _built(desk.actor.permissions, conditions, order, on_postgresql=on_postgresql)
    return fetch(desk, built, paging=paging, scope=wanted, values={**values, "me": desk.actor.id})


@lru_cache(maxsize=512)
def _built(
    permissions: frozenset[Permission], conditions: tuple[str, ...], order: Order, *, on_postgresql: bool
) -> RowList[ListedEvent]:
    """Return the list of events that somebody with these permissions sees, on these conditions."""
    parts = columns_of(ListedEvent, Event), events_with_people()
    whose = grounds(permissions, ME)
    if "text" in conditions and on_postgresql:
        others = [_CONDITIONS[name] for name in conditions if name != "text"]
        found = _search(permissions, frozenset(conditions))
        return build_search(*parts, others, whose, found, order=order, make=ListedEvent)
    matching = Event.id.in_(search.events_that_match(_TEXT, on_postgresql=False))
    possible = {**_CONDITIONS, "text": matching}
    return build(*parts, [possible[name] for name in conditions], whose, order=order, make=ListedEvent)


def _search(permissions: frozenset[Permission], conditions: frozenset[str]) -> Search:
    """Return how a text is searched for on PostgreSQL: first where less is to be expected."""
    sees_all = Permission.EVENTS_READ_ALL in permissions
    keys = search.events_that_match(_TEXT, on_postgresql=True)
    if sees_all and conditions <= {"text", "not_deleted"}:
        return Search(keys, _matches, (Side.MATCHING,), holds=_is_not_deleted)
    if sees_all and conditions.isdisjoint({"customer_id", "handler_id"}):
        return Search(keys, _matches, (Side.MATCHING, Side.SEEN, Side.BOTH))
    return Search(keys, _matches, (Side.SEEN, Side.MATCHING, Side.BOTH))


def _matches(event_id: ColumnElement[int]) -> ColumnElement[bool]:
    return search.matches(event_id, _TEXT)


def _is_not_deleted(event_id: ColumnElement[int]) -> ColumnElement[bool]:
    return ~is_deleted(event_id)


_TEXT = bindparam("text", type_=Text)
_CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    "nothing": false(),
    "unassigned": status_is(EventStatus.SUBMITTED),
    "not_deleted": not_(status_is(EventStatus.DELETED)),
    "statuses": Event.status.in_(bindparam("statuses", expanding=True)),
    # By its rank, which has an index for each order.
    "priority": Event.priority_rank == bindparam("priority"),
    "category": Event.category_id == bindparam("category"),
    "customer_id": Event.customer_id == bindparam("customer_id"),
    "handler_id": Event.handler_id == bindparam("handler_id"),
    "submitted_from": Event.submitted_at >= bindparam("submitted_from"),
    "submitted_before": Event.submitted_at < bindparam("submitted_before"),
}
