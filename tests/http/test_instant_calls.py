"""Calls that wait for nothing are answered at once, whatever the threads are doing; nothing else is."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from soap_server.engine.versions import SOAP12
from soap_server.operations.catalogue import SERVICES
from soap_server.operations.declaration import INSTANT_LANE
from tests.engine.messages import envelope, ping
from tests.http.conftest import MemoryServer, post, split
from tests.http.test_requests import fault
from tests.security_headers import ME, basic

HEADER = f"<t:SessionHeader><t:token>{'x' * 43}</t:token></t:SessionHeader>"
PING = 'SOAPAction: "urn:soapdesk:v1/Ping"'


@pytest.fixture
def full(server: MemoryServer) -> MemoryServer:
    """A server all of whose threads are busy."""
    server.pool.holds = server.slow_pool.holds = True
    return server


def test_what_waits_for_nothing_needs_no_thread(full: MemoryServer) -> None:
    """It is told by its action."""
    assert full.connect().ask(post(ping(), PING))[0] == 200
    twelve = post(ping(version=SOAP12)).replace(b"text/xml", b'application/soap+xml; action="urn:soapdesk:v1/Ping"')
    assert full.connect().ask(twelve)[0] == 200


@pytest.mark.parametrize(
    "request_",
    [
        post(ping()),
        post(ping().ljust(5_000), PING),
        post(envelope(ME), 'SOAPAction: "urn:soapdesk:v1/GetCurrentUser"'),
    ],
    ids=["no action", "large", "another operation"],
)
def test_everything_else_waits_for_a_thread(full: MemoryServer, request_: bytes) -> None:
    """What does not say that it is quick, what is not, and what takes long to read."""
    line = full.connect()
    line.send(request_)
    assert (line.read(), len(full.pool.waiting)) == (b"", 1)
    full.pool.release()
    assert split(line.read())[0] in (200, 500)


def test_an_action_cannot_bring_another_operation_past_the_threads(full: MemoryServer) -> None:
    """It is not carried out at all."""
    assert fault(full.connect().ask(post(envelope(ME), PING))).code == "ACTION_MISMATCH"
    assert full.pool.waiting == []


def test_a_password_is_compared_in_a_thread(make_server: Callable[..., MemoryServer]) -> None:
    """Though the operation asks for none, one that comes with it has to be right."""
    server = make_server(server={"trusted_proxies": ["10.0.0.1/32"]})
    server.pool.holds = True
    line = server.connect("10.0.0.1")
    line.send(post(ping(), PING, f"Authorization: {basic('nobody', 'x')}", "X-Forwarded-Proto: https"))
    assert (line.read(), len(server.pool.waiting)) == (b"", 1)
    server.pool.release()
    assert fault(split(line.read())).code == "LOGIN_FAILED"


def test_what_is_said_to_wait_for_nothing_asks_no_database(server: MemoryServer) -> None:
    """Each such operation is here, so that nobody calls one so lightly."""
    instant = [each.name for service in SERVICES for each in service.operations if INSTANT_LANE in each.lanes]
    assert instant == ["Ping"]
    taken: list[object] = []
    event.listen(server.application.database.engine, "checkout", lambda *told: taken.append(told))
    assert server.connect().ask(post(ping(), PING))[0] == 200
    assert taken == []
    server.connect().ask(post(envelope(ME, header=HEADER)))
    assert len(taken) == 1
