"""Large attachments on their way to browsers: made while they are read, and never taken for whole when they are not."""

import os
from typing import NamedTuple

import pytest
from sqlalchemy import delete

from client_sdk import SupportClient
from client_sdk.transport import InProcessTransport
from db.models import LoginSession
from tests.callers import PASSWORD, respond_with
from tests.engine.messages import envelope
from tests.http.conftest import Line, MemoryServer, get, post, split
from tests.http.test_pages import _Token, form

URL = "http://localhost:8080/soap"
CONTENT = os.urandom(5_500_000)


class Waiting(NamedTuple):
    """A browser that is logged in, and the request of a large attachment."""

    line: Line
    cookie: str
    path: str
    desk: SupportClient

    def request(self, method: str = "GET") -> str:
        """Return the request."""
        return get(self.path, f"Cookie: {self.cookie}").replace("GET", method, 1)


@pytest.fixture
def waiting(server: MemoryServer) -> Waiting:
    """Somebody with a large attachment."""
    transport = InProcessTransport(respond_with(server.application))
    with SupportClient(URL, transport=transport) as stranger:
        stranger.users.register(username="li.lei", password=PASSWORD, display_name="Li Lei")
    desk = SupportClient(URL, username="li.lei", password=PASSWORD, transport=transport)
    event = desk.events.submit(title="x", content="y")
    attachment = desk.events.add_attachment(event.id, file=("large.bin", CONTENT))
    line = server.connect()
    _, answered, body = line.ask(get("/login"))
    token = _Token()
    token.feed(body.decode())
    values = {"username": "li.lei", "password": PASSWORD, "csrf_token": token.value}
    before = answered["set-cookie"].partition(";")[0]
    _, answered, _ = line.ask(form(values, "/login", f"Cookie: {before}"))
    cookie = answered["set-cookie"].partition(";")[0]
    return Waiting(line, cookie, f"/attachments/{attachment.id}", desk)


def test_it_comes_whole(waiting: Waiting) -> None:
    """With its length, and the connection goes on afterwards."""
    status, headers, body = waiting.line.ask(waiting.request())
    assert (status, headers["content-length"]) == (200, str(len(CONTENT)))
    assert body == CONTENT
    assert waiting.line.ask(get("/healthz"))[0] == 200


def test_its_headers_come_alone(waiting: Waiting) -> None:
    """HEAD tells the length."""
    status, headers, body = waiting.line.ask(waiting.request("HEAD"))
    assert (status, headers["content-length"], body) == (200, str(len(CONTENT)), b"")
    assert waiting.line.ask(get("/healthz"))[0] == 200


def test_a_client_that_does_not_read_costs_two_pieces(server: MemoryServer, waiting: Waiting) -> None:
    """What it has not read yet is not made either."""
    transport = waiting.line.transport
    transport.write_paused_at = 100_000
    waiting.line.send(waiting.request())
    received = b""
    while data := transport.value():
        assert len(data) < 2 * 1024 * 1024 + 10_000
        received += data
        transport.clear()
        waiting.line.protocol.resumeProducing()
        server.reactor.advance(0)
    assert split(received)[2] == CONTENT


def test_a_client_that_goes_away_ends_it(server: MemoryServer, waiting: Waiting) -> None:
    """No piece is made for nobody."""
    waiting.line.transport.write_paused_at = 100_000
    waiting.line.send(waiting.request())
    server.page_pool.holds = True
    waiting.line.hang_up()
    assert server.page_pool.waiting == []
    assert server.application.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("when", ["before", "while"])
def test_a_client_that_goes_away_while_a_piece_is_made(server: MemoryServer, waiting: Waiting, when: str) -> None:
    """Nothing is sent and nothing fails."""
    server.page_pool.holds = True
    waiting.line.send(waiting.request())
    if when == "while":
        server.page_pool.waiting.pop(0)()
    waiting.line.hang_up()
    server.page_pool.release()
    assert server.page_pool.waiting == []


def test_one_that_cannot_be_sent_to_its_end_is_cut(server: MemoryServer, waiting: Waiting) -> None:
    """The browser sees that something is missing."""
    transport = waiting.line.transport
    transport.write_paused_at = 100_000
    waiting.line.send(waiting.request())
    server.application.database.write(lambda session: session.execute(delete(LoginSession)))
    transport.clear()
    waiting.line.protocol.resumeProducing()
    server.reactor.advance(0)
    assert transport.aborted


def test_readers_who_leave_it_unread_have_so_much_memory_together(server: MemoryServer, waiting: Waiting) -> None:
    """In pages and in calls alike; whoever comes then is told to come again."""
    server.site.limits = server.site.limits.model_copy(update={"answers_bytes": 16 * 1024 * 1024})
    session = waiting.desk.users.log_in(username="li.lei", password=PASSWORD)
    token = f"<t:SessionHeader><t:token>{session.token}</t:token></t:SessionHeader>"
    part = f"<t:attachmentId>{waiting.path.rpartition('/')[2]}</t:attachmentId><t:offset>1</t:offset>"
    call = post(envelope(f"<t:GetAttachment>{part}</t:GetAttachment>", header=token))
    lines = []
    for asked in [call] * 3 + [waiting.request()] * 16:
        lines.append(server.connect())
        lines[-1].transport.write_paused_at = 100_000
        lines[-1].send(asked)
    answers = [line.transport.value() for line in lines]
    assert sum(map(len, answers)) < 20 * 1024 * 1024
    assert [b"SERVER_BUSY" in answer for answer in answers[:3]] == [False, False, True]
    assert answers[-1].startswith(b"HTTP/1.1 503")
    for line in lines:
        line.hang_up()
    assert waiting.line.ask(waiting.request())[2] == CONTENT
    assert server.connect().ask(call)[0] == 200
