"""Verbs of the customer's decision: complete, reopen, rate; and the lists of ratings."""

from dataclasses import dataclass
from datetime import datetime
from operator import eq, ge, lt

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from db.models import Event, Rating
from db.vocabulary import EventStatus, Permission
from soap_server.desk.desk import Desk
from soap_server.desk.errors import InvalidStateError, NotFoundError
from soap_server.desk.events import event_for_update, load_event, move_event
from soap_server.desk.filtering import narrowed
from soap_server.desk.lifecycle import check_transition
from soap_server.desk.notices import notify
from soap_server.desk.paging import Order, PageOf, Paging, fetch_page
from soap_server.desk.record import mark_changed, record_step

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


def list_ratings(desk: Desk, wanted: RatingQuery, paging: Paging) -> PageOf[Rating]:
    """Return a page of ratings, latest first: those that the actor gave and got, or all of them."""
    query = select(Rating)
    if not desk.actor.has(Permission.SCORECARDS_READ_ALL):
        # By columns of the rating, each with an index, and not by the events that the actor sees.
        mine = or_(Rating.customer_id == desk.actor.id, Rating.handler_id == desk.actor.id)
        query = query.join(Event, Event.id == Rating.event_id).where(mine, Event.status != EventStatus.DELETED)
    query = narrowed(
        query,
        (Rating.handler_id, eq, wanted.handler_id),
        (Rating.score, eq, wanted.score),
        (Rating.rated_at, ge, wanted.rated_from),
        (Rating.rated_at, lt, wanted.rated_before),
    )
    order = Order((Rating.rated_at, Rating.id), descending=True)
    return fetch_page(desk, query, order=order, paging=paging, scope=wanted, options=_PEOPLE)
