"""Bodies that are made while they are sent: the next piece when the client has read the last one."""

import structlog
from twisted.python.failure import Failure

from soap_server.http.request import DeskRequest
from soap_server.http.short_pages import Rest
from soap_server.logs import failure_facts

log = structlog.get_logger("soapdesk.streaming")


class Streaming:
    """Sends a body and the rest of it, and ends the request; a push producer in Twisted's words."""

    def __init__(self, request: DeskRequest, rest: Rest) -> None:
        self._request = request
        self._rest = rest
        self._is_waiting = self._is_paused = self._is_over = False

    def start(self, body: bytes) -> None:
        """Begin with what is there already."""
        self._request.notifyFinish().addErrback(self._stop)
        self._request.registerProducer(self, True)
        self._request.write(body)
        self._go_on()

    def pauseProducing(self) -> None:
        """Wait: what was sent is not read yet."""
        self._is_paused = True

    def resumeProducing(self) -> None:
        """Go on."""
        self._is_paused = False
        self._go_on()

    def stopProducing(self) -> None:
        """Stop: the client has gone."""
        self._stop(None)

    def _go_on(self) -> None:
        if not (self._is_waiting or self._is_paused or self._is_over):
            self._is_waiting = True
            self._rest.piece().addCallbacks(self._send, self._cut)

    def _send(self, piece: bytes | None) -> None:
        self._is_waiting = False
        if self._is_over:
            return
        if piece is None:
            self._stop(None)
            self._request.unregisterProducer()
            self._request.finish()
            return
        self._request.write(piece)
        self._go_on()

    def _cut(self, failure: Failure) -> None:
        """Cut the connection, so that nobody takes what has arrived for the whole."""
        log.error("a body could not be sent to its end", **failure_facts(failure.value or Exception()))
        if not self._is_over:
            self._stop(None)
            self._request.desk_channel.abort()

    def _stop(self, _reason: Failure | None) -> None:
        if not self._is_over:
            self._is_over = True
            self._rest.close()
