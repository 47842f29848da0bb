"""The life of an event, as a table.

design.md shows the same table for people; a test covers every cell of it, the forbidden ones too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.models import Event
from db.rows import WholeEvent
from db.vocabulary import HANDLED_STATUSES, OPEN_STATUSES, EventStatus, Permission
from soap_server.desk.desk import Actor, Rules
from soap_server.desk.errors import InvalidStateError, PermissionDeniedError, WindowClosedError
from soap_server.desk.visibility import may

S = EventStatus
AnyEvent = Event | WholeEvent
_CONVERSING = (S.SUBMITTED, S.ASSIGNED, S.IN_PROGRESS, S.RESOLVED)


@dataclass(frozen=True)
class Transition:
    """A row of the table.

    :ivar target: the state that it leads to; None leaves the event where it is.
    :ivar permission: what the actor needs on the event; with it comes the rule whose customer or handler may.
    """

    operation: str
    sources: tuple[EventStatus, ...]
    target: EventStatus | None
    permission: Permission


TRANSITIONS: tuple[Transition, ...] = (
    Transition("AssignEvent", (S.SUBMITTED, *HANDLED_STATUSES), S.ASSIGNED, Permission.ASSIGNMENTS_WRITE),
    Transition("UnassignEvent", (S.ASSIGNED, S.IN_PROGRESS), S.SUBMITTED, Permission.ASSIGNMENTS_WRITE),
    Transition("PostReply", _CONVERSING, None, Permission.REPLIES_POST),
    Transition("ResolveEvent", (S.ASSIGNED, S.IN_PROGRESS), S.RESOLVED, Permission.EVENTS_HANDLE),
    Transition("CompleteEvent", HANDLED_STATUSES, S.COMPLETED, Permission.EVENTS_DECIDE),
    Transition("ReopenEvent", (S.RESOLVED, S.COMPLETED), S.IN_PROGRESS, Permission.EVENTS_DECIDE),
    Transition("WithdrawEvent", OPEN_STATUSES, S.WITHDRAWN, Permission.EVENTS_DECIDE),
    Transition("DeleteWithdrawnEvent", (S.WITHDRAWN,), S.DELETED, Permission.EVENTS_DELETE),
    Transition("RestoreEvent", (S.DELETED,), S.WITHDRAWN, Permission.EVENTS_DELETE),
    Transition("RateEvent", (S.COMPLETED,), None, Permission.EVENTS_DECIDE),
    Transition("UpdateEvent", OPEN_STATUSES, None, Permission.EVENTS_UPDATE),
    Transition("AddAttachment", _CONVERSING, None, Permission.REPLIES_POST),
)
_BY_OPERATION = {transition.operation: transition for transition in TRANSITIONS}


def check_transition(
    actor: Actor, operation: str, event: AnyEvent, *, now: datetime, rules: Rules, rated_at: datetime | None = None
) -> EventStatus:
    """Return the state that ``operation`` leads ``event`` to.

    :param rated_at: when the event was rated, if it was; a rating can be changed for a while.
    :raises PermissionDeniedError: if the actor may not do this to the event, which they see.
    :raises InvalidStateError: if the event's state does not allow it; WindowClosedError if it no longer does.
    """
    transition = _BY_OPERATION[operation]
    if not may(actor, transition.permission, event):
        raise PermissionDeniedError("Your role does not allow this on this event.")
    if event.status not in transition.sources:
        allowed = ", ".join(transition.sources)
        raise InvalidStateError(f"The event is {event.status}; this is possible while it is {allowed}.")
    _check_window(operation, event, now=now, rules=rules, rated_at=rated_at)
    return transition.target or event.status


def allowed_operations(
    actor: Actor, event: AnyEvent, *, now: datetime, rules: Rules, rated_at: datetime | None = None
) -> list[str]:
    """Return the operations that ``actor`` may call on ``event`` now, in the order of the table."""
    return [
        transition.operation
        for transition in TRANSITIONS
        # Most are out of the question, and to refuse those in words takes as long as everything else here.
        if event.status in transition.sources
        and actor.has(transition.permission)
        and _is_allowed(actor, transition.operation, event, now, rules, rated_at)
    ]


def _is_allowed(
    actor: Actor, operation: str, event: AnyEvent, now: datetime, rules: Rules, rated_at: datetime | None
) -> bool:
    try:
        check_transition(actor, operation, event, now=now, rules=rules, rated_at=rated_at)
    except (PermissionDeniedError, InvalidStateError):
        return False
    return True


def _check_window(operation: str, event: AnyEvent, *, now: datetime, rules: Rules, rated_at: datetime | None) -> None:
    if operation == "ReopenEvent" and event.status == EventStatus.COMPLETED:
        _check_not_over(event.completed_at, rules.reopening_window, now, "An event can be reopened")
    elif operation == "RestoreEvent":
        _check_not_over(event.deleted_at, rules.recovery_window, now, "A deleted event can be restored")
    elif operation == "RateEvent":
        _check_not_over(rated_at, rules.rating_change_window, now, "A rating can be changed")


def _check_not_over(since: datetime | None, window: timedelta, now: datetime, what: str) -> None:
    if since is not None and now - since > window:
        raise WindowClosedError(f"{what} within {_spoken(window)}, which is over.")


def _spoken(window: timedelta) -> str:
    return f"{window.days} days" if window >= timedelta(days=2) else f"{window.total_seconds() / 3600:g} hours"
