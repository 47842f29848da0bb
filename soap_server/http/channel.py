"""Connections: how many there may be, and how long a request may take to arrive and an answer to be read.

Twisted's own idle timer starts again with every byte, so that a client sending one byte a second is never
idle; the deadlines here are for whole requests.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import structlog
from twisted.python.failure import Failure
from twisted.web.http import HTTPChannel

from soap_server.engine.faults import FaultKind, Kinds, SoapFault
from soap_server.logs import failure_facts

if TYPE_CHECKING:
    from soap_server.http.plain_calls import PlainCall
    from soap_server.http.request import DeskRequest
    from soap_server.http.site import DeskSite

log = structlog.get_logger("soapdesk.channel")
LINGER_SECONDS = 2.0
_LENGTH_DIGITS = 20  # as many as 2**64 has


class Deadline:
    """A call in the future that is replaced by the next one and can be called off."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._call: Any = None

    def set(self, seconds: float, function: Any, *arguments: Any) -> None:
        """Call ``function`` after ``seconds``, instead of what was set before."""
        self.clear()
        self._call = self._reactor.callLater(seconds, function, *arguments)

    @property
    def is_set(self) -> bool:
        """Whether the call is still to come."""
        return self._call is not None and bool(self._call.active())

    def clear(self) -> None:
        """Call nothing."""
        if self._call is not None and self._call.active():
            self._call.cancel()
        self._call = None


