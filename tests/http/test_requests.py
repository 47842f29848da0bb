"""Requests over a connection: what is answered, with which headers."""

import gzip
import zlib
from collections.abc import Callable

import pytest
from lxml import etree
from sqlalchemy import text
from structlog.testing import capture_logs

from soap_server.engine.messages import Response
from tests.engine.messages import Fault, ping
from tests.engine.packages import ROOT, file, opened, package, type_of
from tests.http.conftest import Line, MemoryServer, get, post, split


def fault(answer: tuple[int, dict[str, str], bytes]) -> Fault:
    """Return the fault of an answer."""
    status, headers, body = answer
    return Fault(Response(status, headers["content-type"], body))


def chunked(data: bytes, size: int = 100) -> bytes:
    """Return a chunked body."""
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def test_a_call_is_answered(server: MemoryServer) -> None:
    """With what a client needs to know, and nothing about what the server runs on."""
    status, headers, body = server.connect().ask(post(ping("你好")))
    assert (status, headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert "你好".encode() in body
    assert int(headers["content-length"]) == len(body)
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert len(headers["x-correlation-id"]) == 16
    assert "server" not in headers


def test_a_fault_and_its_header_have_the_same_id(server: MemoryServer) -> None:
    """Whichever a caller tells, the log has it."""
    answer = server.connect().ask(post("<a/>"))
    assert fault(answer).correlation_id == answer[1]["x-correlation-id"]


def test_a_connection_is_kept(server: MemoryServer) -> None:
    """After answers and after faults."""
    line = server.connect()
    for body in (ping(), "<a/>", "", ping()):
        line.ask(post(body))
        assert line.is_open()
    line.ask(post(ping(), "Connection: close"))
    assert not line.is_open()


def test_requests_sent_ahead_are_answered_in_order(server: MemoryServer) -> None:
    """One after the other, on one connection."""
    server.pool.holds = True
    line = server.connect()
    line.send(post(ping("one")) + post(ping("two")))
    assert len(server.pool.waiting) == 1
    server.pool.release()
    server.pool.release()
    data = line.read()
    assert data.count(b"HTTP/1.1 200") == 2
    assert data.index(b"<text>one") < data.index(b"<text>two")


@pytest.mark.parametrize("size", [1, 7, 100, 100_000])
def test_chunked_bodies(server: MemoryServer, size: int) -> None:
    """Java and .NET stream their requests so."""
    body = ping("你好").encode()
    request = post(chunked(body, size), "Transfer-Encoding: chunked", length=False)
    assert server.connect().ask(request)[0] == 200


def test_a_body_byte_by_byte(server: MemoryServer) -> None:
    """However it is cut on the way."""
    line = server.connect()
    for byte in post(ping()):
        line.send(bytes([byte]))
    assert split(line.read())[0] == 200


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip"])
def test_gzip_bodies(server: MemoryServer, coding: str) -> None:
    """Compressed by gzip, by either name."""
    body = gzip.compress(ping("你好").encode())
    status, _, answer = server.connect().ask(post(body, f"Content-Encoding: {coding}"))
    assert (status, "你好".encode() in answer) == (200, True)


@pytest.mark.parametrize(
    ("body", "coding", "code"),
    [
        (b"nonsense", "gzip", "MALFORMED_REQUEST"),
        (gzip.compress(b"x" * 1000)[:-3], "gzip", "MALFORMED_REQUEST"),
        (gzip.compress(b"<a/>") + b"more", "gzip", "MALFORMED_REQUEST"),
        (zlib.compress(b"<a/>"), "deflate", "UNSUPPORTED_MEDIA_TYPE"),
        (b"<a/>", "br", "UNSUPPORTED_MEDIA_TYPE"),
        (gzip.compress(gzip.compress(b"<a/>")), "gzip, gzip", "UNSUPPORTED_MEDIA_TYPE"),
        (gzip.compress(b" " * 3_000_000), "gzip", "REQUEST_TOO_LARGE"),
    ],
    ids=["not gzip", "cut off", "more behind", "deflate", "brotli", "twice", "bomb"],
)
def test_bad_codings_are_refused(server: MemoryServer, body: bytes, coding: str, code: str) -> None:
    """Damaged, unknown, twice over, or a bomb: a fault, and the connection goes on."""
    line = server.connect()
    assert fault(line.ask(post(body, f"Content-Encoding: {coding}"))).code == code
    assert line.ask(post(ping()))[0] == 200


@pytest.mark.parametrize("path", ["/soap", "/soap/EventService"])
@pytest.mark.parametrize("query", ["wsdl", "WSDL", "wsdl=soap12", "singleWsdl", "wsdl&x=1"])
def test_wsdls(server: MemoryServer, path: str, query: str) -> None:
    """By every name that tools ask for."""
    status, headers, body = server.connect().ask(get(f"{path}?{query}"))
    assert (status, headers["content-type"]) == (200, "text/xml; charset=utf-8")
    address = f"http://127.0.0.1:8080{path}".encode()
    assert body.count(b'location="' + address + b'"') == (2 if "soap12" in query else 1)
    assert etree.QName(etree.fromstring(body)).localname == "definitions"


def test_the_wsdl_does_not_believe_the_host_header(server: MemoryServer) -> None:
    """The address is the configured one, whoever asks as whom."""
    _, _, body = server.connect().ask(get("/soap?wsdl", "Host: evil.example", "X-Forwarded-Host: evil.example"))
    assert b"evil" not in body


def test_the_configured_address_is_in_the_wsdl(make_server: Callable[..., MemoryServer]) -> None:
    """A server behind a proxy says how it is reached."""
    server = make_server(server={"public_url": "https://desk.example/"})
    _, _, body = server.connect().ask(get("/soap?wsdl"))
    assert b'location="https://desk.example/soap"' in body


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (get("/nothing"), 404),
        (get("/soap/EventService"), 200),
        (get("/soap/Nothing"), 404),
        (get("/soap?wsdl=soap13"), 404),
        (get("/soap?x"), 404),
        (get("/soap/Nothing?wsdl"), 404),
        (get("/healthz"), 200),
        (get("/readyz"), 200),
        ("HEAD /soap?wsdl HTTP/1.1\r\nHost: desk\r\n\r\n", 200),
        ("DELETE / HTTP/1.1\r\nHost: desk\r\n\r\n", 405),
        ("TRACE /soap HTTP/1.1\r\nHost: desk\r\n\r\n", 405),
        ("OPTIONS /soap HTTP/1.1\r\nHost: desk\r\n\r\n", 405),
        (post(ping(), path="/healthz"), 405),
    ],
)
def test_other_paths_and_methods(server: MemoryServer, request_: str | bytes, status: int) -> None:
    """Each with the status that says why."""
    line = server.connect()
    found, headers, body = line.ask(request_)
    assert found == status
    assert "server" not in headers
    if found == 405:
        assert "GET" in headers["allow"]
    if isinstance(request_, str) and request_.startswith("HEAD"):
        assert (body, int(headers["content-length"]) > 100_000) == (b"", True)


