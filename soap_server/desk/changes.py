"""The change feed: what happened to the events that a caller may see, in an order that never changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from db.models import Change, Counter, Event
from db.vocabulary import Permission
from soap_server.desk.desk import Actor, Desk, Office, Visit
from soap_server.desk.errors import CursorInvalidError
from soap_server.desk.visibility import is_visible, notes_are_read

_COUNTER = "changes"
_NUMBERED_AT_ONCE = 5_000
_PREFIX = "c1-"
_FEW = 200


@dataclass(frozen=True)
class Feed:
    """A part of the feed, the cursor that goes on from it, and whether more waits already."""

    changes: Sequence[Change]
    next_cursor: str
    has_more: bool


def number_changes(office: Office, _visit: Visit, _actor: Actor, **_arguments: Any) -> None:
    """Give numbers to the changes that were committed since the last time.

    Whoever reads the feed does it, under a lock: what is visible by then is committed, and what commits
    later gets a greater number.
    """
    waiting = select(Change.id).where(Change.sequence.is_(None)).limit(1)
    while office.database.read(lambda session: session.scalar(waiting)) is not None:
        office.database.write(_number)


def read_changes(desk: Desk, *, cursor: str | None, size: int) -> Feed:
    """Return the next changes after ``cursor``, or the first ones.

    A change is given to those who may see its event now; who no longer may gets a tombstone instead.

    :raises CursorInvalidError: if the cursor is not one of the feed's.
    """
    start = _position(cursor)
    # Before the changes themselves: what others number in between belongs to the next part.
    newest = desk.session.scalar(select(func.max(Change.sequence))) or 0
    # Each for itself, in the order of an index; asked for both at once a database goes through all changes.
    found = sorted(
        (*_removed(desk, start, newest, size + 1), *_seen(desk, start, newest, size + 1)),
        key=lambda change: change.sequence or 0,
    )[: size + 1]
    has_more = len(found) > size
    end = found[size - 1].sequence if has_more else max(start, newest)
    return Feed(found[:size], f"{_PREFIX}{end}", has_more)


def _removed(desk: Desk, start: int, newest: int, most: int) -> Sequence[Change]:
    """Return tombstones for the actor, whatever event they are of."""
    query = select(Change).where(Change.removed_for_id == desk.actor.id, *_between(Change.sequence, start, newest))
    return desk.session.scalars(query.order_by(Change.sequence).limit(most)).all()


def _seen(desk: Desk, start: int, newest: int, most: int) -> Sequence[Change]:
    """Return changes of events that the actor sees."""
    readable = or_(Change.internal.is_(False), notes_are_read(desk.actor))
    query = (
        select(Change)
        .join(Event, Event.id == Change.event_id)
        .where(Change.removed_for_id.is_(None), is_visible(desk.actor), readable)
        .limit(most)
    )
    few = _few_events(desk)
    if few is None:
        query = query.where(*_between(Change.sequence, start, newest)).order_by(Change.sequence)
    else:
        # A sum has no index, so the few events lead to their changes, and not the many changes to few events.
        sequence = Change.sequence + 0
        query = query.where(Change.event_id.in_(few), *_between(sequence, start, newest)).order_by(sequence)
    return desk.session.scalars(query).all()


def _few_events(desk: Desk) -> Sequence[int] | None:
    """Return the events that the actor sees, None if they are many."""
    if desk.actor.has(Permission.EVENTS_READ_ALL):
        return None
    ids = desk.session.scalars(select(Event.id).where(is_visible(desk.actor)).limit(_FEW + 1)).all()
    return ids if len(ids) <= _FEW else None


def _between(sequence: Any, start: int, newest: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return sequence > start, sequence <= newest


def _number(session: Session) -> None:
    counter = session.get_one(Counter, _COUNTER, with_for_update=True)
    waiting = select(Change.id).where(Change.sequence.is_(None)).order_by(Change.id).limit(_NUMBERED_AT_ONCE)
    ids = session.scalars(waiting).all()
    numbered = [{"id": key, "sequence": counter.value + place} for place, key in enumerate(ids, start=1)]
    if numbered:
        session.execute(update(Change), numbered)
    counter.value += len(ids)


def _position(cursor: str | None) -> int:
    if cursor is None:
        return 0
    digits = cursor.removeprefix(_PREFIX)
    if not cursor.startswith(_PREFIX) or not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise CursorInvalidError("This is not a cursor of the change feed.", field="cursor")
    return int(digits)
