"""Which rows are somebody's own, and which are their department's, for each table of the dictionary.

They follow what the same person sees through the other services: no deleted event, and no internal note on an
event of one's own.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, false, or_, select

from db.dictionary import DICTIONARY
from db.vocabulary import EventStatus, ReplyKind

Own = Callable[[FromClause, int], ColumnElement[bool]]
"""Takes a table, or an alias of it, and a user's id."""

OfDepartments = Callable[[FromClause, Sequence[int]], ColumnElement[bool]]
"""Takes a table, or an alias of it, and the ids of a department and of those below it."""


def _aliased(table: str) -> FromClause:
    return DICTIONARY[table].core.alias()


def _own_event(event: FromClause, user_id: int) -> ColumnElement[bool]:
    mine = or_(event.c.customer_id == user_id, event.c.handler_id == user_id)
    return and_(mine, event.c.status != EventStatus.DELETED.value)


def _handled_event(event: FromClause, user_id: int) -> ColumnElement[bool]:
    # The customer of an event reads no notes on it, whatever their role has become.
    return and_(_own_event(event, user_id), event.c.handler_id == user_id, event.c.customer_id != user_id)


def _events_where(condition: Callable[[FromClause], ColumnElement[bool]]) -> Select[Any]:
    event = _aliased("events")
    return select(event.c.id).where(condition(event))


def _on_own_event(row: FromClause, user_id: int, is_public: ColumnElement[bool]) -> ColumnElement[bool]:
    mine = _events_where(lambda event: _own_event(event, user_id))
    handled = _events_where(lambda event: _handled_event(event, user_id))
    return and_(row.c.event_id.in_(mine), or_(is_public, row.c.event_id.in_(handled)))


def _people(departments: Sequence[int]) -> Select[Any]:
    user = _aliased("users")
    return select(user.c.id).where(user.c.department_id.in_(departments))


def _handled_in(row: FromClause, departments: Sequence[int]) -> ColumnElement[bool]:
    return row.c.handler_id.in_(_people(departments)) if departments else false()


def _on_event_handled_in(row: FromClause, departments: Sequence[int]) -> ColumnElement[bool]:
    if not departments:
        return false()
    return row.c.event_id.in_(_events_where(lambda event: _handled_in(event, departments)))


OWN: Mapping[str, Own] = {
    "events": _own_event,
    "replies": lambda row, user: _on_own_event(row, user, row.c.kind != ReplyKind.INTERNAL_NOTE.value),
    "ratings": lambda row, user: or_(row.c.customer_id == user, row.c.handler_id == user),
    "assignments": lambda row, user: row.c.handler_id == user,
    "event_history": lambda row, user: _on_own_event(
        row, user, and_(row.c.internal.is_(False), row.c.note_internal.is_(False))
    ),
    "attachments": lambda row, user: _on_own_event(row, user, row.c.internal.is_(False)),
    "users": lambda row, user: row.c.id == user,
}
"""The tables that have rows of one's own."""

OF_DEPARTMENTS: Mapping[str, OfDepartments] = {
    "events": _handled_in,
    "replies": _on_event_handled_in,
    "ratings": _handled_in,
    "assignments": _handled_in,
    "event_history": _on_event_handled_in,
    "attachments": _on_event_handled_in,
    "users": lambda row, departments: row.c.department_id.in_(departments) if departments else false(),
    "departments": lambda row, departments: row.c.id.in_(departments) if departments else false(),
}
"""The tables that have rows of one's department: what it handles, and who belongs to it."""
