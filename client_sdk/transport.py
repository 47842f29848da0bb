"""Ways for a zeep client to reach a desk."""

from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

import requests
from zeep.transports import Transport


class Answer(NamedTuple):
    """What a server says: the HTTP status, the Content-Type and the body."""

    status: int
    content_type: str
    body: bytes


Responder = Callable[[str, str, str, Mapping[str, str], bytes], Answer]
"""Takes a method, a path, a query, headers with names in lower case, and a body."""


class InProcessTransport(Transport):
    """Hands requests to a function instead of the network, for tests.

    zeep does all it does otherwise: it reads the WSDL, writes the request and parses the answer.
    """

    def __init__(self, respond: Responder) -> None:
        super().__init__()
        self.respond = respond

    def load(self, url: str) -> bytes:
        """Return the document at ``url``.

        :raises requests.HTTPError: if there is none.
        """
        response = self._ask("GET", url, {}, b"")
        response.raise_for_status()
        return response.content

    def post(self, address: str, message: bytes, headers: Mapping[str, str]) -> requests.Response:
        """Return the response to a message."""
        return self._ask("POST", address, headers, message)

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> requests.Response:
        parts = urlsplit(url)
        lowered = {name.lower(): value for name, value in headers.items()}
        answer = self.respond(method, parts.path, parts.query, lowered, body)
        response = requests.Response()
        response.status_code = answer.status
        response.headers["Content-Type"] = answer.content_type
        response.url = url
        response._content = answer.body
        return response
