"""A running server that is asked everything: every probe, and every operation by a stock client."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from client_sdk.transport import Answer, Responder
from soap_server.app import Application
from tests.callers import Caller, Directory
from tests.conformance.description import SOAP, Description
from tests.conformance.exchange import Exchange, exchange
from tests.conformance.probes import PROBES, ask
from tests.conformance.subjects import describing
from tests.operations.happy import HAPPY


class Crew(Directory):
    """People whose names belong to one operation, so that no operation meets what another one left behind."""

    def __init__(self, operation: str, application: Application, service: Any, data_sets: Any) -> None:
        super().__init__(application, service, data_sets)
        self._operation = operation

    def hire(self, username: str, role: str, *, display_name: str | None = None) -> Caller:
        """Make an account and log in."""
        return super().hire(f"{username}.{self._operation}"[:64], role, display_name=display_name)


class Live:
    """A server, and a desk on the same database by which people are made.

    :param clients: stock zeep clients by version, whose transport is put on the server's sockets.
    """

    def __init__(
        self, url: str, application: Application, clients: Mapping[str, Any], descriptions: list[Description]
    ) -> None:
        self._url = url
        self._application = application
        self._clients = clients
        self._descriptions = descriptions
        self._last: Exchange | None = None
        self._operation = ""

    def served(self) -> dict[tuple[str, str], bytes]:
        """Return every WSDL as the server sends it."""
        whole = describing(self._descriptions, "Ping")
        found = {}
        for path, query in self._application.documents:
            got = exchange(self._url, whole, "GET", b"", method="GET", path=f"{path}?{query}")
            found[path, query] = got.answer
        return found

    def exchanges(self) -> list[Exchange]:
        """Return every probe and every operation, with the answers."""
        whole = describing(self._descriptions, "Ping")
        return [*(ask(self._url, whole, name) for name in PROBES), *(self._call(name) for name in HAPPY)]

    def _call(self, name: str) -> Exchange:
        self._clients["transport"].respond = self._respond()
        crew = Crew(name, self._application, self._clients["1.1"], self._clients["data sets"])
        caller, arguments = HAPPY[name](crew)
        self._operation = name
        getattr(caller, name)(**arguments)
        self._operation = ""
        if self._last is None:
            raise AssertionError(f"{name} was not sent")
        return self._last

    def _respond(self) -> Responder:
        def respond(method: str, path: str, _query: str, headers: Mapping[str, str], body: bytes) -> Answer:
            name = self._operation
            description = describing(self._descriptions, name or "Ping")
            action = _action(description, name) if name else None
            self._last = exchange(
                self._url, description, name, body, method=method, path=path, headers=headers, action=action
            )
            content_type = self._last.answer_headers["content-type"]
            return Answer(self._last.status, content_type, self._last.answer)

        return respond


def _action(description: Description, operation: str) -> str:
    (found,) = (each for each in description.bound_operations if each.get("name") == operation)
    soap: etree._Element = found[0]
    if soap.tag != f"{SOAP}operation":
        raise AssertionError(f"{operation} has no soap:operation")
    return soap.get("soapAction", "")
