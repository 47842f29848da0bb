"""Plain calls: what goes the short way, and that nobody can tell which way a request went."""

import re
from collections.abc import Callable

import pytest

from soap_server.http.plain_calls import read_head
from soap_server.http.request import SMALL_BODY
from soap_server.settings.sections import RequestLimits
from tests.engine.messages import ping
from tests.engine.packages import ROOT, package, type_of
from tests.hostile.corpus import framing
from tests.http.conftest import MemoryServer, get, post, split
from tests.http.test_requests import chunked, fault

PING = 'SOAPAction: "urn:soapdesk:v1/Ping"'
LIMITS = RequestLimits()
FRAMED = {case.name: case.raw or b"" for case in framing.cases() if (case.raw or b"").startswith(b"POST /soap ")}
OTHERS = {
    "a call": post(ping("你好")),
    "a call with its action": post(ping(), PING),
    "another action": post(ping(), 'SOAPAction: "urn:soapdesk:v1/WhoAmI"'),
    "no XML": post("nonsense"),
    "another service": post(ping(), path="/soap/SystemService"),
    "no service": post(ping(), path="/soap/Nothing"),
    "a query": post(ping(), path="/soap?x=1"),
    "a name that goes on": post(ping(), path="/soapy"),
    "an expectation": post(ping(), "Expect: 100-continue"),
    "two in a row": post(ping("one")) + post(ping("two"), PING),
    "a call and a page": post(ping()) + get("/healthz").encode(),
    "a call and an empty line": post(ping()) + b"\r\n",
    "the last one": post(ping(), "Connection: close") + post(ping()),
    "kept": post(ping(), "Connection: Keep-Alive"),
    "an unknown coding": post(ping(), "Content-Encoding: br"),
    "no type": post(ping()).replace(b"Content-Type", b"X-Type"),
    "a package": post(package((ROOT, ping().encode()), boundary="b")).replace(
        b"text/xml; charset=utf-8", type_of(boundary="b").encode(), 1
    ),
    "small": post(ping().ljust(SMALL_BODY)),
    "not so small": post(ping().ljust(SMALL_BODY + 1)),
}


def told(server: MemoryServer, *pieces: bytes) -> tuple[list[str], bool]:
    """Return what is answered to a request that comes in pieces, but for what is different each time."""
    line = server.connect()
    for piece in pieces:
        line.send(piece)
    data = line.read()
    for _ in range(3):
        server.reactor.advance(8)
        data += line.read()
    varying = rb"Date: [^\r]+|[0-9a-f]{16}|(?<=<serverTime>)[^<]+|(?<=MIMEBoundary)\w+|[0-9a-f-]{36}"
    answers = re.sub(varying, b"", data).decode("utf-8", "replace").split("HTTP/1.1 ")
    return ["\n".join(sorted(answer.split("\r\n"))) for answer in answers], line.is_open()


@pytest.mark.parametrize("name", [*OTHERS, *FRAMED])
def test_both_ways_answer_alike(server: MemoryServer, name: str) -> None:
    """A request whose first byte comes alone goes the long way; its answers are the same, headers and all."""
    request = (OTHERS | FRAMED)[name]
    assert told(server, request) == told(server, request[:1], request[1:])


@pytest.mark.parametrize(
    ("told_apart", "is_plain"),
    [
        ((b"", b""), True),
        ((b"Host: desk", b"hOST:desk \t"), True),
        ((b"Host: desk", b"Host:"), True),
        ((b"Host: desk", b"Host: desk\r\nExpect: 100-Continue"), True),
        ((b"POST", b"PUT"), False),
        ((b"/soap ", b"/soap?wsdl "), True),
        ((b"/soap ", b"/soapx "), False),
        ((b"/soap ", b"http://desk/soap "), False),
        ((b"/soap ", b"/soap/\xc3\xa9 "), False),
        ((b"HTTP/1.1", b"HTTP/1.0"), False),
        ((b"HTTP/1.1\r\n", b"HTTP/1.1\n"), False),
        ((b"Host: desk", b"Host: desk\nX: y"), False),
        ((b"Host: desk", b"Host: desk\rX: y"), False),
        ((b"Host: desk", b"Host: de\0sk"), False),
        ((b"Host: desk", b"Host: \x80"), False),
        ((b"Host: desk", b"Host : desk"), False),
        ((b"Host: desk", b"Host: desk\r\n folded"), False),
        ((b"Host: desk", b" Host: desk"), False),
        ((b"Host: desk", b"Host: desk\r\nhost: desk"), False),
        ((b"Host: desk", b"Host: desk\r\nno colon"), False),
        ((b"Host: desk", b"Host: desk\r\nConnection: close"), False),
        ((b"Host: desk", b"Host: desk\r\nConnection: keep-alive, x"), False),
        ((b"Host: desk", b"Host: desk\r\nTransfer-Encoding: chunked"), False),
        ((b"Host: desk", b"Host: desk\r\nUpgrade: h2c"), False),
        ((b"Host: desk", b"Host: desk\r\nTrailer: X"), False),
        ((b"Host: desk", b"Host: desk\r\nExpect: 200-ok"), False),
        ((b"Host: desk", b"Host: desk\r\nContent-Length: 3"), False),
        ((b"Host: desk", b"Host: " + b"x" * LIMITS.header_bytes), False),
        ((b"Host: desk", b"\r\n".join(b"X%d: y" % number for number in range(LIMITS.headers))), False),
        ((b"Length: ", b"Length: 0"), False),
        ((b"Length: ", b"Length: +"), False),
        ((b"Length: ", b"Length: 1_"), False),
        ((b"Length: ", b"Length: " + b"1" * 20), False),
        ((b"Content-Length", b"X-Length"), False),
        ((b"\r\n\r\n", b"\r\n"), False),
    ],
)
def test_what_leaves_nothing_to_interpret_is_plain(told_apart: tuple[bytes, bytes], is_plain: bool) -> None:
    """Everything else is for the reader that has refusals."""
    request = post(ping()).replace(*told_apart, 1)
    assert (read_head(request, LIMITS) is not None) is is_plain


