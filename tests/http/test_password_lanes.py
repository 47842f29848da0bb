"""Calls with a password: the threads in which it is compared, and when a connection is good enough for one."""

from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.callers import PASSWORD
from tests.engine.messages import envelope
from tests.http.conftest import Line, MemoryServer, post, split
from tests.http.test_requests import fault
from tests.security_headers import ME, basic, open_account

PROXY = "10.0.0.1"
MakeServer = Callable[..., MemoryServer]


@pytest.fixture
def behind_proxy(make_server: MakeServer) -> MemoryServer:
    """A server behind a proxy that ends TLS, with a customer."""
    server = make_server(server={"trusted_proxies": [f"{PROXY}/32"], "threads": 2, "queue": 7})
    open_account(server.application, "customer")
    return server


def send(line: Line, body: str, password: str = PASSWORD, proto: str = "https") -> None:
    """Send a call with a password, as a proxy passes it on."""
    headers = [f"Authorization: {basic('customer', password)}", f"X-Forwarded-Proto: {proto}"]
    line.send(post(envelope(body), *headers))


def ask(server: MemoryServer, body: str = ME, **how: Any) -> Any:
    """Send a call and return the answer."""
    line = server.connect(PROXY)
    send(line, body, **how)
    return split(line.read())


def test_passwords_are_compared_where_logins_are(behind_proxy: MemoryServer) -> None:
    """Those that are remembered wait for nothing; the call itself is answered where it always is."""
    server = behind_proxy
    server.slow_pool.holds = True
    first, second = server.connect(PROXY), server.connect(PROXY)
    send(first, ME)
    assert (first.read(), len(server.slow_pool.waiting), server.pool.waiting) == (b"", 1, [])
    server.pool.holds = True
    server.slow_pool.release()
    assert (first.read(), len(server.pool.waiting)) == (b"", 1)
    server.pool.holds = False
    server.pool.release()
    assert split(first.read())[0] == 200
    send(second, ME)
    assert (split(second.read())[0], server.slow_pool.waiting) == (200, [])


def test_a_call_of_the_data_service_is_compared_elsewhere(behind_proxy: MemoryServer) -> None:
    """So that slow queries keep no login waiting, nor logins a query."""
    server = behind_proxy
    server.slow_pool.holds = server.data_pool.holds = True
    line = server.connect(PROXY)
    send(line, "<t:ExecuteQuery><t:sql>SELECT 1</t:sql></t:ExecuteQuery>")
    assert (len(server.slow_pool.waiting), server.data_pool.waiting) == (1, [])
    server.slow_pool.release()
    assert (line.read(), server.slow_pool.waiting, len(server.data_pool.waiting)) == (b"", [], 1)
    server.data_pool.release()
    assert fault(split(line.read())).code == "QUERY_REFUSED"


def test_an_old_password_goes_back_to_where_it_is_compared(behind_proxy: MemoryServer) -> None:
    """When the stored one has changed since it was remembered."""
    server = behind_proxy
    assert ask(server)[0] == 200
    change = (
        "<t:ChangePassword><t:currentPassword>{}</t:currentPassword><t:newPassword>nine loud umbrellas</t:newPassword>"
    )
    assert ask(server, f"{change.format(PASSWORD)}</t:ChangePassword>")[0] == 200
    server.slow_pool.holds = True
    line = server.connect(PROXY)
    send(line, ME)
    assert (line.read(), len(server.slow_pool.waiting)) == (b"", 1)
    server.slow_pool.release()
    assert fault(split(line.read())).code == "LOGIN_FAILED"


def test_many_wrong_passwords_leave_places_to_others(behind_proxy: MemoryServer) -> None:
    """They wait for each other, a third of the places at most."""
    server = behind_proxy
    server.slow_pool.holds = True
    lines = [server.connect(PROXY) for _ in range(4)]
    for line in lines:
        send(line, ME, "wrong password")
    answer = split(lines[3].read())
    assert (answer[0], "too many logins" in fault(answer).message) == (503, True)
    assert [line.read() for line in lines[:3]] == [b""] * 3
    server.slow_pool.release()
    assert [fault(split(line.read())).code for line in lines[:3]] == ["LOGIN_FAILED"] * 3


def test_a_trusted_proxy_says_what_is_encrypted(behind_proxy: MemoryServer) -> None:
    """What it took in the clear is refused; and nobody else is believed."""
    server = behind_proxy
    assert fault(ask(server, proto="http")).code == "INSECURE_TRANSPORT"
    stranger = server.connect("192.0.2.7")
    send(stranger, ME)
    assert fault(split(stranger.read())).code == "INSECURE_TRANSPORT"
    assert ask(server)[0] == 200


def test_the_log_says_how_a_caller_was_known(behind_proxy: MemoryServer) -> None:
    """And never with which password; nothing asks a browser for one."""
    with capture_logs() as entries:
        answers = [ask(behind_proxy), ask(behind_proxy, password="wrong password")]
        line = behind_proxy.connect(PROXY)
        answers.append(line.ask(post(envelope(ME))))
    calls = [entry for entry in entries if entry["event"] == "call"]
    assert [(each["authentication"], each["code"], each["secure"]) for each in calls] == [
        ("basic", "OK", True),
        ("basic", "LOGIN_FAILED", True),
        ("none", "AUTHENTICATION_REQUIRED", False),
    ]
    assert [(status, "www-authenticate" in headers) for status, headers, _ in answers] == [
        (200, False),
        (500, False),
        (500, False),
    ]
    assert "quiet" not in repr(entries)
    assert "wrong password" not in repr(entries)
