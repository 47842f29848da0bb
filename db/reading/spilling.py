"""What a statement puts into temporary files. SQLite has no limit for them: a short statement could fill the disk."""

import threading
import time
from pathlib import Path

_SECONDS_BETWEEN_LOOKS = 0.02
_COUNTS = Path("/proc/thread-self/io")
_FIELD = b"wchar: "
_OPEN_FILES = Path("/proc/self/fd")
_TEMPORARY = "etilqs_"
_BYTES_OF_A_BLOCK = 512


class Spill:
    """Looks at what a statement puts on the disk, since it does not find room for it in memory.

    It is too much if the statement has written so much, and the temporary files of this process are so large. What is
    written alone would not do, since a file may be written over and over; nor would the files, which may be another
    statement's. Where the system does not tell, as Linux's proc(5) does, there is no limit.

    :param limit: the bytes that a statement may put there.
    """

    def __init__(self, limit: int) -> None:
        self.is_over = False
        self._limit = limit
        self._written = 0
        self._next_look = 0.0
        self._last: tuple[int, int] | None = None

    def look(self) -> bool:
        """Look how much it is, if it is time to, and say whether it is too much."""
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + _SECONDS_BETWEEN_LOOKS
            self._count()
            self.is_over = self._written > self._limit and _temporary_bytes() > self._limit
        return self.is_over

    def _count(self) -> None:
        """Add what the thread that runs the statement has written since the last look."""
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


def _temporary_bytes() -> int:
    """Return the bytes on the disk of SQLite's temporary files, which have no names there any more."""
    total = 0
    for opened in _OPEN_FILES.iterdir():
        try:
            if _TEMPORARY in str(opened.readlink()):
                total += opened.stat().st_blocks * _BYTES_OF_A_BLOCK
        except OSError:
            continue  # it was closed meanwhile
    return total
