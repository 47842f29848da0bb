"""How requests of asyncio clients travel: over HTTP by httpx."""

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Protocol

import httpx

from client_sdk.errors import ConnectFailedError, ConnectionLostError, EncryptionError, NetworkError, TimedOutError
from client_sdk.files import Progress
from client_sdk.messages import Reply, Request
from client_sdk.transport import Transport, desk_at, doubt, grow

_CHUNK = 64 * 1024


class AsyncTransport(Protocol):
    """What carries requests."""

    async def send(self, request: Request) -> Reply:
        """Send a request and return what comes back, whatever its status.

        :raises NetworkError: if nothing comes back.
        """

    async def close(self) -> None:
        """Let go of connections."""


class AsyncHttpTransport:
    """Carries requests over HTTP by the library httpx; see HttpTransport for the parameters."""

    def __init__(self, *, timeout: float = 30.0, connect_timeout: float = 5.0, verify: bool | str = True) -> None:
        context = verify if isinstance(verify, bool) else ssl.create_default_context(cafile=verify)
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(timeout, connect=connect_timeout), verify=context, follow_redirects=False
        )

    async def send(self, request: Request) -> Reply:
        """Send a request and return what comes back."""
        headers = {**request.headers, "Content-Length": str(len(request.body))}
        content = _reported(request.body, request.progress) if request.progress else request.body
        with network_errors(request.url):
            async with self._client.stream("POST", request.url, content=content, headers=headers) as response:
                length = response.headers.get("content-length", "")
                plain = "content-encoding" not in response.headers
                total = int(length) if length.isdigit() and plain else None
                body = bytearray()
                async for chunk in response.aiter_bytes(_CHUNK):
                    grow(body, chunk, total, request.received)
        return Reply(response.status_code, dict(response.headers), bytes(body))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


class AsyncInProcess:
    """Hands requests to a transport that does not wait for a network, for tests."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def send(self, request: Request) -> Reply:
        """Send a request and return what comes back."""
        return self._transport.send(request)

    async def close(self) -> None:
        """Nothing is open."""


async def _reported(body: bytes, progress: Progress) -> AsyncIterator[bytes]:
    for start in range(0, len(body), _CHUNK):
        yield body[start : start + _CHUNK]
        progress(min(start + _CHUNK, len(body)), len(body))


@contextmanager
def network_errors(url: str) -> Iterator[None]:
    """Raise what httpx raises as this SDK's errors: the one seam.

    :param url: what is asked; the errors name it.
    :raises NetworkError: for any failure below SOAP.
    """
    try:
        yield
    except httpx.ConnectTimeout as error:
        raise ConnectFailedError(f"{desk_at(url)} could not be reached in time.{doubt(url)}") from error
    except httpx.ConnectError as error:
        if "certificate" in str(error).lower() or "ssl" in str(error).lower():
            raise EncryptionError(f"The connection could not be encrypted: {error}") from error
        raise ConnectFailedError(f"{desk_at(url)} could not be reached: no connection came about.") from error
    except httpx.TimeoutException as error:
        raise TimedOutError(f"{desk_at(url)} did not answer in time.{doubt(url)}") from error
    except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
        raise ConnectionLostError("The connection to the desk broke before the answer was complete.") from error
    except httpx.HTTPError as error:
        raise NetworkError(f"The desk could not be asked: {type(error).__name__}") from error
