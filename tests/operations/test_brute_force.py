"""Brute force beside logins: accounts in bulk, names tried one after the other, and who is told of it.

How failed logins are counted is in test_logins.py, that guesses at once on two nodes are too in test_races.py, and that
passwords which come with calls are counted as logins in test_passwords_with_calls.py.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from db.models import LoginThrottle
from soap_server.app import Application
from soap_server.desk import housekeeping
from soap_server.desk.passwords import Passwords
from soap_server.engine.messages import Request, Response
from soap_server.settings import Settings, load_settings
from tests.callers import PASSWORD, Clock, Directory, RefusedError
from tests.engine.messages import envelope
from tests.operations.happy import NEW_PASSWORD
from tests.operations.test_races import at_once, count, nodes

__all__ = ["nodes"]
REGISTRATIONS, CHECKS = 4, 6


@pytest.fixture
def settings() -> Settings:
    """Few registrations and questions, so that there can be too many of them soon."""
    return load_settings(security={"registrations_per_source": REGISTRATIONS, "username_checks_per_source": CHECKS})


def register(number: int) -> str:
    """Return the body of a registration."""
    return (
        f"<t:Register><t:username>somebody{number}</t:username><t:password>{PASSWORD}</t:password>"
        "<t:displayName>X</t:displayName></t:Register>"
    )


def ask(number: int) -> str:
    """Return the body of a question whether a user name is free."""
    return f"<t:IsUsernameAvailable><t:username>somebody{number}</t:username></t:IsUsernameAvailable>"


def log_in(username: str, password: str = "wrong password") -> str:
    """Return the body of a login, with a wrong password if none is given."""
    return f"<t:Login><t:username>{username}</t:username><t:password>{password}</t:password></t:Login>"


def send(node: Application, body: str, address: str = "192.0.2.7") -> Response:
    """Call from an address."""
    headers = {"content-type": "text/xml"}
    return node.engine.handle(Request("POST", "/soap", headers=headers, body=envelope(body).encode(), peer=address))


def codes(node: Application, bodies: list[str], address: str = "192.0.2.7") -> list[str]:
    """Call one after the other from an address, and return the code of each answer."""
    return [send(node, body, address).code or "OK" for body in bodies]


LIMITED: dict[str, tuple[Callable[[int], str], int]] = {
    "Register": (register, REGISTRATIONS),
    "IsUsernameAvailable": (ask, CHECKS),
}


@pytest.mark.parametrize("operation", LIMITED)
def test_a_source_gets_so_many(people: Directory, clock: Clock, operation: str) -> None:
    """Then it waits; others do not, and neither does the other operation. In the next window it may again."""
    body, limit = LIMITED[operation]
    node = people.application
    assert codes(node, [body(number) for number in range(limit + 2)]) == ["OK"] * limit + ["THROTTLED"] * 2
    assert codes(node, [body(100)], "198.51.100.9") == ["OK"]
    (other,) = set(LIMITED) - {operation}
    assert codes(node, [LIMITED[other][0](200)]) == ["OK"]
    clock.advance(minutes=15, seconds=1)
    assert codes(node, [body(300)]) == ["OK"]


@pytest.mark.parametrize("operation", LIMITED)
def test_a_door_is_not_closed_longer_when_the_clock_is_set_back(
    people: Directory, clock: Clock, operation: str
) -> None:
    """What was counted at a time that is still to come belongs to a window that is over."""
    body, limit = LIMITED[operation]
    node = people.application
    assert codes(node, [body(number) for number in range(limit + 1)])[-1] == "THROTTLED"
    clock.advance(days=-1)
    assert codes(node, [body(number) for number in range(100, 101 + limit)]) == ["OK"] * limit + ["THROTTLED"]


def test_what_was_counted_before_the_clock_was_set_back_is_not_counted_on(people: Directory, clock: Clock) -> None:
    """A window that begins tomorrow would gather what is counted all day."""
    codes(people.application, [ask(0)] * (CHECKS - 1))
    clock.advance(days=-1)
    for _ in range(3):
        clock.advance(minutes=15, seconds=1)
        assert codes(people.application, [ask(0)] * (CHECKS - 1)) == ["OK"] * (CHECKS - 1)


@pytest.mark.parametrize("operation", LIMITED)
def test_refused_ones_count(people: Directory, operation: str) -> None:
    """A name that is taken answers a guesser as well as the question does."""
    body, limit = LIMITED[operation]
    answers = codes(people.application, [body(0)] * (limit + 1))
    assert answers[-2:] == ["USERNAME_TAKEN" if operation == "Register" else "OK", "THROTTLED"]


@pytest.mark.parametrize("operation", LIMITED)
def test_one_ipv6_client_is_one_source(people: Directory, operation: str) -> None:
    """It has a network of 2 to the 64 addresses for itself."""
    body, limit = LIMITED[operation]
    sent = [send(people.application, body(number), f"2001:db8::{number:x}").code for number in range(limit + 1)]
    assert sent == [""] * limit + ["THROTTLED"]
    assert send(people.application, body(90), "2001:db8:0:1::1").code == ""


@pytest.mark.parametrize("operation", LIMITED)
def test_all_nodes_count_together(people: Directory, nodes: list[Application], operation: str) -> None:
    """However many processes there are, and in the same moment too."""
    assert people.admin.id
    body, limit = LIMITED[operation]
    answers = Counter(at_once(nodes, [(None, body(number)) for number in range(limit + 4)]))
    assert answers == {"OK": limit, "THROTTLED": 4}


def test_who_is_throttled_learns_how_long(people: Directory, clock: Clock) -> None:
    """In words, as a word for programs, and as a header of HTTP."""
    codes(people.application, [ask(number) for number in range(CHECKS)])
    clock.advance(minutes=5)
    with pytest.raises(RefusedError) as caught:
        people.stranger.IsUsernameAvailable(username="somebody")
    assert (caught.value.code, caught.value.retryable) == ("THROTTLED", True)
    assert "600 seconds" in caught.value.message
    assert send(people.application, ask(1)).headers == {"Retry-After": "600"}


def test_a_throttled_login_learns_how_long(people: Directory) -> None:
    """In the same way."""
    node = people.application
    assert codes(node, [log_in("nobody")] * 10) == ["LOGIN_FAILED"] * 10
    response = send(node, log_in("nobody"))
    assert (response.code, response.headers) == ("LOGIN_THROTTLED", {"Retry-After": "900"})


def test_no_password_is_hashed_for_who_is_throttled(people: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither at a registration nor at a login: guessing costs the guesser more than the desk."""
    node = people.application
    codes(node, [register(number) for number in range(REGISTRATIONS)] + [log_in("nobody")] * 10)
    hashed = hashes(monkeypatch)
    assert codes(node, [register(9), log_in("nobody")]) == ["THROTTLED", "LOGIN_THROTTLED"]
    assert hashed == []


