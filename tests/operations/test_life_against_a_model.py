"""The life of an event against a model of it: whatever is tried in whatever order, the desk does what the model says."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from hypothesis.strategies import booleans, sampled_from

from tests.callers import Caller, Directory, RefusedError

# Who may do what, in which states, and where it leads; None leaves it there. From design.md, not from our table.
MODEL: dict[str, tuple[set[str], dict[str, str | None]]] = {
    "AssignEvent": ({"admin"}, dict.fromkeys(("submitted", "assigned", "in_progress", "resolved"), "assigned")),
    "UnassignEvent": ({"admin"}, dict.fromkeys(("assigned", "in_progress"), "submitted")),
    "PostReply": (
        {"customer", "handler", "admin"},
        dict.fromkeys(("submitted", "assigned", "in_progress", "resolved"), None),
    ),
    "ResolveEvent": ({"handler"}, dict.fromkeys(("assigned", "in_progress"), "resolved")),
    "CompleteEvent": ({"customer"}, dict.fromkeys(("assigned", "in_progress", "resolved"), "completed")),
    "ReopenEvent": ({"customer"}, dict.fromkeys(("resolved", "completed"), "in_progress")),
    "WithdrawEvent": ({"customer"}, dict.fromkeys(("submitted", "assigned", "in_progress"), "withdrawn")),
    "DeleteWithdrawnEvent": ({"admin"}, {"withdrawn": "deleted"}),
    "RestoreEvent": ({"admin"}, {"deleted": "withdrawn"}),
    "RateEvent": ({"customer"}, {"completed": None}),
}
# What other roles may not do at all, whether they see the event or not.
ROLES = {
    **dict.fromkeys(("AssignEvent", "UnassignEvent", "DeleteWithdrawnEvent", "RestoreEvent"), "admin"),
    "ResolveEvent": "staff",
}
PEOPLE = ("customer", "customer2", "staff", "staff2", "admin")
ARGUMENTS: dict[str, dict[str, Any]] = {
    "PostReply": {"text": "x"},
    "ResolveEvent": {"solution": "x"},
    "ReopenEvent": {"reason": "x"},
    "RateEvent": {"score": 3},
}


class Life(RuleBasedStateMachine):
    """One event, and what the model knows of it."""

    def __init__(self, people: Directory) -> None:
        super().__init__()
        self.people = people
        self.id = self.people.event()
        self.status, self.handler = "submitted", ""
        self.done = ["SubmitEvent"]

    @rule(
        operation=sampled_from(sorted(MODEL)),
        who=sampled_from(PEOPLE),
        handler=sampled_from(("staff", "staff2")),
        is_late=booleans(),
    )
    def act(self, operation: str, who: str, handler: str, is_late: bool) -> None:
        """Somebody tries something, perhaps having read an older version."""
        caller: Caller = getattr(self.people, who)
        version = self.people.admin.version(self.id)
        arguments = {"eventId": self.id, **ARGUMENTS.get(operation, {})}
        if operation == "AssignEvent":
            arguments["handlerId"] = getattr(self.people, handler).id
        has_version = operation != "PostReply"
        if has_version:
            arguments["expectedVersion"] = version + 1 if is_late else version
        expected = self._refusal(operation, who)
        found = _code(partial(getattr(caller, operation), **arguments))
        if has_version and is_late:
            # Whichever is seen first: that something is wrong, or that the version is.
            assert found in (expected, "CONFLICT")
            assert found is not None
        else:
            assert found == expected
        if found is None:
            self._follow(operation, who, handler)

    @rule(who=sampled_from(PEOPLE))
    def look(self, who: str) -> None:
        """Who sees it is told what they can do, which is what the model says."""
        caller: Caller = getattr(self.people, who)
        ask = partial(caller.GetEvent, eventId=self.id)
        if not self._sees(who):
            assert _code(ask) == "NOT_FOUND"
            return
        found = ask().allowedOperations
        named = set(found.string if found else ()) & set(MODEL)
        assert named == {operation for operation in MODEL if self._refusal(operation, who) is None}

    @invariant()
    def is_as_the_model_says(self) -> None:
        """State, handler and history."""
        event = self.people.admin.GetEvent(eventId=self.id).event
        handler = getattr(self.people, self.handler).id if self.handler else None
        assert (event.status, event.handler and event.handler.id) == (self.status, handler)
        history = self.people.admin.GetEventHistory(eventId=self.id).entries.HistoryEntry
        assert [entry.operation for entry in history] == self.done

    def _refusal(self, operation: str, who: str) -> str | None:
        allowed, states = MODEL[operation]
        if not who.startswith(ROLES.get(operation, "")):
            return "PERMISSION_DENIED"
        if not self._sees(who):
            return "NOT_FOUND"
        if not {who, "handler" if who == self.handler else who} & allowed:
            return "PERMISSION_DENIED"
        return None if self.status in states else "INVALID_STATE"

    def _sees(self, who: str) -> bool:
        if who == "admin":
            return True
        return self.status != "deleted" and who in ("customer", self.handler)

    def _follow(self, operation: str, who: str, handler: str) -> None:
        self.done.append(operation)
        if operation == "AssignEvent":
            self.handler = handler
        elif operation == "UnassignEvent":
            self.handler = ""
        is_begun = operation == "PostReply" and who == self.handler and self.status == "assigned"
        self.status = "in_progress" if is_begun else MODEL[operation][1][self.status] or self.status


def _code(call: Callable[[], object]) -> str | None:
    """Return the code with which a call is refused, None if it is not."""
    try:
        call()
    except RefusedError as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_event_lives_as_the_model_says(people: Directory) -> None:
    """For a hundred steps in random order, the same ones every time."""
    machine: Any = partial(Life, people)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            derandomize=True,
            deadline=None,
            database=None,
            # What fails is told as it is: to make it shorter would take minutes.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
