"""The whole server over real sockets, with worker processes, on both databases."""

import contextlib
import http.client
import json
import os
import re
import select
import signal
import socket
import threading
import time
from pathlib import Path

import pytest
import requests

from tests.e2e.conftest import Serve
from tests.engine.messages import ping
from tests.http.conftest import post

pytestmark = pytest.mark.e2e
XML = {"Content-Type": "text/xml"}
_FIRST_FORK_FAILS = """
import errno, os
fork = os.fork
def fail():
    os.fork = fork
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
os.fork = fail
"""


def test_a_killed_worker_is_replaced(serve: Serve, sqlite_url: str) -> None:
    """The service goes on, and within moments there are as many workers as before."""
    server = serve(sqlite_url, "--workers", "2")
    before = server.workers()
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    deadline = time.monotonic() + 30
    answered = 0
    while time.monotonic() < deadline:
        # A connection that the dead worker had accepted is lost.
        with contextlib.suppress(requests.ConnectionError):
            answered += requests.get(f"{server.url}/healthz", timeout=5).status_code == 200
        now = server.workers()
        if len(now) == 2 and before[0] not in now:
            break
        time.sleep(0.05)
    assert len(set(server.workers()) - {before[0]}) == 2
    assert answered > 0


def test_a_worker_that_served_is_replaced_without_delay(serve: Serve, sqlite_url: str) -> None:
    """However often it is killed; only one that never gets so far is started again later and later."""
    server = serve(sqlite_url, "--workers", "1")
    for _ in range(2):
        (worker,) = server.workers()
        os.kill(worker, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{server.url}/healthz", timeout=5).status_code == 200:
                    break
            time.sleep(0.05)
    server.stop()
    replaced = [json.loads(line) for line in server.log if "a worker died and is replaced" in line]
    assert [entry["pause_seconds"] for entry in replaced] == [0.1, 0.1]


def test_stopping_loses_no_answer(serve: Serve, sqlite_url: str) -> None:
    """Every call that was carried out is answered; afterwards nothing listens any more."""
    server = serve(sqlite_url, "--workers", "2")
    body = ping().encode()
    is_time = threading.Event()
    outcomes: list[str] = []

    def call_on() -> None:
        while True:
            try:
                answer = requests.post(f"{server.url}/soap", data=body, headers=XML, timeout=20)
            except requests.ConnectionError as error:
                outcomes.append(str(error))
                return
            outcomes.append(str(answer.status_code))
            if len(outcomes) > 40:
                is_time.set()

    callers = [threading.Thread(target=call_on) for _ in range(8)]
    for caller in callers:
        caller.start()
    assert is_time.wait(30)
    assert server.stop() == 0
    for caller in callers:
        caller.join(30)
    # What reached the system's queue in the instant of closing is reset; nothing of it was carried out.
    others = [outcome for outcome in outcomes if outcome != "200"]
    assert [outcome for outcome in others if "refused" not in outcome and "reset" not in outcome] == []
    assert len(server.calls()) == outcomes.count("200") > 40


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_supervisor_ends_after_its_workers(serve: Serve, sqlite_url: str, number: signal.Signals) -> None:
    """Whoever started it may end what is left as soon as it is gone, as containers do."""
    server = serve(sqlite_url, "--workers", "2")
    workers = server.workers()
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection:
        connection.request("GET", "/healthz")
        connection.getresponse().read()  # and stays open, so that workers are not done at once
        server.process.send_signal(number)
        assert server.process.wait(timeout=40) == 0
        assert not [pid for pid in workers if os.path.exists(f"/proc/{pid}")]  # noqa: PTH110
    server.stop()
    assert "Traceback" not in "".join(server.log)


def test_a_dead_supervisor_leaves_no_workers(serve: Serve, sqlite_url: str) -> None:
    """Workers notice that nobody looks after them, and stop."""
    server = serve(sqlite_url, "--workers", "2")
    workers = server.workers()
    server.process.kill()
    server.process.wait(timeout=10)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any(os.path.exists(f"/proc/{pid}") for pid in workers):  # noqa: PTH110
        time.sleep(0.05)
    assert not [pid for pid in workers if os.path.exists(f"/proc/{pid}")]  # noqa: PTH110


def test_the_supervisor_holds_no_database(serve: Serve, sqlite_url: str) -> None:
    """Nor threads: its workers would be forked with locks that are not theirs."""
    server = serve(sqlite_url, "--workers", "1")
    opened = [str(each.readlink()) for each in Path(f"/proc/{server.process.pid}/fd").iterdir()]
    assert not [path for path in opened if path.startswith(sqlite_url.removeprefix("sqlite:///"))]
    assert len(list(Path(f"/proc/{server.process.pid}/task").iterdir())) == 1


def test_as_many_workers_as_cores_have_one_each(serve: Serve, sqlite_url: str) -> None:
    """For calls; what hashes passwords or reads tables may be on any, and so may workers that have to share."""
    cores = os.sched_getaffinity(0)
    server = serve(sqlite_url, "--workers", str(len(cores)))
    kept = [_cores_by_thread(pid) for pid in server.workers()]
    assert sorted(core for of_worker in kept for core in of_worker["main"]) == sorted(cores)
    assert all(of_worker["fewest"] == of_worker["main"] for of_worker in kept)
    assert all(of_worker["most"] == cores for of_worker in kept)
    sharing = serve(sqlite_url, "--workers", str(len(cores) + 1))
    assert [_cores_by_thread(pid)["main"] for pid in sharing.workers()] == [cores] * (len(cores) + 1)


def _cores_by_thread(pid: int) -> dict[str, set[int]]:
    found = sorted((os.sched_getaffinity(int(task.name)) for task in Path(f"/proc/{pid}/task").iterdir()), key=len)
    return {"main": os.sched_getaffinity(pid), "fewest": found[0], "most": found[-1]}


def test_a_worker_that_cannot_be_forked_is_forked_later(serve: Serve, sqlite_url: str, tmp_path: Path) -> None:
    """A machine without room for a process may have it in a moment."""
    (tmp_path / "sitecustomize.py").write_text(_FIRST_FORK_FAILS, encoding="utf-8")
    server = serve(sqlite_url, "--workers", "2", PYTHONPATH=str(tmp_path))
    assert len(server.workers()) == 2
    assert requests.get(f"{server.url}/healthz", timeout=20).status_code == 200
    server.stop()
    (failed,) = [json.loads(line) for line in server.log if "could not be forked" in line]
    assert failed["error"] == "Resource temporarily unavailable"


def test_real_clients_framing(serve: Serve, sqlite_url: str) -> None:
    """Chunked and gzipped bodies, a kept connection, a body that comes slowly, one that is refused."""
    server = serve(sqlite_url, "--workers", "1")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    for _ in range(3):
        connection.request(
            "POST", "/soap", iter([ping().encode()[:50], ping().encode()[50:]]), XML, encode_chunked=True
        )
        assert connection.getresponse().read().startswith(b"<?xml")
    sock = connection.sock
    connection.request("POST", "/soap", b"x" * (2 * 1024 * 1024 + 10), XML)
    response = connection.getresponse()
    assert (response.status, b"REQUEST_TOO_LARGE" in response.read()) == (413, True)
    connection.request("POST", "/soap", ping().encode(), XML)
    assert connection.getresponse().status == 200
    assert connection.sock is sock
    connection.close()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as raw:
        raw.sendall(b"POST /soap HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 999999999\r\n\r\n")
        raw.sendall(b"x" * 1_000_000)
        assert b"413" in raw.recv(1000)


def test_workers_share_their_metrics(serve: Serve, sqlite_url: str) -> None:
    """Whichever worker is asked tells of all."""
    server = serve(sqlite_url, "--workers", "2")
    for _ in range(20):
        requests.post(f"{server.url}/soap", data=ping().encode(), headers=XML, timeout=20)
    text = requests.get(f"{server.url}/metrics", timeout=20).text
    (line,) = [line for line in text.splitlines() if line.startswith('soapdesk_calls_total{code="",operation="Ping"}')]
    assert float(line.split()[-1]) == 20


def test_who_reads_late_gets_every_answer(serve: Serve, sqlite_url: str) -> None:
    """More than the system takes at once, of calls sent in a row: whole and in order."""
    server = serve(sqlite_url, "--workers", "1")
    texts = [f"{number}-{'x' * 900}" for number in range(3_000)]
    action = 'SOAPAction: "urn:soapdesk:v1/Ping"'
    calls = memoryview(b"".join(post(ping(text), action) for text in texts))
    with socket.socket() as connection:
        for buffer in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            connection.setsockopt(socket.SOL_SOCKET, buffer, 16 * 1024)
        connection.settimeout(60)
        connection.connect(("127.0.0.1", server.port))
        # As long as the server takes them: it reads no further when its answers have filled all buffers.
        while calls and select.select([], [connection], [], 0.5)[1]:
            calls = calls[connection.send(calls[:65_536]) :]
        sender = threading.Thread(target=connection.sendall, args=(calls,))
        sender.start()
        received = bytearray()
        while received.count(b"</text>") < len(texts):
            received += (data := connection.recv(1 << 20))
            assert data
        sender.join()
    assert re.findall(r"<text>(\d+-x+)</text>", received.decode()) == texts
