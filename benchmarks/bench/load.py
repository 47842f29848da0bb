"""The load: wrk with keep-alive connections, and what it and the kernel say of a window of time."""

import json
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench.processes import cpu_seconds, family, memory, wait_until_quiet

_SCRIPT = Path(__file__).with_name("load.lua")


class FailedCallsError(Exception):
    """A server refused or dropped calls, so that its figures mean nothing."""


class TooShortError(Exception):
    """No call ended within the window."""


@dataclass(frozen=True)
class Window:
    """What one server did in one window of time: milliseconds, bytes, and what it took from the machine.

    :ivar unanswered: calls that were under way when it ended; the server has done them all the same.
    :ivar server_cpu: seconds of processors of the server's processes.
    :ivar database_cpu: the same of PostgreSQL.
    :ivar memory: megabytes of the server while it was under load.
    """

    calls: int
    unanswered: int
    seconds: float
    bytes: int
    p50: float
    p95: float
    p99: float
    server_cpu: float
    database_cpu: float
    memory: float

    @property
    def rate(self) -> float:
        """Calls a second."""
        return self.calls / self.seconds

    def per_thousand(self, seconds: float) -> float:
        """Return what a thousand calls take, of what all took together."""
        return 1_000 * seconds / (self.calls + self.unanswered)


def measure(port: int, envelopes: Path, action: str, *, pids: Sequence[int], connections: int, seconds: int) -> Window:
    """Send calls for a while.

    :param pids: the roots of the server's processes, and of PostgreSQL's.
    :raises FailedCallsError: if a call failed.
    :raises TooShortError: if none ended.
    """
    server, database = pids
    before = cpu_seconds(family(server)), cpu_seconds(family(database))
    held: list[float] = []
    sampler = threading.Thread(target=_sample, args=(server, seconds / 2, held))
    sampler.start()
    said = run_wrk(port, envelopes, action, connections=connections, seconds=seconds)
    sampler.join()
    wait_until_quiet(server)
    after = cpu_seconds(family(server)), cpu_seconds(family(database))
    if not said["calls"]:
        raise TooShortError
    if said["failed"]:
        raise FailedCallsError(f"{said['failed']:.0f} of {said['calls']:.0f} calls")
    return Window(
        calls=int(said["calls"]),
        unanswered=connections,
        seconds=said["seconds"],
        bytes=int(said["bytes"]),
        p50=said["p50"],
        p95=said["p95"],
        p99=said["p99"],
        server_cpu=after[0] - before[0],
        database_cpu=after[1] - before[1],
        memory=max(held),
    )


def run_wrk(port: int, envelopes: Path, action: str, *, connections: int, seconds: int) -> dict[str, float]:
    """Return what wrk says of a load."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(_SCRIPT)]
    command += [f"http://127.0.0.1:{port}/soap", "--", str(envelopes), action]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return parse(output)


def parse(output: str) -> dict[str, float]:
    """Return the figures in what wrk prints with our script, which end it."""
    figures: dict[str, float] = json.loads(output.rstrip().rpartition("\n")[2])
    return figures


def _sample(pid: int, after: float, held: list[float]) -> None:
    time.sleep(after)
    held.append(memory(family(pid)))
