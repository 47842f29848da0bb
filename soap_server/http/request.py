"""Requests while they arrive: the body is counted as it comes and never grows beyond its limit."""

import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, cast

import structlog
from twisted.python.failure import Failure
from twisted.web import server

from soap_server.app import SOAP_PATH
from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.messages import Request, Response
from soap_server.http.channel import DeskChannel
from soap_server.logs import failure_facts

if TYPE_CHECKING:
    from soap_server.http.site import DeskSite

log = structlog.get_logger("soapdesk.request")
SMALL_BODY = 64 * 1024  # Bodies up to this size are taken even when large ones have used up the memory for bodies.
_GZIP = 31  # zlib's window size for the gzip format


class DeskRequest(server.Request):
    """A request whose body is kept in memory as far as its limit allows, and dropped beyond."""

    content: BytesIO | None
    target = b"/"
    received_bytes = 0
    _limit = 0
    _held_bytes = 0

    @property
    def desk_channel(self) -> DeskChannel:
        """The connection that it came over."""
        return cast("DeskChannel", self.channel)

    @property
    def is_too_large(self) -> bool:
        """Whether more came than is allowed; what was kept is of no use then."""
        return self.received_bytes > self._limit

    @property
    def limit(self) -> int:
        """How many bytes the body may have."""
        return self._limit

    def expect(self, limit: int) -> None:
        """Set how many bytes the body may have."""
        self._limit = limit

    def gotLength(self, length: int | None) -> None:
        """Make room for the body."""
        self.content = BytesIO()

    def handleContentChunk(self, data: bytes) -> None:
        """Keep a part of the body, or drop it when there is too much already.

        A client that has not sent much more than allowed is heard out and keeps its connection; one that
        goes on is stopped.
        """
        channel = self.desk_channel
        if channel.has_refused:
            return
        if not self.received_bytes:
            self.notifyFinish().addBoth(self._let_go, channel.site)
        self.received_bytes += len(data)
        if not self.is_too_large and self.content is not None:
            self.content.write(data)
            self._held_bytes += len(data)
            if not channel.site.hold(len(data)) and self._held_bytes > SMALL_BODY:
                channel.refuse(self, SoapFault.of(Kinds.SERVER_BUSY, "There are too many large requests."))
        elif self.received_bytes > 2 * self._limit:
            channel.refuse(self, too_large(self._limit))

    def process(self) -> None:
        """Answer; a target in absolute form is what its path is (RFC 9112, section 3.2.2)."""
        self.uri = origin_form(self.uri)
        self.path = self.uri.partition(b"?")[0]
        super().process()

    def processingFailed(self, reason: Failure) -> Failure:
        """Answer what nobody foresaw with a fault instead of Twisted's page."""
        log.error("a request could not be answered", **failure_facts(reason.value or Exception()))
        self.desk_channel.refuse(self, SoapFault.of(Kinds.INTERNAL_ERROR))
        return reason

    @property
    def is_for_programs(self) -> bool:
        """Whether it is a SOAP request, by the target that came with the first line."""
        return is_soap(origin_form(self.target).partition(b"?")[0].decode("ascii", "replace"))

    def header(self, name: bytes) -> str:
        """Return a header, repeated ones joined by commas; what is no UTF-8 is replaced."""
        values = self.requestHeaders.getRawHeaders(name) or []
        return ", ".join(value.decode("utf-8", "replace") for value in values)

    def headers_by_name(self) -> dict[str, str]:
        """Return the headers: names in lower case, repeated ones joined by commas."""
        return {
            name.decode("ascii", "replace").lower(): self.header(name)
            for name, _ in self.requestHeaders.getAllRawHeaders()
        }

    def as_engine_request(self, peer: str, *, is_secure: bool) -> Request:
        """Return what the engine needs, the body as it came."""
        path, _, query = self.uri.decode("ascii", "replace").partition("?")
        return Request(
            method=self.method.decode("ascii", "replace"),
            path=path,
            query=query,
            headers=self.headers_by_name(),
            body=self.content.getvalue() if self.content else b"",
            peer=peer,
            is_secure=is_secure,
        )

    def begin_answer(self, response: Response, correlation_id: str) -> None:
        """Send the head of an answer that comes in parts."""
        self.start_answer(response.status, [*call_headers(response, correlation_id).items()])
        self.write(b"")

    def start_answer(self, status: int, headers: Sequence[tuple[str, str]]) -> None:
        """Set the status and the headers of an answer."""
        self.setResponseCode(status)
        self.responseHeaders.removeHeader("Server")
        for name in dict.fromkeys(name.lower() for name, _ in headers):
            self.responseHeaders.setRawHeaders(name, [value for key, value in headers if key.lower() == name])
        if self.desk_channel.site.is_stopping:
            self.desk_channel.persistent = 0
            self.setHeader("Connection", "close")

    def end_answer(self) -> None:
        """Say that it is complete, and go on with the next request."""
        self.finish()

    def _let_go(self, result: object, site: "DeskSite") -> None:
        # A failure means that the client has gone, which is nobody's error.
        site.let_go(self._held_bytes)


def call_headers(response: Response, correlation_id: str = "") -> dict[str, str]:
    """Return the headers of an answer but for its length."""
    return {
        "Content-Type": response.content_type,
        "Cache-Control": "no-store" if correlation_id else "no-cache",
        "X-Content-Type-Options": "nosniff",
        **({"X-Correlation-Id": correlation_id} if correlation_id else {}),
        **response.headers,
    }


def origin_form(target: bytes) -> bytes:
    """Return the path and query of a request's target."""
    scheme, separator, rest = target.partition(b"://")
    if separator and scheme.lower() in (b"http", b"https"):
        return b"/" + rest.partition(b"/")[2]
    return b"/" if target == b"*" else target


def is_soap(path: str) -> bool:
    """Say whether a path is for programs that speak SOAP."""
    return path == SOAP_PATH or path.startswith(f"{SOAP_PATH}/")


def decoded_body(body: bytes, coding: str, limit: int) -> bytes:
    """Return a body after its content coding was undone (RFC 9110, section 8.4).

    :raises SoapFault: if the coding is not gzip, the data damaged, or the result larger than ``limit``.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in ("gzip", "x-gzip"):
        raise SoapFault.of(Kinds.UNSUPPORTED_MEDIA_TYPE, "The Content-Encoding must be gzip, or none.")
    unpacker = zlib.decompressobj(_GZIP)
    try:
        # One byte more than allowed is enough to know; a bomb is never unpacked.
        plain = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise SoapFault.of(Kinds.MALFORMED_REQUEST, "The body is not valid gzip.") from error
    if len(plain) > limit:
        raise too_large(limit)
    if not unpacker.eof or unpacker.unused_data:
        raise SoapFault.of(Kinds.MALFORMED_REQUEST, "The body is not one complete gzip stream.")
    return plain


def too_large(limit: int) -> SoapFault:
    """Return the fault for a body beyond its limit."""
    return SoapFault.of(Kinds.REQUEST_TOO_LARGE, f"The request is larger than {limit} bytes.")
