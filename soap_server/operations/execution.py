"""One call in its transaction: who is calling, may they, what was answered before, the verb, the audit."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from db.engine import DatabaseUnavailableError
from soap_server.desk import audit, idempotency
from soap_server.desk.desk import ANONYMOUS, Actor, Desk, Going, Office, Outlet, Visit
from soap_server.desk.errors import (
    AuthenticationRequiredError,
    ConflictError,
    DeskError,
    PasswordChangeRequiredError,
    ServerBusyError,
)
from soap_server.desk.login import Doorkeeper, touch
from soap_server.desk.proofs import Nonce, Proof, StaleProofError, use_nonce
from soap_server.logs import failure_facts
from soap_server.operations.declaration import PUBLIC, Operation

log = structlog.get_logger("soapdesk.execution")
_ROUNDS = 3
REQUEST_ID = "request_id"
T = TypeVar("T")


@dataclass
class _Attempt:
    """What is known of a call so far; it outlives the transaction, for the record of a refusal."""

    operation: Operation
    arguments: dict[str, Any]
    token: str | None
    encode: Callable[[Any], Any]
    visit: Visit
    proof: Proof | None = None
    actor: Actor = ANONYMOUS
    desk: Desk | None = None
    prepared: Any = field(default=None)
    started: float = field(default_factory=time.monotonic)


class CallRunner:
    """Runs calls of declared operations."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._doorkeeper = Doorkeeper()

    def run(
        self,
        operation: Operation,
        arguments: Mapping[str, Any],
        *,
        token: str | None = None,
        proof: Proof | None = None,
        nonce: Nonce | None = None,
        address: str,
        correlation_id: str,
        encode: Callable[[Any], T],
        outlet: Outlet | None = None,
    ) -> T:
        """Return the encoded answer of an operation, after its transaction was committed.

        :param token: the token of the caller's session, None if there was no header.
        :param proof: the caller's password, which was right, None if none came with the call.
        :param nonce: what makes the caller's message count once.
        :param encode: the encoder of the answer. It runs inside of the transaction, so that what cannot be
            answered is not done either, and the answer can be kept for a repeated request.
        :param outlet: the way on which the answer may go out while it is made, None if there is none.
        :raises DeskError: if the call is refused; it is in the audit log then.
        :raises StaleProofError: if the password has to be compared again; nothing is done then.
        """
        visit = Visit(operation.name, address, correlation_id, self._office.clock(), Going(outlet))
        attempt = _Attempt(operation, dict(arguments), token, encode, visit, proof)
        try:
            if nonce is not None:
                self._office.database.write(lambda session: self._take(session, attempt, nonce))
            with visit.going.open:
                answer: T = self._run(attempt)
        except StaleProofError:
            raise
        except DeskError as refusal:
            self._record(attempt, refusal)
            self._touch(attempt)
            raise
        except DatabaseUnavailableError as error:
            busy = ServerBusyError()
            self._record(attempt, busy)
            raise busy from error
        except Exception:
            self._record(attempt, None)
            raise
        self._touch(attempt)
        return answer

    def _take(self, session: Session, attempt: _Attempt, nonce: Nonce) -> None:
        """Take a nonce out of use, once the call is known to be whose it says."""
        if attempt.proof is not None:
            attempt.actor = self._doorkeeper.identify_by_proof(session, attempt.proof, now=attempt.visit.now)
        use_nonce(session, attempt.actor.id, nonce)

    def _run(self, attempt: _Attempt) -> Any:
        database = self._office.database
        self._prepare(attempt)
        desk = attempt.desk
        if attempt.operation.answers_prepared and desk is not None:
            desk.prepared = attempt.prepared
            return attempt.encode(attempt.operation.function(desk, **self._own_arguments(attempt)))
        run = database.write if attempt.operation.writes else database.read
        for _ in range(_ROUNDS):
            try:
                return run(lambda session: self._transact(session, attempt))
            except idempotency.ClaimedMeanwhileError:
                continue
            except StaleDataError as error:
                raise ConflictError("The record has changed in the meantime.") from error
        raise ServerBusyError

    def _prepare(self, attempt: _Attempt) -> None:
        operation = attempt.operation
        if operation.prepare is None:
            return
        if operation.permission is not PUBLIC:
            # Nobody makes the server hash passwords who may not call the operation.
            self._office.database.read(lambda session: self._admit(self._desk(session, attempt), attempt))
        attempt.prepared = operation.prepare(self._office, attempt.visit, attempt.actor, **self._own_arguments(attempt))

    def _transact(self, session: Session, attempt: _Attempt) -> Any:
        desk = self._desk(session, attempt)
        self._admit(desk, attempt)
        claim = self._claim(desk, attempt)
        if claim is not None and claim.answer is not None:
            return claim.answer
        value = attempt.operation.function(desk, **self._own_arguments(attempt))
        answer = attempt.encode(value)
        if claim is not None:
            claim.keep(answer)
        if attempt.operation.writes and not desk.is_routine:
            audit.record_write(desk)
        return answer

    def _desk(self, session: Session, attempt: _Attempt) -> Desk:
        attempt.desk = Desk(session, self._office, attempt.visit, prepared=attempt.prepared)
        return attempt.desk

    def _admit(self, desk: Desk, attempt: _Attempt) -> None:
        """Establish who is calling, and refuse who may not."""
        operation = attempt.operation
        if operation.permission is PUBLIC and attempt.proof is None:
            return
        actor = self._identify(desk, attempt)
        if operation.permission is PUBLIC:
            # A password that comes with it has to be right; the operation is nobody's all the same.
            return
        desk.actor = attempt.actor = actor
        if desk.actor.must_change_password and not operation.usable_before_password_change:
            raise PasswordChangeRequiredError("Change your password first: somebody else set it.")
        desk.require(operation.permission)

    def _identify(self, desk: Desk, attempt: _Attempt) -> Actor:
        if attempt.proof is not None:
            return self._doorkeeper.identify_by_proof(desk.session, attempt.proof, now=desk.now)
        if attempt.token is None:
            raise AuthenticationRequiredError(
                "This operation needs a SessionHeader with the token of a login, or a user name and password."
            )
        return self._doorkeeper.identify(desk.session, attempt.token, now=desk.now, rules=desk.rules)

    def _claim(self, desk: Desk, attempt: _Attempt) -> idempotency.Claim | None:
        request_id = attempt.arguments.get(REQUEST_ID)
        if not attempt.operation.takes_request_id or request_id is None:
            return None
        arguments = self._own_arguments(attempt)
        secrets = [arguments.pop(name) for name in attempt.operation.secrets]
        return idempotency.claim(desk, request_id, arguments, password=secrets[0] if secrets else None)

    @staticmethod
    def _own_arguments(attempt: _Attempt) -> dict[str, Any]:
        return {name: value for name, value in attempt.arguments.items() if name != REQUEST_ID}

    def _record(self, attempt: _Attempt, refusal: DeskError | None) -> None:
        """Record a refusal, or a failure that is none, in a transaction of its own."""
        audited = refusal if refusal is not None and refusal.audited else None
        on_refusal = attempt.operation.on_refusal if attempt.actor.id else None
        if audited is None and on_refusal is None:
            return
        subject = attempt.desk.subject if attempt.desk else None
        seconds = time.monotonic() - attempt.started

        def record(session: Session) -> None:
            if audited is not None:
                audit.record_refusal(session, attempt.visit, attempt.actor, subject, audited.code)
            if on_refusal is not None:
                arguments = self._own_arguments(attempt)
                on_refusal(session, attempt.visit, attempt.actor, refusal, seconds=seconds, arguments=arguments)

        try:
            self._office.database.write(record)
        except DatabaseUnavailableError as error:
            # The caller still has to learn of the refusal; that it is missing from the audit log stands in this one.
            code = refusal.code if refusal else None
            log.error(  # noqa: TRY400 - see failure_facts
                "a refusal could not be audited", code=code, **_facts(attempt), **failure_facts(error)
            )

    def _touch(self, attempt: _Attempt) -> None:
        actor, visit = attempt.actor, attempt.visit
        if not actor.touch_due:
            return
        try:
            self._office.database.write(lambda session: touch(session, actor, visit.now))
        except DatabaseUnavailableError:
            # The call is done and answered; the session may end a minute early.
            log.warning("a session could not be touched", **_facts(attempt))


def _facts(attempt: _Attempt) -> dict[str, Any]:
    visit = attempt.visit
    return {"correlation_id": visit.correlation_id, "operation": visit.operation, "user_id": attempt.actor.id}
