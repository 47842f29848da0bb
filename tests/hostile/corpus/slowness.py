"""Slow clients: who sends byte by byte, who does not read, who opens connections and says nothing."""

import time
from collections.abc import Callable, Iterator

from tests.engine.messages import ping
from tests.hostile.case import CLOSED, HARMLESS, OK, PAGE, XML, Case, call
from tests.hostile.talking import Talk

CATEGORY = "slow clients"
_BODY = ping().encode()
_HEAD = f"POST /soap HTTP/1.1\r\nHost: desk\r\n{XML}\r\nContent-Length: {len(_BODY)}\r\n\r\n".encode()
_LONG = "<t:ReadTable><t:table>event_history</t:table><t:size>1000000</t:size></t:ReadTable>"
_OTHER = "<t:ListEvents/>"
_LATE = frozenset({"REQUEST_TIMEOUT", CLOSED})
_FULL = frozenset({OK, PAGE, CLOSED, "SERVER_BUSY", "REQUEST_TIMEOUT"})


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for name, hold, accept, answers in _holds():
        yield Case(name, CATEGORY, talk=hold, accept=accept, answers=answers, settles=True)
    # Complete ones would be pages.
    cut = frozenset({OK, CLOSED, "SERVER_BUSY"})
    for name, is_slow in {"who does not read long answers": False, "who reads long answers slowly": True}.items():
        yield Case(name, CATEGORY, talk=_long(4, is_slow=is_slow), accept=cut, answers=5, caller="reader", settles=True)


def _holds() -> Iterator[tuple[str, Callable[[Talk], None], frozenset[str], int]]:
    yield "headers byte by byte", _dribbled(_HEAD, 0.1), _LATE, 1
    yield "a body byte by byte", _dribbled(_BODY, 0.1, before=_HEAD), _LATE | {OK}, 1
    yield "silence", _dribbled(b"", 0), frozenset({CLOSED}), 1
    yield "half a line", _dribbled(b"", 0, before=b"POST /so"), _LATE, 1
    yield "headers without end", _dribbled(b"", 0, before=_HEAD[:-2]), _LATE, 1
    yield "a body that stops", _dribbled(b"", 0, before=_HEAD + _BODY[:50]), _LATE, 1
    yield "empty lines for ever", _dribbled(b"\r\n" * 60, 0.1), _LATE | {"BAD_HTTP"}, 1
    chunks = _HEAD.replace(b"Content-Length: %d" % len(_BODY), b"Transfer-Encoding: chunked")
    yield "chunks byte by byte", _dribbled(b"1\r\nx\r\n" * 10, 0.1, before=chunks), _LATE, 1
    yield "a chunk size for ever", _dribbled(b"0" * 60, 0.1, before=chunks), _LATE | {"BAD_HTTP"}, 1
    yield "after a good call", _after_a_call, _LATE | {OK}, 2
    yield "an expectation and no body", _dribbled(b"", 0, before=_HEAD[:-2] + b"Expect: 100-continue\r\n\r\n"), _LATE, 1
    yield "100 at once, byte by byte", _slow_crowd(100), _FULL, 100
    yield "140 that say nothing", _silent_crowd(140), _FULL, 140
    yield "more than there is room for", _silent_crowd(400), _FULL, 400
    yield "a storm of connections", _storm(400), _FULL | HARMLESS, 400
    yield "who does not read", _unread, _FULL | {CLOSED}, 1
    yield "who hangs up before the answer", _hang_up(300), _FULL, 0
    yield "who resets in the middle", _reset(300), _FULL, 0


def _dribbled(data: bytes, every: float, *, before: bytes = b"") -> Callable[[Talk], None]:
    def hold(talk: Talk) -> None:
        connection = talk.connect()
        talk.send(connection, before)
        talk.dribble(connection, data, every=every, until=lambda: talk.has_answer(connection))
        talk.read(connection)

    return hold


def _after_a_call(talk: Talk) -> None:
    connection = talk.connect()
    talk.send(connection, _HEAD + _BODY)
    talk.read(connection)
    talk.dribble(connection, _HEAD, every=0.1, until=lambda: talk.has_answer(connection))
    talk.read(connection)


def _slow_crowd(size: int) -> Callable[[Talk], None]:
    def hold(talk: Talk) -> None:
        connections = [talk.connect() for _ in range(size)]
        for byte in _HEAD[:20]:
            for connection in connections:
                talk.send(connection, bytes([byte]))
            time.sleep(0.1)
        for connection in connections:
            talk.read(connection)

    return hold


def _silent_crowd(size: int) -> Callable[[Talk], None]:
    def hold(talk: Talk) -> None:
        for connection in [talk.connect() for _ in range(size)]:
            talk.read(connection)

    return hold


def _storm(size: int) -> Callable[[Talk], None]:
    def hold(talk: Talk) -> None:
        for _ in range(size):
            connection = talk.connect()
            talk.send(connection, _HEAD + _BODY)
            talk.read(connection)
            connection.close()

    return hold


def _unread(talk: Talk) -> None:
    connection = talk.connect()
    talk.send(connection, b"GET /soap?wsdl HTTP/1.1\r\nHost: desk\r\n\r\n" * 100)
    # Longer than the server waits for the reading of an answer; then what is left cannot be all of it.
    time.sleep(4)
    talk.read(connection)


def _long(size: int, *, is_slow: bool) -> Callable[[Talk], None]:
    """Ask for more long answers than there are threads for them; meanwhile others are answered."""

    def hold(talk: Talk) -> None:
        connections = [talk.connect() for _ in range(size)]
        for connection in connections:
            talk.send(connection, _asking(_LONG, talk))
        other = talk.connect()
        talk.send(other, _asking(_OTHER, talk))
        talk.read(other)
        talk.outlast(connections, 500 if is_slow else 0, every=0.05)

    return hold


def _asking(body: str, talk: Talk) -> bytes:
    return Case("", CATEGORY, call(body)).on_the_wire(talk.known)


def _hang_up(size: int) -> Callable[[Talk], None]:
    def hold(talk: Talk) -> None:
        for _ in range(size):
            connection = talk.connect()
            talk.send(connection, _HEAD + _BODY)
            connection.close()

    return hold


def _reset(size: int) -> Callable[[Talk], None]:
    def hold(talk: Talk) -> None:
        for number in range(size):
            connection = talk.connect()
            talk.send(connection, (_HEAD + _BODY)[: number % len(_HEAD)])
            talk.cut(connection)

    return hold
