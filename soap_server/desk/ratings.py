"""Verbs of the customer's decision: complete, reopen, rate; and the lists of ratings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, bindparam, select
from sqlalchemy.orm import joinedload

from db.models import Event, Rating
from db.rows import ListedRating, columns_of, ratings_with_people
from db.vocabulary import Permission
from soap_server.desk.desk import Desk
from soap_server.desk.errors import InvalidStateError, NotFoundError
from soap_server.desk.events import event_for_update, load_event, move_event
from soap_server.desk.lifecycle import check_transition
from soap_server.desk.notices import notify
from soap_server.desk.paging import Order, PageOf, Paging
from soap_server.desk.record import mark_changed, record_step
from soap_server.desk.row_lists import RowList, build, fetch
from soap_server.desk.visibility import ME, is_deleted

_PEOPLE = (joinedload(Rating.customer), joinedload(Rating.handler))


@dataclass(frozen=True)
class RatingQuery:
    """Which ratings are wanted; None does not restrict."""

    handler_id: int | None = None
    score: int | None = None
    rated_from: datetime | None = None
    rated_before: datetime | None = None


def complete_event(desk: Desk, event_id: int, *, expected_version: int) -> Event:
    """Decide that an event is finished."""
    event = move_event(desk, event_id, "CompleteEvent", expected_version=expected_version)
    notify(desk, event, event.handler_id, "completed")
    return event


def reopen_event(desk: Desk, event_id: int, *, expected_version: int, reason: str) -> Event:
    """Decide that an event is not finished; its handler goes on."""
    event = move_event(desk, event_id, "ReopenEvent", expected_version=expected_version, note=reason)
    notify(desk, event, event.handler_id, "reopened")
    return event


def rate_event(desk: Desk, event_id: int, *, expected_version: int, score: int, opinion: str | None) -> Rating:
    """Rate how staff handled a completed event; within 12 hours the rating may be changed.

    :raises WindowClosedError: if the event was rated too long ago.
    """
    event = event_for_update(desk, event_id, expected_version)
    rating = desk.session.scalar(select(Rating).where(Rating.event_id == event.id))
    rated_at = rating.rated_at if rating else None
    check_transition(desk.actor, "RateEvent", event, now=desk.now, rules=desk.rules, rated_at=rated_at)
    if event.handler_id is None:
        raise InvalidStateError("Nobody handled this event.")
    if rating is None:
        rating = Rating(event_id=event.id, customer_id=desk.actor.id, handler_id=event.handler_id, rated_at=desk.now)
        desk.session.add(rating)
    else:
        rating.changed_at, rating.handler_id = desk.now, event.handler_id
    rating.score, rating.opinion = score, opinion or None
    mark_changed(desk, event)
    record_step(desk, event, from_status=event.status)
    return get_rating(desk, event_id)


def get_rating(desk: Desk, event_id: int) -> Rating:
    """Return the rating of an event.

    :raises NotFoundError: if there is no such event, the actor may not see it, or nobody rated it.
    """
    event = load_event(desk, event_id)
    rating = desk.session.scalar(select(Rating).where(Rating.event_id == event.id).options(*_PEOPLE))
    if rating is None:
        raise NotFoundError("The event is not rated.", field="eventId")
    return rating


def list_ratings(desk: Desk, wanted: RatingQuery, paging: Paging) -> PageOf[ListedRating]:
    """Return a page of ratings, latest first: those that the actor gave and got, or all of them."""
    values = {name: value for name, value in vars(wanted).items() if value is not None}
    built = _built(desk.actor.permissions, tuple(values))
    return fetch(desk, built, paging=paging, scope=wanted, values={**values, "me": desk.actor.id})


@lru_cache
def _built(permissions: frozenset[Permission], conditions: tuple[str, ...]) -> RowList[ListedRating]:
    """Return the list of ratings that somebody with these permissions sees, on these conditions."""
    wanted = [_CONDITIONS[name] for name in conditions]
    if Permission.SCORECARDS_READ_ALL in permissions:
        grounds: tuple[ColumnElement[bool], ...] = (Rating.id.is_not(None),)
    else:
        # By columns of the rating, each with an index, and not by the events that the actor sees.
        wanted.append(~is_deleted(Rating.event_id))
        grounds = Rating.customer_id == ME, and_(Rating.handler_id == ME, Rating.customer_id != ME)
    parts = columns_of(ListedRating, Rating), ratings_with_people()
    return build(*parts, wanted, grounds, order=_LATEST_FIRST, make=ListedRating)


_LATEST_FIRST = Order((Rating.rated_at, Rating.id), descending=True)
_CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    "handler_id": Rating.handler_id == bindparam("handler_id"),
    "score": Rating.score == bindparam("score"),
    "rated_from": Rating.rated_at >= bindparam("rated_from"),
    "rated_before": Rating.rated_at < bindparam("rated_before"),
}
