"""The client for asyncio."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from client_sdk import operations
from client_sdk.aio.assignments import AsyncAssignments
from client_sdk.aio.data import AsyncData
from client_sdk.aio.data_sets import AsyncDataSets
from client_sdk.aio.events import AsyncEvents
from client_sdk.aio.ratings import AsyncRatings
from client_sdk.aio.replies import AsyncReplies
from client_sdk.aio.system import AsyncSystem
from client_sdk.aio.transport import AsyncHttpTransport, AsyncTransport
from client_sdk.aio.users import AsyncUsers
from client_sdk.configuration import Options, Wsdl, contract_source, conversation
from client_sdk.conversation import Enter, Leave, Steps, Wait, Work
from client_sdk.files import Progress
from client_sdk.messages import Request
from client_sdk.operation import Operation, Result
from client_sdk.transfers import Flow
from client_sdk.transport import HttpTransport


class AsyncSupportClient:
    """A desk, seen by one caller, for asyncio. The parameters are those of SupportClient.

    >>> async with AsyncSupportClient("https://desk.example/soap", username="li.lei", password="...") as desk:
    ...     async for event in desk.events.list():
    ...         print(event.title)
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
        transport: AsyncTransport | None = None,
    ) -> None:
        options = Options(url, username, password, token, attempts, patience, forwarded_for)
        self._caption = options.caption
        # A WSDL of the server is read once, before the first call, by a blocking request.
        self._loading = HttpTransport(timeout=timeout, connect_timeout=connect_timeout, verify=verify)
        self._read: set[bool] = set()
        self._contract = contract_source(wsdl, options.address, self._loading)
        self._owns_transport = transport is None
        self._transport = transport or AsyncHttpTransport(
            timeout=timeout, connect_timeout=connect_timeout, verify=verify
        )
        self._conversation = conversation(options, self._contract)
        self._lock = asyncio.Lock()
        self.users = AsyncUsers(self)
        self.events = AsyncEvents(self)
        self.assignments = AsyncAssignments(self)
        self.replies = AsyncReplies(self)
        self.ratings = AsyncRatings(self)
        self.data = AsyncData(self)
        self.data_sets = AsyncDataSets(self)
        self.system = AsyncSystem(self)

    def __repr__(self) -> str:
        return f"<AsyncSupportClient {self._caption}>"

    @property
    def token(self) -> str | None:
        """The token of the session that calls carry; None before the first login."""
        return self._conversation.token

    async def call(
        self,
        operation: Operation[Result],
        arguments: Mapping[str, Any],
        *,
        request_id: str | None = None,
        progress: Progress | None = None,
        received: Progress | None = None,
    ) -> Result:
        """Call an operation of ``client_sdk.operations``; the resources' methods do this.

        :raises SupportError: if it fails; ``client_sdk.errors`` has the tree.
        """
        await self._read_contract(operation)
        steps = self._conversation.call(
            operation, arguments, request_id=request_id, progress=progress, received=received
        )
        result: Result = await self._take(steps)
        return result

    async def perform(self, flow: Flow) -> Any:
        """Carry out several calls that belong together; the resources' methods do this.

        :raises SupportError: if one fails.
        """
        await self._read_contract(operations.GET_ATTACHMENT)
        return await self._take(flow(self._conversation))

    async def close(self) -> None:
        """Log out, if the client logged in by itself, and close the connections."""
        try:
            await self._take(self._conversation.log_out())
        finally:
            self._loading.close()
            if self._owns_transport:
                await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _read_contract(self, operation: Operation[Any]) -> None:
        """Read the contract in a thread, so that nothing else waits for it; later calls find it read."""
        if operation.data_sets not in self._read:
            await asyncio.to_thread(self._contract, operation)
            self._read.add(operation.data_sets)

    async def _take(self, steps: Steps) -> Any:
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
                reply = await self._do(step)
            except BaseException as raised:  # noqa: BLE001 - the steps decide, and clean up
                error = raised

    async def _do(self, step: Request | Wait | Work | Enter | Leave) -> Any:
        match step:
            case Request():
                return await self._transport.send(step)
            case Wait():
                await asyncio.sleep(step.seconds)
            case Work():
                return await asyncio.to_thread(step.do)
            case Enter():
                await self._lock.acquire()
            case Leave():
                self._lock.release()
        return None