def test_the_help_page_is_also_at_the_root_where_there_are_no_web_pages(
    make_server: Callable[..., MemoryServer],
) -> None:
    """Somebody who opens the address shall find something."""
    server = make_server(web={"enabled": False})
    assert server.connect().ask(get("/"))[2] == server.connect().ask(get("/soap"))[2]
    assert server.connect().ask(get("/login"))[0] == 404


def test_a_target_in_absolute_form(server: MemoryServer) -> None:
    """As proxies are asked, and servers may be."""
    assert server.connect().ask(post(ping(), path="http://desk:8080/soap"))[0] == 200


def test_headers_that_are_no_text(server: MemoryServer) -> None:
    """Are nobody's address, and no failure."""
    request_ = post(ping()).replace(b"Host: desk", b"Host: desk\r\nX-Forwarded-For: \xff\r\nSOAPAction: \xff")
    assert server.connect().ask(request_)[0] in (200, 500)
    assert server.connect().ask(post(ping()).replace(b"Host: desk", b"Host: desk\r\nX-Forwarded-For: \xff"))[0] == 200


@pytest.mark.parametrize(
    "request_", ["OPTIONS * HTTP/1.1\r\nHost: desk\r\n\r\n", "BREW /x HTTP/1.1\r\nHost: x\r\n\r\n"]
)
def test_the_servers_software_is_not_told(server: MemoryServer, request_: str) -> None:
    """Neither name nor version."""
    status, headers, _ = server.connect().ask(request_)
    assert (status, "server" in headers) == (405, False)


