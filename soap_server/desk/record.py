"""What changes of an event leave behind: its history, the change feed, the assignment's end, the time."""

from collections.abc import Collection

from sqlalchemy import update
from sqlalchemy.orm.attributes import flag_modified

from db.models import Assignment, Change, Event, EventHistory
from db.vocabulary import EventStatus
from soap_server.desk.desk import Desk


def record_step(
    desk: Desk,
    event: Event,
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
    desk.session.add(
        EventHistory(
            event_id=event.id,
            actor_id=desk.actor.id,
            handler_id=event.handler_id,
            operation=desk.visit.operation,
            from_status=from_status,
            to_status=event.status,
            note=note or None,
            note_internal=note_internal,
            internal=internal,
            happened_at=desk.now,
        )
    )
    for tombstone_for in {None, *removed_for}:
        desk.session.add(
            Change(
                event_id=event.id,
                operation=desk.visit.operation,
                status=event.status,
                event_version=event.version,
                internal=internal,
                removed_for_id=tombstone_for,
                happened_at=desk.now,
            )
        )


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
    desk.session.execute(
        update(Event)
        .where(Event.id == event.id)
        .values(updated_at=desk.now, reply_count=Event.reply_count + replies)
        .execution_options(synchronize_session=False)
    )
    desk.session.refresh(event, ["updated_at", "reply_count"])
