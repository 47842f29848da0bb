"""What the resources of a blocking client share."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from client_sdk import operations
from client_sdk.files import Progress, read_file
from client_sdk.models import DataResult, Page
from client_sdk.operation import Operation, Result
from client_sdk.paging import Pages
from client_sdk.rows import Rows


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
        return self._client.call(operation, plain(arguments), request_id=request_id, progress=progress)

    def _pages(self, operation: Operation[Any], arguments: Mapping[str, Any], items: str) -> Pages[Any, Any]:
        return Pages(lambda cursor: self._call(operation, turned(arguments, cursor)), items)

    def _rows(self, operation: Operation[DataResult], arguments: Mapping[str, Any]) -> Rows:
        return Rows(
            lambda: self._call(operation, arguments),
            lambda cursor: self._call(operations.FETCH_MORE, {"cursor": cursor}),
        )


def plain(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return arguments with a file taken apart into the parameters that describe it."""
    if "**file" not in arguments:
        return arguments
    file = read_file(arguments["**file"])
    others = {name: value for name, value in arguments.items() if name != "**file"}
    return {**others, "file_name": file.file_name, "media_type": file.media_type, "content": file.content}


def turned(arguments: Mapping[str, Any], cursor: str | None) -> Mapping[str, Any]:
    """Return the arguments for the page that a cursor stands for."""
    if cursor is None:
        return arguments
    return {**arguments, "page": replace(arguments["page"] or Page(), cursor=cursor)}
