"""The Python client of SoapDesk. It needs nothing of the server.

>>> with SupportClient("https://desk.example/soap", username="li.lei", password="...") as desk:
...     for event in desk.events.list(status=EventStatus.SUBMITTED):
...         print(event.id, event.title)

``client_sdk.models`` has what methods take and answer, ``client_sdk.errors`` what they raise.
"""

from typing import TYPE_CHECKING, Any

from client_sdk.client import SupportClient
from client_sdk.configuration import Wsdl
from client_sdk.models.words import EventStatus, Priority

if TYPE_CHECKING:
    from client_sdk.aio import AsyncSupportClient

__all__ = ["AsyncSupportClient", "EventStatus", "Priority", "SupportClient", "Wsdl"]


def __getattr__(name: str) -> Any:
    """Import the asyncio client when it is first named: it needs httpx, which not everybody has."""
    if name == "AsyncSupportClient":
        from client_sdk.aio import AsyncSupportClient  # noqa: PLC0415

        return AsyncSupportClient
    raise AttributeError(f"module {__name__} has no attribute {name}")
