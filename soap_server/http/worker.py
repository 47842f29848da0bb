"""A worker process: one application, its threads, a share of the connections.

It is forked from the supervisor. When that is gone the worker stops by itself.
"""

import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from twisted.internet.defer import inlineCallbacks, maybeDeferred
from twisted.internet.error import ConnectionDone
from twisted.protocols.tls import TLSMemoryBIOFactory
from twisted.python.failure import Failure

from db.engine import DatabaseUnavailableError
from soap_server.http.chores import Chores
from soap_server.http.forking import BACKLOG, READY
from soap_server.http.prepared import Prepared
from soap_server.http.resource import WEB_LANE, Root
from soap_server.http.site import DeskSite
from soap_server.http.threads import USUAL, Threads
from soap_server.http.tls import tls_options
from soap_server.operations.declaration import DATA_LANE, HASHING_LANE, ORDINARY_LANE

log = structlog.get_logger("soapdesk.worker")


class Worker:
    """The process's life: start, serve, finish what is under way, stop.

    :param ready_end: a file descriptor to tell that the worker takes connections.
    :param core: the processor to which the reactor and the threads of ordinary calls keep. Each passes Python's lock to
        the others with every system call, which between processors costs a third of a call more; None for any.
    """

    def __init__(
        self, prepared: Prepared, listening: socket.socket, ready_end: int, core: int | None, reactor: Any
    ) -> None:
        self._core = core
        settings = self._settings = prepared.settings
        self._reactor = reactor
        self._listening = listening
        self._ready_end = ready_end
        self._application = prepared.application()
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
        self._port: Any = None
        self._is_stopping = False

    def start(self) -> None:
        """Take connections."""
        options: Any = tls_options(self._settings.tls)
        site: Any = self._site
        factory = site if options is None else TLSMemoryBIOFactory(options, False, site)
        # What computes beside Python's lock may do so on every core.
        for lane in self._lanes.keys() - {ORDINARY_LANE}:
            self._lanes[lane].start()
        self._chores.start()
        if self._core is not None:
            os.sched_setaffinity(0, {self._core})
        # A thread keeps to where the one was that started it.
        self._lanes[ORDINARY_LANE].start()
        self._hold_database()
        self._port = self._reactor.adoptStreamPort(self._listening.fileno(), self._listening.family, factory)
        # The port has one of its own.
        self._listening.close()
        # What was made until now stays, and the collector never looks at it again.
        gc.collect()
        gc.freeze()
        gc.enable()
        # A supervisor that is gone already is noticed at the other end of its pipe.
        with suppress(BrokenPipeError):
            os.write(self._ready_end, READY)
        os.close(self._ready_end)

    @inlineCallbacks
    def stop(self) -> Any:
        """Take no more connections, let calls under way finish, stop."""
        if self._is_stopping:
            return
        self._is_stopping = True
        deadline = self._reactor.callLater(self._settings.server.stop_seconds, self._give_up)
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
        self._reactor.stop()

    def _hold_database(self) -> None:
        """Have an SQLite file open before the first call: so ``soapdesk db restore`` knows that there is a server.

        The supervisor cannot do it for all: SQLite's locks are those of a process, and a fork has them wrong.
        """
        # One that is busy or away is opened by the first call that finds it.
        if self._application.database.is_sqlite:
            with suppress(DatabaseUnavailableError):
                self._application.database.read(lambda session: session.connection().closed)

    def _give_up(self) -> None:
        log.warning("calls were still under way when the time to stop was over")
        os._exit(1)


class Lifeline:
    """What the reactor watches to learn that the supervisor is gone: nothing but an end ever comes."""

    def __init__(self, descriptor: int, when_gone: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._when_gone = when_gone

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self._descriptor

    def doRead(self) -> Exception:
        """Say that what can be read is the end."""
        return ConnectionDone()

    def connectionLost(self, _reason: Failure) -> None:
        """Tell it."""
        self._when_gone()

    def logPrefix(self) -> str:
        """Return what it is called in a log."""
        return "supervisor"


def run(prepared: Prepared, listening: socket.socket, lifeline: int, ready_end: int, core: int | None) -> None:
    """Run a worker until it is told to stop.

    :param lifeline: a file descriptor that ends when the supervisor does.
    :param ready_end: another, to tell that the worker takes connections.
    :param core: the processor to keep to.
    """
    # What a start makes stays; to look for garbage in it would take a quarter of the time until the first call.
    gc.disable()
    # There is a reactor as soon as this is imported, and one belongs to one process.
    from soap_server.http.steady import reactor  # noqa: PLC0415

    worker = Worker(prepared, listening, ready_end, core, reactor)

    def stop() -> None:
        worker.stop().addErrback(_fail)

    reactor.addReader(Lifeline(lifeline, stop))
    # The reactor starts the worker first, whatever else is asked for.
    reactor.callWhenRunning(lambda: maybeDeferred(worker.start).addErrback(_fail))
    signal.signal(signal.SIGTERM, lambda *_: reactor.callFromThread(stop))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    reactor.run(installSignalHandlers=False)


def _fail(failure: Failure) -> None:
    log.error("the worker failed", error=failure.type.__name__ if failure.type else "")
    failure.printTraceback(file=sys.stderr)
    os._exit(1)
