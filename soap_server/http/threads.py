"""Threads for calls: few take calls while these compute, more while they wait.

Python computes in one thread at a time. Eight calls that compute pass its lock around with every statement and every
system call, and so does the reactor, which waits behind all of them: each call takes longer, and the slowest of a
hundred much longer, than when two run and the others wait in a queue. But where two wait for a database, or compute
for long, all others would wait with them. So more threads take calls when calls wait and none gets finished, or when
the process has time to spare.
"""

import time
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Semaphore, Thread
from typing import Any, NamedTuple, Protocol

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

USUAL = 2
LOOK_SECONDS = 0.01
_IDLE, _BUSY = 0.5, 0.8  # shares of the time in which the process computes

OnResult = Callable[[bool, Any], None]


class Pool(Protocol):
    """What runs functions in threads: those below, and Twisted's."""

    def callInThreadWithCallback(self, on_result: OnResult, function: Callable[..., Any], *arguments: Any) -> None:
        """Run a function in a thread, which then tells whether it succeeded, and its result or failure."""


class _Job(NamedTuple):
    on_result: OnResult
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class Threads:
    """A pool of threads.

    :ivar wanted: so many are to take calls now; one that is not wanted any more stops after its next call.
    :param usual: so many take calls while these compute; all others only when they are needed.
    :param computed: the seconds for which the process has computed.
    """

    def __init__(
        self,
        reactor: Any,
        count: int,
        name: str,
        *,
        usual: int,
        computed: Callable[[], float] = time.process_time,
    ) -> None:
        self._reactor = reactor
        self._usual = self.wanted = self._taking = min(usual, count)
        self._computed = computed
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = Lock()
        self._spare = Semaphore(0)
        self._threads = [
            Thread(target=self._work, args=(number < self._usual,), name=f"{name} {number}", daemon=True)
            for number in range(count)
        ]
        self._finished = 0
        self._next_look: Any = None
        self._last_look = (0, 0.0, 0.0)

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Have everything done that waits, and end the threads."""
        if self._next_look is not None:
            self._next_look.cancel()
        for _ in self._threads:
            self._jobs.put(None)
            self._spare.release()
        for thread in self._threads:
            thread.join()

    def callInThreadWithCallback(self, on_result: OnResult, function: Callable[..., Any], *arguments: Any) -> None:
        """Run a function in a thread, which then tells whether it succeeded, and its result or failure."""
        self._jobs.put(_Job(on_result, function, arguments))
        if self._next_look is None and self._usual < len(self._threads) and not self._jobs.empty():
            self._look_later()

    def _look_later(self) -> None:
        self._last_look = (self._finished, self._reactor.seconds(), self._computed())
        self._next_look = self._reactor.callLater(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        """Have one thread more take calls, or one less."""
        finished, at, computed = self._last_look
        share = (self._computed() - computed) / (self._reactor.seconds() - at)
        if not self._jobs.empty() and (share < _IDLE or self._finished == finished):
            self._want(min(self.wanted + 1, len(self._threads)))
        elif share > _BUSY or self._jobs.empty():
            self._want(max(self.wanted - 1, self._usual))
        self._next_look = None
        if self.wanted > self._usual or not self._jobs.empty():
            self._look_later()

    def _want(self, count: int) -> None:
        with self._lock:
            self.wanted = count
            if self._taking < count:
                self._taking += 1
                self._spare.release()

    def _is_spare(self) -> bool:
        """Say whether a thread has to stop taking calls."""
        with self._lock:
            is_spare = self._taking > self.wanted
            self._taking -= is_spare
        return is_spare

    def _work(self, is_usual: bool) -> None:
        if not is_usual:
            self._spare.acquire()
        while (job := self._jobs.get()) is not None:
            try:
                result = job.function(*job.arguments)
            except BaseException:  # noqa: BLE001 - whoever waits for the result has to learn of it
                job.on_result(False, Failure())
            else:
                job.on_result(True, result)
            self._finished += 1
            # An idle thread keeps nothing alive.
            job = result = None
            if self._is_spare():
                self._spare.acquire()


class Inbox:
    """Brings the results of threads to the reactor: those that come together with one wake-up."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._arrived: deque[tuple[Deferred[Any], Any]] = deque()
        self._is_told = False

    def run(self, pool: Pool, function: Callable[..., Any], *arguments: Any) -> "Deferred[Any]":
        """Return what fires with the result of a function that is run in a thread."""
        deferred: Deferred[Any] = Deferred()

        def arrive(_is_good: bool, result: Any) -> None:
            self._arrived.append((deferred, result))
            # The reactor notes that it was told before it looks; so nothing is left lying.
            if not self._is_told:
                self._is_told = True
                self._reactor.callFromThread(self._deliver)

        pool.callInThreadWithCallback(arrive, function, *arguments)
        return deferred

    def _deliver(self) -> None:
        self._is_told = False
        while self._arrived:
            deferred, result = self._arrived.popleft()
            deferred.callback(result)
