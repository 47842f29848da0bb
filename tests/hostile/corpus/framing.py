"""Framing and smuggling: requests whose end two readers would see in two places, over raw sockets."""

from collections.abc import Iterator

from tests.engine.messages import ping
from tests.hostile.case import BAD_HTTP, CLOSED, HARMLESS, OK, PAGE, XML, Case

CATEGORY = "framing and smuggling"
_PING = ping().encode()
_HEAD = f"POST /soap HTTP/1.1\r\nHost: desk\r\n{XML}\r\n"
_SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: desk\r\n\r\n"
_REFUSED = BAD_HTTP | {CLOSED}
_LATE = BAD_HTTP | {CLOSED, "REQUEST_TIMEOUT"}


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for name, raw, accept in [*_lengths(), *_codings(), *_chunks(), *_lines(), *_heads()]:
        yield Case(name, CATEGORY, raw=raw, accept=accept)
    whole = _post(_PING)
    yield Case("three in a row", CATEGORY, raw=whole * 3, accept=frozenset({OK}), answers=3)
    yield Case("a call and nonsense", CATEGORY, raw=whole + b"nonsense\r\n\r\n", accept=BAD_HTTP | {OK}, answers=2)
    yield Case("1,000 in a row", CATEGORY, raw=_SMUGGLED * 1_000, accept=frozenset({PAGE}), answers=1_000, settles=True)
    yield Case("a body that is a request", CATEGORY, raw=_post(_SMUGGLED), accept=frozenset({"MALFORMED_REQUEST"}))


def _post(body: bytes, *headers: str, length: int | None = None) -> bytes:
    lines = "".join(f"{header}\r\n" for header in headers)
    size = len(body) if length is None else length
    return f"{_HEAD}{lines}Content-Length: {size}\r\n\r\n".encode() + body


def _with(*headers: str, body: bytes = _PING) -> bytes:
    return _HEAD.encode() + "".join(f"{header}\r\n" for header in headers).encode() + b"\r\n" + body


def _lengths() -> Iterator[tuple[str, bytes, frozenset[str]]]:
    size = len(_PING)
    for value in (
        "-1",
        "+5",
        "0x10",
        "abc",
        "1e3",
        "5 5",
        "5,5",
        "5;5",
        "",
        "１２",
        "9" * 30,
        "9" * 5_000,
        "5.0",
        "_5",
        "5_0",
    ):
        yield f"length {value[:40]!r}", _with(f"Content-Length: {value}"), _REFUSED | {"REQUEST_TOO_LARGE"}
    yield "two lengths", _with(f"Content-Length: {size}", "Content-Length: 6"), _REFUSED
    yield "the same length twice", _with(f"Content-Length: {size}", f"Content-Length: {size}"), _REFUSED | {OK}
    yield "two lengths in one", _with(f"Content-Length: {size}, {size}"), _REFUSED
    yield "no length", _with(), frozenset({"MALFORMED_REQUEST"}) | _REFUSED
    yield "length of nothing", _with("Content-Length: 0", body=b""), frozenset({"MALFORMED_REQUEST"})
    yield "too short a length", _post(_PING, length=size - 10), frozenset({"MALFORMED_REQUEST"})
    yield "too long a length", _post(_PING, length=size + 10), frozenset({"REQUEST_TIMEOUT"})
    yield "3 GB announced", _post(b"x", length=3 << 30), frozenset({"REQUEST_TOO_LARGE"})
    yield "2**63 announced", _post(b"x", length=1 << 63), frozenset({"REQUEST_TOO_LARGE"}) | _REFUSED
    yield "blank before the colon", _with(f"Content-Length : {size}"), _REFUSED


def _codings() -> Iterator[tuple[str, bytes, frozenset[str]]]:
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(_PING), _PING)
    yield "both", _with("Content-Length: 5", "Transfer-Encoding: chunked", body=b"0\r\n\r\n" + _SMUGGLED), _REFUSED
    yield "both, the other way", _with("Transfer-Encoding: chunked", "Content-Length: 5", body=chunked), _REFUSED
    for value in (
        *(
            "xchunked",
            "chunked, identity",
            "identity, chunked",
            "gzip, chunked",
            "chunked, chunked",
            "chunk",
            '"chunked"',
        ),
        *(
            "chunked;x=y",
            "\x0bchunked",
            "chunked\x0b",
            "chunked\0",
            ",chunked",
            "chünked",
            "gzip",
            "deflate",
            "x" * 4_000,
        ),
    ):
        yield f"coding {value[:20]!r}", _with(f"Transfer-Encoding: {value}", body=chunked), _REFUSED
    yield "two codings", _with("Transfer-Encoding: chunked", "Transfer-Encoding: identity", body=chunked), _REFUSED
    yield "folded coding", _with("Transfer-Encoding:\r\n chunked", body=chunked), _REFUSED | {OK}
    yield "tab before the coding", _with("Transfer-Encoding:\tchunked", body=chunked), _REFUSED | {OK}
    yield "blank before the colon of a coding", _with("Transfer-Encoding : chunked", body=chunked), _REFUSED
    yield (
        "coding in HTTP/1.0",
        _with("Transfer-Encoding: chunked", body=chunked).replace(b"1.1", b"1.0", 1),
        _REFUSED | {OK},
    )
    yield "upper case", _with("TRANSFER-ENCODING: CHUNKED", body=chunked), frozenset({OK})


