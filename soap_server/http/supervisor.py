"""The supervisor: listens, prepares what all workers need, forks the workers, and replaces those that die.

It answers no request itself and has no connection to the database, no thread and no reactor, so that hardly anything
can make it fail, and nothing that a worker gets from it by being forked is shared where it must not be.
"""

import heapq
import itertools
import os
import secrets
import selectors
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from prometheus_client.multiprocess import mark_process_dead

from soap_server.http.forking import BACKLOG, FOLDER_VARIABLE, READY, WorkerProcess, fork
from soap_server.settings import Settings, SettingsError
from soap_server.settings.sections import Server

log = structlog.get_logger("soapdesk.supervisor")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 10.0
_ASK_TO_STOP = (signal.SIGTERM, signal.SIGINT)


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
        self._be_worker: Any = None
        self._selector = selectors.DefaultSelector()
        self._signals, self._signalled = socket.socketpair()
        # Workers notice that nobody has the other end any more, however the supervisor came to its end.
        self._lifeline, self._held_end = os.pipe()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._counter = itertools.count()
        self._is_stopping = False
        self._was_ready = False
        self._exit_code = 0

    def run(self) -> int:
        """Serve until a signal says to stop, and return the process's exit code."""
        self._listen_to_signals()
        self._prepare()
        for number in range(self.settings.server.workers):
            self._start_worker(number, _FIRST_PAUSE)
        while self._workers or not self._is_stopping:
            for key, _ in self._selector.select(self._seconds_to_next()):
                key.data()
            self._do_what_is_due()
        return self._exit_code

    def close(self) -> None:
        """Remove what was left behind."""
        shutil.rmtree(self._metrics_folder, ignore_errors=True)

    def _listen_to_signals(self) -> None:
        for end in (self._signals, self._signalled):
            end.setblocking(False)
        self._selector.register(self._signals, selectors.EVENT_READ, self._take_signals)
        signal.set_wakeup_fd(self._signalled.fileno(), warn_on_full_buffer=False)
        for number in (*_ASK_TO_STOP, signal.SIGCHLD):
            signal.signal(number, _note)

    def _take_signals(self) -> None:
        numbers = set(self._signals.recv(4096))
        if signal.SIGCHLD in numbers:
            self._bury()
        if not numbers.isdisjoint(_ASK_TO_STOP):
            self._stop()

    def _prepare(self) -> None:
        # The figures look for their folder when they are imported.
        os.environ[FOLDER_VARIABLE] = str(self._metrics_folder)
        from soap_server.http import prepared, worker  # noqa: PLC0415

        self._be_worker = partial(worker.run, prepared.prepare(self.settings))

    def _stop(self) -> None:
        """Have every worker finish its calls and stop; then stop."""
        if self._is_stopping:
            return
        self._is_stopping = True
        log.info("stopping")
        # What no worker has accepted is refused by the system from now on.
        self._socket.close()
        self._signal_workers(signal.SIGTERM)
        # Workers keep their own deadline; this one is for those that cannot.
        self._later(self.settings.server.stop_seconds + 5, lambda: self._signal_workers(signal.SIGKILL))

    def _signal_workers(self, number: int) -> None:
        for worker in self._workers.values():
            os.kill(worker.pid, number)

    def _bury(self) -> None:
        for worker in list(self._workers.values()):
            ended, status = os.waitpid(worker.pid, os.WNOHANG)
            if ended:
                self._worker_ended(worker, is_clean=os.waitstatus_to_exitcode(status) == 0)

    def _worker_ended(self, worker: WorkerProcess, *, is_clean: bool) -> None:
        """Replace a worker that died; after a pause that grows while none gets as far as to take connections."""
        self._hear(worker)
        del self._workers[worker.number]
        mark_process_dead(worker.pid, str(self._metrics_folder))  # type: ignore[no-untyped-call]
        if self._is_stopping:
            return
        if not self._was_ready and not worker.is_ready:
            log.error("a worker could not start")
            self._exit_code = 1
            self._stop()
            return
        # One that served was killed from outside or by a call: without it the service is away the longer.
        pause = _FIRST_PAUSE if worker.is_ready else min(worker.pause * 2, _LONGEST_PAUSE)
        log.error("a worker died and is replaced", pid=worker.pid, clean=is_clean, pause_seconds=pause)
        self._later(pause, lambda: self._start_worker(worker.number, pause))

    def _start_worker(self, number: int, pause: float) -> None:
        if self._is_stopping:
            return
        try:
            worker = fork(number, pause, partial(self._run_worker, number))
        except OSError as error:
            # No memory or no process is left; there may be later, and the other workers go on.
            log.warning("a worker could not be forked", error=error.strerror)
            longer = min(pause * 2, _LONGEST_PAUSE)
            self._later(longer, lambda: self._start_worker(number, longer))
            return
        self._workers[number] = worker
        self._selector.register(worker.ready_end, selectors.EVENT_READ, lambda: self._hear(worker))

    def _run_worker(self, number: int, ready_end: int) -> None:
        """Be a worker, in the process that was forked, with nothing left of what is the supervisor's."""
        self._selector.close()
        self._signals.close()
        self._signalled.close()
        os.close(self._held_end)
        for other in self._workers.values():
            other.close()
        self._be_worker(self._socket, self._lifeline, ready_end, self._core_of(number))

    def _core_of(self, number: int) -> int | None:
        """Return the processor of a worker, if there is one for each; None where others may be better shared."""
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        return cores[number] if len(cores) == self.settings.server.workers else None

    def _hear(self, worker: WorkerProcess) -> None:
        """Note whether a worker takes connections; it says so once or dies."""
        if worker.is_heard:
            return
        self._selector.unregister(worker.ready_end)
        worker.is_ready = os.read(worker.ready_end, len(READY)) == READY
        worker.close()
        is_complete = len(self._workers) == self.settings.server.workers
        if not self._was_ready and is_complete and all(each.is_ready for each in self._workers.values()):
            self._was_ready = True
            self._when_ready(self.settings.public_url)

    def _later(self, seconds: float, function: Callable[[], None]) -> None:
        # Not by the time of day: when that is set back, no dead worker would be replaced for as long.
        heapq.heappush(self._due, (time.monotonic() + seconds, next(self._counter), function))

    def _seconds_to_next(self) -> float | None:
        return max(0.0, self._due[0][0] - time.monotonic()) if self._due else None

    def _do_what_is_due(self) -> None:
        while self._due and self._due[0][0] <= time.monotonic():
            heapq.heappop(self._due)[2]()


def _note(_number: int, _frame: object) -> None:
    """Do nothing: Python writes the number of the signal where the supervisor reads it."""


def supervise(settings: Settings, listening: socket.socket, when_ready: Callable[[str], None]) -> int:
    """Serve until a signal says to stop, and return the process's exit code.

    :param listening: a listening socket, which is closed in the end.
    :param when_ready: called once when every worker takes connections, with the URL.
    """
    supervisor = Supervisor(settings, listening, when_ready)
    try:
        return supervisor.run()
    finally:
        supervisor.close()


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
