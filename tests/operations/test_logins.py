"""Logins and sessions: when they begin and end, and what guessing passwords leads to."""

from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import delete, select, update

from db.models import AuditEntry, KnownSource, LoginSession, LoginThrottle, User
from soap_server.engine.messages import Request
from tests.callers import PASSWORD, Clock, Directory, RefusedError
from tests.engine.messages import envelope


def log_in_from(address: str, people: Directory, username: str, password: str = "wrong password") -> str:
    """Try to log in from an address and return the fault's code, or OK."""
    body = f"<t:Login><t:username>{username}</t:username><t:password>{password}</t:password></t:Login>"
    headers = {"content-type": "text/xml"}
    response = people.application.engine.handle(
        Request("POST", "/soap", headers=headers, body=envelope(body).encode(), peer=address)
    )
    return response.code or "OK"


def test_unknown_user_and_wrong_password_are_told_alike(people: Directory) -> None:
    """Nobody learns which user names exist."""
    known = people.customer.user.username
    messages = set()
    for username in (known, "nobody.at.all"):
        with pytest.raises(RefusedError) as caught:
            people.log_in(username, "wrong password")
        messages.add((caught.value.code, caught.value.message, caught.value.field))
    assert len(messages) == 1


def test_only_digests_of_tokens_are_stored(people: Directory) -> None:
    """What is in the database does not open a session."""
    token = people.customer.token
    assert token is not None
    assert len(token) >= 43
    digests = people.application.database.read(lambda session: session.scalars(select(LoginSession.token_digest)).all())
    assert all(token.encode() not in digest and len(digest) == 32 for digest in digests)


def test_a_session_ends_when_it_is_idle(people: Directory, clock: Clock) -> None:
    """Using it keeps it alive; half an hour without a call ends it."""
    customer = people.customer
    for _ in range(4):
        clock.advance(minutes=29)
        customer.GetCurrentUser()
    clock.advance(minutes=31, seconds=1)
    with pytest.raises(RefusedError, match="SESSION_EXPIRED"):
        customer.GetCurrentUser()


def test_a_session_ends_after_its_lifetime(people: Directory, clock: Clock) -> None:
    """However much it is used."""
    customer = people.customer
    for _ in range(12 * 3):
        customer.GetCurrentUser()
        clock.advance(minutes=20)
    with pytest.raises(RefusedError, match="SESSION_EXPIRED"):
        customer.GetCurrentUser()


def test_reading_touches_a_session_once_a_minute(people: Directory, clock: Clock) -> None:
    """So that reads seldom write."""
    customer = people.customer

    def last_used() -> Any:
        query = select(LoginSession.last_used_at).where(LoginSession.user_id == customer.id)
        return people.application.database.read(lambda session: session.scalar(query))

    start = last_used()
    clock.advance(seconds=50)
    customer.GetCurrentUser()
    assert last_used() == start
    clock.advance(seconds=20)
    customer.GetCurrentUser()
    assert last_used() == start + timedelta(seconds=70)


def test_failures_are_counted_by_account_and_source(people: Directory, clock: Clock) -> None:
    """Ten failures close the door for this account from here for a quarter of an hour; others come in."""
    name = people.customer.user.username
    people.customer2.GetCurrentUser()
    for _ in range(10):
        with pytest.raises(RefusedError, match="LOGIN_FAILED"):
            people.log_in(name, "wrong password")
    with pytest.raises(RefusedError, match="LOGIN_THROTTLED") as caught:
        people.log_in(name)
    assert caught.value.retryable
    assert "900 seconds" in caught.value.message
    assert people.log_in("customer2").id
    clock.advance(minutes=15, seconds=1)
    assert people.log_in(name).id


def test_a_success_clears_the_count(people: Directory) -> None:
    """Nine failures, a success, nine failures: the door stays open."""
    name = people.customer.user.username
    for _ in range(2):
        for _ in range(9):
            with pytest.raises(RefusedError, match="LOGIN_FAILED"):
                people.log_in(name, "wrong password")
        assert people.log_in(name).id


