"""The SDK over real sockets: servers that are killed, restarted, slow, busy, or no desks at all."""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from client_sdk import SupportClient, errors
from client_sdk.aio.client import AsyncSupportClient
from tests.client_sdk.conftest import BUSY
from tests.coroutines import run
from tests.e2e.conftest import PASSWORD, Serve

pytestmark = pytest.mark.e2e
PONG = (Path(__file__).parents[2] / "wsdl/examples/Ping/response.xml").read_bytes()
Deed = Callable[[socket.socket], None]


def http(status: str, body: bytes, *headers: str) -> bytes:
    """Return an HTTP response."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/xml", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def answer(data: bytes) -> Deed:
    """Return what a server does that answers."""
    return lambda connection: connection.sendall(data)


def hang_up(connection: socket.socket) -> None:
    """Close without an answer."""


class Scripted:
    """A server that does one thing after the other, a connection each, and the last one for ever."""

    def __init__(self, *deeds: Deed) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._deeds = list(deeds)
        self.count = 0
        self.enough = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}/soap"

    def close(self) -> None:
        """Stop."""
        self.enough.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                _read_request(connection)
                deed = self._deeds[min(self.count, len(self._deeds) - 1)]
                self.count += 1
                deed(connection)


def _read_request(connection: socket.socket) -> None:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)


Start = Callable[..., Scripted]


@pytest.fixture
def scripted() -> Iterator[Start]:
    """Start servers that do what they are told."""
    started: list[Scripted] = []

    def start(*deeds: Deed) -> Scripted:
        started.append(Scripted(*deeds))
        return started[-1]

    yield start
    for server in started:
        server.close()


def ping(url: str, **options: Any) -> str:
    """Ping with the blocking client."""
    with SupportClient(url, **options) as desk:
        return desk.system.ping(text="x").text or ""


def ping_async(url: str, **options: Any) -> str:
    """Ping with the asyncio client."""

    async def work() -> str:
        async with AsyncSupportClient(url, **options) as desk:
            return (await desk.system.ping(text="x")).text or ""

    return run(work())


BOTH = pytest.mark.parametrize("ping", [ping, ping_async])


@BOTH
def test_nobody_listens(ping: Callable[..., str]) -> None:
    """No connection comes about."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(errors.ConnectFailedError, match=f"The desk at http://127.0.0.1:{port}/soap could not"):
        ping(f"http://127.0.0.1:{port}/soap", attempts=1)


@BOTH
def test_there_is_no_such_machine(ping: Callable[..., str]) -> None:
    """A name that cannot be (RFC 6761) is a connection that does not come about."""
    with pytest.raises(errors.ConnectFailedError):
        ping("http://desk.invalid/soap", attempts=1)


