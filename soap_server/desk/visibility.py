"""Who may see and touch which event.

``may`` answers for one event in memory, ``grounds`` for all of them in SQL; a test proves for every role and every
kind of event that the two agree.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import and_, bindparam, exists, false, literal_column, not_, or_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.expression import ColumnElement

from db.models import Event
from db.rows import ListedEvent
from db.types import BIG_KEY
from db.vocabulary import EventStatus, Permission
from soap_server.desk.desk import Actor

AnyEvent = Event | ListedEvent
ME = bindparam("me", type_=BIG_KEY)
"""Who is calling, in statements that are built once for everybody with the same permissions."""


def status_is(status: EventStatus, event: Any = Event) -> ColumnElement[bool]:
    """Return the condition that an event is in a state, which is written out and not bound.

    So both databases find an index that holds such events only, whatever the statement's values are.
    """
    found: ColumnElement[bool] = event.status == literal_column(f"'{status.value}'")
    return found


_NOT_DELETED = not_(status_is(EventStatus.DELETED))


def may(actor: Actor, permission: Permission, event: AnyEvent) -> bool:
    """Say whether ``actor`` may use ``permission`` on ``event``: the role allows it, and the row rule too."""
    if not actor.has(permission) or not _sees(actor, event):
        return False
    rule = _ROW_RULES.get(permission)
    return rule is None or rule(actor, event)


def is_visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that ``actor`` may see the event of a row."""
    return any_of(grounds(actor.permissions, actor.id))


def grounds(permissions: frozenset[Permission], me: Any) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on which somebody sees an event: one of them, and never two, holds for each that they see.

    :param me: who it is, or ``ME``.
    """
    if Permission.EVENTS_READ not in permissions:
        return ()
    if Permission.EVENTS_READ_ALL in permissions:
        return (Event.id.is_not(None) if Permission.EVENTS_DELETE in permissions else _NOT_DELETED,)
    own = and_(Event.customer_id == me, _NOT_DELETED)
    if Permission.EVENTS_HANDLE in permissions:
        return own, and_(Event.handler_id == me, Event.customer_id != me, _NOT_DELETED)
    return (own,)


def is_deleted(event_id: Any) -> ColumnElement[bool]:
    """Return the condition that the event with this id is deleted; such are few, and have an index of their own."""
    deleted = aliased(Event)
    return exists().where(deleted.id == event_id, status_is(EventStatus.DELETED, deleted))


def any_of(conditions: tuple[ColumnElement[bool], ...]) -> ColumnElement[bool]:
    """Return the condition that one of several holds; none of none does."""
    return or_(*conditions) if conditions else false()


def reads_notes(actor: Actor, event: AnyEvent) -> bool:
    """Say whether ``actor`` may read internal notes on ``event``: never as its customer, whatever their role is now."""
    return actor.has(Permission.INTERNAL_NOTES) and not _is_customer(actor, event)


def notes_are_read(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that ``actor`` may read internal notes on the event of a row."""
    return Event.customer_id != actor.id if actor.has(Permission.INTERNAL_NOTES) else false()


def _sees(actor: Actor, event: AnyEvent) -> bool:
    if not actor.has(Permission.EVENTS_READ):
        return False
    if event.status == EventStatus.DELETED and not actor.has(Permission.EVENTS_DELETE):
        return False
    return actor.has(Permission.EVENTS_READ_ALL) or _is_customer(actor, event) or _is_handler(actor, event)


def _is_customer(actor: Actor, event: AnyEvent) -> bool:
    return event.customer_id == actor.id


def _is_handler(actor: Actor, event: AnyEvent) -> bool:
    return actor.has(Permission.EVENTS_HANDLE) and event.handler_id == actor.id


_ROW_RULES: Mapping[Permission, Callable[[Actor, AnyEvent], bool]] = {
    Permission.EVENTS_DECIDE: _is_customer,
    Permission.EVENTS_HANDLE: _is_handler,
}
"""Permissions that hold only for some of the events that the actor sees."""