@pytest.mark.parametrize(
    "request_",
    [
        "nonsense\r\n\r\n",
        "POST /soap HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /soap HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "POST /soap HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "POST /soap HTTP/1.1\r\nContent-Length: " + "9" * 5_000 + "\r\n\r\n",
        "POST /soap HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "POST /soap HTTP/1.1\r\nTransfer-Encoding: identity\r\n\r\n",
        "POST /soap HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
        "POST /soap HTTP/1.1\r\nHost: desk\r\nHost: other\r\nContent-Length: 0\r\n\r\n",
        "POST /soap HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST /soap HTTP/1.1\r\nX: " + "x" * 17_000 + "\r\n\r\n",
        "POST /soap HTTP/1.1\r\n" + "X: y\r\n" * 101 + "\r\n",
        "POST /soap HTTP/1.1\r\nBad Header: x\r\n\r\n",
    ],
)
def test_bad_framing_ends_the_connection(server: MemoryServer, request_: str) -> None:
    """What cannot be told apart is not guessed at."""
    line = server.connect()
    line.send(request_)
    answer = split(line.read())
    assert (answer[0], fault(answer).code) == (400, "BAD_HTTP")
    assert fault(answer).correlation_id == answer[1]["x-correlation-id"]
    server.reactor.advance(2)
    assert not line.is_open()


def test_a_failure_that_nobody_foresaw_is_answered(server: MemoryServer) -> None:
    """With a fault, whatever failed; the log has types and places, and no traceback."""
    server.site.body_limit = lambda request: 1 // 0  # type: ignore[method-assign]
    line = server.connect()
    with capture_logs() as told:
        line.send(post(ping()))
    answer = split(line.read())
    assert (answer[0], fault(answer).code) == (500, "INTERNAL_ERROR")
    assert told[0]["error"] == "ZeroDivisionError"


def test_strange_parameters_are_a_clients_mistake(server: MemoryServer) -> None:
    """Of whatever form: the media type is what counts."""
    line = server.connect()
    request_ = post(ping()).replace(b"; charset=utf-8", b"; a*0=b" * 3 + b"; a*=utf-8''%ff")
    assert line.ask(request_)[0] == 200


def test_a_client_that_has_gone_is_not_worked_for(server: MemoryServer) -> None:
    """A call that still waits for a thread is dropped; nothing is written to a closed connection."""
    server.pool.holds = True
    line = server.connect()
    line.send(post(ping()))
    line.hang_up()
    calls: list[object] = []
    server.application.engine.handle = lambda *arguments: calls.append(arguments)  # type: ignore[assignment,method-assign]
    server.pool.release()
    assert calls == []


def test_metrics_are_for_some_addresses_only(server: MemoryServer) -> None:
    """By default for the machine itself."""
    server.connect("127.0.0.1").ask(post(ping()))
    status, _, body = server.connect("127.0.0.1").ask(get("/metrics"))
    assert status == 200
    assert b'soapdesk_calls_total{code="",operation="Ping"}' in body
    assert b"soapdesk_call_seconds_bucket" in body
    assert server.connect("192.0.2.7").ask(get("/metrics"))[0] == 403


def test_not_ready_says_why(server: MemoryServer) -> None:
    """A database of another revision is no database to serve from."""
    server.application.database.write(lambda s: s.execute(text("UPDATE alembic_version SET version_num = '0001'")))
    status, _, body = server.connect().ask(get("/readyz"))
    assert (status, b"revision 0001" in body, b"soapdesk db upgrade" in body) == (503, True, True)
    assert server.connect().ask(get("/healthz"))[0] == 200


def test_line_is_a_client(server: MemoryServer) -> None:
    """The test's own tool tells open from closed."""
    assert isinstance(server.connect(), Line)
    assert server.connect().is_open()


def test_a_package_is_taken_and_answered(server: MemoryServer) -> None:
    """In one piece or chunked, with the length of all its pieces; the connection goes on afterwards."""
    line = server.connect()
    data = package((ROOT, ping().encode()), file("unused@x", bytes(1000)))
    head = f"POST /soap HTTP/1.1\r\nHost: desk\r\nContent-Type: {type_of()}\r\n"
    for body in (
        f"Content-Length: {len(data)}\r\n\r\n".encode() + data,
        b"Transfer-Encoding: chunked\r\n\r\n" + chunked(data),
    ):
        status, headers, answer = line.ask(head.encode() + body)
        assert (status, int(headers["content-length"])) == (200, len(answer))
        root, files = opened(Response(status, headers["content-type"], answer))
        assert (root.findtext(".//{urn:soapdesk:v1}text"), files) == ("hello", {})
