"""The server without sockets and without waiting: connections in memory, a clock that is told to move."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from twisted.internet.address import IPv4Address
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure

from db.engine import Database
from soap_server.app import Application, Contract, build_application
from soap_server.http.resource import WEB_LANE, Root
from soap_server.http.site import DeskSite
from soap_server.operations.declaration import DATA_LANE, HASHING_LANE, ORDINARY_LANE
from soap_server.settings import load_settings
from tests.conftest import FAST_PASSWORDS

SMALL_FILES = {"uploads": {"part_bytes": 64 * 1024}, "desk": {"max_attachment_bytes": 64 * 1024}}
"""Settings with which requests may be limited to less than files usually need."""


class InstantReactor(Clock):
    """A clock that also does what a reactor is asked from threads."""

    def callFromThread(self, function: Any, *arguments: Any) -> None:  # noqa: N802
        """Call it now."""
        function(*arguments)


class HeldPool:
    """A thread pool without threads: work waits until a test lets it run, or runs at once."""

    def __init__(self) -> None:
        self.holds = False
        self.waiting: list[Callable[[], None]] = []

    def callInThreadWithCallback(self, on_result: Any, function: Any, *arguments: Any, **named: Any) -> None:  # noqa: N802
        """Run it, or keep it for later."""

        def run() -> None:
            try:
                result = function(*arguments, **named)
            except BaseException:  # noqa: BLE001 - as a thread pool does
                on_result(False, Failure())
            else:
                on_result(True, result)

        if self.holds:
            self.waiting.append(run)
        else:
            run()

    def release(self) -> None:
        """Run what waits."""
        waiting, self.waiting = self.waiting, []
        for run in waiting:
            run()


class MemoryTransport(StringTransport):
    """A connection in memory that knows how it ended."""

    aborted = False
    write_paused_at = 1 << 40

    def __init__(self, host: str) -> None:
        super().__init__(peerAddress=IPv4Address("TCP", host, 40_000))

    def write(self, data: bytes) -> None:
        """Keep what is written, and ask for a pause as a real transport does when its buffer is full."""
        super().write(data)
        if len(self.value()) > self.write_paused_at and self.producer is not None:
            self.producer.pauseProducing()

    def abortConnection(self) -> None:  # noqa: N802
        """Cut it."""
        self.aborted = True
        super().abortConnection()

    def setTcpNoDelay(self, _enabled: bool) -> None:  # noqa: N802
        """Change nothing."""


class Line:
    """A client's end of a connection."""

    def __init__(self, site: DeskSite, host: str) -> None:
        self._site = site
        self.transport = MemoryTransport(host)
        self.protocol: Any = site.buildProtocol(self.transport.getPeer())
        self.protocol.makeConnection(self.transport)

    def send(self, data: bytes | str) -> None:
        """Send bytes."""
        self.protocol.dataReceived(data.encode() if isinstance(data, str) else data)

    def read(self) -> bytes:
        """Return what came since the last time."""
        self._site.reactor.advance(0)
        data = self.transport.value()
        self.transport.clear()
        return bytes(data)

    def ask(self, data: bytes | str) -> tuple[int, dict[str, str], bytes]:
        """Send bytes and return the status, the headers and the body of the one answer."""
        self.send(data)
        return split(self.read())

    def is_open(self) -> bool:
        """Whether the server has not ended it."""
        return not (self.transport.disconnecting or self.transport.aborted)

    def hang_up(self) -> None:
        """End it."""
        self.protocol.connectionLost(Failure(ConnectionError()))


class MemoryServer:
    """A server in memory."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.reactor = InstantReactor()
        self.pool = HeldPool()
        self.slow_pool = HeldPool()
        self.data_pool = HeldPool()
        self.page_pool = HeldPool()
        lanes: Any = {
            ORDINARY_LANE: self.pool,
            HASHING_LANE: self.slow_pool,
            DATA_LANE: self.data_pool,
            WEB_LANE: self.page_pool,
        }
        self.site = DeskSite(application, Root(application, self.reactor, lanes), self.reactor)

    def connect(self, host: str = "192.0.2.7") -> Line:
        """Open a connection."""
        return Line(self.site, host)


def split(data: bytes) -> tuple[int, dict[str, str], bytes]:
    """Return the status, headers and body of a response."""
    head, _, body = data.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return int(status.split()[1]), headers, body


def post(body: str | bytes, *headers: str, path: str = "/soap", length: bool = True) -> bytes:
    """Return a POST request."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"POST {path} HTTP/1.1", "Host: desk", "Content-Type: text/xml; charset=utf-8", *headers]
    if length:
        lines.append(f"Content-Length: {len(data)}")
    return "\r\n".join([*lines, "", ""]).encode() + data


def get(path: str, *headers: str) -> str:
    """Return a GET request."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: desk", *headers, "", ""])


@pytest.fixture
def make_server(sqlite_url: str, contract: Contract) -> Iterator[Callable[..., MemoryServer]]:
    """Make a server with some settings."""
    databases: list[Database] = []

    def make(**settings: Any) -> MemoryServer:
        database = Database(sqlite_url, sqlite_synchronous="OFF")
        databases.append(database)
        return MemoryServer(
            build_application(load_settings(**settings), database=database, contract=contract, passwords=FAST_PASSWORDS)
        )

    yield make
    for database in databases:
        database.dispose()


@pytest.fixture
def server(make_server: Callable[..., MemoryServer]) -> MemoryServer:
    """A server with default settings."""
    return make_server()
