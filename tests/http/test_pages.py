"""Web pages beside SOAP on one port: whose request is whose, limits, proxies, lanes."""

from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from structlog.testing import capture_logs

from tests.engine.messages import ping
from tests.http.conftest import SMALL_FILES, Line, MemoryServer, get, post

MakeServer = Callable[..., MemoryServer]


class _Token(HTMLParser):
    value = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the token of the first form."""
        found = dict(attrs)
        if tag == "input" and found.get("name") == "csrf_token" and not self.value:
            self.value = found.get("value") or ""


def form(values: dict[str, str], path: str, *headers: str) -> bytes:
    """Return the request of a form."""
    body = urlencode(values).encode()
    lines = [f"POST {path} HTTP/1.1", "Host: desk", "Content-Type: application/x-www-form-urlencoded", *headers]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


def log_in(line: Line, username: str, password: str, *headers: str) -> int:
    """Send the form of the login page and return the status."""
    _, answered, body = line.ask(get("/login"))
    token = _Token()
    token.feed(body.decode())
    cookie = answered["set-cookie"].partition(";")[0]
    values = {"username": username, "password": password, "csrf_token": token.value}
    return line.ask(form(values, "/login", f"Cookie: {cookie}", *headers))[0]


@pytest.mark.parametrize("path", ["/", "/login", "/register", "/static/tokens.css", "/no/such/page"])
def test_a_page_has_its_length_once_and_no_server(server: MemoryServer, path: str) -> None:
    """HEAD tells the same without the body."""
    line = server.connect()
    status, headers, body = line.ask(get(path))
    line.send(f"HEAD {path} HTTP/1.1\r\nHost: desk\r\n\r\n")
    raw = line.read()
    assert raw.lower().count(b"content-length") == 1
    assert int(headers["content-length"]) == len(body) > 100
    assert raw.split()[1] == str(status).encode()
    assert raw.endswith(b"\r\n\r\n")
    assert "server" not in headers


def test_what_a_browser_has_already_is_not_sent_again(server: MemoryServer) -> None:
    """And what has a digest in its address is kept for good."""
    line = server.connect()
    _, headers, _ = line.ask(get("/static/tokens.css"))
    assert headers["cache-control"] == "no-cache"
    status, again, body = line.ask(get("/static/tokens.css", f"If-None-Match: {headers['etag']}"))
    assert (status, body) == (304, b"")
    assert "content-length" not in again
    page = line.ask(get("/"))[2].decode()
    address = page.partition('href="/static/tokens.css')[2].partition('"')[0]
    assert "immutable" in line.ask(get(f"/static/tokens.css{address}"))[1]["cache-control"]


def test_other_methods_than_forms_have_are_refused(server: MemoryServer) -> None:
    """In two languages, without a thread."""
    for method in ("PUT", "DELETE", "TRACE", "OPTIONS"):
        status, headers, _ = server.connect().ask(f"{method} /login HTTP/1.1\r\nHost: desk\r\n\r\n")
        assert (status, headers["allow"]) == (405, "GET, HEAD, POST")


def test_pages_and_programs_are_told_of_limits_in_their_own_way(make_server: MakeServer) -> None:
    """A person reads a sentence, a program a fault."""
    server = make_server(limits={"body_bytes": 4096, "upload_bytes": 192 * 1024}, **SMALL_FILES)
    status, headers, body = server.connect().ask(form({"a": "x" * 6000}, "/login"))
    assert (status, headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert "过大" in body.decode()
    line = server.connect()
    status, headers, _ = line.ask(form({"a": "x" * 200_000}, "/login"))
    assert (status, headers["content-type"], headers["connection"]) == (413, "text/html; charset=utf-8", "close")
    status, headers, _ = server.connect().ask(post("x" * 200_000))
    assert (status, headers["content-type"]) == (413, "text/xml; charset=utf-8")


def test_files_may_be_larger_than_forms(make_server: MakeServer) -> None:
    """By the type that browsers send them with."""
    server = make_server(limits={"body_bytes": 4096, "upload_bytes": 192 * 1024}, **SMALL_FILES)
    line = server.connect()
    part = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n' + "x" * 50_000
    body = f"--cut\r\n{part}\r\n--cut--\r\n".encode()
    head = "POST /login HTTP/1.1\r\nHost: desk\r\nContent-Type: multipart/form-data; boundary=cut\r\n"
    status, _, answer = line.ask(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    assert (status, b"The form was not accepted" in answer) == (400, True)


def test_pages_that_wait_have_a_limit(make_server: MakeServer) -> None:
    """Beyond it there is a short page, and programs are served as before."""
    server = make_server(web={"threads": 1, "queue": 1})
    server.page_pool.holds = True
    waiting = [server.connect() for _ in range(2)]
    for line in waiting:
        line.send(get("/login"))
    status, headers, body = server.connect().ask(get("/login"))
    assert (status, headers["retry-after"]) == (503, "5")
    assert "刷新" in body.decode()
    assert server.connect().ask(post(ping()))[0] == 200
    server.page_pool.release()
    assert [line.read().split()[1] for line in waiting] == [b"200", b"200"]
    assert server.connect().ask(get("/healthz"))[0] == 200


@pytest.mark.parametrize("path", ["/data/query", "//data/query", "/%64ata", "/try/ExecuteQuery"])
def test_pages_that_may_take_long_leave_threads_to_all_others(make_server: MakeServer, path: str) -> None:
    """However many statements somebody sends, and however they write the address."""
    server = make_server(web={"threads": 4, "queue": 8})
    server.page_pool.holds = True
    waiting = [server.connect() for _ in range(4)]
    for line in waiting:
        line.send(get(path))
    assert len(server.page_pool.waiting) == 2
    assert server.connect().ask(get(path))[0] == 503
    other = server.connect()
    other.send(get("/login"))
    assert len(server.page_pool.waiting) == 3
    server.page_pool.release()
    assert other.read().split()[1] == b"200"
    server.page_pool.release()
    assert [line.read().split()[1] for line in waiting] == [b"302"] * 4
    server.page_pool.holds = False
    assert server.connect().ask(get(path))[0] == 302


def test_a_visitor_who_has_gone_costs_nothing(server: MemoryServer) -> None:
    """The page is not made, and the place is free again."""
    server.page_pool.holds = True
    line = server.connect()
    line.send(get("/login"))
    line.hang_up()
    stopped: list[object] = []
    server.site.resource.stop().addCallback(stopped.append)
    assert not stopped
    server.page_pool.release()
    assert stopped


def test_a_login_on_a_page_waits_in_the_lane_of_logins(server: MemoryServer) -> None:
    """It is logged as any call is, with the browser's address."""
    with capture_logs() as logs:
        assert log_in(server.connect("198.51.100.4"), "nobody", "wrong") == 422
    (call,) = [entry for entry in logs if entry["event"] == "call"]
    assert (call["operation"], call["code"], call["peer"]) == ("Login", "LOGIN_FAILED", "198.51.100.4")


