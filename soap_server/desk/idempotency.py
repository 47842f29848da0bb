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

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db.models import IdempotencyRecord
from soap_server.desk.desk import Desk
from soap_server.desk.errors import RequestIdReusedError


class ClaimedMeanwhileError(Exception):
    """Another call with the same requestId was first; run the transaction again to get its answer."""


@dataclass(frozen=True)
class Claim:
    """A requestId in this transaction: its record, and the answer if it was given before."""

    record: IdempotencyRecord

    @property
    def answer(self) -> bytes | None:
        """The answer given before, or None."""
        return self.record.answer

    def keep(self, answer: bytes) -> None:
        """Store the answer for the next time."""
        self.record.answer = answer


def claim(desk: Desk, request_id: str, arguments: Mapping[str, Any], *, password: str | None = None) -> Claim:
    """Claim a requestId for this call, or find what was answered to it.

    :param arguments: the request without its password.
    :param password: the password in it, of which ``desk.prepared`` is the hash.
    :raises RequestIdReusedError: if it belongs to a different request.
    :raises ClaimedMeanwhileError: if another call is just using it.
    """
    fingerprint = _fingerprint(desk, arguments)
    record = desk.session.scalar(
        select(IdempotencyRecord).where(
            IdempotencyRecord.caller == desk.actor.id, IdempotencyRecord.request_id == request_id
        )
    )
    if record is not None:
        if record.fingerprint != fingerprint or not _is_same_password(desk, record, password):
            raise RequestIdReusedError
        return Claim(record)
    record = IdempotencyRecord(
        caller=desk.actor.id,
        request_id=request_id,
        operation=desk.visit.operation,
        fingerprint=fingerprint,
        secret_hash=None if password is None else desk.prepared,
        created_at=desk.now,
    )
    desk.session.add(record)
    try:
        desk.session.flush()
    except IntegrityError as error:
        raise ClaimedMeanwhileError from error
    return Claim(record)


def _is_same_password(desk: Desk, record: IdempotencyRecord, password: str | None) -> bool:
    # It costs a hash inside of a transaction, but repetitions that carry a password are rare.
    return password is None or desk.office.passwords.verify(record.secret_hash, password)


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
