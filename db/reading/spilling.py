"""What a statement writes to temporary files. SQLite has no limit for them: a short statement could fill the disk."""

import threading
import time
from pathlib import Path

_SECONDS_BETWEEN_LOOKS = 0.02
_COUNTS = Path("/proc/thread-self/io")
_FIELD = b"wchar: "


class Spill:
    """Counts what the thread that runs a statement writes meanwhile.

    That is what SQLite cannot sort in memory: the connection itself writes nothing. Where the system keeps no such
    counts, which is Linux's proc(5), there is no limit.

    :param limit: the bytes that a statement may write.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._written = 0
        self._next_look = 0.0
        self._last: tuple[int, int] | None = None

    @property
    def is_over(self) -> bool:
        """Whether more was written than the limit, as far as was looked."""
        return self._written > self._limit

    def look(self) -> bool:
        """Look how much was written, if it is time to, and say whether it is too much."""
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + _SECONDS_BETWEEN_LOOKS
            self._count()
        return self.is_over

    def _count(self) -> None:
        thread, written = threading.get_ident(), _written_by_this_thread()
        if self._last is not None and self._last[0] == thread:
            self._written += written - self._last[1]
        self._last = thread, written


def _written_by_this_thread() -> int:
    try:
        counts = _COUNTS.read_bytes()
    except OSError:
        return 0
    return int(counts.partition(_FIELD)[2].split(maxsplit=1)[0])