def test_only_a_trusted_proxy_is_believed(make_server: MakeServer) -> None:
    """Or one could pass off failed logins as somebody else's."""
    server = make_server(server={"trusted_proxies": ["203.0.113.0/24"]})
    forwarded = "X-Forwarded-For: 198.51.100.9"
    with capture_logs() as logs:
        log_in(server.connect("203.0.113.5"), "nobody", "wrong", forwarded)
        log_in(server.connect("192.0.2.8"), "nobody", "wrong", forwarded)
    assert [entry["peer"] for entry in logs if entry["event"] == "call"] == ["198.51.100.9", "192.0.2.8"]


def test_a_full_desk_is_a_page_to_try_again(make_server: MakeServer) -> None:
    """Pages get no more of the desk than programs do."""
    server = make_server(server={"threads": 1, "queue": 1})
    server.pool.holds = True
    for _ in range(2):
        server.connect().send(post(ping()))
    assert log_in(server.connect(), "nobody", "wrong") == 503


@pytest.mark.parametrize(
    "header",
    ["Cookie: soapdesk=\xe9\xff", "Accept-Language: \xff", "X_Forwarded_For: 1", "Host: [", "Range: bytes=0-1"],
)
def test_strange_headers_do_no_harm(server: MemoryServer, header: str) -> None:
    """Whatever bytes they hold."""
    request = f"GET /login HTTP/1.1\r\n{'' if header.startswith('Host') else 'Host: desk' + chr(13) + chr(10)}"
    status, _, _ = server.connect().ask(request.encode() + header.encode("latin-1") + b"\r\n\r\n")
    assert status in (200, 400)


@pytest.mark.parametrize("target", ["//evil.example/", "/%00", "/%ff%fe", "/static/../app.py", "/static/%2e%2e/app.py"])
def test_strange_targets_lead_nowhere(server: MemoryServer, target: str) -> None:
    """Not to another site and not to our files."""
    status, headers, body = server.connect().ask(get(target))
    assert status in (200, 404)
    assert "location" not in headers
    assert b"create_app" not in body


@pytest.mark.parametrize("path", ["/login", "/no/such/page", "/soap", "/soap?wsdl", "/healthz"])
@pytest.mark.parametrize(("days", "told"), [(365, "max-age=31536000"), (0, "max-age=0")])
def test_who_came_by_https_keeps_to_it(make_server: MakeServer, path: str, days: int, told: str) -> None:
    """Whether the server or a proxy it believes ends TLS; no days make browsers forget it (RFC 6797, 6.1.1)."""
    server = make_server(server={"hsts_days": days, "trusted_proxies": ["192.0.2.7/32"]})
    line = server.connect()
    assert line.ask(get(path, "X-Forwarded-Proto: https"))[1]["strict-transport-security"] == told
    assert "strict-transport-security" not in line.ask(get(path))[1]
    stranger = server.connect("192.0.2.8")
    assert "strict-transport-security" not in stranger.ask(get(path, "X-Forwarded-Proto: https"))[1]
