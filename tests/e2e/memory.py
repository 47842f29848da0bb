"""How much memory a process takes for a piece of work, as Linux counts it."""

import re
from collections.abc import Iterable
from pathlib import Path


class Growth:
    """The growth of processes: how far their resident memory rose above what it was at first, at its highest."""

    def __init__(self, pids: Iterable[int]) -> None:
        self._before: dict[int, int] = {}
        for pid in pids:
            # Makes the highest so far what it is now (proc(5), clear_refs).
            Path(f"/proc/{pid}/clear_refs").write_text("5")
            self._before[pid] = _kibibytes(pid, "VmRSS")

    @property
    def bytes(self) -> int:
        """Of all of them together."""
        return sum(1024 * (_kibibytes(pid, "VmHWM") - before) for pid, before in self._before.items())


def _kibibytes(pid: int, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1])
