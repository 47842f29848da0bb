"""Verbs on single events: submit, get, update, withdraw, describe, and their history."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from db import search
from db.models import Attachment, Event, EventCategory, EventHistory, Rating, Reply
from db.rows import ReplyRow, WholeEvent, columns_of, replies_with_authors, run, whole_events
from db.vocabulary import EventStatus, Permission, Priority, ReplyKind
from soap_server.desk.desk import Desk
from soap_server.desk.errors import ConflictError, InvalidArgumentError, NotFoundError, PermissionDeniedError
from soap_server.desk.lifecycle import allowed_operations, check_transition
from soap_server.desk.paging import Order, PageOf, Paging, fetch_page
from soap_server.desk.record import end_assignment, mark_changed, record_step
from soap_server.desk.visibility import ME, any_of, grounds, reads_notes

SHOWN_REPLIES = 50
EVENT_PEOPLE = (joinedload(Event.customer), joinedload(Event.handler), joinedload(Event.category))
"""What a rendered event needs loaded."""


@dataclass(frozen=True)
class EventFile:
    """An event with all that belongs to it, as far as the actor may see it."""

    event: WholeEvent
    attachments: Sequence[Attachment]
    replies: Sequence[ReplyRow]
    rating: Rating | None
    allowed_operations: list[str]


def get_event(desk: Desk, event_id: int) -> EventFile:
    """Return an event with its attachments, latest replies and rating.

    :raises NotFoundError: if there is no such event, or the actor may not see it.
    """
    event = load_event(desk, event_id)
    with_notes = reads_notes(desk.actor, event)
    latest = run(desk.session, _LATEST_REPLIES[with_notes], {"event": event_id})
    return EventFile(
        event=event,
        attachments=_attachments(desk, event_id, with_notes=with_notes) if event.has_attachments else (),
        replies=[ReplyRow(*row) for row in reversed(latest)],
        rating=_rating(desk, event_id) if event.rated_at else None,
        allowed_operations=what_is_allowed(desk, event),
    )


def what_is_allowed(desk: Desk, event: WholeEvent) -> list[str]:
    """Return the operations that the actor may call on an event now."""
    return allowed_operations(desk.actor, event, now=desk.now, rules=desk.rules, rated_at=event.rated_at)


def _attachments(desk: Desk, event_id: int, *, with_notes: bool) -> Sequence[Attachment]:
    query = select(Attachment).where(Attachment.event_id == event_id).order_by(Attachment.id)
    return desk.session.scalars(query if with_notes else query.where(Attachment.internal.is_(False))).all()


def _rating(desk: Desk, event_id: int) -> Rating | None:
    people = joinedload(Rating.customer), joinedload(Rating.handler)
    return desk.session.scalar(select(Rating).where(Rating.event_id == event_id).options(*people))


def _latest_replies(*, with_notes: bool) -> Select[Any]:
    query = select(*columns_of(ReplyRow, Reply)).select_from(replies_with_authors())
    query = query.where(Reply.event_id == bindparam("event")).order_by(Reply.id.desc()).limit(SHOWN_REPLIES)
    return query if with_notes else query.where(Reply.kind != ReplyKind.INTERNAL_NOTE)


_LATEST_REPLIES = {with_notes: _latest_replies(with_notes=with_notes) for with_notes in (True, False)}


def update_event(
    desk: Desk,
    event_id: int,
    *,
    expected_version: int,
    title: str | None,
    content: str | None,
    category: str | None,
    priority: Priority | None,
) -> Event:
    """Change what is given of an event; its customer may change all of it, staff the category and priority.

    :raises PermissionDeniedError: if somebody else than the customer changes the title or content.
    """
    event = event_for_update(desk, event_id, expected_version)
    check_transition(desk.actor, "UpdateEvent", event, now=desk.now, rules=desk.rules)
    if (title is not None or content is not None) and event.customer_id != desk.actor.id:
        raise PermissionDeniedError("Only the event's customer may change its title and content.")
    if category is not None:
        event.category = find_category(desk, category)
    event.title = event.title if title is None else title
    event.content = event.content if content is None else content
    event.priority = priority or event.priority
    if not desk.session.is_modified(event):
        return event
    mark_changed(desk, event)
    if title is not None or content is not None:
        search.index_event(desk.session, event, is_new=False)
    record_step(desk, event, from_status=event.status)
    return event


def withdraw_event(desk: Desk, event_id: int, *, expected_version: int, reason: str | None) -> Event:
    """Take an event back."""
    return move_event(desk, event_id, "WithdrawEvent", expected_version=expected_version, note=reason)


def move_event(desk: Desk, event_id: int, operation: str, *, expected_version: int, note: str | None = None) -> Event:
    """Take an event along one row of the lifecycle's table and return it."""
    event = event_for_update(desk, event_id, expected_version)
    before = event.status
    event.status = check_transition(desk.actor, operation, event, now=desk.now, rules=desk.rules)
    mark_changed(desk, event)
    _EFFECTS[operation](desk, event)
    removed_for = [event.customer_id, event.handler_id] if event.status == EventStatus.DELETED else []
    record_step(desk, event, from_status=before, note=note, removed_for=removed_for)
    return event


