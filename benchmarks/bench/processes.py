"""What processes take, as Linux counts it."""

import os
import re
import socket
import time
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
# Quiet is what takes less of a core than this, for so many seconds; a server may have chores for ever.
_QUIET, _MOMENT, _PATIENCE = 0.1, 0.3, 10.0


def free_port() -> int:
    """Return a port of this machine's on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it; of one that has ended, itself."""
    found, waiting = [], [pid]
    while waiting:
        each = waiting.pop()
        found.append(each)
        # A task may end between two looks at it, and its folder with it.
        with suppress(FileNotFoundError, ProcessLookupError):
            for task in Path(f"/proc/{each}/task").glob("*/children"):
                waiting += [int(child) for child in task.read_text().split()]
    return found


def cpu_seconds(pids: list[int]) -> float:
    """Return the seconds of all processors that processes have had, with their children that have ended."""
    total = 0
    for pid in pids:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        # The name in parentheses may have blanks; utime, stime, cutime and cstime are the fields 14 to 17 (proc(5)).
        total += sum(int(each) for each in stat.rpartition(")")[2].split()[11:15])
    return total / _TICKS


def memory(pids: list[int]) -> float:
    """Return the megabytes that processes hold; what several share counts once (proportional set size)."""
    total = 0
    for pid in pids:
        try:
            found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += int(found[1]) if found else 0
    return total * 1024 / 1_000_000


def signal_all(pid: int, number: int) -> None:
    """Send a signal to a process and all that descend from it."""
    for each in family(pid):
        try:
            os.kill(each, number)
        except ProcessLookupError:
            continue


def wait_until_quiet(pid: int) -> None:
    """Wait until a process and its family have done what was left to them when their callers went away."""
    deadline = time.monotonic() + _PATIENCE
    before, used = cpu_seconds(family(pid)), 1.0
    while used > _QUIET * _MOMENT and time.monotonic() < deadline:
        time.sleep(_MOMENT)
        now = cpu_seconds(family(pid))
        before, used = now, now - before
