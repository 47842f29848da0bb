"""Verbs of assignment: assign one or many, unassign, delete withdrawn events and restore them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from db.later import savepoint
from db.models import Assignment, Event, Role, RolePermission, User
from db.vocabulary import Permission, UserStatus
from soap_server.desk.desk import Desk
from soap_server.desk.errors import ConflictError, DeskError, HandlerNotEligibleError
from soap_server.desk.events import event_for_update, move_event
from soap_server.desk.lifecycle import check_transition
from soap_server.desk.notices import notify
from soap_server.desk.record import end_assignment, mark_changed, record_step


@dataclass(frozen=True)
class AssignmentOrder:
    """One event to be assigned."""

    event_id: int
    handler_id: int
    expected_version: int


@dataclass(frozen=True)
class AssignmentOutcome:
    """What became of an order: the event, or why not."""

    event_id: int
    event: Event | None
    refusal: DeskError | None


def assign_event(desk: Desk, order: AssignmentOrder, *, note: str | None = None) -> Event:
    """Give an event to a staff member; one that has a handler goes to the new one.

    :raises HandlerNotEligibleError: if the user cannot handle this event.
    :raises ConflictError: if the event is no longer at the version that the caller saw.
    """
    event = event_for_update(desk, order.event_id, order.expected_version)
    before, previous = event.status, event.handler_id
    target = check_transition(desk.actor, "AssignEvent", event, now=desk.now, rules=desk.rules)
    event.handler = _eligible_handler(desk, event, order.handler_id)
    event.status = target
    event.assigned_at = desk.now
    mark_changed(desk, event)
    end_assignment(desk, event)
    desk.session.flush()
    desk.session.add(
        Assignment(
            event_id=event.id,
            handler_id=event.handler_id,
            assigned_by_id=desk.actor.id,
            assigned_at=desk.now,
            note=note or None,
        )
    )
    record_step(desk, event, from_status=before, note=note, note_internal=True, removed_for=[previous])
    notify(desk, event, event.handler_id, "assigned")
    return event


def assign_events(desk: Desk, orders: Sequence[AssignmentOrder]) -> list[AssignmentOutcome]:
    """Carry out each order by itself: what is refused leaves the others alone."""
    outcomes = [_try_to_assign(desk, order) for order in orders]
    desk.parts = [
        (f"event:{outcome.event_id}", outcome.refusal.code if outcome.refusal else None) for outcome in outcomes
    ]
    return outcomes


def unassign_event(desk: Desk, event_id: int, *, expected_version: int, note: str | None) -> Event:
    """Take an event from its handler; it waits for a new one."""
    event = event_for_update(desk, event_id, expected_version)
    before, previous = event.status, event.handler_id
    event.status = check_transition(desk.actor, "UnassignEvent", event, now=desk.now, rules=desk.rules)
    event.handler, event.assigned_at = None, None
    mark_changed(desk, event)
    end_assignment(desk, event)
    record_step(desk, event, from_status=before, note=note, note_internal=True, removed_for=[previous])
    return event


def delete_withdrawn_event(desk: Desk, event_id: int, *, expected_version: int) -> Event:
    """Delete a withdrawn event; it can be restored for a while."""
    return move_event(desk, event_id, "DeleteWithdrawnEvent", expected_version=expected_version)


def restore_event(desk: Desk, event_id: int, *, expected_version: int) -> Event:
    """Bring back a deleted event as withdrawn."""
    return move_event(desk, event_id, "RestoreEvent", expected_version=expected_version)


def _try_to_assign(desk: Desk, order: AssignmentOrder) -> AssignmentOutcome:
    try:
        with savepoint(desk.session):
            return AssignmentOutcome(order.event_id, assign_event(desk, order), None)
    except StaleDataError:
        return AssignmentOutcome(order.event_id, None, ConflictError("The event has changed."))
    except DeskError as refusal:
        return AssignmentOutcome(order.event_id, None, refusal)


def _eligible_handler(desk: Desk, event: Event, handler_id: int) -> User:
    """Return the user if they can take the event; the row stays locked, so that no freeze gets in between."""
    if handler_id == event.handler_id:
        raise HandlerNotEligibleError("This user handles the event already.", field="handlerId")
    handler = desk.session.scalar(
        select(User)
        .join(Role, Role.id == User.role_id)
        .join(RolePermission, RolePermission.role_id == Role.id)
        .where(User.id == handler_id, User.status == UserStatus.ACTIVE)
        .where(RolePermission.permission == Permission.EVENTS_HANDLE)
        .with_for_update(of=User, read=True)
    )
    if handler is None:
        raise HandlerNotEligibleError("There is no such active staff member.", field="handlerId")
    if handler.id == event.customer_id:
        raise HandlerNotEligibleError("A customer cannot handle their own event.", field="handlerId")
    return handler
