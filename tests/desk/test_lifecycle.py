"""Every cell of the lifecycle's table: each operation in each state, by each role."""

from collections.abc import Callable
from typing import Any

import pytest

from db.models import Event
from db.vocabulary import BUILT_IN_ROLES, BuiltInRole, EventStatus
from soap_server.desk.desk import Actor
from soap_server.desk.errors import DeskError, InvalidStateError, PermissionDeniedError
from soap_server.desk.lifecycle import TRANSITIONS, allowed_operations, check_transition
from soap_server.settings import load_settings
from tests.callers import Clock, Directory, RefusedError

# design.md, "The life of an event": who may do what, from which state, and where it leads.
# "same" leaves the state as it is.
EXPECTED: dict[tuple[str, str], dict[str, str]] = {
    ("AssignEvent", "admin"): {
        "submitted": "assigned",
        "assigned": "assigned",
        "in_progress": "assigned",
        "resolved": "assigned",
    },
    ("UnassignEvent", "admin"): {"assigned": "submitted", "in_progress": "submitted"},
    ("ResolveEvent", "handler"): {"assigned": "resolved", "in_progress": "resolved"},
    ("CompleteEvent", "customer"): {"assigned": "completed", "in_progress": "completed", "resolved": "completed"},
    ("ReopenEvent", "customer"): {"resolved": "in_progress", "completed": "in_progress"},
    ("WithdrawEvent", "customer"): {"submitted": "withdrawn", "assigned": "withdrawn", "in_progress": "withdrawn"},
    ("DeleteWithdrawnEvent", "admin"): {"withdrawn": "deleted"},
    ("RestoreEvent", "admin"): {"deleted": "withdrawn"},
    ("RateEvent", "customer"): {"completed": "same"},
    **{
        (operation, who): dict.fromkeys(states, "same")
        for operation, states in (
            ("PostReply", ("submitted", "assigned", "in_progress", "resolved")),
            ("AddAttachment", ("submitted", "assigned", "in_progress", "resolved")),
            ("UpdateEvent", ("submitted", "assigned", "in_progress")),
        )
        for who in ("customer", "handler", "admin")
    },
}
RULES = load_settings().rules()
PEOPLE = {"customer": 1, "handler": 2, "admin": 3, "other_customer": 4, "other_staff": 5}
ROLES = {
    "customer": BuiltInRole.CUSTOMER,
    "handler": BuiltInRole.STAFF,
    "admin": BuiltInRole.ADMIN,
    "other_customer": BuiltInRole.CUSTOMER,
    "other_staff": BuiltInRole.STAFF,
}
CELLS = [(t.operation, status, who) for t in TRANSITIONS for status in EventStatus for who in PEOPLE]


def actor(who: str) -> Actor:
    """Return somebody."""
    return Actor(id=PEOPLE[who], role=ROLES[who], permissions=BUILT_IN_ROLES[ROLES[who]])


def event(status: EventStatus) -> Event:
    """Return an event in a state, of the customer and with the handler."""
    now = Clock().now
    handler = None if status == EventStatus.SUBMITTED else PEOPLE["handler"]
    return Event(customer_id=PEOPLE["customer"], handler_id=handler, status=status, completed_at=now, deleted_at=now)


@pytest.mark.parametrize(("operation", "status", "who"), CELLS)
def test_the_cell_is_as_designed(operation: str, status: EventStatus, who: str) -> None:
    """What the design allows leads where it says; everything else is refused."""
    target = EXPECTED.get((operation, who), {}).get(status)
    if status == EventStatus.SUBMITTED and who == "handler":
        target = None  # nobody handles it yet
    found: object
    try:
        found = check_transition(actor(who), operation, event(status), now=Clock().now, rules=RULES)
    except DeskError as refusal:
        found = type(refusal)
    if target is not None:
        assert found == (status if target == "same" else target)
    elif (operation, who) in EXPECTED and _sees(who, status):
        assert found == InvalidStateError
    else:
        assert found == PermissionDeniedError


def _sees(who: str, status: EventStatus) -> bool:
    if status == EventStatus.DELETED:
        return who == "admin"
    return who in ("customer", "admin") or (who == "handler" and status != EventStatus.SUBMITTED)


def test_allowed_operations_are_those_that_would_succeed() -> None:
    """What GetEvent tells a caller is what the table allows."""
    now, rules = Clock().now, RULES
    assert allowed_operations(actor("customer"), event(EventStatus.RESOLVED), now=now, rules=rules) == [
        "PostReply",
        "CompleteEvent",
        "ReopenEvent",
        "AddAttachment",
    ]
    assert allowed_operations(actor("other_staff"), event(EventStatus.RESOLVED), now=now, rules=rules) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("status", ["submitted", "assigned", "in_progress", "resolved", "completed", "withdrawn"])
@pytest.mark.parametrize("who", ["customer", "staff", "admin"])
def test_what_is_said_to_be_allowed_is(people: Directory, status: str, who: str) -> None:
    """Over the wire too: everything that allowedOperations names works, and nothing else does."""
    arguments: dict[str, Callable[[], dict[str, Any]]] = {
        "AssignEvent": lambda: {"handlerId": people.staff2.id},
        "PostReply": lambda: {"text": "x"},
        "ResolveEvent": lambda: {"solution": "x"},
        "ReopenEvent": lambda: {"reason": "x"},
        "RateEvent": lambda: {"score": 3},
        "UpdateEvent": lambda: {"priority": "high"},
        "AddAttachment": lambda: {"fileName": "a", "mediaType": "a/b", "content": b"x"},
    }
    caller = getattr(people, who)
    for transition in TRANSITIONS:
        event_id = people.event(status)
        version = people.admin.version(event_id)
        try:
            allowed = caller.GetEvent(eventId=event_id).allowedOperations
        except RefusedError:
            assert (who, status) == ("staff", "submitted") or (who, status) == ("staff", "withdrawn")
            return
        names = allowed.string if allowed else []
        needs_version = transition.operation not in ("PostReply", "AddAttachment")
        given = {"expectedVersion": version} if needs_version else {}
        try:
            getattr(caller, transition.operation)(
                eventId=event_id, **given, **arguments.get(transition.operation, dict)()
            )
        except RefusedError:
            assert transition.operation not in names
        else:
            assert transition.operation in names
