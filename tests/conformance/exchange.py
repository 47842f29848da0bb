"""A request and its answer as they went over a socket."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPResponse
from urllib.parse import urlsplit

from tests.conformance.description import Description
from tests.conformance.rules_envelope import Envelope

XML = 'text/xml; charset="utf-8"'


@dataclass(frozen=True)
class Exchange:
    """One request and its answer.

    :ivar probe: what was asked; the name of an operation where a stock client called it.
    :ivar version: of the request, ``HTTP/1.1``.
    :ivar headers: by names in lower case.
    :ivar action: the soapAction of the operation, None where no operation was called by a client.
    """

    probe: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer_headers: Mapping[str, str]
    answer: bytes
    description: Description
    version: str = "HTTP/1.1"
    answer_version: str = "HTTP/1.1"
    action: str | None = None
    operation: str = field(default="")

    def __str__(self) -> str:
        return self.probe

    @property
    def envelope(self) -> Envelope | None:
        """The envelope of the answer, where it is one of SOAP 1.1."""
        if not self.answer_headers.get("content-type", "").startswith("text/xml") or not self.answer:
            return None
        return Envelope(self.probe, self.answer, self.description)

    @property
    def is_fault(self) -> bool:
        """Whether a fault was answered."""
        return self.envelope is not None and self.envelope.fault is not None

    @property
    def code(self) -> str:
        """The faultcode of the answer, empty where it is no fault."""
        return "" if self.envelope is None else self.envelope.code


def over_a_socket(url: str, head: str, headers: Mapping[str, str], body: bytes) -> tuple[HTTPResponse, bytes]:
    """Send a request exactly as it is given, and return the answer with its body."""
    address = urlsplit(url)
    lines = [head, *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    with socket.create_connection((str(address.hostname), int(address.port or 80)), timeout=30) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1") + body)
        response = HTTPResponse(connection)
        response.begin()
        return response, response.read()


def exchange(
    url: str,
    description: Description,
    probe: str,
    body: bytes,
    *,
    method: str = "POST",
    path: str = "/soap",
    version: str = "HTTP/1.1",
    headers: Mapping[str, str] | None = None,
    action: str | None = None,
) -> Exchange:
    """Ask a server, and return what went to and fro."""
    sent = {"host": urlsplit(url).netloc, "content-length": str(len(body)), "connection": "close", **(headers or {})}
    response, answer = over_a_socket(url, f"{method} {path} {version}", sent, body)
    return Exchange(
        probe,
        method,
        path,
        sent,
        body,
        response.status,
        {name.lower(): value for name, value in response.getheaders()},
        answer,
        description,
        version=version,
        answer_version={10: "HTTP/1.0", 11: "HTTP/1.1"}.get(response.version, str(response.version)),
        action=action,
        operation=probe if action is not None else "",
    )
