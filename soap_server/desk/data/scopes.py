"""Which rows are somebody's own, and which are their department's, for each table of the dictionary.

They follow what the same person sees through the other services (``desk.visibility``): no deleted event, and an
internal note only for a role that reads notes, and never on an event of one's own. A test compares the two for every
role.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, and_, false, or_, select

from db.dictionary import DICTIONARY
from db.vocabulary import EventStatus, Permission, ReplyKind


@dataclass(frozen=True)
class Holder:
    """Who holds a grant, as far as its rows depend on it.

    :ivar departments: the ids of their department and of those below it, where a grant needs them.
    :ivar permissions: what their role may do.
    """

    user_id: int
    departments: tuple[int, ...]
    permissions: frozenset[Permission]


Scope = Callable[[FromClause, Holder], ColumnElement[bool]]
"""Takes a table, or an alias of it, and who holds the grant."""


def _aliased(table: str) -> FromClause:
    return DICTIONARY[table].core.alias()


def _own_event(event: FromClause, holder: Holder) -> ColumnElement[bool]:
    """Return the condition that an event is the holder's, as a customer or, in a role that may, as its handler."""
    if Permission.EVENTS_READ not in holder.permissions:
        return false()
    mine = event.c.customer_id == holder.user_id
    if holder.permissions & {Permission.EVENTS_HANDLE, Permission.EVENTS_READ_ALL}:
        mine = or_(mine, event.c.handler_id == holder.user_id)
    return and_(mine, _not_deleted(event, holder))


def _not_deleted(event: FromClause, _holder: Holder) -> ColumnElement[bool]:
    return event.c.status != EventStatus.DELETED.value


def _event_with_notes(event: FromClause, holder: Holder) -> ColumnElement[bool]:
    """Return the condition that the holder reads internal notes on an event that they see."""
    if Permission.INTERNAL_NOTES not in holder.permissions:
        return false()
    return event.c.customer_id != holder.user_id


def _handled_in_departments(event: FromClause, holder: Holder) -> ColumnElement[bool]:
    return and_(_by_people(event, holder), _not_deleted(event, holder))


def _by_people(row: FromClause, holder: Holder) -> ColumnElement[bool]:
    """Return the condition that the handler of a row belongs to the holder's departments."""
    if not holder.departments:
        return false()
    user = _aliased("users")
    people = select(user.c.id).where(user.c.department_id.in_(holder.departments))
    return row.c.handler_id.in_(people)


def _on_events(row: FromClause, holder: Holder, which: Scope) -> ColumnElement[bool]:
    """Return the condition that the event of a row is one of a few, from which the rows are found."""
    event = _aliased("events")
    return row.c.event_id.in_(select(event.c.id).where(which(event, holder)))


def _its_event(row: FromClause, holder: Holder, is_so: Scope) -> ColumnElement[bool]:
    """Return a condition on the event of a row, which is looked at row by row: most events fulfil it."""
    event = _aliased("events")
    return select(event.c.id).where(event.c.id == row.c.event_id, is_so(event, holder)).exists()


def _belongs_to(which: Scope, is_public: Callable[[FromClause], ColumnElement[bool]]) -> Scope:
    """Return the scope of what belongs to events: what is internal only where the holder reads notes."""
    return _with(lambda row, holder: _on_events(row, holder, which), _public_or_noted(is_public))


def _public_or_noted(is_public: Callable[[FromClause], ColumnElement[bool]]) -> Scope:
    return lambda row, holder: or_(is_public(row), _its_event(row, holder, _event_with_notes))


def _is_public_reply(row: FromClause) -> ColumnElement[bool]:
    return row.c.kind != ReplyKind.INTERNAL_NOTE.value


def _is_public_step(row: FromClause) -> ColumnElement[bool]:
    return and_(row.c.internal.is_(False), or_(row.c.note_internal.is_(False), row.c.note.is_(None)))


def _is_public_file(row: FromClause) -> ColumnElement[bool]:
    return row.c.internal.is_(False)


def _has_no_note(row: FromClause) -> ColumnElement[bool]:
    # What an administrator notes with an assignment is for colleagues.
    return row.c.note.is_(None)


def _with(*conditions: Scope) -> Scope:
    return lambda row, holder: and_(*(condition(row, holder) for condition in conditions))


def _handler_is_holder(row: FromClause, holder: Holder) -> ColumnElement[bool]:
    return row.c.handler_id == holder.user_id


def _on_event_that_is_there(row: FromClause, holder: Holder) -> ColumnElement[bool]:
    return _its_event(row, holder, _not_deleted)


OWN: Mapping[str, Scope] = {
    "events": _own_event,
    "replies": _belongs_to(_own_event, _is_public_reply),
    "ratings": _with(
        lambda row, holder: or_(row.c.customer_id == holder.user_id, row.c.handler_id == holder.user_id),
        _on_event_that_is_there,
    ),
    "assignments": _with(_handler_is_holder, _belongs_to(_own_event, _has_no_note)),
    "event_history": _belongs_to(_own_event, _is_public_step),
    "attachments": _belongs_to(_own_event, _is_public_file),
    "users": lambda row, holder: row.c.id == holder.user_id,
}
"""The tables that have rows of one's own."""

OF_DEPARTMENTS: Mapping[str, Scope] = {
    "events": _handled_in_departments,
    "replies": _belongs_to(_handled_in_departments, _is_public_reply),
    "ratings": _with(_by_people, _on_event_that_is_there),
    "assignments": _with(_by_people, _on_event_that_is_there, _public_or_noted(_has_no_note)),
    "event_history": _belongs_to(_handled_in_departments, _is_public_step),
    "attachments": _belongs_to(_handled_in_departments, _is_public_file),
    "users": lambda row, holder: row.c.department_id.in_(holder.departments) if holder.departments else false(),
    "departments": lambda row, holder: row.c.id.in_(holder.departments) if holder.departments else false(),
}
"""The tables that have rows of one's department: what it handles, and who belongs to it."""
