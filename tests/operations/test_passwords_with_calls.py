"""Calls that carry a user name and password: who they are, what ends it, and what guessing leads to."""

from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from db.engine import Database
from db.models import AuditEntry, LoginSession, User
from soap_server.app import Application, Contract, build_application
from soap_server.desk.passwords import Passwords
from soap_server.engine.messages import Response
from soap_server.settings import load_settings
from tests.callers import PASSWORD, Clock, Directory, new_id
from tests.conftest import FAST_PASSWORDS
from tests.engine.messages import Fault, result
from tests.security_headers import ME, ask, basic, count_rows, token

PING = "<t:Ping><t:text>a</t:text></t:Ping>"
OTHER_PASSWORD = "nine loud umbrellas"
KINDS = pytest.mark.parametrize("kind", ["usernametoken", "basic"])


class CountedPasswords(Passwords):
    """Passwords that count how often one is compared."""

    def __init__(self) -> None:
        super().__init__(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.compared = 0

    def verify(self, stored: str | None, password: str) -> bool:
        """Compare and count."""
        self.compared += 1
        return super().verify(stored, password)


@pytest.fixture
def counted(database: Database, contract: Contract, clock: Clock) -> Iterator[tuple[Application, CountedPasswords]]:
    """Another process at the same database, and how often it compared a password."""
    passwords = CountedPasswords()
    made = build_application(load_settings(), database=database, contract=contract, passwords=passwords, clock=clock)
    yield made, passwords
    made.office.reader.dispose()


def call(application: Application, kind: str, username: str, password: str = PASSWORD, body: str = ME) -> Response:
    """Call with a user name and password of either kind."""
    if kind == "basic":
        return ask(application, body, authorization=basic(username, password))
    return ask(application, body, token(username, password=password))


def code(application: Application, username: str = "customer", password: str = PASSWORD, **how: Any) -> str:
    """Call with a UsernameToken and return the fault's code, or OK."""
    return ask(application, ME, token(username, password=password), **how).code or "OK"


@KINDS
def test_a_password_says_who_is_calling(people: Directory, kind: str) -> None:
    """Without a session; in whatever case and width the name is written; names and passwords of any script."""
    people.hire("陈静", "customer")
    for username, written in (("customer", "ＣUSTOMER"), ("陈静", "陈静")):
        expected = people.customer.id if username == "customer" else None
        sessions = count_rows(people.application, LoginSession)
        response = call(people.application, kind, written)
        answer = result(response)[0]
        assert (answer[1].text, response.authentication) == (username, kind)
        assert expected in (None, int(answer[0].text or 0))
        assert count_rows(people.application, LoginSession) == sessions


def test_who_said_nothing_is_told_all_ways(people: Directory) -> None:
    """The log says how a caller was identified."""
    response = ask(people.application)
    assert (Fault(response).code, response.authentication) == ("AUTHENTICATION_REQUIRED", "none")
    header = f"<t:SessionHeader><t:token>{people.customer.token}</t:token></t:SessionHeader>"
    assert ask(people.application, header=header).authentication == "session"


@KINDS
def test_it_is_their_role_that_counts(people: Directory, kind: str) -> None:
    """For every call anew."""
    people.staff.GetCurrentUser()
    users = "<t:ListUsers/>"
    assert call(people.application, kind, "staff", body=users).code == "PERMISSION_DENIED"
    version = people.admin.GetUser(userId=people.staff.id).version
    people.admin.SetUserRole(userId=people.staff.id, role="admin", expectedVersion=version)
    assert call(people.application, kind, "staff", body=users).status == 200


@KINDS
@pytest.mark.parametrize("body", [ME, PING])
def test_a_wrong_password_never_passes(people: Directory, kind: str, body: str) -> None:
    """Nor does it where no login is needed; and nobody learns which user names exist."""
    people.customer.GetCurrentUser()
    found = [
        Fault(call(people.application, kind, name, "wrong password", body)) for name in ("customer", "nobody.here")
    ]
    assert {(each.code, each.message, each.field, each.status) for each in found} == {
        ("LOGIN_FAILED", "The user name or the password is wrong.", None, 500)
    }
    assert call(people.application, kind, "customer", body=body).status == 200


def test_failures_are_those_of_logins(people: Directory, clock: Clock) -> None:
    """Counted together with them, closed for as long."""
    people.customer.GetCurrentUser()
    codes = [code(people.application, password="wrong password") for _ in range(11)]
    assert codes == ["LOGIN_FAILED"] * 10 + ["LOGIN_THROTTLED"]
    with pytest.raises(Exception, match="LOGIN_THROTTLED"):
        people.log_in("customer")
    clock.advance(minutes=15, seconds=1)
    assert code(people.application) == "OK"


def test_what_is_remembered_helps_no_guesser(people: Directory) -> None:
    """A client's password, fresh in memory, is not found out by trying: the door that is closed is closed for it too."""
    people.customer.GetCurrentUser()
    guess = {"peer": "198.51.100.9"}
    assert code(people.application) == "OK"
    tried = [code(people.application, password=f"wrong password {number}", **guess) for number in range(11)]
    assert tried == ["LOGIN_FAILED"] * 10 + ["LOGIN_THROTTLED"]
    assert code(people.application, **guess) == "LOGIN_THROTTLED"
    assert code(people.application) == "OK"


def test_a_guesser_beside_a_client_closes_the_door_of_both(people: Directory) -> None:
    """At one source nobody can tell them apart; up to then the client is not disturbed."""
    people.customer.GetCurrentUser()
    for number in range(10):
        assert code(people.application) == "OK"
        assert code(people.application, password=f"wrong password {number}") == "LOGIN_FAILED"
    assert code(people.application, password="wrong password") == "LOGIN_THROTTLED"
    assert code(people.application) == "LOGIN_THROTTLED"


def test_each_source_is_audited_and_known_by_itself(people: Directory) -> None:
    """A password that is remembered of one source is compared for another: its first call is a login from there."""
    about = (AuditEntry.operation == "Login", AuditEntry.subject == f"user:{people.customer.id}")
    people.customer.GetCurrentUser()  # and its login at 192.0.2.7
    for number, peer in enumerate(("192.0.2.7", "198.51.100.9", "2001:db8::1")):
        assert [code(people.application, peer=peer) for _ in range(2)] == ["OK"] * 2
        assert count_rows(people.application, AuditEntry, *about) == number
    assert code(people.application, peer="2001:db8::2") == "OK"
    assert count_rows(people.application, AuditEntry, *about) == 2


def test_a_new_password_counts_at_once(people: Directory) -> None:
    """The old one is wrong with the next call, in every process."""
    people.customer.GetCurrentUser()
    assert code(people.application) == "OK"
    people.customer.ChangePassword(currentPassword=PASSWORD, newPassword=OTHER_PASSWORD)
    assert code(people.application) == "LOGIN_FAILED"
    assert code(people.application, password=OTHER_PASSWORD) == "OK"


def test_a_freeze_counts_at_once(people: Directory) -> None:
    """Told to whoever has the password, in the log with the account, and throttled in the end."""
    user_id = people.customer.id
    assert code(people.application) == "OK"
    version = people.admin.GetUser(userId=user_id).version
    people.admin.FreezeUser(userId=user_id, reason="x", expectedVersion=version)
    codes = [code(people.application) for _ in range(12)]
    assert codes == ["ACCOUNT_FROZEN"] * 10 + ["LOGIN_THROTTLED"] * 2
    frozen = (AuditEntry.code == "ACCOUNT_FROZEN", AuditEntry.subject == f"user:{user_id}")
    assert count_rows(people.application, AuditEntry, *frozen) == 10


def test_a_password_that_somebody_else_set_opens_little(people: Directory) -> None:
    """As after a login."""
    people.admin.CreateUser(username="fresh", password=PASSWORD, displayName="Fresh", role="admin")
    assert code(people.application, "fresh") == "OK"
    assert call(people.application, "basic", "fresh", body="<t:ListUsers/>").code == "PASSWORD_CHANGE_REQUIRED"


def test_an_outdated_hash_is_replaced(people: Directory) -> None:
    """And the caller notices nothing, whoever replaces it."""
    user_id = people.customer.id
    old = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(PASSWORD)
    change = update(User).where(User.id == user_id).values(password_hash=old)
    for _ in range(2):
        people.application.database.write(lambda session: session.execute(change))
        assert code(people.application) == "OK"
        stored = people.application.database.read(lambda session: session.get_one(User, user_id).password_hash)
        assert "m=8," in stored


def test_a_password_is_compared_once_in_a_while(
    people: Directory, counted: tuple[Application, CountedPasswords], clock: Clock
) -> None:
    """Once a minute in each process, and not for each of a hundred calls."""
    application, passwords = counted
    people.customer.GetCurrentUser()
    for _ in range(3):
        for _ in range(10):
            assert code(application) == "OK"
            clock.advance(seconds=5.9)
        clock.advance(seconds=1)
    assert passwords.compared == 3


def test_nothing_need_be_remembered(people: Directory, contract: Contract, clock: Clock) -> None:
    """With password_memory_seconds = 0 each call is compared."""
    people.customer.GetCurrentUser()
    passwords = CountedPasswords()
    settings = load_settings(security={"password_memory_seconds": 0})
    database = people.application.database
    made = build_application(settings, database=database, contract=contract, passwords=passwords, clock=clock)
    assert [code(made) for _ in range(3)] == ["OK"] * 3
    assert passwords.compared == 3


def test_only_the_beginning_is_audited(people: Directory, clock: Clock) -> None:
    """As a login, with the account; again when there was none for as long as a session may be idle."""
    about = (AuditEntry.operation == "Login", AuditEntry.subject == f"user:{people.admin.id}")
    clock.advance(days=1)
    for expected in (1, 2):
        for _ in range(10):
            assert code(people.application, "admin") == "OK"
            clock.advance(minutes=2)
        assert count_rows(people.application, AuditEntry, *about) == expected
        clock.advance(minutes=30)


def test_failures_are_audited(people: Directory) -> None:
    """As failed logins, with the account where there is one, never with the name that was typed."""
    people.customer.GetCurrentUser()
    for username in ("customer", PASSWORD):
        assert code(people.application, username, "wrong password") == "LOGIN_FAILED"
    entries = people.application.database.read(
        lambda session: session.scalars(
            select(AuditEntry).where(AuditEntry.code == "LOGIN_FAILED").order_by(AuditEntry.id)
        ).all()
    )
    assert [(each.operation, each.subject) for each in entries] == [
        ("Login", f"user:{people.customer.id}"),
        ("Login", None),
    ]
    assert "quiet" not in repr([vars(each) for each in entries])


def test_who_calls_is_active(people: Directory, clock: Clock) -> None:
    """To a minute, as with a session."""
    user_id = people.customer.id
    for _ in range(4):
        clock.advance(seconds=61)
        assert code(people.application) == "OK"
        active = people.application.database.read(lambda session: session.get_one(User, user_id).last_active_at)
        assert active == clock.now


def test_what_is_written_is_theirs(people: Directory) -> None:
    """In the audit log, and for a repeated requestId."""
    event = f"<t:SubmitEvent><t:title>a</t:title><t:content>b</t:content><t:requestId>{new_id()}</t:requestId></t:SubmitEvent>"
    user_id = people.customer.id
    first, again = (call(people.application, "basic", "customer", body=event).body for _ in range(2))
    assert first == again
    mine = (AuditEntry.operation == "SubmitEvent", AuditEntry.actor_id == user_id)
    assert count_rows(people.application, AuditEntry, *mine) == 1


def test_a_logout_ends_nothing_else(people: Directory) -> None:
    """There is no session to end, and those that there are go on."""
    people.customer.GetCurrentUser()
    assert call(people.application, "basic", "customer", body="<t:Logout/>").status == 200
    people.customer.GetCurrentUser()


def test_what_needs_no_login_stays_nobodys(people: Directory) -> None:
    """Whoever sends it."""
    people.customer.GetCurrentUser()
    words = (
        "<t:username>new.one</t:username><t:password>nine loud umbrellas</t:password><t:displayName>N</t:displayName>"
    )
    assert call(people.application, "basic", "customer", body=f"<t:Register>{words}</t:Register>").status == 200
    assert (
        count_rows(people.application, AuditEntry, AuditEntry.operation == "Register", AuditEntry.actor_id.is_(None))
        == 1
    )


def test_basic_can_be_switched_off(people: Directory, contract: Contract, clock: Clock) -> None:
    """Behind a proxy that asks for passwords of its own, whose header is none of our business."""
    settings = load_settings(security={"http_basic": False})
    made = build_application(
        settings, database=people.application.database, contract=contract, passwords=FAST_PASSWORDS, clock=clock
    )
    header = f"<t:SessionHeader><t:token>{people.customer.token}</t:token></t:SessionHeader>"
    assert ask(made, header=header, authorization=basic("proxy"), is_secure=False).authentication == "session"
    assert ask(made, authorization=basic("customer")).code == "AUTHENTICATION_REQUIRED"
