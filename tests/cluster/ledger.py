"""A ledger of calls: what was attempted, what was acknowledged, when."""

import threading
import time
from dataclasses import dataclass, field
from itertools import count, pairwise
from uuid import uuid4

from client_sdk import SupportClient
from client_sdk.errors import NetworkError
from client_sdk.errors.faults import ServerBusyError

_UNKNOWN = (NetworkError, ServerBusyError)
"""After these nobody knows whether the event is there: the call is repeated with its requestId."""


@dataclass(frozen=True)
class Reckoning:
    """What a database has of a ledger's events."""

    lost: int
    duplicated: int
    unasked: int


@dataclass
class Ledger:
    """Callers who submit one event after the other, each until it is acknowledged."""

    url: str
    username: str
    password: str
    certificates: str
    prefix: str = field(default_factory=lambda: f"line {uuid4().hex}-")
    attempted: set[str] = field(default_factory=set)
    acknowledged: list[tuple[float, str]] = field(default_factory=list)
    unknown: int = 0
    _enough: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)
    _failures: list[BaseException] = field(default_factory=list)

    def open(self, *, callers: int) -> None:
        """Let callers begin."""
        for number in range(callers):
            thread = threading.Thread(target=self._keep, args=(number,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def close(self) -> None:
        """Let each caller finish what it is about, whatever it takes to be acknowledged."""
        self._enough.set()
        for thread in self._threads:
            thread.join(timeout=120)
            assert not thread.is_alive(), "a call is never acknowledged"
        if self._failures:
            raise self._failures[0]

    def count(self) -> int:
        """How many calls are acknowledged."""
        with self._lock:
            return len(self.acknowledged)

    def silence(self) -> float:
        """The longest time between two acknowledgements that follow each other, in seconds."""
        times = sorted(at for at, _ in self.acknowledged)
        return max(after - before for before, after in pairwise(times))

    def reckon(self, stored: list[str]) -> Reckoning:
        """Compare with the titles of the events that are stored."""
        acknowledged = {title for _, title in self.acknowledged}
        found = set(stored)
        return Reckoning(len(acknowledged - found), len(stored) - len(found), len(found - self.attempted))

    def _keep(self, number: int) -> None:
        desk = SupportClient(
            self.url,
            username=self.username,
            password=self.password,
            verify=self.certificates,
            timeout=5,
            attempts=1,
        )
        try:
            for line in count():
                if self._enough.is_set():
                    return
                self._submit(desk, f"{self.prefix}{number}-{line}")
        except BaseException as error:  # noqa: BLE001 - of a thread; close() raises it
            self._failures.append(error)

    def _submit(self, desk: SupportClient, title: str) -> None:
        with self._lock:
            self.attempted.add(title)
        while True:
            try:
                desk.events.submit(title=title, content=title, request_id=title)
            except _UNKNOWN:
                with self._lock:
                    self.unknown += 1
                self._enough.wait(0.2)  # between attempts
                continue
            with self._lock:
                self.acknowledged.append((time.monotonic(), title))
            return
