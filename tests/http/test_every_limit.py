"""Every limit of requests and connections, on both sides of it: as much as it says passes, and a little more does not."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from soap_server.settings.sections import RequestLimits, Server
from tests.engine.messages import envelope, ping
from tests.engine.packages import ROOT, attachment, file, include, package, type_of
from tests.http.conftest import SMALL_FILES, Line, MemoryServer, get, post, split
from tests.http.test_greed import unread

Probe = Callable[[MemoryServer, Any], str]
"""Uses so much of what is limited, and returns the code of the answer, OK, or CLOSED."""
_MIB = 1024 * 1024
_HEAD = "POST /soap HTTP/1.1\r\nHost: desk\r\nContent-Type: text/xml\r\n"


@dataclass(frozen=True)
class Limit:
    """A limit: what it is set to, with which other settings, and what is answered on either side."""

    value: int
    probe: Probe
    within: str
    beyond: str
    others: Mapping[str, Any] | None = None


def code(data: bytes) -> str:
    """Return what an answer says."""
    if not data:
        return "CLOSED"
    status, _, body = split(data)
    found = re.search(rb"code>([A-Z_]+)<", body)
    return "OK" if status == 200 or found is None else found[1].decode()


def asked(request: Callable[[int], bytes]) -> Probe:
    """Return the probe that sends one request of a size."""

    def probe(server: MemoryServer, size: int) -> str:
        line = server.connect()
        line.send(request(size))
        return code(line.read())

    return probe


def _sized(size: int, *, action: str = "Ping", document: bytes = ping().encode()) -> bytes:
    return post(document + b" " * (size - len(document)), f'SOAPAction: "urn:soapdesk:v1/{action}"')


def _in_entry(inside: str) -> bytes:
    return post(envelope(f"<t:Ping>{inside}</t:Ping>"))


def _package(*parts: Any, head: str = "") -> bytes:
    envelope_part = (ROOT, attachment(include("f0")))
    body = package(envelope_part, *parts, boundary="b")
    content_type = f"Content-Type: {type_of(boundary='b')}"
    return post(body).replace(b"Content-Type: text/xml; charset=utf-8", content_type.encode(), 1)


def _files(count: int) -> bytes:
    return _package(*[file(f"f{number}", b"x") for number in range(count - 1)])


def _part_header(size: int) -> bytes:
    rest = len("Content-ID: <f0>\r\nContent-Transfer-Encoding: binary\r\nX: ")
    return _package(file("f0", b"x", "X: " + "y" * (size - rest)))


def _header_bytes(size: int) -> bytes:
    body = ping().encode()
    lines = ["POST /soap HTTP/1.1", "Host: desk", "Content-Type: text/xml", f"Content-Length: {len(body)}", "X: "]
    lines[-1] += "x" * (size - sum(map(len, lines)))
    return "\r\n".join([*lines, "", ""]).encode() + body


def _headers(count: int) -> bytes:
    return post(ping(), *["X: y"] * (count - 3))


def _answers(server: MemoryServer, count: int) -> str:
    """So many clients that leave a large answer unread, the last one's answer."""
    heads = [unread(server, get("/soap?wsdl")).transport.value()[:12] for _ in range(count)]
    return {b"HTTP/1.1 200": "OK", b"HTTP/1.1 503": "SERVER_BUSY"}[heads[-1]]


