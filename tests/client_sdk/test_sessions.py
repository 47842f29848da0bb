"""Logging in, going on after a session has ended, logging out."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from client_sdk import SupportClient, errors
from client_sdk.testing import PASSWORD, InProcess
from tests.client_sdk.conftest import Wire


def client(wire: Wire, username: str = "customer", password: str = PASSWORD) -> SupportClient:
    """Return a client on the wire."""
    return SupportClient("http://localhost:8080/soap", username=username, password=password, transport=wire)


def test_it_logs_in_when_that_is_first_needed(wire: Wire) -> None:
    """Not when it is made, and not for an operation that needs no login."""
    desk = client(wire)
    desk.system.ping(text="x")
    assert wire.operations == ["Ping"]
    desk.events.list().page()
    desk.events.list().page()
    assert wire.operations == ["Ping", "Login", "ListEvents", "ListEvents"]


def test_it_logs_out_when_it_is_closed(wire: Wire) -> None:
    """The session is dead then."""
    with client(wire) as desk:
        desk.users.get_current()
        token = desk.token
    assert wire.operations[-1] == "Logout"
    stranger = SupportClient("http://localhost:8080/soap", token=token, transport=wire)
    with pytest.raises(errors.SessionExpiredError):
        stranger.users.get_current()


def test_closing_does_not_wait_for_a_desk_that_is_gone(wire: Wire) -> None:
    """The session ends by itself."""
    with client(wire) as desk:
        desk.users.get_current()
        wire.before = [errors.ConnectFailedError("gone")] * 9
    assert wire.operations.count("Logout") == 1


def test_it_does_not_log_in_to_log_out(wire: Wire) -> None:
    """Whoever called nothing leaves nothing."""
    with client(wire):
        pass
    assert wire.sent == []


def test_the_session_of_a_token_is_left_alone(server: InProcess, wire: Wire) -> None:
    """It is somebody else's to end."""
    with client(wire) as owner:
        owner.users.get_current()
        with SupportClient(server.url, token=owner.token, transport=wire) as borrower:
            borrower.users.get_current()
        assert owner.users.get_current().username == "customer"
        assert wire.operations.count("Login") == 1


def test_an_expired_session_is_renewed_once() -> None:
    """The caller does not notice; a write is not lost."""
    now = [datetime(2026, 11, 23, 8, 30, tzinfo=UTC)]
    with InProcess(clock=lambda: now[0]) as server:
        server.add_user("customer")
        wire = Wire(server.transport)
        desk = client(wire)
        desk.users.get_current()
        now[0] += timedelta(days=30)
        assert desk.events.submit(title="x", content="y").id == 1
        assert wire.operations == ["Login", "GetCurrentUser", "SubmitEvent", "Login", "SubmitEvent"]
        # The same request, so that the first of the two would have counted had it been done.
        ids = [request.body.partition(b"requestId>")[2].partition(b"<")[0] for request in (wire.sent[2], wire.sent[4])]
        assert ids[0] == ids[1] != b""


def test_a_session_that_ends_again_at_once_is_an_error(server: InProcess, wire: Wire) -> None:
    """Renewing goes on once, not for ever."""
    desk = client(wire)
    token = server.client("customer").users.log_in(username="customer", password=PASSWORD).token
    ended = SupportClient(server.url, token=token, transport=server.transport)
    ended.users.log_out()
    desk._conversation.token = token
    expired = _expired(server, token)
    wire.before = [expired, None, expired]
    with pytest.raises(errors.SessionExpiredError):
        desk.events.list().page()
    assert wire.operations == ["ListEvents", "Login", "ListEvents"]


def _expired(server: InProcess, token: str) -> "errors.SessionExpiredError":
    with pytest.raises(errors.SessionExpiredError) as raised:
        SupportClient(server.url, token=token, transport=server.transport).users.get_current()
    return raised.value


def test_a_wrong_password_is_told_and_not_tried_again(wire: Wire) -> None:
    """Trying again would only get the account throttled."""
    with pytest.raises(errors.LoginFailedError):
        client(wire, password="not this one").events.list().page()
    assert wire.operations == ["Login"]


def test_a_changed_password_is_used_from_then_on(wire: Wire) -> None:
    """All sessions end with the change; the client goes on."""
    desk = client(wire)
    desk.users.change_password(current_password=PASSWORD, new_password="nine gentle harbours")
    assert desk.users.get_current().username == "customer"


def test_threads_share_one_login(wire: Wire) -> None:
    """However many calls wait for it."""
    desk = client(wire)
    _together(desk.users.get_current, 8)
    assert wire.operations.count("Login") == 1
    assert wire.operations.count("GetCurrentUser") == 8


def test_the_token_reaches_nobody_else(wire: Wire) -> None:
    """Neither the text of a request nor of an error shows a secret."""
    desk = client(wire)
    desk.users.get_current()
    shown = f"{wire.sent!r} {desk._conversation._credentials!r}"
    assert PASSWORD not in shown
    assert str(desk.token) not in shown


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("desk.example/soap", {}),
        ("ftp://desk.example/soap", {}),
        ("https://me:secret@desk.example/soap", {}),
        ("https://desk.example/soap", {"username": "x"}),
        ("https://desk.example/soap", {"password": "x"}),
        ("https://desk.example/soap", {"username": "x", "password": "y", "token": "z"}),
    ],
)
def test_contradictory_options_are_refused(url: str, options: dict[str, str]) -> None:
    """At once, not with the first call."""
    with pytest.raises(ValueError, match=r".+"):
        SupportClient(url, **options)  # type: ignore[arg-type]


def _together(work: Callable[[], object], count: int) -> None:
    barrier = threading.Barrier(count)
    failures: list[Exception] = []

    def run() -> None:
        barrier.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001 - it is looked at below
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
