"""Content types, HTTP methods, and what is asked for besides calls."""

from collections.abc import Iterator

from tests.engine.messages import ping
from tests.hostile.case import CANARY, HARMLESS, OK, PAGE, XML, Case

TYPES, METHODS, DOCUMENTS = "content types", "HTTP methods", "documents"
_OTHER = frozenset({"UNSUPPORTED_MEDIA_TYPE"})
_NOT = frozenset({"METHOD_NOT_ALLOWED", PAGE})
_TYPES = (
    *("", "text/plain", "text/html", "application/json", "application/xml", "application/octet-stream", "*/*"),
    *("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/mixed; boundary=x"),
    *(
        "text/xml2",
        "text",
        "/",
        "xml",
        "text/xml/xml",
        "application/soap",
        "application/fastinfoset",
        "text/xml-external",
    ),
    *("application/xop+xml", "multipart/related", "message/http", "image/svg+xml", "application/soap+msbin1"),
    *("text/xml" + "x" * 5_000, "text/xml, text/plain", ";charset=utf-8", "text\\xml", "ŧext/xml"),
)


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for media_type in _TYPES:
        yield Case(media_type[:40] or "empty", TYPES, ping(), (f"Content-Type: {media_type}",), accept=_OTHER)
    yield Case("none", TYPES, ping(), (), accept=_OTHER)
    yield Case("two of them", TYPES, ping(), (XML, "Content-Type: text/plain"), accept=_OTHER | HARMLESS)
    strange = (
        ";" * 4_000,
        "; a*0=b" * 400,
        "; charset=",
        '; charset="',
        "; a*=utf-8''%E2%82",
        "; =x",
        "\x0b",
        '; a="\\"',
    )
    for number, parameters in enumerate(strange):
        header = f"Content-Type: text/xml{parameters}"
        yield Case(f"parameters {number}", TYPES, ping(), (header,), accept=_OTHER | HARMLESS)
    yield from _methods()
    yield from _documents()


def _methods() -> Iterator[Case]:
    names = ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "MKCOL", "DEBUG", "post", "X" * 4_000)
    for method in names:
        yield Case(method[:20], METHODS, ping(), method=method, accept=_NOT)
        yield Case(
            f"{method[:20]} of a service", METHODS, ping(), method=method, path="/soap/EventService", accept=_NOT
        )
    yield Case("GET with a body", METHODS, ping(), method="GET", accept=frozenset({PAGE}))
    for header in ("X-HTTP-Method-Override: DELETE", "X-Method-Override: PUT", "X-HTTP-Method: TRACE"):
        yield Case(header, METHODS, ping(), (XML, header), accept=frozenset({OK}))
    for path in ("/healthz", "/readyz", "/metrics", "/", "/login", "/nothing", "/soap/../healthz"):
        yield Case(f"POST {path}", METHODS, ping(), path=path, accept=frozenset({PAGE, "UNKNOWN_OPERATION"}))
    for path in ("/soap//", "/soap/Nothing", "/soap//EventService", "/soap/EventService/", "/soap/%45ventService"):
        yield Case(f"POST {path}", METHODS, ping(), path=path, accept=frozenset({"UNKNOWN_OPERATION"}))


def _documents() -> Iterator[Case]:
    queries = (
        *(
            "wsdl",
            "WSDL",
            "wsdl=soap12",
            "wsdl=any",
            "wsdl=wss",
            "singleWsdl",
            "wsdl=../../etc/passwd",
            "wsdl=%00",
            "xsd",
        ),
        *(
            "xsd=1",
            f"wsdl=http://{CANARY}/",
            "wsdl" + "&a=b" * 2_000,
            "wsdl=" + "x" * 8_000,
            "op=Ping",
            "op=",
            "op=%FF",
        ),
        *(
            "op=<script>alert(1)</script>",
            "op=Ping'--",
            "op=" + "x" * 8_000,
            "disco",
            "wsdl;wsdl",
            "=",
            "?",
            "&&&&",
            "%",
        ),
    )
    for query in queries:
        for path in ("/soap", "/soap/EventService"):
            title = f"GET {path}?{query[:40]}"
            yield Case(title, DOCUMENTS, path=f"{path}?{query}", method="GET", headers=(), accept=frozenset({PAGE}))
    for path in (
        *("/soap/assets/../../settings.py", "/soap/assets/..%2f..%2fsettings.py", "/soap/..;/x", "/static/../app.py"),
        *("/static/%2e%2e/%2e%2e/config.py", "//etc/passwd", "/%00", "/\\..\\..", "/.git/config", "/.env", "/soap.bak"),
        *("/static/..%252f..%252fconfig.py", "/" + "a/" * 4_000, "/soap/EventService%00.wsdl", "/%c0%ae%c0%ae/"),
    ):
        yield Case(f"GET {path[:40]}", DOCUMENTS, path=path, method="GET", headers=(), accept=frozenset({PAGE}))
    hosts = ("evil.example", "evil.example:99999", "a" * 4_000, "", "[::1", "x\ty", "' OR 1=1--")
    for host in hosts:
        raw = f"GET /soap?wsdl HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        yield Case(f"Host {host[:20]}", DOCUMENTS, raw=raw, method="GET", accept=frozenset({PAGE, "BAD_HTTP"}))
