"""Clients that want more than their share: of memory, of turns, of hashes."""

from collections.abc import Callable

from tests.engine.messages import envelope, ping
from tests.http.conftest import Line, MemoryServer, get, post, split
from tests.http.test_requests import chunked, fault


def test_answers_wait_until_they_are_read(server: MemoryServer) -> None:
    """A client that asks a thousand times and reads nothing costs the memory of a few answers."""
    line = server.connect()
    line.transport.write_paused_at = 100_000
    line.send(get("/soap?wsdl") * 1000)
    server.reactor.advance(0)
    assert len(line.transport.value()) < 1_000_000
    answers = 0
    while data := line.transport.value():
        answers += data.count(b"HTTP/1.1 200")
        line.transport.clear()
        line.protocol.resumeProducing()
        server.reactor.advance(0)
    assert answers == 1000


def test_others_have_their_turn_between_requests_in_a_row(server: MemoryServer) -> None:
    """One client's thousand small requests do not keep everybody else waiting."""
    greedy, other = server.connect(), server.connect()
    greedy.send(get("/healthz") * 1000)
    assert greedy.transport.value().count(b"HTTP/1.1 200") == 1
    other.send(get("/healthz"))
    assert other.transport.value().count(b"HTTP/1.1 200") == 1
    assert greedy.read().count(b"HTTP/1.1 200") == 1000


def test_bodies_have_a_limit_together(make_server: Callable[..., MemoryServer]) -> None:
    """Many clients that each hold a large request back cannot fill the memory."""
    server = make_server(limits={"bodies_bytes": 3 * 1024 * 1024})
    half = post(b"x" * 2_000_000)[:-10]
    lines = [server.connect() for _ in range(2)]
    lines[0].send(half)
    lines[1].send(half)
    answer = split(lines[1].read())
    assert (answer[0], fault(answer).code, answer[1]["retry-after"] != "") == (503, "SERVER_BUSY", True)
    assert server.connect().ask(post(ping()))[0] == 200
    lines[1].hang_up()
    lines[0].send(b"x" * 10)
    assert fault(split(lines[0].read())).code == "MALFORMED_REQUEST"
    third = server.connect()
    third.send(half + b"x" * 10)
    assert fault(split(third.read())).code == "MALFORMED_REQUEST"


def unread(server: MemoryServer, request: str | bytes) -> Line:
    """Return a connection on which something was asked, and nothing is read."""
    line = server.connect()
    line.transport.write_paused_at = 64 * 1024
    line.send(request)
    server.reactor.advance(0)
    return line


def test_unread_answers_have_a_limit_together(make_server: Callable[..., MemoryServer]) -> None:
    """Many clients that each leave a large answer unread cannot fill the memory; small answers go on."""
    server = make_server(limits={"answers_bytes": 2 * 1024 * 1024})
    lines = [unread(server, get("/soap?wsdl")) for _ in range(100)]
    kept = [line for line in lines if line.transport.value().startswith(b"HTTP/1.1 200")]
    assert sum(len(line.transport.value()) for line in kept) < 2 * 1024 * 1024 + 100_000
    assert 2 <= len(kept) < 100
    assert server.connect().ask(get("/soap?wsdl"))[0] == 503
    assert server.connect().ask(post(ping()))[0] == 200
    kept[0].hang_up()
    assert unread(server, get("/soap?wsdl")).transport.value().startswith(b"HTTP/1.1 200")
    assert server.connect().ask(get("/soap?wsdl"))[0] == 503
    kept[1].transport.clear()
    kept[1].protocol.resumeProducing()
    assert server.connect().ask(get("/soap?wsdl"))[0] == 200


def test_a_refusal_is_said_once(server: MemoryServer) -> None:
    """However much comes behind it, in pieces of whatever size."""
    line = server.connect()
    line.send("POST /soap HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\n\r\n")
    line.send(chunked(b"x" * 4_300_000, 65_536)[:-5] + b"1\r\na\r\n" * 1000 + b"0\r\n\r\n")
    assert line.read().count(b"HTTP/1.1") == 1
    line = server.connect()
    line.send("POST /soap HTTP/1.1\r\nHost: desk\r\nContent-Length: 99999999\r\n\r\n" + "x" * 1000)
    told = line.read()
    assert (told.count(b"HTTP/1.1"), b"larger than 2097152 bytes" in told) == (1, True)


_LOGIN = envelope("<t:Login><t:username>nobody</t:username><t:password>x</t:password></t:Login>")


def test_reads_of_data_keep_nobody_else_waiting(make_server: Callable[..., MemoryServer]) -> None:
    """Nor do calls of the data service, which have threads and places of their own."""
    server = make_server(server={"threads": 2, "queue": 7})
    server.data_pool.holds = True
    query = envelope("<t:ExecuteQuery><t:sql>SELECT 1</t:sql></t:ExecuteQuery>")
    lines = [server.connect() for _ in range(4)]
    for line in lines:
        line.send(post(query))
    assert fault(split(lines[3].read())).code == "SERVER_BUSY"
    assert server.connect().ask(post(ping()))[0] == 200
    assert fault(server.connect().ask(post(_LOGIN))).code == "LOGIN_FAILED"
    server.data_pool.release()
    assert [fault(split(line.read())).code for line in lines[:3]] == ["AUTHENTICATION_REQUIRED"] * 3


def test_hashes_keep_nobody_else_waiting(make_server: Callable[..., MemoryServer]) -> None:
    """Logins wait for each other in threads of their own, and take a third of the places at most."""
    server = make_server(server={"threads": 2, "queue": 7})
    server.slow_pool.holds = True
    logins = [server.connect() for _ in range(4)]
    for line in logins:
        line.send(post(_LOGIN))
    refused = split(logins[3].read())
    assert (refused[0], fault(refused).code) == (503, "SERVER_BUSY")
    assert server.connect().ask(post(ping()))[0] == 200
    server.slow_pool.release()
    assert [fault(split(line.read())).code for line in logins[:3]] == ["LOGIN_FAILED"] * 3
    server.slow_pool.holds = False
    assert fault(server.connect().ask(post(_LOGIN))).code == "LOGIN_FAILED"
