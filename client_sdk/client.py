"""The blocking client."""

import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from client_sdk.configuration import Options, Wsdl, contract_source, conversation
from client_sdk.conversation import Enter, Leave, Steps, Wait, Work
from client_sdk.files import Progress
from client_sdk.messages import Request
from client_sdk.operation import Operation, Result
from client_sdk.resources.assignments import Assignments
from client_sdk.resources.data import Data
from client_sdk.resources.data_sets import DataSets
from client_sdk.resources.events import Events
from client_sdk.resources.ratings import Ratings
from client_sdk.resources.replies import Replies
from client_sdk.resources.system import System
from client_sdk.resources.users import Users
from client_sdk.transfers import Flow
from client_sdk.transport import HttpTransport, Transport


class SupportClient:
    """A desk, seen by one caller. Threads may share it.

    It logs in when that is first needed, once more if the session has expired, and out when it is closed.

    >>> with SupportClient("https://desk.example/soap", username="li.lei", password="...") as desk:
    ...     event = desk.events.submit(title="打印机卡纸", content="每次打印第二页就卡纸。")

    :param url: the desk's SOAP address, such as ``https://desk.example/soap``.
    :param username: who calls, together with ``password``.
    :param password: what the user logs in with.
    :param token: a session's token instead; the client then neither logs in nor out.
    :param timeout: the longest silence while an answer is awaited, in seconds.
    :param connect_timeout: how long a connection may take to come about, in seconds.
    :param attempts: how often a call is tried that the desk was too busy for, or whose repetition is harmless.
    :param patience: no attempt begins later than this after the first, in seconds.
    :param verify: whether certificates are checked, or the path of the authorities' certificates.
    :param wsdl: ``Wsdl.BUNDLED`` costs no request; ``Wsdl.SERVER`` reads that of the server, cached on disk.
    :param forwarded_for: for a web server: the address of the person it calls for (X-Forwarded-For).
    :param transport: another way to carry requests.
    """

    def __init__(
        self,
        url: str,
        *,
        username: str | None = None,
        password: str | None = None,
        token: str | None = None,
        timeout: float = 30.0,
        connect_timeout: float = 5.0,
        attempts: int = 4,
        patience: float = 60.0,
        verify: bool | str = True,
        wsdl: Wsdl = Wsdl.BUNDLED,
        forwarded_for: str | None = None,
        transport: Transport | None = None,
    ) -> None:
        options = Options(url, username, password, token, attempts, patience, forwarded_for)
        self._caption = options.caption
        self._owns_transport = transport is None
        self._transport = transport or HttpTransport(timeout=timeout, connect_timeout=connect_timeout, verify=verify)
        self._conversation = conversation(options, contract_source(wsdl, options.address, self._transport))
        self._lock = threading.Lock()
        self.users = Users(self)
        self.events = Events(self)
        self.assignments = Assignments(self)
        self.replies = Replies(self)
        self.ratings = Ratings(self)
        self.data = Data(self)
        self.data_sets = DataSets(self)
        self.system = System(self)

    def __repr__(self) -> str:
        return f"<SupportClient {self._caption}>"

    @property
    def token(self) -> str | None:
        """The token of the session that calls carry; None before the first login."""
        return self._conversation.token

    def call(
        self,
        operation: Operation[Result],
        arguments: Mapping[str, Any],
        *,
        request_id: str | None = None,
        progress: Progress | None = None,
        received: Progress | None = None,
    ) -> Result:
        """Call an operation of ``client_sdk.operations``; the resources' methods do this.

        :param arguments: by the names of the parameters, in snake_case.
        :param progress: told how much of the request was sent; ``received`` how much of the answer has arrived.
        :raises SupportError: if it fails; ``client_sdk.errors`` has the tree.
        """
        steps = self._conversation.call(
            operation, arguments, request_id=request_id, progress=progress, received=received
        )
        result: Result = self._take(steps)
        return result

    def perform(self, flow: Flow) -> Any:
        """Carry out several calls that belong together; the resources' methods do this.

        :raises SupportError: if one fails.
        """
        return self._take(flow(self._conversation))

    def close(self) -> None:
        """Log out, if the client logged in by itself, and close the connections."""
        try:
            self._take(self._conversation.log_out())
        finally:
            if self._owns_transport:
                self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take(self, steps: Steps) -> Any:
        """Carry out steps to their end."""
        reply: Any = None
        error: BaseException | None = None
        while True:
            try:
                step = steps.send(reply) if error is None else steps.throw(error)
            except StopIteration as end:
                return end.value
            reply = error = None
            try:
                reply = self._do(step)
            except BaseException as raised:  # noqa: BLE001 - the steps decide, and clean up
                error = raised

    def _do(self, step: Request | Wait | Work | Enter | Leave) -> Any:
        match step:
            case Request():
                return self._transport.send(step)
            case Wait():
                time.sleep(step.seconds)
            case Work():
                return step.do()
            case Enter():
                self._lock.acquire()
            case Leave():
                self._lock.release()
        return None
