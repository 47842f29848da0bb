"""Passwords: hashed with argon2id, never guessable, never told apart by time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher

from soap_server.desk.errors import PasswordRejectedError
from soap_server.desk.passwords import Passwords, refuse_weak_password
from soap_server.office import build_office
from soap_server.settings import load_settings
from tests.conftest import FAST_PASSWORDS


def test_a_hash_is_argon2id_and_salted() -> None:
    """Two hashes of one password differ, and both verify."""
    first, second = FAST_PASSWORDS.hash("p"), FAST_PASSWORDS.hash("p")
    assert first.startswith("$argon2id$")
    assert first != second
    assert FAST_PASSWORDS.verify(first, "p")
    assert not FAST_PASSWORDS.verify(second, "q")


def test_the_defaults_are_those_of_the_rfc(sqlite_url: str) -> None:
    """RFC 9106's second recommendation: 3 passes, 64 MiB, 4 lanes."""
    settings = load_settings(database={"url": sqlite_url})
    office = build_office(settings)
    assert "$m=65536,t=3,p=4$" in office.passwords.hash("p")
    office.database.dispose()


@pytest.mark.parametrize("stored", [None, "", "not a hash", "$argon2id$broken"])
def test_nothing_verifies_against_no_hash(stored: str | None) -> None:
    """Nor does a damaged hash raise."""
    assert FAST_PASSWORDS.verify(stored, "nobody has this password") is False


def test_outdated_parameters_are_noticed() -> None:
    """A hash with other parameters is made anew at the next login."""
    old = Passwords(PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)).hash("p")
    assert FAST_PASSWORDS.is_outdated(old)
    assert not FAST_PASSWORDS.is_outdated(FAST_PASSWORDS.hash("p"))


def test_many_at_once_are_all_right() -> None:
    """Threads wait for their turn."""
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda n: FAST_PASSWORDS.verify(FAST_PASSWORDS.hash(str(n)), str(n)), range(40)))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "at least 10 characters"),
        ("张伟张伟张伟张伟张", "at least 10 characters"),
        ("password1234", "easy to guess"),
        ("aaaaaaaaaaaa", "easy to guess"),
        ("1234567890", "easy to guess"),
        ("qwertyuiop", "easy to guess"),
        ("ZHANG.WEI@EXAMPLE.COM", "user's name or address"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password: str, reason: str) -> None:
    """By length and by how easy they are to guess."""
    with pytest.raises(PasswordRejectedError, match=reason) as caught:
        refuse_weak_password(password, min_length=10, known=["zhang.wei", "zhang.wei@example.com"], field="password")
    assert password not in caught.value.message


@pytest.mark.parametrize(
    "password", ["seven quiet lanterns", "kX9#mm2!qLz", "七盏安静的灯笼在风里", "x" * 60 + "quiet lantern" + "y" * 50]
)
def test_good_passwords_pass(password: str) -> None:
    """Long ones, odd ones, Chinese ones."""
    refuse_weak_password(password, min_length=10, known=["zhang.wei"], field="password")
