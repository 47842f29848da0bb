"""Limits of connections and of time, on both sides of each."""

from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from soap_server.http.site import FIRST_GRACE_SECONDS, GRACE_SECONDS
from tests.engine.messages import ping
from tests.http.conftest import Line, MemoryServer, get, post, split
from tests.http.test_requests import chunked, fault

LIMIT = 2 * 1024 * 1024


def padded(size: int) -> bytes:
    """Return a Ping of this size."""
    body = ping().encode()
    return body + b" " * (size - len(body))


def test_a_body_of_the_limit_passes_and_one_more_byte_does_not(server: MemoryServer) -> None:
    """Whoever is only a little over is heard out, told so, and keeps the connection."""
    line = server.connect()
    assert line.ask(post(padded(LIMIT)))[0] == 200
    answer = line.ask(post(padded(LIMIT + 1)))
    assert (answer[0], fault(answer).code) == (413, "REQUEST_TOO_LARGE")
    assert line.ask(post(ping()))[0] == 200
    answer = line.ask(post(chunked(padded(LIMIT + 1), 65_536), "Transfer-Encoding: chunked", length=False))
    assert answer[0] == 413
    assert line.ask(post(ping()))[0] == 200


def test_what_is_much_too_large_is_stopped_at_once(server: MemoryServer) -> None:
    """By its declared length, before it is sent and before 100-continue invites it."""
    line = server.connect()
    head = f"POST /soap HTTP/1.1\r\nContent-Type: text/xml\r\nContent-Length: {2 * LIMIT + 1}\r\nExpect: 100-continue\r\n\r\n"
    answer = line.ask(head)
    assert (answer[0], fault(answer).code, answer[1]["connection"]) == (413, "REQUEST_TOO_LARGE", "close")
    line.send(b"x" * 100_000)
    assert line.read() == b""
    server.reactor.advance(2.1)
    assert not line.is_open()