def _bodies(server: MemoryServer, size: int) -> str:
    """Two requests whose bodies are there together."""
    first, second = server.connect(), server.connect()
    first.send(post(b" " * _MIB)[: -_MIB // 2])
    body = ping().encode() + b" " * (size - _MIB // 2 - len(ping().encode()))
    second.send(post(body))
    return code(second.read())


def _slowly(server: MemoryServer, begun: bytes | str, seconds: float, rest: bytes | str) -> str:
    line = server.connect()
    line.send(begun)
    server.reactor.advance(seconds)
    if (said := line.read()) or not line.is_open():
        return code(said)
    line.send(rest)
    return code(line.read())


def _header_seconds(server: MemoryServer, seconds: float) -> str:
    return _slowly(server, "POST ", seconds, post(ping())[5:])


def _body_seconds(server: MemoryServer, seconds: float) -> str:
    return _slowly(server, post(ping())[:-10], seconds, post(ping())[-10:])


def _idle_seconds(server: MemoryServer, seconds: float) -> str:
    return _slowly(server, "", seconds, post(ping()))


def _write_seconds(server: MemoryServer, seconds: float) -> str:
    line = server.connect()
    line.protocol.pauseProducing()
    server.reactor.advance(seconds)
    return "CLOSED" if line.transport.aborted else "OK"


def _pace(server: MemoryServer, missing: int) -> str:
    """A body that has just the pace that is asked for after ``body_seconds``, or so many bytes less."""
    line = server.connect()
    pace = server.site.limits.body_bytes_per_second
    line.send(f"{_HEAD}Content-Length: 100000\r\n\r\n" + " " * (2 * pace - missing))
    server.reactor.advance(2)
    return code(line.read()) if line.transport.value() else "OK"


def _waiting(server: MemoryServer, calls: int, header: str = "") -> str:
    """So many calls that are not answered yet, the last of which is asked for."""
    server.pool.holds = True
    lines = [server.connect() for _ in range(calls)]
    for line in lines:
        line.send(post(envelope("<t:GetCurrentUser/>", header=header)))
    refused = lines[-1].read()
    return code(refused) if refused else "OK"


def _waiting_of_one(server: MemoryServer, calls: int) -> str:
    """The same, of one session."""
    return _waiting(server, calls, f"<t:SessionHeader><t:token>{'x' * 43}</t:token></t:SessionHeader>")


def _connections(server: MemoryServer, count: int) -> str:
    lines = [server.connect(f"192.0.2.{number}") for number in range(count)]
    return _last(lines)


def _connections_of_one(server: MemoryServer, count: int) -> str:
    return _last([server.connect() for _ in range(count)])


def _last(lines: list[Line]) -> str:
    refused = lines[-1].read()
    return code(refused) if refused else "OK"


LIMITS = {
    "limits.body_bytes": Limit(4096, asked(_sized), "OK", "REQUEST_TOO_LARGE"),
    "limits.upload_bytes": Limit(
        192 * 1024,
        asked(lambda size: _sized(size, action="AddAttachment", document=attachment("QUJD"))),
        "AUTHENTICATION_REQUIRED",
        "REQUEST_TOO_LARGE",
        {**SMALL_FILES, "limits": {"body_bytes": 4096}},
    ),
    "limits.bodies_bytes": Limit(_MIB, _bodies, "OK", "SERVER_BUSY"),
    "limits.answers_bytes": Limit(2 * _MIB, _answers, "OK", "SERVER_BUSY"),
    "limits.depth": Limit(
        8,
        asked(lambda depth: _in_entry("<a>" * (depth - 3) + "</a>" * (depth - 3))),
        "INVALID_MESSAGE",
        "LIMIT_EXCEEDED",
    ),
    "limits.elements": Limit(
        100,
        asked(lambda count: _in_entry("<a><b/></a>" * 48 + "<c/>" * (count - 99))),
        "INVALID_MESSAGE",
        "LIMIT_EXCEEDED",
    ),
    "limits.children": Limit(50, asked(lambda count: _in_entry("<a/>" * count)), "INVALID_MESSAGE", "LIMIT_EXCEEDED"),
    "limits.attributes": Limit(
        8,
        asked(lambda count: _in_entry("<a " + " ".join(f"b{number}=''" for number in range(count)) + "/>")),
        "INVALID_MESSAGE",
        "LIMIT_EXCEEDED",
    ),
    "limits.attribute_characters": Limit(
        256, asked(lambda size: _in_entry(f"<a b='{'x' * size}'/>")), "INVALID_MESSAGE", "LIMIT_EXCEEDED"
    ),
    "limits.text_characters": Limit(
        1024, asked(lambda size: _in_entry(f"<a>{'x' * size}</a>")), "INVALID_MESSAGE", "LIMIT_EXCEEDED"
    ),
    "limits.comments": Limit(3, asked(lambda count: post(ping("<!--x-->" * count))), "OK", "LIMIT_EXCEEDED"),
    "limits.mime_parts": Limit(3, asked(_files), "AUTHENTICATION_REQUIRED", "LIMIT_EXCEEDED"),
    "limits.mime_header_bytes": Limit(256, asked(_part_header), "AUTHENTICATION_REQUIRED", "MALFORMED_REQUEST"),
    "limits.header_bytes": Limit(1024, asked(_header_bytes), "OK", "BAD_HTTP"),
    "limits.headers": Limit(10, asked(_headers), "OK", "BAD_HTTP"),
    "limits.header_seconds": Limit(3, _header_seconds, "OK", "REQUEST_TIMEOUT"),
    "limits.body_seconds": Limit(3, _body_seconds, "OK", "REQUEST_TIMEOUT"),
    "limits.body_bytes_per_second": Limit(1000, _pace, "OK", "REQUEST_TIMEOUT", {"limits": {"body_seconds": 2}}),
    "limits.idle_seconds": Limit(3, _idle_seconds, "OK", "CLOSED"),
    "limits.write_seconds": Limit(3, _write_seconds, "OK", "CLOSED"),
    "server.threads": Limit(
        2, lambda server, count: _waiting(server, count + 1), "OK", "SERVER_BUSY", {"server": {"queue": 1}}
    ),
    "server.queue": Limit(
        2, lambda server, count: _waiting(server, count + 1), "OK", "SERVER_BUSY", {"server": {"threads": 1}}
    ),
    "server.calls_per_session": Limit(
        2,
        lambda server, count: _waiting_of_one(server, count + 1),
        "OK",
        "SERVER_BUSY",
        {"server": {"queue_per_session": 1}},
    ),
    "server.queue_per_session": Limit(
        2,
        lambda server, count: _waiting_of_one(server, count + 1),
        "OK",
        "SERVER_BUSY",
        {"server": {"calls_per_session": 1}},
    ),
    "server.connections": Limit(3, _connections, "OK", "SERVER_BUSY"),
    "server.connections_per_address": Limit(3, _connections_of_one, "OK", "SERVER_BUSY"),
}
"""The limits by their names in the settings."""
TIMES = {name for name in LIMITS if name.endswith("_seconds")}
# How much is used on either side, where it is not the limit itself and one more.
AMOUNTS = {"limits.answers_bytes": (2, 100), "limits.body_bytes_per_second": (0, 1), **dict.fromkeys(TIMES, (2.9, 3.1))}
NO_LIMITS = {
    *("server.host", "server.port", "server.public_url", "server.workers"),
    *("server.trusted_proxies", "server.metrics_networks", "server.stop_seconds", "server.codec", "server.hsts_days"),
}


def test_every_limit_has_a_probe() -> None:
    """A new one is not forgotten."""
    settings = {f"limits.{name}" for name in RequestLimits.model_fields} | {
        f"server.{name}" for name in Server.model_fields
    }
    assert settings - NO_LIMITS == set(LIMITS)


@pytest.mark.parametrize("name", LIMITS)
def test_as_much_as_the_limit_passes_and_more_does_not(make_server: Callable[..., MemoryServer], name: str) -> None:
    """With a fault that has the right code, or for whoever only sits there the end of the connection."""
    limit, (section, key) = LIMITS[name], name.split(".")
    settings = {each: dict(values) for each, values in (limit.others or {}).items()}
    settings.setdefault(section, {})[key] = limit.value
    within, beyond = AMOUNTS.get(name, (limit.value, limit.value + 1))
    assert limit.probe(make_server(**settings), within) == limit.within
    assert limit.probe(make_server(**settings), beyond) == limit.beyond