def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets a word for every hash that is computed from now on."""
    computed: list[str] = []
    for name in ("hash", "verify"):
        plain = getattr(Passwords, name)

        def counted(self: Passwords, *given: Any, _name: str = name, _plain: Any = plain) -> Any:
            computed.append(_name)
            return _plain(self, *given)

        monkeypatch.setattr(Passwords, name, counted)
    return computed


def test_an_unknown_user_costs_the_same_work(people: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    """One comparison and the same words: nothing tells a guesser which names there are."""
    names = [people.customer.user.username, "nobody.at.all"]
    codes(people.application, [log_in(name) for name in names])  # The count of this source is there already.
    hashed = hashes(monkeypatch)
    told = []
    for name in names:
        with pytest.raises(RefusedError) as caught:
            people.log_in(name, "wrong password")
        told.append((caught.value.code, caught.value.message, caught.value.field, tuple(hashed)))
        hashed.clear()
    assert told[0] == told[1]
    assert told[0][3] == ("verify",)


def closings(people: Directory) -> list[tuple[str, str | None, str | None, str]]:
    """Return what administrators read of doors that closed: operation, code, subject and address."""
    found = people.admin.ListAuditEntries(filter={"outcome": "refused"}).entries
    return [
        (entry.operation, entry.code, entry.subject, entry.address)
        for entry in (found.AuditEntry if found else [])
        if entry.code.endswith("THROTTLED")
    ]


@pytest.mark.parametrize("operation", LIMITED)
def test_an_administrator_is_told_when_a_source_has_had_enough(people: Directory, operation: str) -> None:
    """Once, in the audit log and as a warning in the server's; what is throttled afterwards fills neither."""
    body, limit = LIMITED[operation]
    with capture_logs() as logs:
        codes(people.application, [body(number) for number in range(limit + 5)], "198.51.100.9")
    assert closings(people) == [(operation, "THROTTLED", "source:198.51.100.9", "198.51.100.9")]
    warnings = [entry for entry in logs if entry["log_level"] == "warning"]
    assert [(entry["operation"], entry["subject"]) for entry in warnings] == [(operation, "source:198.51.100.9")]


def test_an_administrator_is_told_whose_password_is_guessed(people: Directory) -> None:
    """The account, where there is one; never the name that was typed."""
    victim = people.customer
    with capture_logs() as logs:
        codes(people.application, [log_in(name) for name in (victim.user.username, "my secret") for _ in range(12)])
    assert closings(people) == [
        ("Login", "LOGIN_THROTTLED", None, "192.0.2.7"),
        ("Login", "LOGIN_THROTTLED", f"user:{victim.id}", "192.0.2.7"),
    ]
    assert [entry["subject"] for entry in logs if entry["log_level"] == "warning"] == [f"user:{victim.id}", None]
    assert "secret" not in repr(logs)


def test_an_administrator_is_told_of_a_source_that_tries_many_names(people: Directory) -> None:
    """One password for fifty accounts."""
    codes(people.application, [log_in(f"name{number}") for number in range(52)], "2001:db8::1")
    assert closings(people) == [("Login", "LOGIN_THROTTLED", "source:2001:db8::/64", "2001:db8::1")]


def test_an_administrator_is_told_of_guesses_within_a_session(people: Directory) -> None:
    """Who has found a session guesses with ChangePassword."""
    customer = people.customer
    for _ in range(10):
        with pytest.raises(RefusedError, match="LOGIN_FAILED"):
            customer.ChangePassword(currentPassword="wrong password", newPassword=NEW_PASSWORD)
    assert closings(people) == [("ChangePassword", "LOGIN_THROTTLED", f"user:{customer.id}", "192.0.2.7")]


def test_nobody_is_told_of_who_remembers_at_last(people: Directory) -> None:
    """Nine failures and a success close no door."""
    name = people.customer.user.username
    codes(people.application, [log_in(name)] * 9)
    assert people.log_in(name).id
    assert closings(people) == []


def test_old_counts_are_taken_away(people: Directory, clock: Clock) -> None:
    """By the housekeeping, as those of logins are."""
    codes(people.application, [ask(1), register(1)])
    clock.advance(days=2)
    office = people.application.office
    housekeeping.tidy(office.database, office.rules, now=clock.now)
    assert count(people, LoginThrottle) == 0
