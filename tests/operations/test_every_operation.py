"""What holds for every operation: it works, it lets nobody in who may not, a repeated one acts once."""

from typing import Any

import pytest
from sqlalchemy import func, select
from zeep.helpers import serialize_object

from db.models import AuditEntry, Event, IdempotencyRecord, Reply, User
from db.vocabulary import Outcome, Permission
from soap_server.engine.versions import SOAP11
from soap_server.operations.declaration import PUBLIC
from tests.callers import OPERATIONS, PASSWORD, Caller, Directory, RefusedError, new_id
from tests.operations.happy import HAPPY

WRITES = [name for name, operation in OPERATIONS.items() if operation.writes]
REPEATABLE = [name for name, operation in OPERATIONS.items() if operation.takes_request_id]
# What these tests look at happens before any table is touched that differs between the databases.
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
GUARDED = [name for name, operation in OPERATIONS.items() if operation.permission is not PUBLIC]


def call(caller: Caller, name: str, arguments: dict[str, Any]) -> Any:
    """Call an operation."""
    return serialize_object(getattr(caller, name)(**arguments))


def count(people: Directory, table: Any) -> int:
    """Return how many rows a table has."""
    return people.application.database.read(
        lambda session: session.scalar(select(func.count()).select_from(table)) or 0
    )


def test_every_operation_has_a_happy_call() -> None:
    """A new operation is not forgotten."""
    assert set(HAPPY) == set(OPERATIONS)


@pytest.mark.parametrize("name", HAPPY)
def test_it_works(people: Directory, name: str) -> None:
    """The happy call is answered."""
    caller, arguments = HAPPY[name](people)
    answer = call(caller, name, arguments)
    assert (answer is None) == (OPERATIONS[name].returns is None)


@ON_SQLITE
@pytest.mark.parametrize("name", HAPPY)
def test_it_works_by_the_reference(reference_people: Directory, name: str) -> None:
    """Where a setting puts Spyne's serializer to work, the happy call is answered, and so is one that is refused."""
    caller, arguments = HAPPY[name](reference_people)
    answer = call(caller, name, arguments)
    assert (answer is None) == (OPERATIONS[name].returns is None)
    with pytest.raises(RefusedError) as caught:
        call(reference_people.caller("made-up"), "GetEvent", {"eventId": 1})
    assert caught.value.code == "SESSION_EXPIRED"


@ON_SQLITE
@pytest.mark.parametrize("name", GUARDED)
def test_it_refuses_whoever_may_not(people: Directory, name: str) -> None:
    """Nobody without a session, with a made-up or an ended one, without the permission, before their own password."""
    operation = OPERATIONS[name]
    caller, arguments = HAPPY[name](people)
    others = (permission for permission in Permission if permission != operation.permission)
    refused = {
        "AUTHENTICATION_REQUIRED": people.stranger,
        "SESSION_EXPIRED": people.caller("made-up"),
        "PERMISSION_DENIED": people.with_permissions("lacking", *others),
    }
    people.admin.CreateUser(username="fresh", password=PASSWORD, displayName="Fresh", role="admin")
    fresh = people.log_in("fresh")
    assert fresh.user.mustChangePassword
    if not operation.usable_before_password_change:
        refused["PASSWORD_CHANGE_REQUIRED"] = fresh
    for code, whoever in refused.items():
        with pytest.raises(RefusedError) as caught:
            call(whoever, name, arguments)
        assert caught.value.code == code
    caller.Logout()
    with pytest.raises(RefusedError) as caught:
        call(caller, name, arguments)
    assert caught.value.code == "SESSION_EXPIRED"


def test_what_works_before_a_password_of_ones_own() -> None:
    """Choosing one, looking at oneself, and going away."""
    usable = {name for name in GUARDED if OPERATIONS[name].usable_before_password_change}
    assert usable == {"Logout", "GetCurrentUser", "UpdateProfile", "ChangePassword"}


@pytest.mark.parametrize("name", REPEATABLE)
def test_a_repeated_request_acts_once(people: Directory, name: str) -> None:
    """The same requestId gets the same answer, nothing is done twice, and no other request may use it."""
    caller, arguments = HAPPY[name](people)
    request_id = new_id()
    first = call(caller, name, {**arguments, "requestId": request_id})
    rows = [count(people, table) for table in (Event, Reply, User, IdempotencyRecord)]
    people.application.office.clock.advance(seconds=5)  # type: ignore[attr-defined]
    assert call(caller, name, {**arguments, "requestId": request_id}) == first
    assert [count(people, table) for table in (Event, Reply, User, IdempotencyRecord)] == rows
    with pytest.raises(RefusedError) as caught:
        call(caller, name, {**arguments, **_changed(name, arguments), "requestId": request_id})
    assert (caught.value.code, caught.value.field) == ("REQUEST_ID_REUSED", "requestId")


def _changed(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return another value for one argument that is no secret."""
    secret = {member.wire_name for member in OPERATIONS[name].parameters if member.is_secret}
    for key, value in arguments.items():
        if key not in secret and isinstance(value, str):
            return {key: f"{value}x"}
        if key not in secret and isinstance(value, int) and not isinstance(value, bool):
            return {key: value + 1}
    return {"assignments": {"EventAssignment": [{"eventId": 1, "handlerId": 1, "expectedVersion": 9}]}}


@pytest.mark.parametrize("name", WRITES)
def test_every_write_is_audited(people: Directory, name: str) -> None:
    """Who, what, about what, from where, and that it was done."""
    caller, arguments = HAPPY[name](people)
    call(caller, name, arguments)
    entry = people.application.database.read(
        lambda session: session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    )
    assert (entry.operation, entry.outcome, entry.code) == (name, Outcome.DONE, None)
    assert entry.address == "192.0.2.7"
    assert entry.actor_id == (caller.id if caller.token else None)
    assert entry.subject or name == "Logout"


@ON_SQLITE
@pytest.mark.parametrize("name", HAPPY)
def test_it_is_told_what_is_wrong_with_a_request_id(people: Directory, name: str) -> None:
    """A requestId that is too short to be unique is refused, and named."""
    if not OPERATIONS[name].takes_request_id:
        assert "requestId" not in {member.wire_name for member in OPERATIONS[name].parameters}
        return
    caller, arguments = HAPPY[name](people)
    with pytest.raises(RefusedError) as caught:
        call(caller, name, {**arguments, "requestId": "1"})
    assert (caught.value.code, caught.value.field) == ("INVALID_ARGUMENT", "requestId")


def test_soap12_callers_get_the_same(people: Directory, zeep_clients: dict[str, Any]) -> None:
    """The endpoint answers both versions with the same values."""
    token = people.customer.token
    answers = [Caller(zeep_clients[version], token).GetCurrentUser() for version in ("1.1", "1.2")]
    assert answers[0] == answers[1]
    assert SOAP11.name == "1.1"


def test_a_request_id_belongs_to_its_caller_and_operation(people: Directory) -> None:
    """Another caller may have the same by chance; the same caller may not use it for something else."""
    request_id = new_id()
    words = {"title": "a", "content": "b", "requestId": request_id}
    first = people.customer.SubmitEvent(**words)
    assert people.customer2.SubmitEvent(**words).id != first.id
    assert people.customer.SubmitEvent(**words).id == first.id
    with pytest.raises(RefusedError, match="REQUEST_ID_REUSED"):
        people.customer.PostReply(eventId=first.id, text="b", requestId=request_id)
