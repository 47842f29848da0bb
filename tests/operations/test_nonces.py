"""Nonces of a UsernameToken: each counts once, whoever is asked."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from db.engine import Database
from db.models import AuditEntry, UsedNonce
from soap_server.app import Contract, build_application
from soap_server.desk import housekeeping
from soap_server.settings import load_settings
from tests.callers import Clock, Directory
from tests.conftest import FAST_PASSWORDS
from tests.engine.messages import Fault
from tests.security_headers import ME, ask, count_rows, created, nonce, timestamp, token

PING = "<t:Ping><t:text>a</t:text></t:Ping>"


def with_nonce(people: Directory, value: bytes, username: str = "customer", **changed: Any) -> list[str]:
    """Return the parts of a Security header whose token counts once."""
    now = people.application.office.clock()
    return [timestamp(created(now)), token(username, nonce(value), created(now), **changed)]


def test_a_nonce_counts_once_on_every_node(
    people: Directory, database: Database, contract: Contract, clock: Clock
) -> None:
    """For one user, in every process at the same database; a wrong password uses none up."""
    people.customer.GetCurrentUser()
    people.customer2.GetCurrentUser()
    url = database.url.render_as_string(hide_password=False)
    elsewhere = Database(url, busy_seconds=20, sqlite_synchronous="OFF")
    try:
        node = build_application(
            load_settings(), database=elsewhere, contract=contract, passwords=FAST_PASSWORDS, clock=clock
        )
        wrong = ask(people.application, ME, *with_nonce(people, b"one", password="wrong password"))
        assert wrong.code == "LOGIN_FAILED"
        assert ask(people.application, ME, *with_nonce(people, b"one")).status == 200
        for application in (node, people.application, node):
            found = Fault(ask(application, ME, *with_nonce(people, b"one")))
            assert (found.code, found.field, found.retryable) == ("MESSAGE_REPLAYED", "UsernameToken.Nonce", False)
        assert ask(node, ME, *with_nonce(people, b"two")).status == 200
        assert ask(people.application, PING, *with_nonce(people, b"two")).code == "MESSAGE_REPLAYED"
        assert ask(node, ME, *with_nonce(people, b"one", "customer2")).status == 200
    finally:
        elsewhere.dispose()
    replays = (AuditEntry.code == "MESSAGE_REPLAYED", AuditEntry.actor_id == people.customer.id)
    assert count_rows(people.application, AuditEntry, *replays) == 4


def test_of_many_at_once_one_is_taken(people: Directory) -> None:
    """The database decides, whoever asks first; and a client that begins with many calls is no guesser."""
    people.customer.GetCurrentUser()
    parts = with_nonce(people, b"at once")
    with ThreadPoolExecutor(12) as threads:
        codes = [each.code for each in threads.map(lambda _: ask(people.application, ME, *parts), range(24))]
    assert Counter(codes) == {"": 1, "MESSAGE_REPLAYED": 23}


def test_a_nonce_is_kept_while_its_message_could_come_again(people: Directory, clock: Clock) -> None:
    """And not longer; only its digest."""
    people.customer.GetCurrentUser()
    parts = with_nonce(people, b"a nonce that is long")
    assert ask(people.application, ME, *parts).status == 200
    rows = people.application.database.read(lambda session: session.scalars(select(UsedNonce)).all())
    assert [(len(row.digest), row.expires_at - clock.now) for row in rows] == [(32, timedelta(minutes=10))]
    database, rules = people.application.database, people.application.office.rules
    clock.advance(minutes=10)
    housekeeping.tidy(database, rules, now=clock.now)
    assert ask(people.application, ME, *parts).code == "MESSAGE_REPLAYED"
    clock.advance(seconds=1)
    housekeeping.tidy(database, rules, now=clock.now)
    assert count_rows(people.application, UsedNonce) == 0
    assert ask(people.application, ME, *parts).code == "MESSAGE_EXPIRED"