def list_history(desk: Desk, event_id: int, paging: Paging) -> tuple[PageOf[EventHistory], bool]:
    """Return a page of an event's history, oldest first, and whether the actor may read the internal notes in it."""
    with_notes = reads_notes(desk.actor, load_event(desk, event_id))
    query = select(EventHistory).where(EventHistory.event_id == event_id)
    if not with_notes:
        query = query.where(EventHistory.internal.is_(False))
    page = fetch_page(
        desk,
        query,
        order=Order((EventHistory.id,)),
        paging=paging,
        scope=event_id,
        options=[joinedload(EventHistory.actor)],
    )
    return page, with_notes


def list_categories(desk: Desk) -> Sequence[EventCategory]:
    """Return the categories in use, by code."""
    query = select(EventCategory).where(EventCategory.active).order_by(EventCategory.code)
    return desk.session.scalars(query).all()


def load_event(desk: Desk, event_id: int) -> WholeEvent:
    """Return an event that the actor sees, to be read.

    :raises NotFoundError: if there is no such event, or the actor may not see it.
    """
    desk.about("event", event_id)
    found = run(desk.session, _one_event(desk.actor.permissions), {"me": desk.actor.id, "event": event_id})
    if not found:
        raise NotFoundError("There is no such event.", field="eventId")
    return WholeEvent(*found[0])


@lru_cache(maxsize=64)
def _one_event(permissions: frozenset[Permission]) -> Select[Any]:
    query = select(*columns_of(WholeEvent, Event)).select_from(whole_events())
    return query.where(Event.id == bindparam("event"), any_of(grounds(permissions, ME)))


def event_for_update(desk: Desk, event_id: int, expected_version: int | None) -> Event:
    """Return an event that the actor sees, locked until the transaction ends.

    :param expected_version: what the caller last saw; None where the change does not depend on it.
    :raises NotFoundError: if there is no such event, or the actor may not see it.
    :raises ConflictError: if the event has changed since.
    """
    desk.about("event", event_id)
    values = {"me": desk.actor.id, "event": event_id}
    event: Event | None = desk.session.scalar(_event_to_change(desk.actor.permissions), values)
    if event is None:
        raise NotFoundError("There is no such event.", field="eventId")
    if expected_version is not None and event.version != expected_version:
        raise ConflictError(
            f"The event has changed: it is version {event.version} now, not {expected_version}.",
            field="expectedVersion",
        )
    return event


@lru_cache(maxsize=64)
def _event_to_change(permissions: frozenset[Permission]) -> Select[Any]:
    query = select(Event).where(Event.id == bindparam("event"), any_of(grounds(permissions, ME)))
    return query.options(*EVENT_PEOPLE).with_for_update(of=Event).execution_options(populate_existing=True)


def find_category(desk: Desk, code: str) -> EventCategory:
    """Return the category in use with this code.

    :raises InvalidArgumentError: if there is none.
    """
    category = desk.session.scalar(select(EventCategory).where(EventCategory.code == code, EventCategory.active))
    if category is None:
        raise no_such_category()
    return category


def no_such_category() -> InvalidArgumentError:
    """Return the refusal of a category that is not in use."""
    return InvalidArgumentError("There is no such category; DescribeEvents lists them.", field="category")


def _complete(desk: Desk, event: Event) -> None:
    event.completed_at = desk.now


def _reopen(_desk: Desk, event: Event) -> None:
    event.completed_at = None
    event.reopen_count += 1


def _withdraw(desk: Desk, event: Event) -> None:
    event.withdrawn_at = desk.now
    end_assignment(desk, event)


def _delete(desk: Desk, event: Event) -> None:
    event.deleted_at = desk.now


def _restore(_desk: Desk, event: Event) -> None:
    event.deleted_at = None


_EFFECTS = {
    "CompleteEvent": _complete,
    "ReopenEvent": _reopen,
    "WithdrawEvent": _withdraw,
    "DeleteWithdrawnEvent": _delete,
    "RestoreEvent": _restore,
}
"""What else changes with a transition that needs no more than the state."""
