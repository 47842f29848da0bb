"""A client's conversation with the desk: log in, call, renew, repeat. It says what to do next and does no I/O.

Blocking and asyncio clients carry out the same steps, so what happens when is written once, here.
"""

import sys
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tenacity import (
    BaseRetrying,
    DoAttempt,
    DoSleep,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from client_sdk import operations
from client_sdk.contract import Contract, read_reply
from client_sdk.errors import (
    AuthenticationRequiredError,
    ConnectFailedError,
    ConnectionLostError,
    EncryptionError,
    NetworkError,
    ServerBusyError,
    ServiceFaultError,
    SessionExpiredError,
    SupportError,
    TimedOutError,
    UnavailableError,
)
from client_sdk.files import Progress
from client_sdk.messages import Request
from client_sdk.models import Session
from client_sdk.operation import Operation


@dataclass(frozen=True)
class Wait:
    """The step of doing nothing for a while."""

    seconds: float


@dataclass(frozen=True)
class Work:
    """The step of doing something that takes a while here, such as reading a file.

    :ivar do: what is done; the steps get what it returns.
    """

    do: Callable[[], Any]


class Enter:
    """The step into what only one call of the client does at a time."""


class Leave:
    """The step out of it."""


Step = Request | Wait | Work | Enter | Leave
Steps = Generator[Step, Any, Any]
"""Yields steps, takes the reply to a Request and the result of Work, returns what the call answers."""


@dataclass
class Credentials:
    """Who the client is."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Patience:
    """How often, and how long, a call is tried.

    :ivar attempts: at most so many times.
    :ivar seconds: no attempt begins later than this after the first.
    """

    attempts: int = 4
    seconds: float = 60.0


class Conversation:
    """What a client knows of the desk: where it is, who calls, the session.

    :ivar token: of the session that calls carry, None before a login.
    :ivar largest_attachment: the bytes of the largest file of one call, None before that was asked for.
    """

    def __init__(
        self,
        url: str,
        *,
        credentials: Credentials | None,
        token: str | None,
        contract: Callable[[Operation[Any]], Contract],
        headers: Mapping[str, str],
        patience: Patience,
    ) -> None:
        self._url = url
        self._credentials = credentials
        self.token = token
        self._contract = contract
        self._headers = headers
        self._patience = patience
        self._own_token: str | None = None
        self.largest_attachment: int | None = None

    def call(
        self,
        operation: Operation[Any],
        arguments: Mapping[str, Any],
        *,
        request_id: str | None = None,
        progress: Progress | None = None,
        received: Progress | None = None,
    ) -> Steps:
        """Take the steps of one call.

        :param progress: told how much of the request was sent.
        :param received: told how much of the answer has arrived.
        :raises SupportError: if it fails.
        """
        if operation.takes_request_id:
            arguments = {**arguments, "request_id": request_id or str(uuid4())}
        token = None if operation.public else (yield from self._session())

        def attempt(with_token: str | None) -> Steps:
            return self._attempts(operation, arguments, with_token, progress, received)

        try:
            result = yield from attempt(token)
        except (SessionExpiredError, AuthenticationRequiredError):
            if operation.public or self._credentials is None:
                raise
            result = yield from attempt((yield from self._session(expired=token)))
        self._notice(operation, arguments, result)
        return result

    def log_out(self) -> Steps:
        """End the session, if it is one that the client opened by itself."""
        if self._own_token is not None and self.token == self._own_token:
            try:
                yield from self._attempts(operations.LOGOUT, {}, self.token, patience=Patience(1, 0))
            except SupportError:
                return  # It has ended, or will by itself; nobody waits for that.
            finally:
                self.token = self._own_token = None

    def _session(self, expired: str | None = None) -> Generator[Step, Any, str | None]:
        """Return the token that calls carry; log in where there is none, or where it is the expired one.

        Calls of other threads wait meanwhile and then use the same session.
        """
        if self._credentials is None or self.token not in (None, expired):
            return self.token
        yield Enter()
        try:
            if self.token in (None, expired):
                arguments = {"username": self._credentials.username, "password": self._credentials.password}
                session: Session = yield from self._attempts(operations.LOGIN, arguments, None)
                self.token = self._own_token = session.token
        finally:
            yield Leave()
        return self.token

    def _attempts(
        self,
        operation: Operation[Any],
        arguments: Mapping[str, Any],
        token: str | None,
        progress: Progress | None = None,
        received: Progress | None = None,
        patience: Patience | None = None,
    ) -> Steps:
        contract = self._contract(operation)
        request = Request(
            url=self._url_of(operation),
            headers={**self._headers, **contract.http_headers(operation)},
            body=contract.envelope(operation, arguments, token),
            progress=progress,
            received=received,
        )
        return (yield from _Retrying(operation, patience or self._patience).run(operation, request))

    def _url_of(self, operation: Operation[Any]) -> str:
        return f"{self._url}/DataSetService" if operation.data_sets else self._url

    def _notice(self, operation: Operation[Any], arguments: Mapping[str, Any], result: Any) -> None:
        """Keep up with calls that change the session."""
        if operation == operations.LOGIN:
            self.token = result.token
        elif operation == operations.LOGOUT:
            self.token = None
        elif operation == operations.CHANGE_PASSWORD:
            # All sessions have ended, this one too.
            self.token = None
            if self._credentials is not None:
                self._credentials.password = arguments["new_password"]


class _Retrying(BaseRetrying):
    """Tenacity's rules, for attempts that are steps."""

    def __init__(self, operation: Operation[Any], patience: Patience) -> None:
        super().__init__(
            stop=stop_after_attempt(patience.attempts) | stop_before_delay(patience.seconds),
            wait=_pause,
            retry=retry_if_exception(lambda error: may_repeat(operation, error)),
            reraise=True,
        )

    def __call__(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Not for functions: what is repeated here are steps."""
        raise NotImplementedError

    def run(self, operation: Operation[Any], request: Request) -> Steps:
        """Send a request until it is answered, or until it is enough."""
        self.begin()
        state = RetryCallState(self, fn=None, args=(), kwargs={})
        while True:
            do = self.iter(retry_state=state)
            if isinstance(do, DoAttempt):
                try:
                    reply = yield request
                    assert reply is not None  # noqa: S101 - every request is answered, or fails
                    result = read_reply(operation, reply)
                except Exception:  # noqa: BLE001 - tenacity raises it again, or tries once more
                    state.set_exception(sys.exc_info())  # type: ignore[arg-type]
                else:
                    state.set_result(result)
            elif isinstance(do, DoSleep):
                state.prepare_for_next_attempt()
                yield Wait(float(do))
            else:
                return do


def may_repeat(operation: Operation[Any], error: BaseException) -> bool:
    """Say whether a call that failed so is to be tried again.

    A call that was refused because the desk is busy, or that was never sent, has done nothing. Of one whose answer
    is lost that is not known; it is repeated only where a repetition is harmless.
    """
    if isinstance(error, EncryptionError):
        return False
    if isinstance(error, ConnectFailedError | ServerBusyError):
        return True
    return operation.is_repeatable and isinstance(error, ConnectionLostError | TimedOutError | UnavailableError)


_BACKOFF = wait_random_exponential(multiplier=0.2, max=10)


def _pause(state: RetryCallState) -> float:
    """Return the seconds to wait: what the server asked for, or a random time that grows with the attempts."""
    error = state.outcome.exception() if state.outcome else None
    wanted = error.retry_after if isinstance(error, ServiceFaultError | NetworkError) else None
    return max(wanted or 0.0, _BACKOFF(state))
