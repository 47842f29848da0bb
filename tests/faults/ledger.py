"""The ledger of the callers: what they tried, and what the desk acknowledged.

A line is on the disk before its caller goes on, so the ledger is the truth that the database is measured by.
"""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

SECONDS = 240
"""How long the service may be away before a scenario gives up."""


class Outcome(StrEnum):
    """What became of one sending of a call.

    A broken connection or a fault of the server's leaves open whether it was carried out: it is unknown, never
    failed, and is sent again with the same requestId.
    """

    OK = "ok"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Call:
    """A call as its caller means it.

    :ivar key: what the row that it makes can be told by: it is the title, the text, the note or the user name.
    :ivar event_id: the event that it is about; None for what makes one, until it is answered.
    """

    key: str
    operation: str
    event_id: int | None = None


@dataclass(frozen=True)
class Entry:
    """One sending of a call, with the times of the monotonic clock at which it began and ended."""

    call: Call
    outcome: Outcome
    code: str
    began: float
    ended: float


class Ledger:
    """Keeps what was tried and what came of it, in a file and in memory."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._changed = threading.Condition()
        self.tried: list[Call] = []
        self.entries: list[Entry] = []
        self._acknowledged = 0

    def attempt(self, call: Call) -> None:
        """Note that a call is about to be sent for the first time."""
        with self._changed:
            self.tried.append(call)
            self._write({"tried": asdict(call)})

    def note(self, entry: Entry) -> None:
        """Note what came of sending a call."""
        with self._changed:
            self._write(asdict(entry))
            self.entries.append(entry)
            self._acknowledged += entry.outcome == Outcome.OK
            self._changed.notify_all()

    def acknowledged(self) -> list[Call]:
        """Return the calls that the desk said it carried out."""
        return [entry.call for entry in self.with_outcome(Outcome.OK)]

    def with_outcome(self, outcome: Outcome) -> list[Entry]:
        """Return the entries that ended so."""
        with self._changed:
            return [entry for entry in self.entries if entry.outcome == outcome]

    def count(self, outcome: Outcome) -> int:
        """Return how many entries ended so."""
        return len(self.with_outcome(outcome))

    def wait_for_more(self, acknowledgements: int) -> None:
        """Wait until so many more calls were acknowledged.

        :raises TimeoutError: if the service stays away.
        """
        with self._changed:
            wanted = self._acknowledged + acknowledgements
            self._wait(lambda: self._acknowledged >= wanted)

    def wait_for_unknown(self, count: int) -> None:
        """Wait until so many sendings in all came to no answer that says whether the call was carried out."""
        with self._changed:
            self._wait(lambda: sum(entry.outcome == Outcome.UNKNOWN for entry in self.entries) >= count)

    def seconds_to_good_call(self, since: float) -> float:
        """Wait for a call to be acknowledged that began after a moment, and return how long after it that was."""
        with self._changed:
            self._wait(lambda: self._first_good(since) is not None)
            return (self._first_good(since) or since) - since

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _first_good(self, since: float) -> float | None:
        # The latest stand at the end, and none that ended before can have begun afterwards.
        found = None
        for entry in reversed(self.entries):
            if entry.ended < since:
                break
            if entry.outcome == Outcome.OK and entry.began >= since:
                found = entry.ended
        return found

    def _wait(self, is_so: Callable[[], bool]) -> None:
        if not self._changed.wait_for(is_so, SECONDS):
            raise TimeoutError("the service did not come back")

    def _write(self, line: object) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def ledger_in(folder: Path) -> Iterator[Ledger]:
    """Yield a new ledger in a folder."""
    ledger = Ledger(folder / f"ledger-{time.monotonic_ns()}.jsonl")
    yield ledger
    ledger.close()
