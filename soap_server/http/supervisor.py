"""The supervisor: listens, starts the worker processes on the one socket, and replaces those that die.

It answers no request itself and opens no database, so that hardly anything can make it fail.
"""

import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from prometheus_client.multiprocess import mark_process_dead
from twisted.internet.error import ProcessDone
from twisted.internet.protocol import ProcessProtocol
from twisted.python.failure import Failure

from soap_server.http import metrics
from soap_server.http.starting import BACKLOG, END_OF_SETTINGS, LISTENING_FD, READY
from soap_server.http.steady import reactor
from soap_server.settings import Settings, SettingsError
from soap_server.settings.sections import Server

log = structlog.get_logger("soapdesk.supervisor")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 10.0


class Supervisor:
    """Keeps worker processes running.

    :param listening: the socket whose connections the workers share.
    :param when_ready: called once when every worker takes connections, with the URL.
    """

    def __init__(self, settings: Settings, listening: socket.socket, when_ready: Callable[[str], None]) -> None:
        self._when_ready = when_ready
        self._socket = listening
        port = self._socket.getsockname()[1]
        # Workers must know the port that was chosen, for it stands in the WSDL, and all must take each other's cookies.
        known = {
            "server": settings.server.model_copy(update={"port": port}),
            "web": settings.web.model_copy(update={"secret_key": settings.web.secret_key or secrets.token_urlsafe(32)}),
        }
        self.settings = settings.model_copy(update=known)
        self._metrics_folder = Path(tempfile.mkdtemp(prefix="soapdesk-metrics-"))
        self._workers: dict[int, WorkerProcess] = {}
        self._is_stopping = False
        self._was_ready = False
        self.exit_code = 0

    def start(self) -> None:
        """Start every worker; from now on signals stop them before the supervisor itself."""
        # Not earlier: the reactor has just put its own handler of SIGTERM in place, which asks no worker.
        for asks_to_stop in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asks_to_stop, lambda *_: reactor.callFromThread(self.stop))
        for number in range(self.settings.server.workers):
            self._start_worker(number, _FIRST_PAUSE)

    def stop(self) -> None:
        """Have every worker finish its calls and stop; then stop."""
        if not self._is_stopping:
            self._is_stopping = True
            log.info("stopping")
            # What no worker has accepted is refused by the system from now on.
            self._socket.close()
            for worker in self._workers.values():
                worker.terminate()
            # Workers keep their own deadline; this one is for those that cannot.
            reactor.callLater(self.settings.server.stop_seconds + 5, self._kill)
        self._stop_when_empty()

    def close(self) -> None:
        """Remove what was left behind."""
        shutil.rmtree(self._metrics_folder, ignore_errors=True)

    def worker_ready(self) -> None:
        """Note that a worker takes connections."""
        if not self._was_ready and all(worker.is_ready for worker in self._workers.values()):
            self._was_ready = True
            self._when_ready(self.settings.public_url)

    def worker_ended(self, worker: "WorkerProcess", *, is_clean: bool) -> None:
        """Replace a worker that died; after a pause that grows while none gets as far as to take connections."""
        del self._workers[worker.number]
        if worker.pid is not None:
            self._forget_gauges(worker.pid)
        if self._is_stopping:
            self._stop_when_empty()
            return
        # One that served was killed from outside or by a call: without it the service is away the longer.
        pause = _FIRST_PAUSE if worker.is_ready else min(worker.pause * 2, _LONGEST_PAUSE)
        if not self._was_ready and not worker.is_ready:
            log.error("a worker could not start")
            self.exit_code = 1
            self.stop()
            return
        log.error("a worker died and is replaced", pid=worker.pid, clean=is_clean, pause_seconds=pause)
        reactor.callLater(pause, self._start_worker, worker.number, pause)

    def _start_worker(self, number: int, pause: float) -> None:
        if self._is_stopping:
            return
        worker = WorkerProcess(self, number, pause)
        self._workers[number] = worker
        # Ctrl+C reaches the whole group of processes; the blocked signal is the worker's inheritance.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        process = reactor.spawnProcess(
            worker,
            sys.executable,
            [sys.executable, "-m", "soap_server.http.starting"],
            env={**os.environ, metrics.FOLDER_VARIABLE: str(self._metrics_folder)},
            childFDs={0: "w", 1: "r", 2: 2, LISTENING_FD: self._socket.fileno()},
        )
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        worker.pid = process.pid

    def _stop_when_empty(self) -> None:
        if not self._workers:
            reactor.stop()

    def _kill(self) -> None:
        for worker in self._workers.values():
            worker.kill()

    def _forget_gauges(self, pid: int) -> None:
        mark_process_dead(pid, str(self._metrics_folder))  # type: ignore[no-untyped-call]


class WorkerProcess(ProcessProtocol):
    """One worker, seen from outside."""

    transport: Any

    def __init__(self, supervisor: Supervisor, number: int, pause: float) -> None:
        self._supervisor = supervisor
        self.number = number
        self.pause = pause
        self.is_ready = False
        self.pid: int | None = None

    def connectionMade(self) -> None:
        """Give the worker its settings."""
        settings = self._supervisor.settings.model_dump_json()
        self.transport.write(settings.encode() + END_OF_SETTINGS)

    def outReceived(self, data: bytes) -> None:
        """Note that the worker says it is ready."""
        if READY in data:
            self.is_ready = True
            self._supervisor.worker_ready()

    def processEnded(self, reason: Failure) -> None:
        """Tell the supervisor."""
        self._supervisor.worker_ended(self, is_clean=bool(reason.check(ProcessDone)))

    def terminate(self) -> None:
        """Ask the worker to finish its calls and stop."""
        self.transport.signalProcess("TERM")

    def kill(self) -> None:
        """End the worker at once."""
        self.transport.signalProcess("KILL")


def supervise(settings: Settings, listening: socket.socket, when_ready: Callable[[str], None]) -> int:
    """Serve until a signal says to stop, and return the process's exit code.

    :param listening: a listening socket, which is closed in the end.
    :param when_ready: called once when every worker takes connections, with the URL.
    """
    supervisor = Supervisor(settings, listening, when_ready)
    reactor.callWhenRunning(supervisor.start)
    try:
        reactor.run(installSignalHandlers=True)
    finally:
        supervisor.close()
    return supervisor.exit_code


def listen(server: Server) -> socket.socket:
    """Return a socket that listens where the settings say.

    :raises SettingsError: if it cannot.
    """
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((server.host, server.port))
    except OSError as error:
        listening.close()
        raise SettingsError(
            f"server.host and server.port: cannot listen on {server.host}:{server.port}: {error.strerror}."
        ) from error
    listening.listen(BACKLOG)
    listening.setblocking(False)
    return listening
