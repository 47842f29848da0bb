"""A desk in the same process, and a network that does what a test tells it to."""

from collections.abc import Iterator

import pytest

from client_sdk.messages import Reply, Request
from client_sdk.testing import InProcess
from client_sdk.transport import InProcessTransport

BUSY = (
    b'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>'
    b"<faultcode>soap:Server</faultcode><faultstring>busy</faultstring><detail>"
    b'<ServiceFault xmlns="urn:soapdesk:v1"><code>SERVER_BUSY</code><message>busy</message>'
    b"<retryable>true</retryable><correlationId>c1</correlationId></ServiceFault>"
    b"</detail></soap:Fault></soap:Body></soap:Envelope>"
)


@pytest.fixture
def server() -> Iterator[InProcess]:
    """A desk with a customer, a staff member and an administrator."""
    with InProcess() as made:
        made.add_user("customer", display_name="张伟")
        made.add_user("staff", role="staff", display_name="李明")
        made.add_user("admin", role="admin")
        yield made


Event = Exception | Reply | None


class Wire:
    """A transport that lets requests through, or has something happen to them first, or to their answers.

    :ivar before: what happens to the next requests instead of arriving: an error, or a reply; None lets one through.
    :ivar lost: how many of the next answers are lost on their way back.
    """

    def __init__(self, inner: InProcessTransport) -> None:
        self._inner = inner
        self.before: list[Event] = []
        self.lost: list[Exception] = []
        self.sent: list[Request] = []

    def send(self, request: Request) -> Reply:
        self.sent.append(request)
        happening = self.before.pop(0) if self.before else None
        if isinstance(happening, Exception):
            raise happening
        if happening is not None:
            return happening
        reply = self._inner.send(request)
        if self.lost:
            raise self.lost.pop(0)
        return reply

    def load(self, url: str) -> bytes:
        return self._inner.load(url)

    def close(self) -> None:
        """Nothing is open."""

    @property
    def operations(self) -> list[str]:
        """The operations that were sent, in order."""
        return [request.headers["SOAPAction"].strip('"').rpartition("/")[2].rpartition(":")[2] for request in self.sent]


@pytest.fixture
def wire(server: InProcess) -> Wire:
    """The way to the desk."""
    return Wire(server.transport)
