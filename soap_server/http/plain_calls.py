"""Plain calls: a POST for SOAP with a length and a small body, as nearly all calls are.

One expression reads the head of a plain call, and takes it only if it leaves nothing to interpret. Whatever else comes
is read by twisted.web's reader, which gets the bytes untouched and decides alone about doubtful framing; so there is
one set of refusals, and nothing is refused here.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from twisted.python.failure import Failure

from soap_server.app import SOAP_PATH
from soap_server.engine.messages import Request, Response
from soap_server.settings.sections import RequestLimits

if TYPE_CHECKING:
    from soap_server.http.calls import Call
    from soap_server.http.plain_channel import PlainChannel

# Not \d, \s and the like: what they take is wider than what HTTP lets in. Nothing is tried twice, however long.
_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]++"
_HEAD = re.compile(
    rb"POST (" + SOAP_PATH.encode() + rb"(?![^/? ])[!-~]*+) HTTP/1\.1\r\n((?:" + _TOKEN + rb":[\t -~]*+\r\n)++)\r\n"
)
_LENGTH = re.compile(r"[1-9][0-9]{0,8}")
# With these in it a head says more than what the call is.
_TELLING = ("transfer-encoding", "upgrade", "trailer")


class PlainHead(NamedTuple):
    """The head of a plain call.

    :ivar size: how many bytes it has.
    :ivar length: how many bytes the body has.
    :ivar is_body_awaited: whether the client waits to be told to send it.
    """

    target: str
    headers: Mapping[str, str]
    size: int
    length: int
    is_body_awaited: bool


def read_head(data: bytes, limits: RequestLimits) -> PlainHead | None:
    """Return the head with which some bytes begin, None unless it is a plain call's."""
    found = _HEAD.match(data, 0, limits.header_bytes)
    if found is None:
        return None
    lines = found[2].decode("ascii").split("\r\n")
    lines.pop()
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip(" \t")
    # A header that is there twice has a value to be put together.
    if len(headers) != len(lines) or len(lines) > limits.headers or not headers.keys().isdisjoint(_TELLING):
        return None
    length = headers.get("content-length", "")
    expected = headers.get("expect", "").lower()
    if (
        _LENGTH.fullmatch(length) is None
        or headers.get("connection", "keep-alive").lower() != "keep-alive"
        or expected not in ("", "100-continue")
    ):
        return None
    return PlainHead(found[1].decode("ascii"), headers, found.end(), int(length), expected != "")


class PlainCall:
    """A plain call from its head to its answer; for its channel it is a request like those of twisted.web."""

    is_for_programs = True

    def __init__(self, channel: "PlainChannel", head: PlainHead) -> None:
        self.channel = channel
        self.call: Call | None = None
        self.received_bytes = 0
        self._head = head
        self._body: list[bytes] = []

    def headers_by_name(self) -> Mapping[str, str]:
        """Return the headers by their names in lower case."""
        return self._head.headers

    def receive(self, data: bytes) -> bytes | None:
        """Keep a part of the body; return what stands behind its end, None if that is still to come."""
        missing = self._head.length - self.received_bytes
        part = data[:missing]
        self._body.append(part)
        self.received_bytes += len(part)
        # They are counted, and taken in any case, as all bodies that are no larger.
        self.channel.site.hold(len(part))
        return data[missing:] if self.received_bytes == self._head.length else None

    def as_engine_request(self, peer: str, *, is_secure: bool) -> Request:
        """Return what the engine needs, the body as it came."""
        path, _, query = self._head.target.partition("?")
        return Request("POST", path, query, self._head.headers, b"".join(self._body), peer, is_secure)

    def answer(self, response: Response, correlation_id: str) -> None:
        """Send the answer, and go on with what the client asks next."""
        self.let_go()
        self.channel.answer_plainly(self, response, correlation_id)

    def begin_answer(self, response: Response, correlation_id: str) -> None:
        """Send the head of an answer that comes in parts."""
        self.let_go()
        self.channel.begin_plainly(response, correlation_id)

    def end_answer(self) -> None:
        """Say that it is complete, and go on with what the client asks next."""
        self.channel.end_plainly(self)

    def connectionLost(self, _reason: Failure) -> None:
        """Have no work done for a client who has gone."""
        self.let_go()
        if self.call is not None:
            self.call.abandon()

    def let_go(self) -> None:
        """Give back the room of the body."""
        self.channel.site.let_go(self.received_bytes)
        self.received_bytes = 0
