"""What is done with fuzzed bytes: a whole call, but for the desk behind it, and rules that hold whatever comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from lxml import etree

from soap_server.app import Contract, build_contract
from soap_server.contract import NAMESPACE
from soap_server.contract.common import ServiceFault
from soap_server.engine.answers import FaultWriter
from soap_server.engine.call import Call
from soap_server.engine.credentials import Credentials
from soap_server.engine.interface import BoundOperation
from soap_server.engine.limits import Limits, SecurityLimits
from soap_server.engine.messages import Request
from soap_server.engine.pipeline import Endpoint, Engine
from tests.engine.packages import type_of

CONTENT_TYPES = (
    "text/xml; charset=utf-8",
    "text/xml",
    "application/soap+xml; charset=utf-8",
    "text/xml; charset=utf-16",
    type_of(boundary="b"),
)
"""By the first byte of the data."""
_NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@dataclass(frozen=True)
class _Round:
    """An operation's arguments written and read again."""

    contract: Contract

    def __call__(self, call: Call) -> bytes:
        operation = self._bound(call)
        write = self.contract.codec.element_encoder(operation.in_message, operation.name)
        text = write(SimpleNamespace(**call.arguments))
        entry = etree.fromstring(text.replace(">", f' xmlns:xsi="{_XSI}">', 1))
        self.contract.validator.validate(entry)
        again = operation.decode(entry, {})
        assert _plain(again) == _plain(call.arguments), "what was read is not what is written"
        return b"<a/>"

    def _bound(self, call: Call) -> BoundOperation:
        return self.contract.everything.operations[f"{{{NAMESPACE}}}{call.operation.name}"]


_XSI = "http://www.w3.org/2001/XMLSchema-instance"


class FuzzTarget:
    """Takes bytes, and raises an AssertionError where a rule is broken."""

    def __init__(self) -> None:
        contract = build_contract()
        header_tag = f"{{{NAMESPACE}}}{contract.header.get_type_name()}"
        decode_header = contract.codec.decoder(contract.header)
        self._engine = Engine(
            desk=contract.desk,
            endpoints={"/soap": Endpoint("/soap", contract.everything.operations)},
            validator=contract.validator,
            header_decoders={header_tag: lambda entry: decode_header(entry, "SessionHeader")},
            credentials=Credentials(SecurityLimits(), lambda: _NOW),
            faults=FaultWriter(NAMESPACE, contract.codec.element_encoder(contract.fault, "ServiceFault"), ServiceFault),
            limits=Limits(),
            execute=_Round(contract),
            explain=lambda _error: None,
        )

    def __call__(self, data: bytes) -> None:
        """Send the data as a request; the answer is a result or a fault of the client's."""
        content_type = CONTENT_TYPES[data[0] % len(CONTENT_TYPES)] if data else ""
        self.send({"content-type": content_type}, data[1:])

    def send(self, headers: Mapping[str, str], body: bytes) -> None:
        """Send a request with these headers."""
        response = self._engine.handle(Request("POST", "/soap", "", headers, body, "192.0.2.7", is_secure=True))
        assert response.code != "INTERNAL_ERROR", "a failure that nobody foresaw"
        assert response.status in (200, 500, 405, 413, 415), response.status
        if not response.content_type.startswith("multipart/"):
            etree.fromstring(response.body)


def _plain(value: Any) -> Any:
    """Return a value in which contract types are compared by what is in them."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
