"""What is sent again when something goes wrong, and what never is."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from client_sdk import SupportClient, errors
from client_sdk.aio.client import AsyncSupportClient
from client_sdk.messages import Reply, Request
from client_sdk.testing import PASSWORD, InProcess
from tests.client_sdk.conftest import BUSY, Wire
from tests.coroutines import run

LOST = errors.ConnectionLostError("lost")
TIMED_OUT = errors.TimedOutError("slow")
NOT_REACHED = errors.ConnectFailedError("down")


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that a client makes; they take no time."""
    made: list[float] = []
    monkeypatch.setattr("client_sdk.client.time.sleep", made.append)
    return made


@pytest.fixture
def desk(server: InProcess, wire: Wire, pauses: list[float]) -> Iterator[SupportClient]:
    """A customer who has logged in."""
    with SupportClient(server.url, username="customer", password=PASSWORD, transport=wire) as made:
        made.users.get_current()
        wire.sent.clear()
        yield made


@pytest.mark.parametrize("error", [LOST, TIMED_OUT, NOT_REACHED, errors.UnavailableError("503")])
def test_a_read_is_repeated(desk: SupportClient, wire: Wire, pauses: list[float], error: Exception) -> None:
    """After a pause."""
    wire.before = [error, error]
    assert desk.events.list().total == 0
    assert wire.operations == ["ListEvents"] * 3
    assert len(pauses) == 2
    assert all(pause >= 0 for pause in pauses)


@pytest.mark.parametrize("error", [LOST, TIMED_OUT])
def test_a_write_whose_answer_was_lost_happens_once(
    desk: SupportClient, wire: Wire, pauses: list[float], error: Exception
) -> None:
    """It is repeated with the same requestId, and the desk answers what it answered before."""
    wire.lost = [error]
    event = desk.events.submit(title="x", content="y")
    assert wire.operations == ["SubmitEvent"] * 2
    assert wire.sent[0].body == wire.sent[1].body
    assert desk.events.list().total == 1
    assert desk.events.get(event.id).event.title == "x"


@pytest.mark.parametrize("error", [LOST, TIMED_OUT, errors.UnavailableError("503")])
def test_a_write_that_cannot_be_repeated_safely_is_not(
    desk: SupportClient, wire: Wire, pauses: list[float], error: Exception
) -> None:
    """Whether the password was changed is not known; the caller has to find out."""
    wire.lost = [error]
    with pytest.raises(type(error)):
        desk.users.change_password(current_password=PASSWORD, new_password="nine gentle harbours")
    assert wire.operations == ["ChangePassword"]
    assert pauses == []


@pytest.mark.parametrize("happening", [NOT_REACHED, Reply(503, {"content-type": "text/xml"}, BUSY)])
def test_a_call_that_did_nothing_is_repeated_whatever_it_is(
    desk: SupportClient, wire: Wire, pauses: list[float], happening: Any
) -> None:
    """It never arrived, or it was refused as a whole."""
    wire.before = [happening]
    desk.users.change_password(current_password=PASSWORD, new_password="nine gentle harbours")
    assert wire.operations == ["ChangePassword"] * 2


def test_the_server_says_how_long_to_wait(desk: SupportClient, wire: Wire, pauses: list[float]) -> None:
    """Retry-After is the least, in seconds or as a date."""
    wire.before = [
        Reply(503, {"content-type": "text/xml", "retry-after": "17"}, BUSY),
        Reply(503, {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, b"<html>"),
    ]
    desk.events.list().page()
    assert pauses[0] >= 17
    assert pauses[1] < 17


def test_it_ends_when_the_patience_does(server: InProcess, wire: Wire, pauses: list[float]) -> None:
    """A pause that would be too long is not made: the error comes at once."""
    desk = SupportClient(server.url, username="customer", password=PASSWORD, transport=wire, patience=10)
    wire.before = [Reply(503, {"retry-after": "3600"}, b"")]
    with pytest.raises(errors.UnavailableError) as raised:
        desk.system.ping(text="x")
    assert raised.value.retry_after == 3600
    assert pauses == []


def test_it_ends_after_so_many_attempts(desk: SupportClient, wire: Wire, pauses: list[float]) -> None:
    """And raises what happened last."""
    wire.before = [LOST, TIMED_OUT, LOST, NOT_REACHED, LOST]
    with pytest.raises(errors.ConnectFailedError):
        desk.events.list().page()
    assert wire.operations == ["ListEvents"] * 4


def test_a_refusal_is_not_repeated(desk: SupportClient, wire: Wire, pauses: list[float]) -> None:
    """It would be refused again."""
    with pytest.raises(errors.NotFoundError):
        desk.events.get(999)
    assert wire.operations == ["GetEvent"]


def test_an_unencrypted_answer_to_tls_is_not_repeated(desk: SupportClient, wire: Wire, pauses: list[float]) -> None:
    """A wrong certificate does not become right."""
    wire.before = [errors.EncryptionError("wrong name")]
    with pytest.raises(errors.EncryptionError):
        desk.events.list().page()
    assert len(wire.sent) == 1


def test_a_request_id_of_ones_own_is_used(desk: SupportClient, wire: Wire, pauses: list[float]) -> None:
    """So that a program may repeat a call itself, after a restart too."""
    first = desk.events.submit(title="x", content="y", request_id="order-4711-complaint")
    again = desk.events.submit(title="x", content="y", request_id="order-4711-complaint")
    assert first == again
    with pytest.raises(errors.RequestIdReusedError):
        desk.events.submit(title="z", content="y", request_id="order-4711-complaint")


def test_asyncio_repeats_the_same(server: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps are the same ones."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr("client_sdk.aio.client.asyncio.sleep", pause)
    wire = Wire(server.transport)

    class AsyncWire:
        async def send(self, request: Request) -> Reply:
            return wire.send(request)

        async def close(self) -> None:
            """Nothing is open."""

    async def work() -> int:
        transport = AsyncWire()
        async with AsyncSupportClient(server.url, username="customer", password=PASSWORD, transport=transport) as desk:
            wire.before = [NOT_REACHED, None, LOST]
            await asyncio.gather(*(desk.events.submit(title="x", content="y") for _ in range(3)))
            return await desk.events.list().total()

    assert run(work()) == 3
    assert wire.operations.count("Login") == 2
    assert len(pauses) == 2
