"""The client for asyncio, over httpx: ``pip install soapdesk[async]``."""

try:
    import httpx as _httpx  # noqa: F401 - to say at once what is missing
except ModuleNotFoundError as _error:
    raise ImportError("AsyncSupportClient needs httpx: pip install 'soapdesk[async]'") from _error

from client_sdk.aio.client import AsyncSupportClient

__all__ = ["AsyncSupportClient"]
