"""How requests travel: over HTTP, or to a function in the same process."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

import requests
import zeep.transports
from requests.adapters import HTTPAdapter

from client_sdk.errors import (
    ConnectFailedError,
    ConnectionLostError,
    EncryptionError,
    NetworkError,
    TimedOutError,
    UnexpectedAnswerError,
)
from client_sdk.files import Progress
from client_sdk.messages import Reply, Request

MAX_ANSWER_BYTES = 256 * 1024 * 1024
_CHUNK = 64 * 1024


class Transport(Protocol):
    """What carries requests."""

    def send(self, request: Request) -> Reply:
        """Send a request and return what comes back, whatever its status.

        :raises NetworkError: if nothing comes back.
        """

    def load(self, url: str) -> bytes:
        """Return a document.

        :raises NetworkError: if there is none.
        """

    def close(self) -> None:
        """Let go of connections."""


class HttpTransport:
    """Carries requests over HTTP by the library requests; threads may share it.

    :param timeout: the longest silence while an answer is awaited, in seconds.
    :param connect_timeout: how long a connection may take to come about, in seconds.
    :param verify: whether certificates are checked, or the path of the authorities' certificates.
    :param connections: how many are kept open.
    """

    def __init__(
        self, *, timeout: float = 30.0, connect_timeout: float = 5.0, verify: bool | str = True, connections: int = 10
    ) -> None:
        self._timeout = (connect_timeout, timeout)
        self._session = requests.Session()
        # Given with each request: what the session has, the environment's REQUESTS_CA_BUNDLE would replace.
        self._verify = verify
        adapter = HTTPAdapter(pool_connections=connections, pool_maxsize=connections)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def send(self, request: Request) -> Reply:
        """Send a request and return what comes back. Redirects are not followed: the token is for this URL only."""
        body = _ReportingBody(request.body, request.progress) if request.progress else request.body
        with (
            network_errors(request.url),
            self._session.post(
                request.url,
                data=body,
                headers=dict(request.headers),
                timeout=self._timeout,
                verify=self._verify,
                allow_redirects=False,
                stream=True,
            ) as response,
        ):
            return _reply(response, request.received)

    def load(self, url: str) -> bytes:
        """Return a document."""
        with (
            network_errors(url),
            self._session.get(
                url, timeout=self._timeout, verify=self._verify, allow_redirects=False, stream=True
            ) as response,
        ):
            reply = _reply(response, None)
        if reply.status != 200:
            raise UnexpectedAnswerError(f"There is no document at {url} (HTTP {reply.status}).")
        return reply.body

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


def _reply(response: requests.Response, received: Progress | None) -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    length = headers.get("content-length", "")
    total = int(length) if length.isdigit() and "content-encoding" not in headers else None
    return Reply(response.status_code, headers, collect(response.iter_content(_CHUNK), total, received))


def collect(chunks: Iterator[bytes], total: int | None, received: Progress | None) -> bytes:
    """Return an answer's body.

    :raises UnexpectedAnswerError: if it is larger than any answer of a desk.
    """
    body = bytearray()
    for chunk in chunks:
        grow(body, chunk, total, received)
    return bytes(body)


def grow(body: bytearray, chunk: bytes, total: int | None, received: Progress | None) -> None:
    """Add a part to a body, and tell of it."""
    body += chunk
    if len(body) > MAX_ANSWER_BYTES:
        raise UnexpectedAnswerError(f"The answer is larger than {MAX_ANSWER_BYTES} bytes.")
    if received:
        received(len(body), total)


@contextmanager
def network_errors(url: str) -> Iterator[None]:
    """Raise what requests raises as this SDK's errors: the one seam.

    :param url: what is asked; the errors name it.
    :raises NetworkError: for any failure below SOAP.
    """
    try:
        yield
    except (requests.exceptions.SSLError, requests.exceptions.InvalidProxyURL) as error:
        raise EncryptionError(f"The connection could not be encrypted: {_reason(error)}") from error
    except requests.exceptions.ConnectTimeout as error:
        raise ConnectFailedError(f"{desk_at(url)} could not be reached in time.{doubt(url)}") from error
    except requests.exceptions.Timeout as error:
        raise TimedOutError(f"{desk_at(url)} did not answer in time.{doubt(url)}") from error
    except requests.exceptions.ConnectionError as error:
        raise _connection_error(error, url) from error
    except requests.exceptions.ChunkedEncodingError as error:
        raise ConnectionLostError("The connection broke while the answer arrived.") from error
    except requests.exceptions.RequestException as error:
        raise NetworkError(f"The desk could not be asked: {_reason(error)}") from error


def _connection_error(error: requests.exceptions.ConnectionError, url: str) -> NetworkError:
    """Tell a connection that never was from one that broke; requests has one error for both."""
    reason = getattr(error.args[0], "reason", error.args[0]) if error.args else error
    # urllib3 calls what failed before anything was sent a new connection.
    if type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ProxyError"):
        return ConnectFailedError(f"{desk_at(url)} could not be reached: no connection came about.")
    if "timed out" in str(error).lower():
        return TimedOutError(f"{desk_at(url)} did not answer in time.{doubt(url)}")
    return ConnectionLostError("The connection to the desk broke before the answer was complete.")


def desk_at(url: str) -> str:
    """Return the subject of a sentence on what did not go well with a URL."""
    return f"The desk at {url}"


def doubt(url: str) -> str:
    """Return what to ask of a URL that was silent: a server that speaks no TLS waits for the end of the greeting."""
    return " Does it speak https?" if url.startswith("https:") else ""


def _reason(error: Exception) -> str:
    return str(error).partition("(Caused by")[2].strip("() ") or type(error).__name__


class _ReportingBody:
    """A body that tells how much of it was read."""

    def __init__(self, body: bytes, progress: Progress) -> None:
        self._file = BytesIO(body)
        self._length = len(body)
        self._progress = progress

    def __len__(self) -> int:
        return self._length

    def read(self, size: int = -1) -> bytes:
        """Return the next part."""
        part = self._file.read(size)
        self._progress(self._file.tell(), self._length)
        return part


class Answer(NamedTuple):
    """What a server says: the HTTP status, the Content-Type and the body."""

    status: int
    content_type: str
    body: bytes


Responder = Callable[[str, str, str, Mapping[str, str], bytes], Answer]
"""Takes a method, a path, a query, headers with names in lower case, and a body."""


class InProcessTransport(zeep.transports.Transport):
    """Hands requests to a function instead of the network, for tests and for a server's own pages.

    It serves SupportClient, and a stock zeep client, which does all it does otherwise.
    """

    def __init__(self, respond: Responder) -> None:
        super().__init__()
        self.respond = respond

    def send(self, request: Request) -> Reply:
        """Send a request and return what comes back."""
        if request.progress:
            request.progress(len(request.body), len(request.body))
        answer = self._ask("POST", request.url, request.headers, request.body)
        if request.received:
            request.received(len(answer.body), len(answer.body))
        return Reply(answer.status, {"content-type": answer.content_type}, answer.body)

    def load(self, url: str) -> bytes:
        """Return the document at ``url``.

        :raises UnexpectedAnswerError: if there is none.
        """
        answer = self._ask("GET", url, {}, b"")
        if answer.status != 200:
            raise UnexpectedAnswerError(f"There is no document at {url} (HTTP {answer.status}).")
        return answer.body

    def close(self) -> None:
        """Nothing is open."""

    def post(self, address: str, message: bytes, headers: Mapping[str, str]) -> requests.Response:
        """Return the response to a message, for zeep."""
        answer = self._ask("POST", address, headers, message)
        response = requests.Response()
        response.status_code = answer.status
        response.headers["Content-Type"] = answer.content_type
        response.url = address
        response._content = answer.body
        return response

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        parts = urlsplit(url)
        lowered = {name.lower(): value for name, value in headers.items()}
        return self.respond(method, parts.path, parts.query, lowered, body)