@BOTH
def test_a_server_that_speaks_no_tls(ping: Callable[..., str]) -> None:
    """It waits for the end of a greeting that it does not understand; the error says what to look at."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/soap"
        with pytest.raises(errors.NetworkError, match=r"in time\. Does it speak https\?"):
            ping(url, attempts=1, timeout=0.3, connect_timeout=0.3)


@BOTH
def test_a_server_that_is_too_slow(ping: Callable[..., str], scripted: Start) -> None:
    """The timeout is always set; what became of the call is not known."""
    holding = threading.Event()
    server = scripted(lambda _: (holding.wait(30), None)[1])
    try:
        with pytest.raises(errors.TimedOutError):
            ping(server.url, timeout=0.2, attempts=1)
    finally:
        holding.set()


@BOTH
@pytest.mark.parametrize("deed", [hang_up, answer(http("200 OK", PONG)[:-40])])
def test_a_connection_that_breaks(ping: Callable[..., str], scripted: Start, deed: Deed) -> None:
    """Before the answer, or in the middle of it."""
    with pytest.raises(errors.ConnectionLostError):
        ping(scripted(deed).url, attempts=1)


@BOTH
def test_a_busy_desk_is_asked_again(ping: Callable[..., str], scripted: Start) -> None:
    """And answers then."""
    server = scripted(
        answer(http("503 Service Unavailable", BUSY, "Retry-After: 0", "Connection: close")),
        hang_up,
        answer(http("502 Bad Gateway", b"<html/>", "Connection: close")),
        answer(http("200 OK", PONG, "Connection: close")),
    )
    assert ping(server.url)
    assert server.count == 4


@BOTH
@pytest.mark.parametrize(
    "response",
    [
        http("200 OK", b"<html>Hello</html>"),
        http("301 Moved Permanently", b"", "Location: https://elsewhere.example/soap"),
        http("404 Not Found", b"nothing here"),
    ],
)
def test_something_that_is_no_desk(ping: Callable[..., str], scripted: Start, response: bytes) -> None:
    """A redirect is not followed: the password was meant for this address."""
    server = scripted(answer(response))
    with pytest.raises(errors.UnexpectedAnswerError):
        ping(server.url)
    assert server.count == 1


@BOTH
def test_something_that_speaks_no_tls(ping: Callable[..., str], scripted: Start) -> None:
    """An https address with plain HTTP behind it never gets a password."""
    listening = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(1024)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    with listening, pytest.raises(errors.EncryptionError):
        ping(f"https://127.0.0.1:{listening.getsockname()[1]}/soap", attempts=1)
    thread.join()


def test_a_killed_desk_that_comes_back_loses_and_doubles_nothing(serve: Serve, sqlite_url: str) -> None:
    """Workers and supervisor are killed in the middle of calls; the program that calls does not notice."""
    first = serve(sqlite_url, "--create")
    with SupportClient(f"{first.url}/soap") as stranger:
        stranger.users.register(username="customer", password=PASSWORD, display_name="x")
    wanted, ids, half = 30, [], threading.Event()

    def submit() -> None:
        with SupportClient(f"{first.url}/soap", username="customer", password=PASSWORD, attempts=60) as desk:
            for number in range(wanted):
                ids.append(desk.events.submit(title=f"{number}", content="y").id)
                if number == wanted // 3:
                    half.set()

    thread = threading.Thread(target=submit)
    thread.start()
    assert half.wait(60)
    for worker in first.workers():
        os.kill(worker, signal.SIGKILL)
    first.process.kill()
    first.process.wait()
    second = serve(sqlite_url, "--port", str(first.port))
    thread.join(90)
    assert not thread.is_alive()
    with SupportClient(f"{second.url}/soap", username="customer", password=PASSWORD) as desk:
        stored = sorted(desk.events.list(), key=lambda event: event.id)
    assert [event.id for event in stored] == sorted(ids)
    assert [event.title for event in stored] == [str(number) for number in range(wanted)]


def test_progress_is_told_while_a_file_moves(serve: Serve, sqlite_url: str, tmp_path: Path) -> None:
    """In both directions, by both clients, in more than one step."""
    server = serve(sqlite_url, "--create")
    url = f"{server.url}/soap"
    content = bytes(range(256)) * 4 * 1024
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    steps: list[tuple[int, int | None]] = []

    def report(moved: int, total: int | None) -> None:
        steps.append((moved, total))

    with SupportClient(url) as stranger:
        stranger.users.register(username="customer", password=PASSWORD, display_name="x")
    with SupportClient(url, username="customer", password=PASSWORD) as desk:
        event = desk.events.submit(title="x", content="y", attachments=[path], progress=report)
        assert len(steps) > 3
        assert steps[-1][0] == steps[-1][1]
        steps.clear()
        (attachment,) = desk.events.get(event.id).attachments
        desk.events.download_attachment(attachment.id, to=tmp_path / "b.bin", progress=report)
        assert len(steps) > 3
    assert (tmp_path / "b.bin").read_bytes() == content

    async def work() -> None:
        async with AsyncSupportClient(url, username="customer", password=PASSWORD) as desk:
            await desk.events.add_attachment(event.id, file=("c.bin", content), progress=report)
            await desk.events.download_attachment(attachment.id, to=tmp_path / "d.bin", progress=report)

    steps.clear()
    run(work())
    assert len(steps) > 6
    assert (tmp_path / "d.bin").read_bytes() == content