def test_a_head_says_what_it_has() -> None:
    """Names in lower case, values without the blanks around them."""
    request = post("<a/>", "X-One:\t 1 : 2 ", "Expect: 100-continue", path="/soap/x?y?z")
    head = read_head(request, LIMITS)
    assert head is not None
    assert (head.target, head.length, head.is_body_awaited) == ("/soap/x?y?z", 4, True)
    assert (head.headers["x-one"], head.headers["host"]) == ("1 : 2", "desk")
    assert request[head.size :] == b"<a/>"


def test_a_body_may_come_behind_its_head(server: MemoryServer) -> None:
    """In as many pieces as it likes, the next call in the same one as its end."""
    head, _, body = post(ping("one")).partition(b"\r\n\r\n")
    line = server.connect()
    for piece in (head + b"\r\n\r\n", body[:10], body[10:-1], body[-1:] + post(ping("two"))):
        line.send(piece)
    assert re.findall(rb"<text>(\w+)", line.read()) == [b"one", b"two"]


def test_one_connection_carries_both(server: MemoryServer) -> None:
    """Plain calls, pages and chunks, in any order."""
    line = server.connect()
    long = post(chunked(ping().encode()), "Transfer-Encoding: chunked", length=False)
    for request in (post(ping()), get("/healthz"), post(ping(), PING), long, get("/soap?wsdl"), post(ping())):
        assert line.ask(request)[0] == 200


def test_who_waits_for_an_answer_is_not_idle(make_server: Callable[..., MemoryServer]) -> None:
    """However long it takes; the time begins with the answer."""
    server = make_server(limits={"idle_seconds": 10})
    server.pool.holds = True
    line = server.connect()
    line.send(post(ping()))
    server.reactor.pump([6] * 10)
    assert line.is_open()
    server.pool.release()
    assert split(line.read())[0] == 200
    server.reactor.advance(9)
    assert line.is_open()
    server.reactor.advance(2)
    assert not line.is_open()


def test_what_is_sent_ahead_has_a_limit(server: MemoryServer) -> None:
    """Beyond it the server reads no more before it has answered."""
    server.pool.holds = True
    line = server.connect()
    line.send(post(ping()))
    line.send(post(ping()) * 20)
    assert line.transport.producerState == "producing"
    line.send(post(ping()) * 40)
    assert line.transport.producerState == "paused"
    server.pool.holds = False
    server.pool.release()
    for _ in range(100):
        server.reactor.advance(0)
    assert line.read().count(b"HTTP/1.1 200") == 61
    assert line.transport.producerState == "producing"


def test_who_does_not_read_is_not_answered_further(server: MemoryServer) -> None:
    """The next call waits until the answers before it are read."""
    line = server.connect()
    line.protocol.pauseProducing()
    line.send(post(ping("one"), PING) + post(ping("two"), PING))
    server.reactor.advance(1)
    assert re.findall(rb"<text>(\w+)", line.transport.value()) == [b"one"]
    line.protocol.resumeProducing()
    server.reactor.advance(0)
    assert re.findall(rb"<text>(\w+)", line.transport.value()) == [b"one", b"two"]


@pytest.mark.parametrize("ends", ["with an answer", "with its client", "before its body is whole"])
def test_small_bodies_count_among_all_bodies(make_server: Callable[..., MemoryServer], ends: str) -> None:
    """As long as they are kept, and no longer."""
    server = make_server(limits={"bodies_bytes": 1024 * 1024})
    server.pool.holds = True
    small = post(ping().ljust(SMALL_BODY))
    lines = [server.connect() for _ in range(16)]
    for line in lines:
        line.send(small[:-1] if ends == "before its body is whole" else small)
    large = post(ping().ljust(2 * SMALL_BODY))
    assert fault(server.connect().ask(large)).code == "SERVER_BUSY"
    server.pool.holds = False
    if ends != "with an answer":
        for line in lines:
            line.hang_up()
    server.pool.release()
    assert server.connect().ask(large)[0] == 200


def test_a_short_answer_is_one_piece(server: MemoryServer) -> None:
    """Head and body together."""
    line = server.connect()
    written: list[bytes] = []
    line.transport.write = written.append  # type: ignore[assignment, method-assign]
    line.send(post(ping()))
    assert len(written) == 1
    assert split(written[0])[0] == 200


def test_what_was_sent_ahead_ends_with_its_client(server: MemoryServer) -> None:
    """Nothing is done for a client who has gone between two calls."""
    line = server.connect()
    line.send(post(ping("one"), PING) + post(ping("two"), PING))
    line.hang_up()
    server.reactor.advance(0)
    assert re.findall(rb"<text>(\w+)", line.transport.value()) == [b"one"]
