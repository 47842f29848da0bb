"""A server that does everything wrong, one thing a path: ``python -m tests.hostile.bad_server LOG_MARK``.

The runner's negative controls: what it does not notice here it would not notice on ours.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from tests.engine.messages import TNS, envelope, ping

SECRET = "three silent otters"
FAULT = (
    "<s:Fault><faultcode>s:{role}</faultcode><faultstring>x</faultstring><detail>"
    f'<f:ServiceFault xmlns:f="{TNS}"><f:code>{{code}}</f:code></f:ServiceFault></detail></s:Fault>'
)


class Bad(BaseHTTPRequestHandler):
    """Answers a Ping as it should be, and misbehaves where its path says so."""

    protocol_version = "HTTP/1.1"
    gate: ClassVar[threading.Lock] = threading.Lock()
    kept: ClassVar[list[bytearray]] = []
    last_text: ClassVar[str] = ""
    refuses_all: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        """Say that it is there."""
        self._answer(200, "ok")

    def do_POST(self) -> None:
        """Do what the path says."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        misdeed = self.path.rpartition("/")[2]
        if misdeed != "soap":
            self._misbehave(misdeed, body)
            return
        with Bad.gate:
            found = re.search("<t:text>(.*?)</t:text>", body)
            Bad.last_text = found[1] if found else ""
            if Bad.refuses_all.is_set():
                self._answer(500, _fault("Client", "INVALID_MESSAGE"))
                return
            self._answer(200, ping(Bad.last_text).replace("t:text", "text"))

    def log_message(self, _format: str, *_arguments: object) -> None:
        """Say nothing."""

    def _misbehave(self, misdeed: str, body: str) -> None:
        before: Callable[[], object] = {
            "stall": _stall,
            "growth": lambda: Bad.kept.append(bytearray(os.urandom(1 << 20) * 80)),
            "death": lambda: os._exit(1),
            "fetch": lambda: _fetch(body),
            "long-line": lambda: _log("x" * 3_000),
            "secret": lambda: _log(f"password {SECRET}"),
            "failure": lambda: _log("Traceback (most recent call last):"),
            "disturbance": _disturb,
            "silence": lambda: time.sleep(60),
        }.get(misdeed, lambda: None)
        before()
        status, answer = {
            "no-fault": (500, "<html>Oops</html>"),
            "server-fault": (500, _fault("Server", "INTERNAL_ERROR")),
            "echo": (500, _fault("Client", f"INVALID_MESSAGE</f:code><f:message>{Bad.last_text}</f:message><f:code>")),
            "trace": (500, _fault("Client", 'INVALID_MESSAGE</f:code><f:m>File "/srv/x.py"</f:m><f:code>')),
            "acceptance": (200, ping()),
        }.get(misdeed, (500, _fault("Client", "INVALID_MESSAGE")))
        self._answer(status, answer)

    def _answer(self, status: int, text: str) -> None:
        data = text.encode()
        self.send_response_only(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _fault(role: str, code: str) -> str:
    return envelope(FAULT.format(role=role, code=code))


def _stall() -> None:
    with Bad.gate:
        time.sleep(2.5)


def _disturb() -> None:
    Bad.refuses_all.set()
    time.sleep(0.5)
    Bad.refuses_all.clear()


def _fetch(body: str) -> None:
    found = re.search(r"http://([0-9.]+):([0-9]+)", body)
    assert found is not None
    socket.create_connection((found[1], int(found[2]))).close()


def _log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class BadServer(ThreadingHTTPServer):
    """Takes up a socket that listens already."""

    daemon_threads = True

    def __init__(self, listening: socket.socket) -> None:
        super().__init__(listening.getsockname(), Bad, bind_and_activate=False)
        self.socket.close()
        self.socket = listening

    def handle_error(self, _request: Any, _address: Any) -> None:
        """Say nothing of clients that have gone."""


def _end_with_the_input() -> None:
    """End this process and its worker when whoever started them is gone."""
    sys.stdin.read()
    os.killpg(os.getpgid(0), signal.SIGKILL)


def main() -> None:
    """Serve on the socket that was passed on; without one, open it and keep one worker alive."""
    if len(sys.argv) > 1:
        BadServer(socket.socket(fileno=int(sys.argv[1]))).serve_forever()
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        number = listening.fileno()
        command = [sys.executable, "-m", "tests.hostile.bad_server", str(number)]
        print(f"serves at http://127.0.0.1:{listening.getsockname()[1]}/soap", flush=True)
        threading.Thread(target=_end_with_the_input, daemon=True).start()
        while subprocess.call(command, pass_fds=[number], stdin=subprocess.DEVNULL) == 1:
            pass


if __name__ == "__main__":
    main()
