"""Connections on which plain calls go a short way, past the reader and the request objects of twisted.web.

Each request is judged anew where it begins, so that one connection may carry whatever it likes: what is no plain call,
or has not come as far as the end of its head, goes the long way with all its bytes. Both ways share the deadlines, the
refusals and the order of answers, which are the channel's.
"""

from typing import Any

from twisted.internet import tcp

from soap_server.engine.messages import Response
from soap_server.http.channel import DeskChannel
from soap_server.http.heads import call_head
from soap_server.http.plain_calls import PlainCall, PlainHead, read_head
from soap_server.http.request import SMALL_BODY

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_AT_ONCE = 64 * 1024  # Up to this size a head and a body are one piece; copying larger ones costs more than it saves.


class PlainChannel(DeskChannel):
    """One connection."""

    _arriving: PlainCall | None = None
    _is_socket = False

    def connectionMade(self) -> None:
        """Find out once what the connection can do."""
        super().connectionMade()
        self._is_socket = isinstance(self.transport, tcp.Server)

    def dataReceived(self, data: bytes) -> None:
        """Take a plain call, or go on with one; all else goes the long way."""
        if self._arriving is not None:
            self.resetTimeout()
            self.read(self._receive, data)
        elif self._is_between and (head := read_head(data, self.site.limits)) is not None:
            self.resetTimeout()
            self.read(self._begin, head, data)
        else:
            super().dataReceived(data)

    def timeoutConnection(self) -> None:
        """Close an idle connection; one that waits for its answer is not idle."""
        if self._handlingRequest and self.requests:
            self.setTimeout(self.timeOut)
        else:
            super().timeoutConnection()

    def answer_plainly(self, plain: PlainCall, response: Response, correlation_id: str) -> None:
        """Send the answer of a plain call in as few pieces as are worth it."""
        if self.site.is_stopping:
            self.persistent = 0
        head = call_head(response, correlation_id, closes=not self.persistent)
        if response.length <= _AT_ONCE:
            self._send(head + response.whole_body)
        else:
            for piece in (head, response.body, *response.more):
                self.write(piece)
        self.resetTimeout()
        self.requestDone(plain)

    def begin_plainly(self, response: Response, correlation_id: str) -> None:
        """Send the head of an answer that comes in parts (RFC 9112, section 7.1)."""
        if self.site.is_stopping:
            self.persistent = 0
        self.write(call_head(response, correlation_id, closes=not self.persistent, is_chunked=True))

    def end_plainly(self, plain: PlainCall) -> None:
        """Say that an answer in parts is complete."""
        self.write(b"0\r\n\r\n")
        self.resetTimeout()
        self.requestDone(plain)

    def _send(self, data: bytes) -> None:
        """Give an answer to the system at once, and only what it does not take now to the reactor, for later."""
        to = self.transport
        if self._is_socket and not (to.dataBuffer or to._tempDataBuffer or to.disconnecting):
            sent = to.writeSomeData(data)
            if sent == len(data):
                return
            # What is no number says that the connection is lost; the reactor finds that out by itself.
            data = data[sent:] if isinstance(sent, int) else data
        self.write(data)

    @property
    def _is_between(self) -> bool:
        """Whether what comes is the beginning of a request."""
        return bool(self.line_mode and self.persistent and not (self.requests or self._is_receiving or self._buffer))

    def _begin(self, head: PlainHead, data: bytes) -> None:
        plain = PlainCall(self, head)
        if head.length > min(SMALL_BODY, self.site.body_limit(plain)):
            super().dataReceived(data)
            return
        self.requests.append(plain)
        self._is_receiving = True
        self._arriving = plain
        if head.is_body_awaited:
            self.transport.write(_CONTINUE)
        self._receive(data[head.size :])
        if self._arriving is not None:
            self.expect_body()

    def _receive(self, data: bytes) -> None:
        plain: Any = self._arriving
        rest = plain.receive(data)
        if rest is None:
            return
        self._arriving = None
        self.body_received()
        # As twisted.web does: what comes from now on waits for the answer, and there is not too much of it.
        self._handlingRequest = True
        self.setRawMode()
        if rest:
            self._dataBuffer.append(rest)
        self.site.root.take(plain)
