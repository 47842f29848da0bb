"""Threads for calls: how many take them, and how their results come back."""

import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Any

import pytest
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from soap_server.http.threads import LOOK_SECONDS, Inbox, Threads
from tests.http.conftest import HeldPool

_PATIENCE = 30


class Process:
    """How long a process has computed: as much of the time as it is told to."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.share = 1.0

    def computed(self) -> float:
        """Return the seconds."""
        return self._clock.seconds() * self.share


class Work:
    """A pool of four threads, two of which are usual, and what it was given to do."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.process = Process(self.clock)
        self.threads = Threads(self.clock, 4, "work", usual=2, computed=self.process.computed)
        self.results: SimpleQueue[tuple[bool, Any]] = SimpleQueue()
        self._is_over = False
        self._begun: SimpleQueue[threading.Event] = SimpleQueue()

    def give(self, function: Callable[[], Any]) -> None:
        """Give it something to do."""
        self.threads.callInThreadWithCallback(lambda *result: self.results.put(result), function)

    def hold(self) -> None:
        """Give it something that lasts until it is let go."""
        event = threading.Event()

        def wait() -> bool:
            self._begun.put(event)
            return self._is_over or event.wait(_PATIENCE)

        self.give(wait)

    def begun(self) -> threading.Event:
        """Wait until something was begun, and return what lets it go."""
        return self._begun.get(timeout=_PATIENCE)

    def finished(self) -> Any:
        """Wait until something is finished that succeeds, and return its result."""
        is_good, result = self.results.get(timeout=_PATIENCE)
        assert is_good
        return result

    def let_go(self, held: list[threading.Event], count: int) -> None:
        """Let everything go, also what is still to begin, and wait until so many are finished."""
        self._is_over = True
        while not self._begun.empty():
            held.append(self._begun.get())
        for event in held:
            event.set()
        for _ in range(count):
            self.finished()

    def look(self) -> None:
        """Let the time pass after which the pool looks whether it needs more threads."""
        self.clock.advance(LOOK_SECONDS)


@pytest.fixture
def work() -> Iterator[Work]:
    """A pool that is started and stopped."""
    made = Work()
    made.threads.start()
    yield made
    made.threads.stop()


def test_results_and_failures_are_told(work: Work) -> None:
    """A failure as Twisted's failures are."""
    work.give(lambda: 7)
    assert work.results.get(timeout=_PATIENCE) == (True, 7)
    work.give(lambda: 1 // 0)
    is_good, failure = work.results.get(timeout=_PATIENCE)
    assert (is_good, failure.type) == (False, ZeroDivisionError)
    work.give(lambda: 8)
    assert work.results.get(timeout=_PATIENCE) == (True, 8)


def test_two_take_calls_as_long_as_calls_get_finished(work: Work) -> None:
    """While the process computes all the time, more threads would only be in each other's way."""
    for _ in range(4):
        work.hold()
    held = [work.begun(), work.begun()]
    for _ in range(2):
        held.pop(0).set()
        work.finished()
        held.append(work.begun())
        work.hold()
        work.look()
        assert work.threads.wanted == 2
    work.let_go(held, 4)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_more_take_calls_when_none_gets_finished(work: Work, share: float) -> None:
    """Whether they wait for others or compute for long; but no more than there are."""
    work.process.share = share
    for _ in range(5):
        work.hold()
    held = [work.begun(), work.begun()]
    for _ in range(2):
        work.look()
        held.append(work.begun())
    work.look()
    assert work.threads.wanted == 4
    work.let_go(held, 5)


def test_more_take_calls_when_the_process_has_time(work: Work) -> None:
    """Calls get finished, but mostly they wait for something."""
    work.process.share = 0.1
    for _ in range(4):
        work.hold()
    held = [work.begun(), work.begun()]
    held.pop().set()
    work.finished()
    held.append(work.begun())
    work.look()
    assert work.threads.wanted == 3
    work.let_go(held, 3)


def test_when_nothing_waits_two_are_enough_again(work: Work) -> None:
    """Look by look; and then it looks no more."""
    for _ in range(4):
        work.hold()
    held = [work.begun(), work.begun()]
    for _ in range(2):
        work.look()
        held.append(work.begun())
    work.let_go(held, 4)
    for wanted in (3, 2):
        work.look()
        assert work.threads.wanted == wanted
    assert work.clock.getDelayedCalls() == []
    for number in range(20):
        work.give(lambda number=number: number)  # type: ignore[misc]
    assert {work.finished() for _ in range(20)} == set(range(20))


def test_stopping_finishes_what_waits() -> None:
    """And calls off what the pool wanted to look at."""
    work = Work()
    work.threads.start()
    work.hold()
    work.hold()
    held = [work.begun(), work.begun()]
    for number in range(5):
        work.give(lambda number=number: number)  # type: ignore[misc]
    for event in held:
        event.set()
    work.threads.stop()
    results = [work.finished() for _ in range(7)]
    assert sorted(result for result in results if result is not True) == [*range(5)]
    assert work.clock.getDelayedCalls() == []


def test_results_that_come_together_wake_the_reactor_once() -> None:
    """In the order in which they came, failures as failures."""
    woken: list[Callable[[], None]] = []

    class Reactor:
        """Notes what it is asked from threads."""

        callFromThread = woken.append  # noqa: N815

    pool = HeldPool()
    pool.holds = True
    inbox = Inbox(Reactor())
    told: list[object] = []
    for function in (lambda: 1, lambda: 1 // 0, lambda: 3):
        inbox.run(pool, function).addBoth(told.append)
    pool.release()
    assert (len(woken), told) == (1, [])
    woken.pop()()
    first, failure, third = told
    assert (first, third, isinstance(failure, Failure)) == (1, 3, True)
    inbox.run(pool, lambda: 4).addBoth(told.append)
    pool.release()
    woken.pop()()
    assert told[-1] == 4
