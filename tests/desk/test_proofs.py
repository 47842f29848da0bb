"""What is remembered of passwords that came with calls."""

from dataclasses import replace
from datetime import timedelta

import pytest

from soap_server.desk import proofs
from soap_server.desk.proofs import Presented, Proof, Proofs
from soap_server.engine.ws_security import UserPassword
from tests.callers import PASSWORD, Clock


def presented(username: str, password: str = "x", address: str = "192.0.2.7") -> Presented:
    """Return a user name and password that came with a call."""
    return Presented(username, password, address)


def test_few_passwords_are_remembered(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """The oldest is forgotten first; another user's, or another cut between name and password, is not the same."""
    monkeypatch.setattr(proofs, "_MOST", 2)
    remembered = Proofs(timedelta(minutes=1))
    for number in range(3):
        remembered.remember(presented(f"user{number}"), Proof(number, "hash", is_fresh=True), clock.now)
    found = [remembered.find(presented(f"user{number}"), clock.now) for number in range(3)]
    assert [proof.user_id if proof else None for proof in found] == [None, 1, 2]
    assert remembered.find(presented("user", "2x"), clock.now) is None
    assert remembered.find(presented("user2", "X"), clock.now) is None
    assert remembered.find(presented("USER2"), clock.now + timedelta(seconds=59)) == replace(
        Proof(2, "hash", True), is_fresh=False
    )
    assert remembered.find(presented("user2"), clock.now + timedelta(seconds=60)) is None
    assert remembered.find(presented("user2"), clock.now - timedelta(seconds=1)) is None


def test_each_source_has_its_own(clock: Clock) -> None:
    """An IPv4 address, or the network of one IPv6 client; what is forgotten there is forgotten nowhere else."""
    remembered, proof = Proofs(timedelta(minutes=1)), Proof(1, "hash", is_fresh=False)
    for address in ("192.0.2.7", "2001:db8::1"):
        remembered.remember(presented("user", address=address), proof, clock.now)
    assert remembered.find(presented("user", address="192.0.2.8"), clock.now) is None
    assert remembered.find(presented("user", address="2001:db8::2"), clock.now) == proof
    remembered.forget(presented("user", "whatever", "2001:db8::3"))
    assert remembered.find(presented("user", address="2001:db8::1"), clock.now) is None
    assert remembered.find(presented("user"), clock.now) == proof


def test_no_password_can_get_into_a_log() -> None:
    """Whatever prints what carries it."""
    shown = repr(
        [UserPassword("basic", "a", PASSWORD), presented("a", PASSWORD), Proof(1, "$argon2id$", is_fresh=True)]
    )
    assert "quiet" not in shown
    assert "argon2id" not in shown