def _chunks() -> Iterator[tuple[str, bytes, frozenset[str]]]:
    broken = {
        "size zz": b"zz\r\n",
        "size -1": b"-1\r\n",
        "size +5": b"+5\r\nhello\r\n0\r\n\r\n",
        "size 0x5": b"0x5\r\nhello\r\n0\r\n\r\n",
        "an empty size": b"\r\n\r\n",
        "a huge size": b"f" * 17 + b"\r\n",
        "a long size": b"0" * 5_000 + b"5\r\nhello\r\n0\r\n\r\n",
        "no line end": b"5\r\nhello0\r\n\r\n",
        "too much": b"5\r\nhello world\r\n0\r\n\r\n",
        "bare line feeds": b"5\nhello\n0\n\n",
        "a long extension": b"5;" + b"x" * 20_000 + b"\r\nhello\r\n0\r\n\r\n",
        "blank in the size": b"5 5\r\nhello\r\n0\r\n\r\n",
        "a broken trailer": b"0\r\nno colon\r\n\r\n",
        "long trailers": b"0\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
        "many trailers": b"0\r\n" + b"X: y\r\n" * 10_000 + b"\r\n",
    }
    for name, body in broken.items():
        accept = _LATE | {"MALFORMED_REQUEST", "REQUEST_TOO_LARGE"}
        yield f"chunk with {name}", _with("Transfer-Encoding: chunked", body=body), accept
    tiny = b"".join(b"1\r\n%c\r\n" % byte for byte in _PING) + b"0\r\n\r\n"
    yield "a chunk for each byte", _with("Transfer-Encoding: chunked", body=tiny), frozenset({OK})
    yield "never an end", _with("Transfer-Encoding: chunked", body=b"5\r\nhello\r\n"), frozenset({"REQUEST_TIMEOUT"})
    endless = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    yield "an endless stream", _with("Transfer-Encoding: chunked", body=endless * 70), frozenset({"REQUEST_TOO_LARGE"})
    yield (
        "extensions",
        _with("Transfer-Encoding: chunked", body=b'5;a="b";c\r\nhello\r\n0\r\n\r\n'),
        HARMLESS | _REFUSED,
    )


def _lines() -> Iterator[tuple[str, bytes, frozenset[str]]]:
    for name, line in {
        "nonsense": b"nonsense",
        "nothing": b" ",
        "binary": bytes(range(1, 32)).replace(b"\r", b"").replace(b"\n", b""),
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 40,
        "HTTP/2": b"PRI * HTTP/2.0",
        "HTTP/0.9": b"GET /soap?wsdl",
        "HTTP/9.9": b"GET /healthz HTTP/9.9",
        "HTTP/1.1x": b"GET /healthz HTTP/1.1x",
        "lower case": b"GET /healthz http/1.1",
        "too many words": b"GET /healthz extra HTTP/1.1",
        "a long target": b"GET /" + b"a" * 20_000 + b" HTTP/1.1",
        "a long method": b"A" * 20_000 + b" / HTTP/1.1",
        "a blank in front": b" GET /healthz HTTP/1.1",
        "a null in the target": b"GET /heal\0thz HTTP/1.1",
        "bytes above 127": b"GET /\xff\xfe HTTP/1.1",
        "an address": b"GET http://169.254.169.254/latest/meta-data HTTP/1.1",
        "a tunnel": b"CONNECT 127.0.0.1:22 HTTP/1.1",
        "a fragment": b"GET /soap#x HTTP/1.1",
        "a scheme": b"GET file:///etc/passwd HTTP/1.1",
        "a star": b"GET * HTTP/1.1",
    }.items():
        yield f"first line {name}", line + b"\r\nHost: desk\r\n\r\n", _LATE | {PAGE, "METHOD_NOT_ALLOWED"}


def _heads() -> Iterator[tuple[str, bytes, frozenset[str]]]:
    fine = HARMLESS | _REFUSED
    size = f"Content-Length: {len(_PING)}"
    yield "17 kB of headers", _with("X: " + "x" * 17_000, size), _REFUSED
    yield "1 MB of headers", _with("X: " + "x" * 1_000_000, size), _REFUSED
    yield "101 headers", _with(*["X: y"] * 101, size), _REFUSED
    yield "10,000 headers", _with(*["X: y"] * 10_000, size), _REFUSED
    yield "a blank in a name", _with("Bad Header: x", size), _REFUSED
    yield "no colon", _with("NoColon", size), _REFUSED
    yield "no name", _with(": x", size), _REFUSED
    yield "a null in a value", _with("X: a\0b", size), fine
    yield "a bare carriage return", _with("X: a\rContent-Length: 5", size), fine
    yield "a bare line feed", _with("X: a\nY: b", size), fine
    yield "bytes above 127", _with("X: \xff\xfe", size), fine
    yield "folded", _with("X: a\r\n b", size), fine
    yield "a folded first header", b"POST /soap HTTP/1.1\r\n Host: desk\r\n\r\n", _REFUSED
    yield "two hosts", _with("Host: other", size), _REFUSED
    yield "no host", _post(_PING).replace(b"Host: desk\r\n", b""), fine
    yield "an expectation", _with("Expect: 200-ok", size), fine
    yield "an upgrade", _with("Connection: Upgrade", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQ", size), fine
    yield "a websocket", _with("Connection: Upgrade", "Upgrade: websocket", size), fine
    yield "a range", _with("Range: bytes=" + "0-," * 1_300, size), fine
    yield "hop by hop", _with("Connection: close, X-Forwarded-For, Content-Length", size), fine
    yield "forwarded loopback", _with("X-Forwarded-For: 127.0.0.1, ::1, \xff", size), fine
    yield "forwarded nonsense", _with("X-Forwarded-For: " + "," * 5_000, "X-Forwarded-Proto: gopher", size), fine
