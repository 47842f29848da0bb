"""The change feed: what happened to the events that a caller may see, in an order that never changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from db.models import Change, Counter, Event
from soap_server.desk.desk import Actor, Desk, Office, Visit
from soap_server.desk.errors import CursorInvalidError
from soap_server.desk.visibility import is_visible, notes_are_read

_COUNTER = "changes"
_NUMBERED_AT_ONCE = 5_000
_PREFIX = "c1-"


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
    to_me = Change.removed_for_id == desk.actor.id
    readable = or_(Change.internal.is_(False), notes_are_read(desk.actor))
    seen = and_(Change.removed_for_id.is_(None), is_visible(desk.actor), readable)
    query = (
        select(Change)
        .join(Event, Event.id == Change.event_id)
        .where(Change.sequence > start, Change.sequence <= newest, or_(to_me, seen))
        .order_by(Change.sequence)
        .limit(size + 1)
    )
    found = desk.session.scalars(query).all()
    has_more = len(found) > size
    end = found[size - 1].sequence if has_more else max(start, newest)
    return Feed(found[:size], f"{_PREFIX}{end}", has_more)


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
