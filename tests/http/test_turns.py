"""Who sends everything at once waits for their own turn, and keeps nobody else waiting."""

import gc
from collections.abc import Callable

import pytest

from soap_server.engine.messages import Request
from soap_server.http.calls import Call
from soap_server.http.turns import caller_of
from tests.engine.messages import envelope
from tests.http.conftest import Line, MemoryServer, post, split
from tests.http.test_requests import fault
from tests.security_headers import ME

ONE, OTHER = "o" * 43, "x" * 43
MakeServer = Callable[..., MemoryServer]


def ask(server: MemoryServer, token: str | None, address: str = "192.0.2.1", *, pieces: int = 1) -> Line:
    """Call on a connection of its own."""
    line = server.connect(address)
    header = f"<t:SessionHeader><t:token>{token}</t:token></t:SessionHeader>" if token else ""
    request = post(envelope(ME, header=header))
    for piece in (request,) if pieces == 1 else (request[:1], request[1:]):
        line.send(piece)
    return line


def told(line: Line) -> str:
    """Return the code of a connection's answer; nothing if there is none yet."""
    data = line.read()
    return fault(split(data)).code if data else ""


@pytest.fixture
def server(make_server: MakeServer) -> MemoryServer:
    """A server that runs two calls of a session at a time and lets two wait, though it has more threads."""
    server = make_server(server={"threads": 8, "queue": 8, "calls_per_session": 2, "queue_per_session": 2})
    server.pool.holds = True
    return server


def test_one_session_does_not_take_all_threads(server: MemoryServer) -> None:
    """Its further calls are not in the threads' queue before it is their turn; others are."""
    lines = [ask(server, ONE) for _ in range(4)]
    assert len(server.pool.waiting) == 2
    ask(server, OTHER)
    ask(server, None)
    assert len(server.pool.waiting) == 4
    server.pool.release()
    assert [told(line) for line in lines] == ["SESSION_EXPIRED"] * 2 + [""] * 2
    assert len(server.pool.waiting) == 2
    server.pool.release()
    assert [told(line) for line in lines[2:]] == ["SESSION_EXPIRED"] * 2
    server.pool.holds = False
    assert told(ask(server, ONE)) == "SESSION_EXPIRED"


def test_too_many_of_one_session_are_refused(server: MemoryServer) -> None:
    """At once, and with words that say whose they are."""
    lines = [ask(server, ONE) for _ in range(5)]
    answer = split(lines[4].read())
    assert (answer[0], fault(answer).code, b"of this session" in answer[2]) == (503, "SERVER_BUSY", True)
    assert [line.read() for line in lines[:4]] == [b""] * 4


def test_callers_without_a_session_are_told_apart_by_address(server: MemoryServer) -> None:
    """Nobody without one keeps others without one waiting; behind one address there may be many, who all may wait."""
    lines = [ask(server, None) for _ in range(6)]
    assert (len(server.pool.waiting), [line.read() for line in lines]) == (2, [b""] * 6)
    ask(server, None, "192.0.2.2")
    assert len(server.pool.waiting) == 3


def test_who_hangs_up_before_their_turn_takes_none(server: MemoryServer) -> None:
    """The next one has it."""
    lines = [ask(server, ONE) for _ in range(4)]
    lines[2].hang_up()
    server.pool.release()
    server.pool.release()
    assert told(lines[3]) == "SESSION_EXPIRED"


def test_a_caller_is_the_session_the_password_or_the_address() -> None:
    """However the client writes the token's element."""
    for written in (
        "<token>{}</token>",
        '<ns1:token xsi:type="xsd:string">\n{} </ns1:token>',
        "<t:token >{}</t:token>",
    ):
        assert caller_of(Request("POST", "/soap", body=written.format(ONE).encode(), peer="a")) == (ONE.encode(), True)
    assert caller_of(Request("POST", "/soap", headers={"authorization": "Basic eDp5"}, peer="a")) == (
        b"Basic eDp5",
        True,
    )
    assert caller_of(Request("POST", "/soap", body=b"<token/>", peer="192.0.2.1")) == (b"192.0.2.1", False)


@pytest.mark.parametrize("pieces", [1, 2], ids=["the short way", "the long way"])
def test_who_has_gone_keeps_no_place(server: MemoryServer, pieces: int) -> None:
    """Where calls wait for their turn there is room again at once, and the turns are still as many."""
    waiting = [ask(server, ONE, pieces=pieces) for _ in range(4)][2:]
    assert told(ask(server, ONE, pieces=pieces)) == "SERVER_BUSY"
    for line in waiting:
        line.hang_up()
    lines = [ask(server, ONE, pieces=pieces) for _ in range(2)]
    assert [told(line) for line in lines] == ["", ""]
    assert told(ask(server, ONE, pieces=pieces)) == "SERVER_BUSY"
    server.pool.release()
    assert len(server.pool.waiting) == 2
    server.pool.release()
    assert [told(line) for line in lines] == ["SESSION_EXPIRED"] * 2
    for _ in range(3):
        ask(server, ONE, pieces=pieces)
    assert len(server.pool.waiting) == 2


@pytest.mark.parametrize("pieces", [1, 2], ids=["the short way", "the long way"])
def test_an_answered_call_is_let_go_at_once(server: MemoryServer, pieces: int) -> None:
    """Its body may be large, and a collector that has to find it comes late."""
    server.pool.holds = False
    gc.collect()
    gc.disable()
    try:
        assert told(ask(server, ONE, pieces=pieces)) == "SESSION_EXPIRED"
        assert [each for each in gc.get_objects() if isinstance(each, Call)] == []
    finally:
        gc.enable()
