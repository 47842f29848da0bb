"""What ends a session ends it everywhere at once: at every node, and in the pages of every browser.

Beside this: 256 random bits, digests alone stored, idle and absolute expiry, refused calls that keep a session alive
(tests/operations/test_logins.py); a login and a new password in the same moment (test_races.py); passwords that came
with calls, which a freeze and a new password end too (test_passwords_with_calls.py); fixation, cookies, tokens of forms,
logout, open redirects (tests/web_ui/test_security.py); every form of every role without its token (test_pages.py).
"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from db.models import LoginSession
from soap_server.app import Application
from tests.authorization.pages import pages_before
from tests.callers import PASSWORD, Caller, Directory, RefusedError
from tests.operations.happy import NEW_PASSWORD
from tests.operations.test_races import count, nodes, send_to
from tests.web_ui.browser import Browser

__all__ = ["nodes"]
CALL = "<t:GetCurrentUser/>"


@pytest.fixture
def app(nodes: list[Application]) -> Flask:
    """The pages of another node."""
    return pages_before(nodes[1])


def _account(people: Directory) -> dict[str, Any]:
    user = people.admin.GetUser(userId=people.customer.id)
    return {"userId": user.id, "expectedVersion": user.version}


def _advance(people: Directory, **time: float) -> None:
    people.application.office.clock.advance(**time)  # type: ignore[attr-defined]


def _use_for_twelve_hours(people: Directory) -> None:
    for _ in range(36):
        people.customer.GetCurrentUser()
        _advance(people, minutes=20)


def _freeze_with_others(people: Directory) -> None:
    _advance(people, minutes=5)
    boss = people.log_in(people.admin.user.username)
    boss.FreezeInactiveUsers(inactiveSince=people.application.office.clock(), reason="x", dryRun=False)


ENDINGS: dict[str, Callable[[Directory], Any]] = {
    "an own password": lambda people: people.customer.ChangePassword(
        currentPassword=PASSWORD, newPassword=NEW_PASSWORD
    ),
    "a reset password": lambda people: people.admin.ResetPassword(**_account(people), newPassword=NEW_PASSWORD),
    "a freeze": lambda people: people.admin.FreezeUser(**_account(people), reason="x"),
    "a freeze with others": _freeze_with_others,
    "idleness": lambda people: _advance(people, minutes=30, seconds=1),
    "age": _use_for_twelve_hours,
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_ends_at_every_node_and_in_every_browser(
    people: Directory, nodes: list[Application], app: Flask, ending: str
) -> None:
    """All of the user's sessions, which were good before; another user's go on, if time is not what ends them."""
    customer, other = people.customer, people.customer2
    second = people.log_in("customer")
    browser = Browser(app).log_in("customer")
    for node in nodes:
        assert [send_to(node, caller.token, CALL).code for caller in (customer, second)] == ["", ""]
    assert browser.get("/profile").status == 200
    assert people.admin.id
    ENDINGS[ending](people)
    for node in nodes:
        codes = [send_to(node, caller.token, CALL).code for caller in (customer, second)]
        assert codes == ["SESSION_EXPIRED", "SESSION_EXPIRED"]
    page = browser.get("/profile")
    assert (page.status, page.location.partition("?")[0]) == (302, "/login")
    if "password" in ending or ending == "a freeze":
        assert send_to(nodes[0], other.token, CALL).code == ""
        assert count(people, LoginSession, LoginSession.user_id == customer.id) == 0


def test_a_logout_ends_one_session_at_every_node(people: Directory, nodes: list[Application]) -> None:
    """And leaves the user's others alone: another device is not logged out."""
    first = people.customer
    second = people.log_in("customer")
    first.Logout()
    for node in nodes:
        assert send_to(node, first.token, CALL).code == "SESSION_EXPIRED"
        assert send_to(node, second.token, CALL).code == ""


def test_every_login_is_a_session_of_its_own(people: Directory) -> None:
    """No token comes twice, and none that a caller sends becomes one."""
    made_up = people.caller("c" * 43)
    tokens = {people.customer.token, *(people.log_in("customer").token for _ in range(5))}
    assert len(tokens) == 6
    with pytest.raises(RefusedError, match="SESSION_EXPIRED"):
        made_up.GetCurrentUser()


def test_neither_a_digest_nor_a_number_opens_a_session(people: Directory) -> None:
    """Who reads the table has no token."""
    query = select(LoginSession).where(LoginSession.user_id == people.customer.id)
    row = people.application.database.read(lambda session: session.scalars(query).one())
    for guess in (row.token_digest.hex(), str(row.id), ""):
        stranger: Caller = people.caller(guess)
        with pytest.raises(RefusedError) as caught:
            stranger.GetCurrentUser()
        assert caught.value.code in ("SESSION_EXPIRED", "AUTHENTICATION_REQUIRED")
