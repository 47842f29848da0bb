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
from soap_server.desk.throttle import source_of
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


@dataclass(frozen=True)
class Presented:
    """A user name and password as they came with a call, and the address that they came from."""

    username: str
    password: str = field(repr=False)
    address: str


class Proofs:
    """Remembers for a short time which passwords were right, since argon2 for every call would be too slow.

    Kept are no passwords but HMACs of them, under a key that never leaves the process. That an entry is there says
    nothing about the account: every call looks at its state and its stored hash. An entry counts for the source that
    it is of: elsewhere somebody might be guessing, and what is remembered is found without being counted.

    :param life: how long an entry counts.
    """

    def __init__(self, life: timedelta) -> None:
        self._life = life
        self._key = secrets.token_bytes(32)
        self._known: OrderedDict[bytes, tuple[bytes, Proof, datetime]] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = [threading.Lock() for _ in range(64)]

    def turn(self, presented: Presented) -> threading.Lock:
        """Return the lock under which a password is compared.

        A client that begins with many calls at once has its password compared once, not for each of them; and it is
        not taken for one that guesses.
        """
        return self._turns[self._digest(presented)[0] % len(self._turns)]

    def find(self, presented: Presented, now: datetime) -> Proof | None:
        """Return what is remembered of a user name and password."""
        known = self._known.get(self._place(presented))
        if known is None or not hmac.compare_digest(known[0], self._digest(presented)):
            return None
        return known[1] if timedelta(0) <= now - known[2] < self._life else None

    def remember(self, presented: Presented, proof: Proof, now: datetime) -> None:
        """Remember that a password was right."""
        place, digest = self._place(presented), self._digest(presented)
        with self._lock:
            self._known[place] = (digest, Proof(proof.user_id, proof.checked_hash, is_fresh=False), now)
            self._known.move_to_end(place)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)

    def forget(self, presented: Presented) -> None:
        """Forget the right password of this user at this source, whatever was presented."""
        with self._lock:
            self._known.pop(self._place(presented), None)

    def _place(self, presented: Presented) -> bytes:
        return self._hmac(username_key(presented.username), source_of(presented.address))

    def _digest(self, presented: Presented) -> bytes:
        return self._hmac(username_key(presented.username), source_of(presented.address), presented.password)

    def _hmac(self, *texts: str) -> bytes:
        parts = [text.encode() for text in texts]
        return hmac.digest(self._key, b"".join(b"%d %b" % (len(part), part) for part in parts), "sha256")


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
