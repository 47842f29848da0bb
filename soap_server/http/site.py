"""The site: its connections, its limits, and how it stops."""

from typing import TYPE_CHECKING, Any

import structlog
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web import http
from twisted.web.server import Site

from soap_server.app import Application
from soap_server.engine.correlation import new_correlation_id
from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.messages import Request
from soap_server.http import metrics
from soap_server.http.channel import DeskChannel
from soap_server.http.crowd import Crowd, TurnedAway
from soap_server.http.heads import refusal_head
from soap_server.http.plain_calls import PlainCall
from soap_server.http.plain_channel import PlainChannel
from soap_server.http.request import DeskRequest
from soap_server.http.short_pages import short_page_for

if TYPE_CHECKING:
    from soap_server.http.resource import Root

log = structlog.get_logger("soapdesk.site")
GRACE_SECONDS = 0.5  # for a connection that has been answered before
FIRST_GRACE_SECONDS = 5.0  # for one that was opened to ask something and has not asked yet
SMALL_ANSWER = 64 * 1024  # as much as a transport takes before it asks for a pause
FORM_BYTES = 256 * 1024  # of a form of the web pages that carries no files


class DeskSite(Site):
    """The factory of connections to one application."""

    reactor: Any
    requestFactory = DeskRequest
    displayTracebacks = False

    def __init__(self, application: Application, root: "Root", reactor: Any) -> None:
        settings = application.settings
        super().__init__(root, reactor=reactor, timeout=settings.limits.idle_seconds, parsePOSTFormSubmission=False)
        self.protocol = PlainChannel  # type: ignore[assignment]
        self.root = root
        self.application = application
        self.limits = settings.limits
        self._server = settings.server
        self._crowd = Crowd()
        self._held = self._unread = 0
        self._emptied: Deferred[None] | None = None

    @property
    def is_stopping(self) -> bool:
        """Whether the site takes no new requests."""
        return self._emptied is not None

    def buildProtocol(self, addr: IAddress | None) -> Any:
        """Return a channel for a new connection, or one that turns it away."""
        address = getattr(addr, "host", "")
        server = self._server
        if self._crowd.has_room(address, in_all=server.connections, per_address=server.connections_per_address):
            return super().buildProtocol(addr)
        metrics.turned_away.inc()
        fault = SoapFault.of(Kinds.SERVER_BUSY, "There are too many connections. Try again in a moment.")
        return TurnedAway(self.raw_refusal(None, fault, address), self.reactor)

    def opened(self, channel: DeskChannel) -> None:
        """Count a connection in."""
        self._crowd.add(channel, channel.host)
        metrics.connections.inc()

    def closed(self, channel: DeskChannel) -> None:
        """Count a connection out."""
        if channel in self._crowd.channels:
            metrics.connections.dec()
        self._crowd.remove(channel, channel.host)
        if self._emptied is not None and not self._crowd.channels and not self._emptied.called:
            self._emptied.callback(None)

    def body_limit(self, request: DeskRequest | PlainCall) -> int:
        """Return how many bytes the body of a request may have, by its headers."""
        headers = request.headers_by_name()
        if request.is_for_programs or not self.application.settings.web.enabled:
            return self.application.engine.body_limit(Request("POST", "", headers=headers))
        # Forms with files; what is around the files is less than what base64 adds in the call that follows.
        has_files = headers.get("content-type", "").lower().startswith("multipart/form-data")
        return self.limits.upload_bytes if has_files else min(self.limits.body_bytes, FORM_BYTES)

    def raw_refusal(self, request: DeskRequest | PlainCall | None, fault: SoapFault, peer: str) -> bytes:
        """Return the whole response, headers and all, to a request that is refused while it arrives."""
        correlation_id = new_correlation_id()
        if request is not None and not request.is_for_programs and self.application.settings.web.enabled:
            log.info("refused", code=fault.code, correlation_id=correlation_id, peer=peer)
            page = short_page_for(fault)
            return refusal_head(page.status, page.headers) + page.body
        as_asked = Request("POST", "", headers=request.headers_by_name() if request else {})
        log.info("refused", code=fault.code, correlation_id=correlation_id, peer=peer)
        response = self.application.engine.refuse(as_asked, fault, correlation_id)
        headers = {
            "Content-Type": response.content_type,
            "Content-Length": str(response.length),
            "X-Correlation-Id": correlation_id,
            **response.headers,
        }
        return refusal_head(response.status, headers.items()) + response.whole_body

    def hold(self, size: int) -> bool:
        """Make room for a part of a body; say whether all bodies together may be so large."""
        self._held += size
        return self._held <= self.limits.bodies_bytes

    def let_go(self, size: int) -> None:
        """Give back the room of a body."""
        self._held -= size

    def has_room(self, size: int) -> bool:
        """Say whether an answer may be kept until it is read; small ones always may."""
        return size <= SMALL_ANSWER or self._unread + size <= self.limits.answers_bytes

    def keep(self, size: int) -> None:
        """Count what a client does not read; less than nothing counts it out again."""
        self._unread += size

    def stop(self) -> "Deferred[None]":
        """Close every connection after its answer, idle ones after a moment; fire when none is left.

        Requests may be on their way on connections that look idle; in that moment they are still answered.
        A client that has just connected is sure to be about to ask, however slow its machine is.
        """
        self._emptied = Deferred()
        if self._crowd.channels:
            self.reactor.callLater(GRACE_SECONDS, self._close_idle, answered_before=True)
            self.reactor.callLater(FIRST_GRACE_SECONDS, self._close_idle, answered_before=False)
        else:
            self._emptied.callback(None)
        return self._emptied

    def _close_idle(self, *, answered_before: bool) -> None:
        for channel in list(self._crowd.channels):
            if channel.is_idle and channel.has_asked is answered_before:
                channel.close_idle()

    def log(self, request: http.Request) -> None:
        """Write no access log of Twisted's: calls are logged with what they were about."""
