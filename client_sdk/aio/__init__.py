"""The client for asyncio, over httpx: ``pip install soapdesk[async]``."""

from client_sdk.aio.client import AsyncSupportClient

__all__ = ["AsyncSupportClient"]
