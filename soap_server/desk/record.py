"""What changes of an event leave behind: its history, the change feed, the assignment's end, the time."""

from collections.abc import Collection

from sqlalchemy import Integer, bindparam, update
from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from db.later import leave
from db.models import Assignment, Change, Event, EventHistory, table_of
from db.rows import WholeEvent, run
from db.vocabulary import EventStatus
from soap_server.desk.desk import Desk

_HISTORY, _CHANGES, _EVENTS = table_of(EventHistory), table_of(Change), table_of(Event)
_TOUCHED = (
    update(_EVENTS)
    .where(_EVENTS.c.id == bindparam("event"))
    .values(updated_at=bindparam("now"), reply_count=_EVENTS.c.reply_count + bindparam("replies", type_=Integer))
    .returning(_EVENTS.c.updated_at, _EVENTS.c.reply_count)
)


def record_step(
    desk: Desk,
    event: Event | WholeEvent,
    *,
    from_status: EventStatus | None,
    note: str | None = None,
    note_internal: bool = False,
    internal: bool = False,
    removed_for: Collection[int | None] = (),
) -> None:
    """Add the step that ``desk.visit.operation`` took with ``event``; its id and version must be flushed.

    :param note_internal: customers do not see the note.
    :param internal: customers see neither the step nor the change.
    :param removed_for: users who can no longer see the event and get a tombstone in the change feed.
    """
    desk.session.flush()
    of_call = {"operation": desk.visit.operation, "happened_at": desk.now, "internal": internal, "event_id": event.id}
    step = {
        **of_call,
        "actor_id": desk.actor.id,
        "handler_id": event.handler_id,
        "from_status": from_status,
        "to_status": event.status,
        "note": note or None,
        "note_internal": note_internal,
    }
    leave(desk.session, _HISTORY, step)
    for tombstone_for in {None, *removed_for}:
        change = {**of_call, "status": event.status, "event_version": event.version, "removed_for_id": tombstone_for}
        leave(desk.session, _CHANGES, change)


def mark_changed(desk: Desk, event: Event) -> None:
    """Note that the event itself changed: it gets a new version, even where no other column differs."""
    event.updated_at = desk.now
    flag_modified(event, "updated_at")


def end_assignment(desk: Desk, event: Event) -> None:
    """End the assignment of ``event`` that is in force, if there is one."""
    desk.session.execute(
        update(Assignment)
        .where(Assignment.event_id == event.id, Assignment.ended_at.is_(None))
        .values(ended_at=desk.now)
    )


def touch(desk: Desk, event: Event, *, replies: int = 0) -> None:
    """Note that the conversation on ``event`` went on, without making a new version of the event.

    So a reply does not put an administrator's assignment into conflict.
    """
    desk.session.flush()
    values = {"event": event.id, "now": desk.now, "replies": replies}
    ((updated_at, reply_count),) = run(desk.session, _TOUCHED, values)
    set_committed_value(event, "updated_at", updated_at)
    set_committed_value(event, "reply_count", reply_count)
