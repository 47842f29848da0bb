"""Passwords that come with calls: what is remembered of those that were right, and nonces that count once."""

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.models import UsedNonce
from soap_server.desk.errors import MessageReplayedError
from soap_server.desk.usernames import username_key

_MOST = 10_000  # some 4 MB


@dataclass(frozen=True)
class Proof:
    """A user name and password that were right.

    :ivar checked_hash: the stored hash with which they were compared; another one, and they prove nothing.
    :ivar is_fresh: whether they were compared for the call at hand, and not remembered.
    """

    user_id: int
    checked_hash: str = field(repr=False)
    is_fresh: bool


@dataclass(frozen=True)
class Nonce:
    """What a client made up for one message, and until when the message could be sent again."""

    value: bytes
    good_until: datetime


class StaleProofError(Exception):
    """The password was changed or hashed anew since the proof was made: compare again."""


class Proofs:
    """Remembers for a short time which passwords were right, since argon2 for every call would be too slow.

    Kept are no passwords but HMACs of them, under a key that never leaves the process. That an entry is there says
    nothing about the account: every call looks at its state and its stored hash.

    :param life: how long an entry counts.
    """

    def __init__(self, life: timedelta) -> None:
        self._life = life
        self._key = secrets.token_bytes(32)
        self._known: OrderedDict[bytes, tuple[Proof, datetime]] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = [threading.Lock() for _ in range(64)]

    def turn(self, username: str, password: str) -> threading.Lock:
        """Return the lock under which a password is compared.

        A client that begins with many calls at once has its password compared once, not for each of them; and it is
        not taken for one that guesses.
        """
        return self._turns[self._digest(username, password)[0] % len(self._turns)]

    def find(self, username: str, password: str, now: datetime) -> Proof | None:
        """Return what is remembered of a user name and password."""
        proof, since = self._known.get(self._digest(username, password), (None, now))
        return proof if timedelta(0) <= now - since < self._life else None

    def remember(self, username: str, password: str, proof: Proof, now: datetime) -> None:
        """Remember that a password was right."""
        digest = self._digest(username, password)
        with self._lock:
            self._known[digest] = (Proof(proof.user_id, proof.checked_hash, is_fresh=False), now)
            self._known.move_to_end(digest)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)

    def forget(self, username: str, password: str) -> None:
        """Forget it."""
        with self._lock:
            self._known.pop(self._digest(username, password), None)

    def _digest(self, username: str, password: str) -> bytes:
        name = username_key(username).encode()
        return hmac.digest(self._key, b"%d %b%b" % (len(name), name, password.encode()), "sha256")


def use_nonce(session: Session, user_id: int, nonce: Nonce) -> None:
    """Take a nonce out of use: for this user, in every process and on every node.

    :raises MessageReplayedError: if it was used before.
    """
    digest = hashlib.sha256(b"%d " % user_id + nonce.value).digest()
    session.add(UsedNonce(digest=digest, expires_at=nonce.good_until))
    try:
        session.flush()
    except IntegrityError as error:
        raise MessageReplayedError from error
