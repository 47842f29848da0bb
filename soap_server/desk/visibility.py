"""Who may see and touch which event.

``may`` answers for one event in memory, ``visible_events`` for all of them in SQL; a test proves for every
role and every kind of event that the two agree.
"""

from collections.abc import Callable, Mapping

from sqlalchemy import Select, and_, false, or_, select
from sqlalchemy.sql.expression import ColumnElement

from db.models import Event
from db.vocabulary import EventStatus, Permission
from soap_server.desk.desk import Actor


def may(actor: Actor, permission: Permission, event: Event) -> bool:
    """Say whether ``actor`` may use ``permission`` on ``event``: the role allows it, and the row rule too."""
    if not actor.has(permission) or not _sees(actor, event):
        return False
    rule = _ROW_RULES.get(permission)
    return rule is None or rule(actor, event)


def visible_events(actor: Actor) -> Select[Event]:
    """Return the select of the events that ``actor`` may see."""
    return select(Event).where(is_visible(actor))


def is_visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that ``actor`` may see the event of a row."""
    if not actor.has(Permission.EVENTS_READ):
        return false()
    not_deleted = Event.status != EventStatus.DELETED
    if actor.has(Permission.EVENTS_READ_ALL):
        return Event.id.is_not(None) if actor.has(Permission.EVENTS_DELETE) else not_deleted
    own = Event.customer_id == actor.id
    if actor.has(Permission.EVENTS_HANDLE):
        return and_(or_(own, Event.handler_id == actor.id), not_deleted)
    return and_(own, not_deleted)


def reads_notes(actor: Actor, event: Event) -> bool:
    """Say whether ``actor`` may read internal notes on ``event``: never as its customer, whatever their role is now."""
    return actor.has(Permission.INTERNAL_NOTES) and not _is_customer(actor, event)


def notes_are_read(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that ``actor`` may read internal notes on the event of a row."""
    return Event.customer_id != actor.id if actor.has(Permission.INTERNAL_NOTES) else false()


def _sees(actor: Actor, event: Event) -> bool:
    if not actor.has(Permission.EVENTS_READ):
        return False
    if event.status == EventStatus.DELETED and not actor.has(Permission.EVENTS_DELETE):
        return False
    return actor.has(Permission.EVENTS_READ_ALL) or _is_customer(actor, event) or _is_handler(actor, event)


def _is_customer(actor: Actor, event: Event) -> bool:
    return event.customer_id == actor.id


def _is_handler(actor: Actor, event: Event) -> bool:
    return actor.has(Permission.EVENTS_HANDLE) and event.handler_id == actor.id


_ROW_RULES: Mapping[Permission, Callable[[Actor, Event], bool]] = {
    Permission.EVENTS_DECIDE: _is_customer,
    Permission.EVENTS_HANDLE: _is_handler,
}
"""Permissions that hold only for some of the events that the actor sees."""
