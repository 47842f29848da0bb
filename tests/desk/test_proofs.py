"""What is remembered of passwords that came with calls."""

from dataclasses import replace
from datetime import timedelta

import pytest

from soap_server.desk import proofs
from soap_server.desk.proofs import Proof, Proofs
from soap_server.engine.ws_security import UserPassword
from tests.callers import PASSWORD, Clock


def test_few_passwords_are_remembered(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """The oldest is forgotten first; another user's, or another cut between name and password, is not the same."""
    monkeypatch.setattr(proofs, "_MOST", 2)
    remembered = Proofs(timedelta(minutes=1))
    for number in range(3):
        remembered.remember(f"user{number}", "x", Proof(number, "hash", is_fresh=True), clock.now)
    found = [remembered.find(f"user{number}", "x", clock.now) for number in range(3)]
    assert [proof.user_id if proof else None for proof in found] == [None, 1, 2]
    assert remembered.find("user", "2x", clock.now) is None
    assert remembered.find("user2", "X", clock.now) is None
    assert remembered.find("USER2", "x", clock.now + timedelta(seconds=59)) == replace(
        Proof(2, "hash", True), is_fresh=False
    )
    assert remembered.find("user2", "x", clock.now + timedelta(seconds=60)) is None
    assert remembered.find("user2", "x", clock.now - timedelta(seconds=1)) is None


def test_no_password_can_get_into_a_log() -> None:
    """Whatever prints what carries it."""
    shown = repr([UserPassword("basic", "a", PASSWORD), Proof(1, "$argon2id$", is_fresh=True)])
    assert "quiet" not in shown
    assert "argon2id" not in shown
