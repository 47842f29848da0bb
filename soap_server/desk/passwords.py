"""Passwords: the policy for new ones, and argon2id for all (RFC 9106)."""

import secrets
import threading
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from soap_server.desk.errors import PasswordRejectedError

_MIN_STRENGTH = 2  # of zxcvbn's 0 to 4: about 10^8 guesses
# zxcvbn takes seconds for some passwords of 72 characters, which is all that it takes, and milliseconds for these.
_ESTIMATED_LENGTH = 20


class Passwords:
    """Hashes and verifies passwords, a few at a time, since each takes tens of milliseconds and megabytes.

    :param hasher: the argon2id parameters; argon2-cffi's default is RFC 9106's second recommendation.
    :param at_a_time: how many computations may run together in this process.
    """

    def __init__(self, hasher: PasswordHasher | None = None, *, at_a_time: int = 2) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.BoundedSemaphore(at_a_time)
        # Verified against when there is no such user, so that both answers take the same time.
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """Return the salted hash of a password, with its parameters."""
        with self._turns:
            return self._hasher.hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        """Say whether ``password`` is the one behind ``stored``; None takes as long and is never right."""
        with self._turns:
            try:
                self._hasher.verify(self._nobody if stored is None else stored, password)
            except (VerificationError, InvalidHashError):
                return False
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Say whether a hash was made with other parameters than those in use."""
        return self._hasher.check_needs_rehash(stored)


def refuse_weak_password(password: str, *, min_length: int, known: Sequence[str], field: str) -> None:
    """Refuse a password that is short or easy to guess for somebody who knows the words in ``known``.

    Length and guessability are what NIST SP 800-63B asks for; there are no rules about kinds of characters.

    :raises PasswordRejectedError: with the reason.
    """
    if len(password) < min_length:
        raise PasswordRejectedError(f"The password must have at least {min_length} characters.", field=field)
    words = [word for word in known if word]
    if any(word.casefold() == password.casefold() for word in words):
        raise PasswordRejectedError("The password must not be the user's name or address.", field=field)
    # A password is at least as strong as each part of it.
    last = max(0, len(password) - _ESTIMATED_LENGTH)
    parts = [password[start : start + _ESTIMATED_LENGTH] for start in dict.fromkeys((0, last // 2, last))]
    estimates = (zxcvbn(part, user_inputs=words) for part in parts)
    first = next(estimates)
    if first["score"] < _MIN_STRENGTH and not any(other["score"] >= _MIN_STRENGTH for other in estimates):
        hint = first["feedback"]["warning"] or "Add another word or two; uncommon words are better."
        raise PasswordRejectedError(f"The password is too easy to guess. {hint}", field=field)
