"""What a power failure would leave, read from the order of system calls.

Killing a process leaves what it wrote in the system's memory, so it shows nothing of a power failure. What counts is
that between the last write to the database's log and the answer to the caller the log was brought to the disk.
"""

import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_LINE = re.compile(r"^(?P<at>[\d.]+) (?P<call>\w+)\((?P<rest>.*)\) += (?P<result>-?\d+).*<(?P<took>[\d.]+)>$")
_LOG = re.compile(r"-wal>|/pg_wal/")
_WRITES = {"write", "pwrite64", "pwritev", "pwritev2", "writev"}
_SYNCS = {"fsync", "fdatasync"}
_CALLS = ",".join(sorted(_WRITES | _SYNCS | {"sendto", "sendmsg"}))
_SECONDS = 120


@dataclass(frozen=True, order=True)
class Moment:
    """A system call: when it began and ended, and whether it was a write to the log, a sync of it or an answer."""

    began: float
    ended: float
    kind: str


@contextmanager
def traced(folder: Path, pids: list[int]) -> Iterator[None]:
    """Trace processes, and those that they start meanwhile."""
    folder.mkdir()
    options = ["--output-separately", "--follow-forks", "--decode-fds=path", "--string-limit=24"]
    times = ["--absolute-timestamps=format:unix,precision:us", "--syscall-times=us"]
    attached = [f"--attach={pid}" for pid in pids]
    tracer = subprocess.Popen(
        ["strace", *options, *times, f"--trace={_CALLS}", f"--output={folder / 'trace'}", *attached],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_traced(pids)
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(_SECONDS)


def moments(folder: Path) -> list[Moment]:
    """Return what matters of a trace, in order."""
    found = (_moment(line) for path in folder.iterdir() for line in path.read_text(errors="replace").splitlines())
    return sorted(moment for moment in found if moment)


def unsafe_answers(all_moments: list[Moment]) -> tuple[int, int]:
    """Return how many answers there were, and before how many of them the log's last write was not synced."""
    answers = unsafe = 0
    last_write: Moment | None = None
    syncs: list[Moment] = []
    for moment in all_moments:
        if moment.kind == "write":
            last_write, syncs = moment, []
        elif moment.kind == "sync":
            syncs.append(moment)
        else:
            answers += 1
            is_safe = last_write is None or any(sync.ended <= moment.began for sync in syncs)
            unsafe += not is_safe
    return answers, unsafe


def descendants(pid: int) -> list[int]:
    """Return a process and all those below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in descendants(int(child)))]


def _moment(line: str) -> Moment | None:
    found = _LINE.match(line)
    if not found:
        return None
    call, rest = found["call"], found["rest"]
    if _LOG.search(rest):
        kind = "sync" if call in _SYNCS else "write"
    elif '"HTTP/1.1 200' in rest:
        kind = "answer"
    else:
        return None
    began = float(found["at"])
    return Moment(began, began + float(found["took"]), kind)


def _wait_until_traced(pids: list[int]) -> None:
    deadline = time.monotonic() + _SECONDS
    for task in (task for pid in pids for task in Path(f"/proc/{pid}/task").iterdir()):
        while "TracerPid:\t0\n" in (task / "status").read_text():
            assert time.monotonic() < deadline, "strace does not get hold of the processes"
            time.sleep(0.01)
