"""Every refusal that an operation declares, brought about."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.callers import OPERATIONS, PASSWORD, Directory, RefusedError
from tests.operations.data_refusals import DATA_REFUSALS, ON_POSTGRESQL
from tests.operations.happy import FILE, HAPPY, NEW_PASSWORD
from tests.operations.login_refusals import LOGIN_REFUSALS
from tests.operations.upload_refusals import UPLOAD_REFUSALS

Scenario = Callable[[Directory], Any]
NOWHERE = 999_999


def happy(name: str, **changed: Any) -> Scenario:
    """Return the happy call with some arguments changed."""

    def run(people: Directory) -> Any:
        caller, arguments = HAPPY[name](people)
        return getattr(caller, name)(**{**arguments, **changed})

    return run


def twice(name: str) -> Scenario:
    """Return the happy call, called again as it was."""

    def run(people: Directory) -> Any:
        caller, arguments = HAPPY[name](people)
        getattr(caller, name)(**arguments)
        return getattr(caller, name)(**arguments)

    return run


def again(name: str) -> Scenario:
    """Return the happy call, called again with the version that it led to."""

    def run(people: Directory) -> Any:
        caller, arguments = HAPPY[name](people)
        getattr(caller, name)(**arguments)
        version = people.admin.version(arguments["eventId"])
        return getattr(caller, name)(**{**arguments, "expectedVersion": version})

    return run


def on(state: str, name: str, *, by: str = "customer", **arguments: Any) -> Scenario:
    """Return a call on an event in a state, with its present version where one is expected."""

    def run(people: Directory) -> Any:
        event_id = people.event(state)
        if any(member.name == "expected_version" for member in OPERATIONS[name].parameters):
            arguments["expectedVersion"] = people.admin.version(event_id)
        return getattr(getattr(people, by), name)(eventId=event_id, **arguments)

    return run


def later(name: str, state: str, *, by: str = "customer", days: float, **arguments: Any) -> Scenario:
    """Return a call on an event in a state, after days in which nobody was logged in."""

    def run(people: Directory) -> Any:
        event_id = people.event(state)
        version = people.admin.version(event_id)
        people.application.office.clock.advance(days=days)  # type: ignore[attr-defined]
        caller = people.log_in(by)
        return getattr(caller, name)(eventId=event_id, expectedVersion=version, **arguments)

    return run


def late_rating(people: Directory) -> Any:
    """Change a rating after the 12 hours."""
    event_id = people.event("completed")
    version = people.admin.version(event_id)
    people.customer.RateEvent(eventId=event_id, expectedVersion=version, score=5)
    people.application.office.clock.advance(hours=12, seconds=1)  # type: ignore[attr-defined]
    return people.log_in("customer").RateEvent(eventId=event_id, expectedVersion=version + 1, score=1)


def last_administrator(name: str, **arguments: Any) -> Scenario:
    """Return a call of the only administrator on themself."""

    def run(people: Directory) -> Any:
        user = people.admin.GetUser(userId=people.admin.id)
        return getattr(people.admin, name)(userId=user.id, expectedVersion=user.version, **arguments)

    return run


def bad_file(name: str, content: bytes) -> Scenario:
    """Return a call with a file that is not taken."""
    return happy(name, attachments={"NewAttachment": [{**FILE, "content": content}]})


CURSOR = {"page": {"cursor": "bm8"}}
LONG = "x" * 20_001
BAD_SIZE = {"page": {"size": 201}}
REFUSALS: dict[tuple[str, str], Scenario] = {
    ("Register", "USERNAME_TAKEN"): twice("Register"),
    ("Register", "PASSWORD_REJECTED"): happy("Register", password="password1234"),
    ("Register", "INVALID_ARGUMENT"): happy("Register", username="two words"),
    ("IsUsernameAvailable", "INVALID_ARGUMENT"): happy("IsUsernameAvailable", username="<script>"),
    ("Login", "LOGIN_FAILED"): happy("Login", password="wrong password"),
    ("Login", "INVALID_ARGUMENT"): happy("Login", password="x" * 129),
    ("UpdateProfile", "CONFLICT"): twice("UpdateProfile"),
    ("UpdateProfile", "INVALID_ARGUMENT"): happy("UpdateProfile", email="nobody"),
    ("ChangePassword", "LOGIN_FAILED"): happy("ChangePassword", currentPassword="wrong password"),
    ("ChangePassword", "PASSWORD_REJECTED"): happy("ChangePassword", newPassword="short"),
    ("ChangePassword", "INVALID_ARGUMENT"): happy("ChangePassword", newPassword=PASSWORD),
    ("CreateUser", "USERNAME_TAKEN"): twice("CreateUser"),
    ("CreateUser", "PASSWORD_REJECTED"): happy("CreateUser", password="hired"),
    ("CreateUser", "INVALID_ARGUMENT"): happy("CreateUser", role="emperor"),
    ("GetUser", "NOT_FOUND"): happy("GetUser", userId=NOWHERE),
    ("GetUser", "INVALID_ARGUMENT"): None,  # type: ignore[dict-item]
    ("ListUsers", "CURSOR_INVALID"): happy("ListUsers", **CURSOR),
    ("ListUsers", "INVALID_ARGUMENT"): happy("ListUsers", **BAD_SIZE),
    ("SetUserRole", "NOT_FOUND"): happy("SetUserRole", userId=NOWHERE),
    ("SetUserRole", "CONFLICT"): twice("SetUserRole"),
    ("SetUserRole", "INVALID_STATE"): happy("SetUserRole", role="customer"),
    ("SetUserRole", "LAST_ADMINISTRATOR"): last_administrator("SetUserRole", role="staff"),
    ("SetUserRole", "INVALID_ARGUMENT"): happy("SetUserRole", role="emperor"),
    ("FreezeUser", "NOT_FOUND"): happy("FreezeUser", userId=NOWHERE),
    ("FreezeUser", "CONFLICT"): twice("FreezeUser"),
    ("FreezeUser", "INVALID_STATE"): lambda people: people.admin.FreezeUser(
        **{**HAPPY["UnfreezeUser"](people)[1], "reason": "again"}
    ),
    ("FreezeUser", "LAST_ADMINISTRATOR"): last_administrator("FreezeUser", reason="x"),
    ("FreezeUser", "INVALID_ARGUMENT"): happy("FreezeUser", reason=" "),
    ("UnfreezeUser", "NOT_FOUND"): happy("UnfreezeUser", userId=NOWHERE),
    ("UnfreezeUser", "CONFLICT"): twice("UnfreezeUser"),
    ("UnfreezeUser", "INVALID_STATE"): lambda people: people.admin.UnfreezeUser(
        userId=people.customer.id, expectedVersion=people.customer.user.version
    ),
    ("UnfreezeUser", "INVALID_ARGUMENT"): happy("UnfreezeUser", requestId="x" * 65),
    ("FreezeInactiveUsers", "INVALID_ARGUMENT"): happy(
        "FreezeInactiveUsers", inactiveSince=datetime(2100, 1, 1, tzinfo=UTC)
    ),
    ("ResetPassword", "NOT_FOUND"): happy("ResetPassword", userId=NOWHERE),
    ("ResetPassword", "CONFLICT"): twice("ResetPassword"),
    ("ResetPassword", "PASSWORD_REJECTED"): happy("ResetPassword", newPassword="customer"),
    ("ResetPassword", "INVALID_ARGUMENT"): happy("ResetPassword", newPassword="x" * 129),
    ("SubmitEvent", "ATTACHMENT_REJECTED"): bad_file("SubmitEvent", b"x" * (5 * 1024 * 1024 + 1)),
    ("SubmitEvent", "INVALID_ARGUMENT"): happy("SubmitEvent", category="nonsense"),
    ("GetEvent", "NOT_FOUND"): happy("GetEvent", eventId=NOWHERE),
    ("ListEvents", "CURSOR_INVALID"): happy("ListEvents", **CURSOR),
    ("ListEvents", "INVALID_ARGUMENT"): happy("ListEvents", filter={"category": "nonsense"}),
    ("UpdateEvent", "NOT_FOUND"): happy("UpdateEvent", eventId=NOWHERE),
    ("UpdateEvent", "CONFLICT"): twice("UpdateEvent"),
    ("UpdateEvent", "INVALID_STATE"): on("completed", "UpdateEvent", title="x"),
    ("UpdateEvent", "INVALID_ARGUMENT"): happy("UpdateEvent", content=LONG),
    ("WithdrawEvent", "NOT_FOUND"): happy("WithdrawEvent", eventId=NOWHERE),
    ("WithdrawEvent", "CONFLICT"): twice("WithdrawEvent"),
    ("WithdrawEvent", "INVALID_STATE"): again("WithdrawEvent"),
    ("WithdrawEvent", "INVALID_ARGUMENT"): happy("WithdrawEvent", reason="x" * 501),
    ("AddAttachment", "NOT_FOUND"): happy("AddAttachment", replyId=NOWHERE),
    ("AddAttachment", "INVALID_STATE"): on("completed", "AddAttachment", **FILE),
    ("AddAttachment", "ATTACHMENT_REJECTED"): happy("AddAttachment", fileName="virus.exe"),
    ("AddAttachment", "INVALID_ARGUMENT"): happy("AddAttachment", mediaType="image"),
    ("GetAttachment", "NOT_FOUND"): happy("GetAttachment", attachmentId=NOWHERE),
    ("GetEventHistory", "NOT_FOUND"): happy("GetEventHistory", eventId=NOWHERE),
    ("GetEventHistory", "CURSOR_INVALID"): happy("GetEventHistory", **CURSOR),
    ("GetEventHistory", "INVALID_ARGUMENT"): happy("GetEventHistory", **BAD_SIZE),
    ("DescribeEvents", "NOT_FOUND"): happy("DescribeEvents", eventId=NOWHERE),
    ("ListUnassignedEvents", "CURSOR_INVALID"): happy("ListUnassignedEvents", **CURSOR),
    ("ListUnassignedEvents", "INVALID_ARGUMENT"): happy("ListUnassignedEvents", filter={"category": "nonsense"}),
    ("ListStaffWorkload", "CURSOR_INVALID"): happy("ListStaffWorkload", **CURSOR),
    ("ListStaffWorkload", "INVALID_ARGUMENT"): happy("ListStaffWorkload", **BAD_SIZE),
    ("SuggestAssignee", "NOT_FOUND"): happy("SuggestAssignee", eventId=NOWHERE),
    ("AssignEvent", "NOT_FOUND"): happy("AssignEvent", eventId=NOWHERE),
    ("AssignEvent", "CONFLICT"): twice("AssignEvent"),
    ("AssignEvent", "INVALID_STATE"): lambda people: on(
        "completed", "AssignEvent", by="admin", handlerId=people.staff2.id
    )(people),
    ("AssignEvent", "HANDLER_NOT_ELIGIBLE"): again("AssignEvent"),
    ("AssignEvent", "INVALID_ARGUMENT"): happy("AssignEvent", note="x" * 501),
    ("AssignEvents", "INVALID_ARGUMENT"): happy(
        "AssignEvents",
        assignments={"EventAssignment": [{"eventId": 1, "handlerId": 1, "expectedVersion": 1}] * 101},
    ),
    ("UnassignEvent", "NOT_FOUND"): happy("UnassignEvent", eventId=NOWHERE),
    ("UnassignEvent", "CONFLICT"): twice("UnassignEvent"),
    ("UnassignEvent", "INVALID_STATE"): on("resolved", "UnassignEvent", by="admin"),
    ("UnassignEvent", "INVALID_ARGUMENT"): happy("UnassignEvent", note="x" * 501),
    ("DeleteWithdrawnEvent", "NOT_FOUND"): happy("DeleteWithdrawnEvent", eventId=NOWHERE),
    ("DeleteWithdrawnEvent", "CONFLICT"): twice("DeleteWithdrawnEvent"),
    ("DeleteWithdrawnEvent", "INVALID_STATE"): on("submitted", "DeleteWithdrawnEvent", by="admin"),
    ("DeleteWithdrawnEvent", "INVALID_ARGUMENT"): happy("DeleteWithdrawnEvent", requestId="x"),
    ("RestoreEvent", "NOT_FOUND"): happy("RestoreEvent", eventId=NOWHERE),
    ("RestoreEvent", "CONFLICT"): twice("RestoreEvent"),
    ("RestoreEvent", "INVALID_STATE"): on("withdrawn", "RestoreEvent", by="admin"),
    ("RestoreEvent", "WINDOW_CLOSED"): later("RestoreEvent", "deleted", by="admin", days=31),
    ("RestoreEvent", "INVALID_ARGUMENT"): happy("RestoreEvent", requestId="x"),
    ("PostReply", "NOT_FOUND"): happy("PostReply", eventId=NOWHERE),
    ("PostReply", "INVALID_STATE"): on("completed", "PostReply", text="hello"),
    ("PostReply", "ATTACHMENT_REJECTED"): bad_file("PostReply", b""),
    ("PostReply", "INVALID_ARGUMENT"): happy("PostReply", text="\n"),
    ("ListReplies", "NOT_FOUND"): happy("ListReplies", eventId=NOWHERE),
    ("ListReplies", "CURSOR_INVALID"): happy("ListReplies", **CURSOR),
    ("ListReplies", "INVALID_ARGUMENT"): happy("ListReplies", **BAD_SIZE),
    ("ResolveEvent", "NOT_FOUND"): happy("ResolveEvent", eventId=NOWHERE),
    ("ResolveEvent", "CONFLICT"): twice("ResolveEvent"),
    ("ResolveEvent", "INVALID_STATE"): again("ResolveEvent"),
    ("ResolveEvent", "INVALID_ARGUMENT"): happy("ResolveEvent", solution=LONG),
    ("CompleteEvent", "NOT_FOUND"): happy("CompleteEvent", eventId=NOWHERE),
    ("CompleteEvent", "CONFLICT"): twice("CompleteEvent"),
    ("CompleteEvent", "INVALID_STATE"): again("CompleteEvent"),
    ("CompleteEvent", "INVALID_ARGUMENT"): happy("CompleteEvent", requestId="x"),
    ("ReopenEvent", "NOT_FOUND"): happy("ReopenEvent", eventId=NOWHERE),
    ("ReopenEvent", "CONFLICT"): twice("ReopenEvent"),
    ("ReopenEvent", "INVALID_STATE"): again("ReopenEvent"),
    ("ReopenEvent", "WINDOW_CLOSED"): later("ReopenEvent", "completed", days=15, reason="x"),
    ("ReopenEvent", "INVALID_ARGUMENT"): happy("ReopenEvent", reason=""),
    ("RateEvent", "NOT_FOUND"): happy("RateEvent", eventId=NOWHERE),
    ("RateEvent", "CONFLICT"): twice("RateEvent"),
    ("RateEvent", "INVALID_STATE"): on("resolved", "RateEvent", score=5),
    ("RateEvent", "WINDOW_CLOSED"): late_rating,
    ("RateEvent", "INVALID_ARGUMENT"): happy("RateEvent", score=6),
    ("GetRating", "NOT_FOUND"): on("completed", "GetRating"),
    ("ListRatings", "CURSOR_INVALID"): happy("ListRatings", **CURSOR),
    ("ListRatings", "INVALID_ARGUMENT"): happy("ListRatings", filter={"score": 0}),
    ("GetStaffScorecard", "NOT_FOUND"): happy("GetStaffScorecard", staffId=NOWHERE),
    ("GetStaffScorecard", "INVALID_ARGUMENT"): happy(
        "GetStaffScorecard", periodStart=datetime(2027, 1, 1, tzinfo=UTC), periodEnd=datetime(2026, 1, 1, tzinfo=UTC)
    ),
    ("GetDeskStatistics", "NOT_FOUND"): happy("GetDeskStatistics", staffId=NOWHERE),
    ("GetDeskStatistics", "INVALID_ARGUMENT"): happy("GetDeskStatistics", periodStart=datetime(2024, 1, 1, tzinfo=UTC)),
    ("Ping", "INVALID_ARGUMENT"): happy("Ping", text="x" * 1001),
    ("GetChanges", "CURSOR_INVALID"): happy("GetChanges", cursor="c1-x"),
    ("GetChanges", "INVALID_ARGUMENT"): happy("GetChanges", size=201),
    ("ListAuditEntries", "CURSOR_INVALID"): happy("ListAuditEntries", **CURSOR),
    ("ListAuditEntries", "INVALID_ARGUMENT"): happy("ListAuditEntries", filter={"subject": "x" * 201}),
}
# Their only parameter is a number that the schema checks already; no value of it is an invalid argument.
WITHOUT_INVALID_ARGUMENT = {"GetUser", "GetEvent", "GetUpload", "DescribeEvents", "SuggestAssignee", "GetRating"}
REFUSALS.pop(("GetUser", "INVALID_ARGUMENT"))
REFUSALS |= DATA_REFUSALS | LOGIN_REFUSALS | UPLOAD_REFUSALS


def test_every_declared_refusal_is_tried() -> None:
    """A refusal that is declared and cannot happen, or happens and is not declared, is a defect."""
    declared = {(name, error.code) for name, operation in OPERATIONS.items() for error in operation.refuses}
    declared |= {
        (name, "INVALID_ARGUMENT")
        for name, operation in OPERATIONS.items()
        if operation.parameters and name not in WITHOUT_INVALID_ARGUMENT
    }
    assert set(REFUSALS) == declared
    assert NEW_PASSWORD != PASSWORD


@pytest.mark.parametrize(("name", "code"), REFUSALS)
def test_it_is_refused(people: Directory, name: str, code: str) -> None:
    """With the declared code, and not because of a failure."""
    if code in ON_POSTGRESQL and people.application.database.is_sqlite:
        assert REFUSALS[name, code](people)
        return
    with pytest.raises(RefusedError) as caught:
        REFUSALS[name, code](people)
    assert caught.value.code == code
    assert caught.value.correlation_id
    assert caught.value.retryable == (code in ("LOGIN_THROTTLED", "THROTTLED"))