def test_strangers_cannot_lock_a_victim_out(people: Directory) -> None:
    """However often others fail from elsewhere, where the victim has logged in before the door stays open."""
    victim = people.customer
    count = people.application.office.rules.login_failures_per_account

    def attack(session: Any) -> None:
        names = session.scalars(select(LoginThrottle.bucket).where(LoginThrottle.bucket.startswith("account:"))).all()
        blocked = people.application.office.clock() + timedelta(minutes=14)
        session.execute(update(LoginThrottle).where(LoginThrottle.bucket.in_(names)).values(blocked_until=blocked))

    assert people.log_in(victim.user.username).id
    people.application.database.write(attack)
    assert count == 100
    assert people.log_in(victim.user.username).id
    people.application.database.write(lambda session: session.execute(delete(KnownSource)))
    with pytest.raises(RefusedError, match="LOGIN_THROTTLED"):
        people.log_in(victim.user.username)


def test_a_success_closes_no_door(people: Directory) -> None:
    """Though it was counted as a failure before the password was compared."""
    source = "198.51.100.9"
    codes = [log_in_from(source, people, f"nobody{number}") for number in range(49)]
    names = [people.customer.user.username, people.customer2.user.username]
    codes += [log_in_from(source, people, name, PASSWORD) for name in names]
    assert codes == ["LOGIN_FAILED"] * 49 + ["OK", "OK"]


def test_one_ipv6_client_is_one_source(people: Directory) -> None:
    """It has a network of 2 to the 64 addresses for itself."""
    codes = [log_in_from(f"2001:db8::{number:x}", people, f"nobody{number}") for number in range(60)]
    assert codes == ["LOGIN_FAILED"] * 50 + ["LOGIN_THROTTLED"] * 10


def test_throttled_attempts_do_not_fill_the_audit_log(people: Directory) -> None:
    """The failures before them are in it, and that the door closed."""
    for _ in range(30):
        with pytest.raises(RefusedError, match="LOGIN"):
            people.stranger.Login(username="nobody", password="wrong password")
    codes = people.application.database.read(lambda session: session.scalars(select(AuditEntry.code)).all())
    assert codes.count("LOGIN_FAILED") == 10
    assert codes.count("LOGIN_THROTTLED") == 1


def test_refused_calls_keep_a_session_alive(people: Directory, clock: Clock) -> None:
    """A client that asks in vain is not idle; and whoever calls is an active user."""
    event_id = people.event()
    for _ in range(4):
        clock.advance(minutes=10)
        with pytest.raises(RefusedError, match="NOT_FOUND"):
            people.customer.GetRating(eventId=event_id)
    assert people.customer.GetCurrentUser().lastActiveAt == clock.now


def test_user_names_typed_at_login_are_not_stored(people: Directory) -> None:
    """People type passwords into that field."""
    with pytest.raises(RefusedError, match="LOGIN_FAILED"):
        people.log_in("my secret password", "x")

    def everything(session: Any) -> str:
        buckets = session.scalars(select(LoginThrottle.bucket)).all()
        subjects = session.scalars(select(AuditEntry.subject)).all()
        return repr([*buckets, *subjects])

    assert "secret" not in people.application.database.read(everything)


def test_failed_logins_are_audited(people: Directory) -> None:
    """With the account, where there is one."""
    with pytest.raises(RefusedError, match="LOGIN_FAILED"):
        people.log_in(people.customer.user.username, "wrong password")
    query = select(AuditEntry).where(AuditEntry.code == "LOGIN_FAILED")
    entry = people.application.database.read(lambda session: session.scalars(query).one())
    assert (entry.outcome, entry.actor_id, entry.subject) == ("refused", None, f"user:{people.customer.id}")


def test_a_login_upgrades_an_outdated_hash(people: Directory) -> None:
    """The password is hashed anew with the parameters in use."""
    old = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(PASSWORD)
    user_id = people.customer.id
    change = update(User).where(User.id == user_id).values(password_hash=old)
    people.application.database.write(lambda session: session.execute(change))
    people.log_in("customer")
    stored = people.application.database.read(lambda session: session.get_one(User, user_id).password_hash)
    assert "m=8," in stored
    assert people.log_in("customer").id == user_id
