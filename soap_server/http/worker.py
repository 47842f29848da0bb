"""A worker process: one application, one thread pool, a share of the connections.

It is started by the supervisor with the listening socket as file descriptor 3 and the settings on standard
input, which stays open: when the supervisor is gone, the input ends and the worker stops by itself.
"""

import gc
import os
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

import structlog
from twisted.internet.defer import inlineCallbacks
from twisted.internet.endpoints import AdoptedStreamServerEndpoint
from twisted.internet.protocol import Protocol
from twisted.internet.stdio import StandardIO
from twisted.protocols.tls import TLSMemoryBIOFactory

from soap_server.app import build_application
from soap_server.http.chores import Chores
from soap_server.http.resource import WEB_LANE, Root
from soap_server.http.site import DeskSite
from soap_server.http.starting import BACKLOG, END_OF_SETTINGS, LISTENING_FD, READY
from soap_server.http.steady import reactor
from soap_server.http.threads import USUAL, Threads
from soap_server.http.tls import tls_options
from soap_server.logs import configure_logging
from soap_server.operations.declaration import DATA_LANE, HASHING_LANE, ORDINARY_LANE
from soap_server.settings import Settings

log = structlog.get_logger("soapdesk.worker")


class Worker:
    """The process's life: start, serve, finish what is under way, stop."""

    def __init__(self, settings: Settings, fileno: int, family: int) -> None:
        self._settings = settings
        self._application = build_application(settings)
        self._lanes = {
            ORDINARY_LANE: Threads(reactor, settings.server.threads, "calls", usual=USUAL),
            # The threads of these wait for other things than each other, or for other calls.
            **{
                lane: Threads(reactor, count, name, usual=count)
                for lane, count, name in (
                    (HASHING_LANE, settings.security.hashes_at_a_time, "hashing calls"),
                    (DATA_LANE, settings.data.threads, "data calls"),
                    (WEB_LANE, settings.web.threads, "pages"),
                )
            },
        }
        self._root = Root(self._application, reactor, self._lanes)
        self._chores = Chores(self._application, reactor)
        self._site = DeskSite(self._application, self._root, reactor)
        self._endpoint = AdoptedStreamServerEndpoint(reactor, fileno, family)
        self._port: Any = None
        self._is_stopping = False

    @inlineCallbacks
    def start(self) -> Any:
        """Take connections."""
        # Everything that is needed for a call is made now, and the collector never looks at it again.
        _ = self._application.documents
        options: Any = tls_options(self._settings.tls)
        site: Any = self._site
        factory = site if options is None else TLSMemoryBIOFactory(options, False, site)
        for pool in self._lanes.values():
            pool.start()
        self._chores.start()
        self._port = yield self._endpoint.listen(factory)
        gc.collect()
        gc.freeze()
        gc.enable()
        # A supervisor that is gone already is noticed at the other end of its pipes.
        with suppress(BrokenPipeError):
            os.write(sys.stdout.fileno(), READY)

    @inlineCallbacks
    def stop(self) -> Any:
        """Take no more connections, let calls under way finish, stop."""
        if self._is_stopping:
            return
        self._is_stopping = True
        deadline = reactor.callLater(self._settings.server.stop_seconds, self._give_up)
        # Clients that have connected by now count on an answer, though nobody has accepted them yet.
        self._port.numberAccepts = BACKLOG
        self._port.doRead()
        yield self._port.stopListening()
        yield self._site.stop()
        yield self._root.stop()
        if deadline.active():
            deadline.cancel()
        for pool in self._lanes.values():
            pool.stop()
        self._chores.stop()
        self._application.close()
        reactor.stop()

    def _give_up(self) -> None:
        log.warning("calls were still under way when the time to stop was over")
        os._exit(1)


class SettingsReader(Protocol):
    """Reads the settings from the supervisor, and notices when it is gone."""

    def __init__(self) -> None:
        self._data = b""
        self._worker: Worker | None = None

    def dataReceived(self, data: bytes) -> None:
        """Start as soon as the settings are complete."""
        self._data += data
        if self._worker is None and self._data.endswith(END_OF_SETTINGS):
            settings = Settings.model_validate_json(self._data)
            configure_logging(settings.log.format, settings.log.level)
            with socket.socket(fileno=os.dup(LISTENING_FD)) as listening:
                family = listening.family
            self._worker = Worker(settings, LISTENING_FD, family)
            self._worker.start().addErrback(_fail)

    def connectionLost(self, reason: Any = None) -> None:
        """Stop: the supervisor is gone, or wants it."""
        self.stop()

    def stop(self, *_signal: object) -> None:
        """Stop gracefully."""
        if self._worker is None:
            reactor.callWhenRunning(reactor.stop)
        else:
            self._worker.stop().addErrback(_fail)


def _fail(failure: Any) -> None:
    log.error("the worker failed", error=failure.type.__name__)
    failure.printTraceback(file=sys.stderr)
    os._exit(1)


def run() -> None:
    """Run a worker until it is told to stop."""
    reader = SettingsReader()
    StandardIO(reader)
    signal.signal(signal.SIGTERM, lambda *_: reactor.callFromThread(reader.stop))
    reactor.run(installSignalHandlers=False)