def test_an_endless_stream_is_stopped(server: MemoryServer) -> None:
    """A chunked body without end is refused once it is twice as long as allowed."""
    line = server.connect()
    line.send("POST /soap HTTP/1.1\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"%x\r\n%b\r\n" % (65_536, b"x" * 65_536)
    sent = 0
    while not (data := line.read()):
        line.send(chunk)
        sent += 65_536
        assert sent < 3 * LIMIT
    assert fault(split(data)).code == "REQUEST_TOO_LARGE"
    server.reactor.advance(2.1)
    assert not line.is_open()


def test_an_upload_may_be_larger_if_it_says_so(server: MemoryServer) -> None:
    """Only for the operations that carry files."""
    action = 'SOAPAction: "urn:soapdesk:v1/AddAttachment"'
    answer = server.connect().ask(post(padded(3 * LIMIT), action))
    assert fault(answer).code == "ACTION_MISMATCH"
    assert server.connect().ask(post(padded(2 * LIMIT), 'SOAPAction: "urn:soapdesk:v1/Ping"'))[0] == 413


def test_an_expected_body_is_invited(server: MemoryServer) -> None:
    """.NET waits for it."""
    line = server.connect()
    body = ping()
    line.send(
        f"POST /soap HTTP/1.1\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    assert line.read() == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert line.ask(body)[0] == 200


def test_headers_have_to_come_in_time(server: MemoryServer) -> None:
    """Byte by byte does not help."""
    line = server.connect()
    line.send("POST /soap HTTP/1.1\r\n")
    for _ in range(14):
        server.reactor.advance(1)
        line.send("X: y\r\n")
        assert line.is_open()
    server.reactor.advance(1)
    answer = split(line.read())
    assert (answer[0], fault(answer).code) == (408, "REQUEST_TIMEOUT")
    server.reactor.advance(2)
    assert not line.is_open()


def test_an_empty_line_begins_no_request(server: MemoryServer) -> None:
    """Some clients send one behind a body; their connection stays open as others do."""
    line = server.connect()
    assert line.ask(post(ping()) + b"\r\n")[0] == 200
    server.reactor.advance(40)
    assert line.is_open()


def test_a_body_has_to_come_in_time(server: MemoryServer) -> None:
    """A dribble is told so after twenty seconds; a large body that keeps its pace gets longer."""
    slow, fast = server.connect(), server.connect()
    head = f"POST /soap HTTP/1.1\r\nContent-Type: text/xml\r\nContent-Length: {LIMIT}\r\n\r\n"
    for line in (slow, fast):
        line.send(head)
    for _ in range(40):
        server.reactor.advance(1)
        slow.send(b" ")
        fast.send(b" " * 20_000)
    assert fault(split(slow.read())).code == "REQUEST_TIMEOUT"
    assert not slow.is_open()
    assert fast.is_open()
    server.reactor.advance(60)
    assert fault(split(fast.read())).code == "REQUEST_TIMEOUT"


def test_an_idle_connection_is_closed(server: MemoryServer) -> None:
    """After a minute, whether or not it was ever used."""
    unused, used = server.connect(), server.connect()
    used.ask(post(ping()))
    server.reactor.advance(59)
    assert unused.is_open()
    assert used.is_open()
    server.reactor.advance(2)
    assert not unused.is_open()
    assert not used.is_open()


@pytest.mark.parametrize("idle", [5, 6, 7, 8])
def test_a_client_that_does_not_read_is_cut_off(make_server: Callable[..., MemoryServer], idle: int) -> None:
    """When it has not read in the time that its answer's size allows; reading in between is enough."""
    server = make_server(limits={"write_seconds": 30, "body_bytes_per_second": 1024, "idle_seconds": idle})
    line = server.connect()
    line.send(get("/soap?wsdl"))
    allowed = 30 + len(split(line.read())[2]) // 1024
    line.protocol.pauseProducing()
    for _ in range(allowed - 1):
        server.reactor.advance(1)
    assert line.is_open()
    line.protocol.resumeProducing()
    server.reactor.advance(4)
    line.ask(get("/healthz"))
    line.protocol.pauseProducing()
    server.reactor.advance(29)
    assert line.is_open()
    server.reactor.advance(2)
    assert line.transport.aborted


def test_a_client_that_does_not_close_is_cut_off(server: MemoryServer) -> None:
    """Over TLS the other side has to agree to the end; if it does not, the end comes all the same."""
    line = server.connect()
    line.ask(get("/healthz", "Connection: close"))
    assert line.transport.disconnecting
    server.reactor.advance(29)
    assert not line.transport.aborted
    server.reactor.advance(2)
    assert line.transport.aborted


def test_stopping_does_not_wait_for_a_client_that_does_not_close(server: MemoryServer) -> None:
    """Longer than a moment."""
    line = server.connect()
    line.ask(get("/healthz"))
    server.site.stop()
    server.reactor.advance(GRACE_SECONDS)
    assert (line.is_open(), line.transport.aborted) == (False, False)
    server.reactor.advance(2)
    assert line.transport.aborted


def test_who_has_just_connected_is_waited_for(server: MemoryServer) -> None:
    """A client that was opened to ask something counts on an answer, on a slow machine too; but not for ever."""
    slow, silent = server.connect(), server.connect()
    server.site.stop()
    server.reactor.advance(2 * GRACE_SECONDS)
    assert slow.ask(post(ping()))[0] == 200
    assert silent.is_open()
    server.reactor.advance(FIRST_GRACE_SECONDS)
    assert not silent.is_open()


def test_connections_have_a_limit(make_server: Callable[..., MemoryServer]) -> None:
    """One too many is told so in SOAP and closed; when one goes there is room again."""
    server = make_server(server={"connections": 2, "connections_per_address": 2})
    first, second = server.connect("192.0.2.1"), server.connect("192.0.2.2")
    third = server.connect("192.0.2.3")
    answer = split(third.read())
    assert (answer[0], fault(answer).code, fault(answer).retryable) == (503, "SERVER_BUSY", True)
    assert answer[1]["retry-after"]
    server.reactor.advance(1.1)
    assert not third.is_open()
    first.hang_up()
    assert server.connect("192.0.2.3").ask(post(ping()))[0] == 200
    assert second.is_open()


def test_one_address_has_a_limit_of_its_own(make_server: Callable[..., MemoryServer]) -> None:
    """It cannot take all the places."""
    server = make_server(server={"connections_per_address": 2})
    lines = [server.connect("192.0.2.1") for _ in range(3)]
    assert split(lines[2].read())[0] == 503
    assert server.connect("192.0.2.2").ask(post(ping()))[0] == 200
    lines[0].hang_up()
    assert server.connect("192.0.2.1").ask(post(ping()))[0] == 200


def test_waiting_calls_have_a_limit(make_server: Callable[..., MemoryServer]) -> None:
    """Beyond threads and queue the answer is an honest 503, at once, and the operator reads of it."""
    server = make_server(server={"threads": 1, "queue": 2})
    server.pool.holds = True
    lines = [server.connect() for _ in range(4)]
    with capture_logs() as told:
        for line in lines:
            line.send(post(ping()))
    answer = split(lines[3].read())
    assert (answer[0], fault(answer).code) == (503, "SERVER_BUSY")
    assert [(each["code"], each["correlation_id"]) for each in told] == [("SERVER_BUSY", fault(answer).correlation_id)]
    assert lines[3].is_open()
    server.pool.release()
    assert [split(line.read())[0] for line in lines[:3]] == [200, 200, 200]
    server.pool.holds = False
    assert lines[3].ask(post(ping()))[0] == 200


def test_stopping_finishes_what_is_under_way(server: MemoryServer) -> None:
    """Connections are closed after their answer, those without a request after a moment; then it is over."""
    idle, busy, arriving, late = (server.connect() for _ in range(4))
    idle.ask(get("/healthz"))
    server.pool.holds = True
    busy.send(post(ping()))
    arriving.send(post(ping())[:-10])
    stopped: list[object] = []
    server.site.stop().addCallback(stopped.append)
    server.reactor.advance(GRACE_SECONDS / 2)
    assert idle.is_open()
    late.send(post(ping()))
    server.reactor.advance(GRACE_SECONDS)
    assert not idle.is_open()
    idle.hang_up()
    arriving.send(post(ping())[-10:])
    server.pool.release()
    for line in (busy, arriving, late):
        status, headers, _ = split(line.read())
        assert (status, headers["connection"]) == (200, "close")
        assert not line.is_open()
        assert stopped == []
        line.hang_up()
    assert stopped == [None]


def test_a_site_without_connections_stops_at_once(server: MemoryServer) -> None:
    """Nothing to wait for."""
    stopped: list[object] = []
    server.site.stop().addCallback(stopped.append)
    assert stopped == [None]
    assert isinstance(server.connect(), Line)


@pytest.mark.parametrize("kind", ["quiet", "half a request", "answered"])
def test_a_closed_connection_leaves_no_timer(server: MemoryServer, kind: str) -> None:
    """Nothing is kept for it."""
    line = server.connect()
    if kind == "half a request":
        line.send("POST /soap HTTP/1.1\r\n")
    elif kind == "answered":
        line.ask(post(ping()))
    line.hang_up()
    assert server.reactor.getDelayedCalls() == []
