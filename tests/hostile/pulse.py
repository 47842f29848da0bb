"""Valid calls, five a second to each worker, while cases run."""

import http.client
import re
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.engine.messages import ping

PERIOD = 0.2
HEADERS = {"Content-Type": "text/xml; charset=utf-8"}


@dataclass(frozen=True)
class Beat:
    """A valid call: when it was sent and answered, and whether the answer was its own."""

    start: float
    end: float
    is_right: bool

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.end - self.start


class Pulse:
    """Calls one worker over a connection of its own, again and again.

    :ivar text: what its calls say, which nobody else's answer may hold.
    """

    def __init__(self, port: int, workers: Callable[[], Sequence[int]], wanted: Callable[[int], bool]) -> None:
        self.text = f"pulse-{secrets.token_hex(8)}"
        self.beats: list[Beat] = []
        self._port = port
        self._workers = workers
        self._wanted = wanted
        self._body = ping(self.text).encode()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._stopped = threading.Event()
        self._beaten = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin, with a first call."""
        self._beat()
        self._thread.start()

    def wait(self, since: float) -> None:
        """Wait for a call that began after a moment to be answered."""
        with self._beaten:
            self._beaten.wait_for(lambda: self.beats[-1].start > since, timeout=60)

    def stop(self) -> None:
        """End."""
        self._stopped.set()
        self._thread.join(timeout=60)
        self._connection.close()

    def _run(self) -> None:
        while not self._stopped.wait(PERIOD):
            self._beat()

    def _beat(self) -> None:
        start = time.monotonic()
        try:
            if self._connection.sock is None:
                self._connect()
            self._connection.request("POST", "/soap", self._body, HEADERS)
            response = self._connection.getresponse()
            body = response.read()
            is_right = response.status == 200 and f"<text>{self.text}<".encode() in body
        except (OSError, http.client.HTTPException):
            self._connection.close()
            is_right = False
        with self._beaten:
            self.beats.append(Beat(start, time.monotonic(), is_right))
            self._beaten.notify_all()

    def _connect(self) -> None:
        """Connect to the worker that is wanted: which one it is, only the system knows."""
        for _ in range(100):
            self._connection.connect()
            # A worker has the connection once it has answered over it.
            self._connection.request("GET", "/healthz")
            self._connection.getresponse().read()
            if any(self._wanted(index) for index in self._holders()):
                return
            self._connection.close()
        raise ConnectionError("no connection to the worker")

    def _holders(self) -> list[int]:
        port = self._connection.sock.getsockname()[1]
        inode = server_inode(self._port, port)
        return [index for index, pid in enumerate(self._workers()) if inode and holds(pid, inode)]


def server_inode(local: int, remote: int) -> str | None:
    """Return the inode of the server's end of a connection (proc(5), /proc/net/tcp)."""
    wanted = re.compile(rf"^\s*\d+: [0-9A-F]+:{local:04X} [0-9A-F]+:{remote:04X} (?:\S+\s+){{6}}(\d+)", re.MULTILINE)
    found = wanted.search(Path("/proc/net/tcp").read_text())
    return found[1] if found else None


def holds(pid: int, inode: str) -> bool:
    """Say whether a process has a socket open."""
    try:
        return any(str(link.readlink()) == f"socket:[{inode}]" for link in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False