class DeskChannel(HTTPChannel):
    """One connection."""

    site: "DeskSite"
    transport: Any

    def connectionMade(self) -> None:
        """Start the clock: a connection that sends nothing is closed by the idle timeout."""
        limits = self.site.limits
        self.totalHeadersSize = limits.header_bytes
        self.MAX_LENGTH = limits.header_bytes
        self.maxHeaders = limits.headers
        self._arrival = Deadline(self.site.reactor)
        self._departure = Deadline(self.site.reactor)
        self._is_receiving = False
        self._is_parsing = False
        self.has_asked = False
        self.has_refused = False
        self._answered: DeskRequest | PlainCall | None = None
        self._on_read: Callable[[], None] | None = None
        self._unread = self._kept = 0
        super().connectionMade()
        # The address at the other end.
        self.host = getattr(self.getPeer(), "host", "")
        self.is_over_tls = self.isSecure()
        self.site.opened(self)

    def connectionLost(self, reason: Failure) -> None:  # type: ignore[override]
        """Forget the connection."""
        self._arrival.clear()
        self._departure.clear()
        self._forget_answer()
        self._answered = None
        self.site.closed(self)
        super().connectionLost(reason)

    def dataReceived(self, data: bytes) -> None:
        """Start the deadline of the headers with their first byte."""
        # Some clients send an empty line behind a body, which begins no request (RFC 9112, section 2.2).
        if not self._is_receiving and not self._handlingRequest and data.strip(b"\r\n"):
            self._is_receiving = True
            self._arrival.set(self.site.limits.header_seconds, self._refuse_headers, Kinds.REQUEST_TIMEOUT)
        self.read(super().dataReceived, data)

    def read(self, function: Callable[..., None], *arguments: Any) -> None:
        """Have what came read, and go on behind it if it was answered meanwhile."""
        self.has_asked = True
        self._is_parsing = True
        try:
            function(*arguments)
        except Exception as error:
            log.exception("a connection failed", **failure_facts(error))
            self._refuse_headers(Kinds.INTERNAL_ERROR)
        self._is_parsing = False
        if self._answered is not None:
            # Other connections have their turn between the requests that one client sends in a row.
            self.site.reactor.callLater(0, self._go_on) if self._dataBuffer else self._go_on()

    def requestDone(self, request: "DeskRequest | PlainCall") -> None:  # type: ignore[override]
        """Go on with the next request, but not before the client reads: answers would pile up here."""
        self._answered = request
        if not self._is_parsing:
            self._go_on()

    def headerReceived(self, line: bytes) -> bool:
        """Refuse a length of so many digits that Python does not make a number of them."""
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length" and len(value.strip()) > _LENGTH_DIGITS:
            self._refuse_headers(Kinds.BAD_HTTP)
            return False
        return bool(super().headerReceived(line))

    def lineLengthExceeded(self, line: bytes) -> None:
        """Answer a line that is too long like other headers that are too large."""
        self._respondToBadRequestAndDisconnect()

    def _respondToBadRequestAndDisconnect(self) -> None:
        self._refuse_headers(Kinds.BAD_HTTP)

    def allHeadersReceived(self) -> None:
        """Refuse a body that says it is too large before it is sent, else start its deadline."""
        request = self.current_request
        # Twisted's types say "request" here; it is what stands between method and version.
        request.target = cast("bytes", self._path)
        headers = request.requestHeaders
        codings = headers.getRawHeaders(b"transfer-encoding", [])
        if len(headers.getRawHeaders(b"host", [])) > 1 or [coding.lower() for coding in codings] not in (
            [],
            [b"chunked"],
        ):
            # Whoever stands in front of us may have read it in another way (RFC 9112, sections 3.2 and 6.1).
            self._refuse_headers(Kinds.BAD_HTTP)
            return
        limit = self.site.body_limit(request)
        if self.length is not None and self.length > 2 * limit:
            self.refuse(request, SoapFault.of(Kinds.REQUEST_TOO_LARGE, f"The request is larger than {limit} bytes."))
            return
        request.expect(limit)
        self.expect_body()
        super().allHeadersReceived()

    def expect_body(self) -> None:
        """Start the deadline of a body."""
        self._arrival.set(self.site.limits.body_seconds, self._check_pace, self.site.reactor.seconds())

    def allContentReceived(self) -> None:
        """Call off the deadline: the request is here."""
        if not self.has_refused:
            self.body_received()
            super().allContentReceived()

    def body_received(self) -> None:
        """Call off the deadline of a body."""
        self._arrival.clear()
        self._is_receiving = False
        self._forget_answer()

    def write(self, data: bytes) -> None:
        """Write a part of an answer."""
        self._unread += len(data)
        super().write(data)
        self._keep_answer()

    def write_part(self, data: bytes) -> None:
        """Write a part of an answer that is sent while it is made, as a chunk (RFC 9112, section 7.1)."""
        if self.is_read():
            # However much went before: the client has that.
            self._forget_answer()
        self.write(b"%x\r\n%b\r\n" % (len(data), data))

    def is_read(self) -> bool:
        """Say whether the client has read what was written, or nearly."""
        return not self._waitingForTransport

    def on_read(self, function: Callable[[], None] | None) -> None:
        """Have a function called whenever the client has read everything."""
        self._on_read = function

    def pauseProducing(self) -> None:
        """Start the deadline of the client's reading: our buffer is full."""
        self._expect_reading()
        super().pauseProducing()
        self._keep_answer()

    def resumeProducing(self) -> None:
        """Call off the deadline: the client has read everything, and is idle from now on."""
        self._departure.clear()
        self.resetTimeout()
        self._forget_answer()
        super().resumeProducing()
        if self._on_read is not None:
            self._on_read()
        self._go_on()

    def timeoutConnection(self) -> None:
        """Close an idle connection. One whose answer is still being read is not idle; it has its deadline."""
        if self._departure.is_set:
            self.setTimeout(self.timeOut)
        else:
            super().timeoutConnection()

    def loseConnection(self) -> None:
        """Close once the answer is read. A client that does not read it, or over TLS does not say goodbye, is cut."""
        self._expect_reading()
        super().loseConnection()

    def close_idle(self) -> None:
        """Close a connection on which nothing is expected any more."""
        super().loseConnection()
        self._departure.set(LINGER_SECONDS, self.abort)

    @property
    def current_request(self) -> "DeskRequest":
        """The request that is arriving or being answered."""
        return cast("DeskRequest", self.requests[-1])

    @property
    def is_idle(self) -> bool:
        """Whether no request is arriving or being answered."""
        return not self.requests and not self._is_receiving

    def refuse(self, request: "DeskRequest | PlainCall | None", fault: SoapFault) -> None:
        """Answer a request that is still arriving with a fault and close the connection.

        What the client goes on sending is read and dropped for a moment: closing at once would make its
        system throw away the answer too.

        :param request: None if not even its headers are here.
        """
        if self.has_refused:
            return
        self.has_refused = True
        self._arrival.clear()
        self.setTimeout(None)
        self.dataReceived = self.lineReceived = self.rawDataReceived = _drop  # type: ignore[assignment, method-assign]
        self.transport.write(self.site.raw_refusal(request, fault, self.host))
        self._arrival.set(LINGER_SECONDS, self.transport.loseConnection)
        self._departure.set(2 * LINGER_SECONDS, self.abort)

    def abort(self) -> None:
        """Cut the connection."""
        self.transport.abortConnection()

    def _refuse_headers(self, kind: FaultKind) -> None:
        self.refuse(None, SoapFault.of(kind))

    def _go_on(self) -> None:
        if self._answered is not None and not self._waitingForTransport and not self.has_refused:
            request, self._answered = self._answered, None
            super().requestDone(request)

    def _expect_reading(self) -> None:
        limits = self.site.limits
        self._departure.set(limits.write_seconds + self._unread / limits.body_bytes_per_second, self.abort)

    def _keep_answer(self) -> None:
        if self._waitingForTransport:
            self.site.keep(self._unread - self._kept)
            self._kept = self._unread

    def _forget_answer(self) -> None:
        self.site.keep(-self._kept)
        self._unread = self._kept = 0

    def _check_pace(self, started_at: float) -> None:
        limits = self.site.limits
        elapsed = self.site.reactor.seconds() - started_at
        if self.current_request.received_bytes < elapsed * limits.body_bytes_per_second:
            self.refuse(self.current_request, SoapFault.of(Kinds.REQUEST_TIMEOUT))
        else:
            self._arrival.set(max(1.0, limits.body_seconds / 4), self._check_pace, started_at)


def _drop(_data: bytes) -> None: ...
