"""What the resources of an asyncio client share."""

from collections.abc import Mapping
from typing import Any, Protocol

from client_sdk import operations
from client_sdk.files import Progress
from client_sdk.models import DataResult
from client_sdk.operation import Operation, Result
from client_sdk.paging import AsyncPages
from client_sdk.resources.base import turned
from client_sdk.rows import AsyncRows
from client_sdk.transfers import FILE, Flow, sending


class AsyncCaller(Protocol):
    """What a resource needs of its client."""

    async def call(
        self,
        operation: Operation[Result],
        arguments: Mapping[str, Any],
        *,
        request_id: str | None = None,
        progress: Progress | None = None,
        received: Progress | None = None,
    ) -> Result:
        """Call an operation and return what it answers."""

    async def perform(self, flow: Flow) -> Any:
        """Carry out several calls that belong together."""


class AsyncResource:
    """The operations of one service, as coroutines."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    async def _call(
        self,
        operation: Operation[Result],
        arguments: Mapping[str, Any],
        *,
        request_id: str | None = None,
        progress: Progress | None = None,
    ) -> Result:
        if FILE in arguments:
            result: Result = await self._client.perform(sending(arguments, request_id=request_id, progress=progress))
            return result
        return await self._client.call(operation, arguments, request_id=request_id, progress=progress)

    def _pages(self, operation: Operation[Any], arguments: Mapping[str, Any], items: str) -> AsyncPages[Any, Any]:
        return AsyncPages(lambda cursor: self._call(operation, turned(arguments, cursor)), items)

    def _rows(self, operation: Operation[DataResult], arguments: Mapping[str, Any]) -> AsyncRows:
        return AsyncRows(
            lambda: self._call(operation, arguments),
            lambda cursor: self._call(operations.FETCH_MORE, {"cursor": cursor}),
        )
