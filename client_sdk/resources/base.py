"""What the resources of a blocking client share."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from client_sdk import operations
from client_sdk.files import Progress
from client_sdk.models import DataResult, Page
from client_sdk.operation import Operation, Result
from client_sdk.paging import Pages
from client_sdk.rows import Rows
from client_sdk.transfers import FILE, Flow, sending


class Caller(Protocol):
    """What a resource needs of its client."""

    def call(
        self,
        operation: Operation[Result],
        arguments: Mapping[str, Any],
        *,
        request_id: str | None = None,
        progress: Progress | None = None,
        received: Progress | None = None,
    ) -> Result:
        """Call an operation and return what it answers."""

    def perform(self, flow: Flow) -> Any:
        """Carry out several calls that belong together."""


class Resource:
    """The operations of one service, as methods."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    def _call(
        self,
        operation: Operation[Result],
        arguments: Mapping[str, Any],
        *,
        request_id: str | None = None,
        progress: Progress | None = None,
    ) -> Result:
        if FILE in arguments:
            result: Result = self._client.perform(sending(arguments, request_id=request_id, progress=progress))
            return result
        return self._client.call(operation, arguments, request_id=request_id, progress=progress)

    def _pages(self, operation: Operation[Any], arguments: Mapping[str, Any], items: str) -> Pages[Any, Any]:
        return Pages(lambda cursor: self._call(operation, turned(arguments, cursor)), items)

    def _rows(self, operation: Operation[DataResult], arguments: Mapping[str, Any]) -> Rows:
        return Rows(
            lambda: self._call(operation, arguments),
            lambda cursor: self._call(operations.FETCH_MORE, {"cursor": cursor}),
        )


def turned(arguments: Mapping[str, Any], cursor: str | None) -> Mapping[str, Any]:
    """Return the arguments for the page that a cursor stands for."""
    if cursor is None:
        return arguments
    return {**arguments, "page": replace(arguments["page"] or Page(), cursor=cursor)}
