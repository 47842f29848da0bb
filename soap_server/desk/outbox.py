"""The outbox: messages that verbs left for people, taken out and delivered after their transaction.

A message is claimed by moving its due time, so that two processes do not deliver it together; a process that
dies with a claimed message leaves it to be due again. So it is delivered at least once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from db.counting import changed_rows
from db.engine import Database
from db.models import Event, OutboxMessage, RolePermission, User
from db.vocabulary import EventStatus, Language, Permission, UserStatus

_AT_ONCE = 50
_MAX_ATTEMPTS = 12
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True)
class Notice:
    """A message to a person about an event.

    :ivar address: None for somebody without an address, or who may not see the event any more.
    """

    id: int
    address: str | None
    language: Language
    topic: str
    event_id: int
    event_title: str


@dataclass(frozen=True)
class Delivery:
    """How a round of deliveries went."""

    delivered: int
    failed: int


def deliver_due(database: Database, send: Callable[[Notice], None], *, clock: Callable[[], datetime]) -> Delivery:
    """Deliver what is due, at most 50 messages.

    :param clock: returns the time; it is asked for each message, since sending one can take long.
    :param send: delivers one message; what it raises as OSError is a failure, and the message is tried again
        later, a dozen times in all.
    """
    start = clock()
    due = database.read(lambda session: _due(session, start))
    delivered = failed = 0
    for notice, attempts in due:
        now = clock()
        if not database.write(lambda session, n=notice, a=attempts, t=now: _claim(session, n.id, a, t)):  # type: ignore[misc]
            continue
        try:
            if notice.address:
                send(notice)
        except OSError:
            failed += 1
            continue
        database.write(lambda session, n=notice, t=now: _note_delivery(session, n, t))  # type: ignore[misc]
        delivered += 1
    return Delivery(delivered, failed)


def _due(session: Session, now: datetime) -> list[tuple[Notice, int]]:
    query = (
        select(OutboxMessage, User.email, User.language, Event.title, _may_still_know())
        .join(User, User.id == OutboxMessage.recipient_id)
        .join(Event, Event.id == OutboxMessage.event_id)
        .where(OutboxMessage.due_at <= now)
        .order_by(OutboxMessage.due_at)
        .limit(_AT_ONCE)
    )
    return [
        (
            Notice(message.id, email if may_know else None, language, message.topic, message.event_id, title),
            message.attempts,
        )
        for message, email, language, title, may_know in session.execute(query)
    ]


def _may_still_know() -> ColumnElement[bool]:
    """Return the condition that the recipient may see the event now, for it may be long ago that it was addressed."""
    handlers = select(RolePermission.role_id).where(RolePermission.permission == Permission.EVENTS_HANDLE)
    handles = and_(Event.handler_id == User.id, User.role_id.in_(handlers))
    is_theirs = or_(Event.customer_id == User.id, handles)
    return and_(User.status == UserStatus.ACTIVE, Event.status != EventStatus.DELETED, is_theirs)


def _claim(session: Session, message_id: int, attempts: int, now: datetime) -> bool:
    pause = min(_FIRST_PAUSE * 2**attempts, _LONGEST_PAUSE)
    is_last = attempts + 1 >= _MAX_ATTEMPTS
    claimed = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.attempts == attempts)
        .values(attempts=attempts + 1, due_at=None if is_last else now + pause)
    )
    return changed_rows(claimed) == 1


def _note_delivery(session: Session, notice: Notice, now: datetime) -> None:
    # Whoever gets nothing is not asked about again.
    delivered_at = now if notice.address else None
    session.execute(
        update(OutboxMessage).where(OutboxMessage.id == notice.id).values(delivered_at=delivered_at, due_at=None)
    )
