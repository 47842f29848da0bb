"""Servers as operators start them: processes, sockets, workers."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FAST = {
    "SOAPDESK_SECURITY__ARGON2_MEMORY_KIB": "8",
    "SOAPDESK_SECURITY__ARGON2_PASSES": "1",
    "SOAPDESK_SECURITY__ARGON2_LANES": "1",
    "SOAPDESK_LOG__FORMAT": "json",
}
PASSWORD = "seven quiet lanterns"
START_SECONDS = 240  # machines that run many tests at once are slow


class Server:
    """A running server: its URL, its process, what it says."""

    def __init__(self, database_url: str, arguments: list[str], environment: dict[str, str]) -> None:
        self.database_url = database_url
        self.environment = {**os.environ, **FAST, "SOAPDESK_DATABASE__URL": database_url, **environment}
        self.output: list[str] = []
        self.log: list[str] = []
        command = [sys.executable, "-m", "soap_server.cli.main", "serve", "--port", "0", *arguments]
        self.process = subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        streams = ((self.process.stdout, self.output.append), (self.process.stderr, self.log.append))
        self._readers = [threading.Thread(target=_pump, args=each, daemon=True) for each in streams]
        for reader in self._readers:
            reader.start()
        self.url = self._wait_until_ready()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.url.rpartition(":")[2])

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Stop the server, read the rest of what it says, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(timeout=40)
        for reader in self._readers:
            reader.join(timeout=10)
        return code

    def calls(self) -> list[dict[str, Any]]:
        """The calls in the log."""
        return [json.loads(line) for line in self.log if '"event": "call"' in line]

    def _wait_until_ready(self) -> str:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in list(self.output):
                if "serves at" in line:
                    return line.split("serves at ")[1].split("/soap")[0]
            time.sleep(0.01)
        self.process.kill()
        raise AssertionError(f"not ready; output: {''.join(self.output)}; log: {''.join(self.log)}")


Serve = Callable[..., Server]


def _pump(stream: Any, take: Callable[[str], None]) -> None:
    with stream:
        for line in stream:
            take(line)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers on databases; they are stopped in the end."""
    started: list[Server] = []

    def start(database_url: str, *arguments: str, **environment: str) -> Server:
        server = Server(database_url, list(arguments), environment)
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()
