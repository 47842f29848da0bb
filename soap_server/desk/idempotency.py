"""Requests that are repeated: the same requestId gets the same answer and acts once.

The record of a requestId is written before the verb runs, in its transaction, and the answer is added when
there is one. So of two at the same moment one waits for the other, and a crash leaves either both the
effect and the answer or neither (IETF draft-ietf-httpapi-idempotency-key-header).
"""

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from db.models import IdempotencyRecord, table_of
from db.rows import run
from db.upsert import insert_or_nothing
from soap_server.desk.desk import Desk
from soap_server.desk.errors import RequestIdReusedError


class ClaimedMeanwhileError(Exception):
    """Another call with the same requestId was first, and took its claim back; run the transaction again."""


_RECORDS = table_of(IdempotencyRecord)
_CLAIMED = select(_RECORDS.c.id, _RECORDS.c.fingerprint, _RECORDS.c.secret_hash, _RECORDS.c.answer).where(
    _RECORDS.c.caller == bindparam("caller"), _RECORDS.c.request_id == bindparam("request_id")
)
_ANSWERED = update(_RECORDS).where(_RECORDS.c.id == bindparam("record")).values(answer=bindparam("answer"))


@dataclass(frozen=True)
class Claim:
    """A requestId in this transaction: its record, and the answer if it was given before."""

    session: Session
    record_id: int
    answer: bytes | None = None
    """The answer given before, or None."""

    def keep(self, answer: bytes) -> None:
        """Store the answer for the next time."""
        run(self.session, _ANSWERED, {"record": self.record_id, "answer": answer})


def claim(desk: Desk, request_id: str, arguments: Mapping[str, Any], *, password: str | None = None) -> Claim:
    """Claim a requestId for this call, or find what was answered to it.

    :param arguments: the request without its password.
    :param password: the password in it, of which ``desk.prepared`` is the hash.
    :raises RequestIdReusedError: if it belongs to a different request.
    :raises ClaimedMeanwhileError: if another call is just using it.
    """
    fingerprint = _fingerprint(desk, arguments)
    whose = {"caller": desk.actor.id, "request_id": request_id}
    values = {
        **whose,
        "operation": desk.visit.operation,
        "fingerprint": fingerprint,
        "secret_hash": None if password is None else desk.prepared,
        "created_at": desk.now,
    }
    # Most are new, and then it is done. It waits for another call that is just using the same one.
    claimed = run(desk.session, insert_or_nothing(desk.session, IdempotencyRecord), values)
    if claimed:
        return Claim(desk.session, claimed[0][0])
    found = run(desk.session, _CLAIMED, whose)
    if not found:
        raise ClaimedMeanwhileError
    record_id, known_fingerprint, secret_hash, answer = found[0]
    if known_fingerprint != fingerprint or not _is_same_password(desk, secret_hash, password):
        raise RequestIdReusedError
    return Claim(desk.session, record_id, answer)


def _is_same_password(desk: Desk, secret_hash: str | None, password: str | None) -> bool:
    # It costs a hash inside of a transaction, but repetitions that carry a password are rare.
    return password is None or desk.office.passwords.verify(secret_hash, password)


def _fingerprint(desk: Desk, arguments: Mapping[str, Any]) -> bytes:
    digest = hashlib.sha256(desk.visit.operation.encode())
    for name in sorted(arguments):
        _add(digest, name)
        _add(digest, arguments[name])
    return digest.digest()


def _add(digest: Any, value: Any) -> None:
    """Add a contract value to a digest; lengths go first, so that no two values run into the same bytes."""
    if dataclasses.is_dataclass(value):
        parts = [getattr(value, field.name) for field in dataclasses.fields(value)]
    elif isinstance(value, list):
        parts = value
    else:
        data = value if isinstance(value, bytes) else repr(value).encode()
        digest.update(f"{type(value).__name__} {len(data)} ".encode())
        digest.update(data)
        return
    digest.update(f"{len(parts)} parts ".encode())
    for part in parts:
        _add(digest, part)
