"""The heads of answers that are written without twisted.web: bytes, as far as possible made before."""

import time
from collections.abc import Iterable
from functools import lru_cache

from twisted.web import http

from soap_server.engine.messages import Response


def call_head(response: Response, correlation_id: str, *, closes: bool, is_chunked: bool = False) -> bytes:
    """Return the head of the answer to a call.

    :param is_chunked: whether the body comes in chunks, since nobody knows yet how long it will be.
    """
    more = "".join([f"{name}: {value}\r\n" for name, value in response.headers.items()])
    closing = "Connection: close\r\n" if closes else ""
    length = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {response.length}"
    own = f"{length}\r\nX-Correlation-Id: {correlation_id}\r\n{more}{closing}\r\n"
    return _fixed(response.status, response.content_type) + _date(int(time.time())) + own.encode()


def refusal_head(status: int, headers: Iterable[tuple[str, str]]) -> bytes:
    """Return the head of an answer behind which the connection is closed."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in [*headers, ("Connection", "close")])
    return b"%b%b\r\n" % (_status_line(status), lines.encode())


def _status_line(status: int) -> bytes:
    return b"HTTP/1.1 %d %b\r\n" % (status, http.RESPONSES.get(status, b""))


@lru_cache(maxsize=64)
def _fixed(status: int, content_type: str) -> bytes:
    lines = f"Content-Type: {content_type}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    return _status_line(status) + lines.encode()


@lru_cache(maxsize=1)
def _date(second: int) -> bytes:
    return b"Date: %b\r\n" % http.datetimeToString(second)
