"""The contract at work: calls become envelopes, envelopes become values or errors.

zeep reads the WSDL and writes the messages. One reading serves every client of the process.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO
from typing import Any

import zeep
from lxml import etree
from zeep.transports import Transport

from client_sdk.decoding import NAMESPACE, decode_result
from client_sdk.encoding import encode_arguments
from client_sdk.errors import BY_CODE, ServiceFaultError, UnavailableError, UnexpectedAnswerError
from client_sdk.messages import Reply
from client_sdk.operation import Operation

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
DESK_WSDL, DATA_SETS_WSDL = "SoapDesk.wsdl", "DataSetService.any.wsdl"
CONTENT_TYPE = "text/xml; charset=utf-8"
_READINGS = 8  # both interfaces of a few desks; one reading takes a few MiB
_UNAVAILABLE = (502, 503, 504)


class Contract:
    """An interface of the desk, read from its WSDL.

    :param wsdl: the document.
    :raises UnexpectedAnswerError: if it is not one of this contract.
    """

    def __init__(self, wsdl: bytes) -> None:
        try:
            self._client = zeep.Client(BytesIO(wsdl), transport=_NoTransport())
        except (zeep.exceptions.Error, etree.XMLSyntaxError, _NothingElseError) as error:
            raise UnexpectedAnswerError("The document at the desk's URL is not a WSDL of its own.") from error
        if NAMESPACE not in self._client.wsdl.types.namespaces:
            raise UnexpectedAnswerError(f"The WSDL is not of the contract {NAMESPACE}.")
        self._binding = self._client.service._binding

    def envelope(self, operation: Operation[Any], arguments: Mapping[str, Any], token: str | None) -> bytes:
        """Return the SOAP 1.1 message of a call.

        :raises TypeError: for an argument that the operation does not take, or of a wrong type.
        :raises ValueError: for a value that cannot be written.
        """
        wrapper = self._binding.get(operation.name).input.body.type
        headers = {"SessionHeader": {"token": token}} if token else None
        try:
            message = self._client.create_message(
                self._client.service, operation.name, **encode_arguments(wrapper, arguments), _soapheaders=headers
            )
        except zeep.exceptions.ValidationError as error:
            raise TypeError(f"{operation.name}: {error}") from error
        return etree.tostring(message, xml_declaration=True, encoding="UTF-8")

    def http_headers(self, operation: Operation[Any]) -> dict[str, str]:
        """Return the headers of SOAP 1.1 over HTTP for a call (section 6.1 of the W3C note)."""
        return {"Content-Type": CONTENT_TYPE, "SOAPAction": f'"{self._binding.get(operation.name).soapaction}"'}


class _NothingElseError(Exception):
    """A WSDL wants something loaded besides itself."""


class _NoTransport(Transport):
    """Loads nothing: the contract is one document, and calls are carried by the client's transport."""

    def load(self, url: str) -> bytes:
        """Refuse.

        :raises _NothingElseError: always.
        """
        raise _NothingElseError(url)


@lru_cache(_READINGS)
def contract_in(wsdl: bytes) -> Contract:
    """Return the contract in a document; the same document is read once in a process.

    :raises UnexpectedAnswerError: if it is not one of this contract.
    """
    return Contract(wsdl)


@cache
def bundled_contract(name: str) -> Contract:
    """Return a contract that comes with this SDK; it suits every desk of version 1."""
    return Contract((resources.files("client_sdk") / "bundled" / name).read_bytes())


def read_reply(operation: Operation[Any], reply: Reply) -> Any:
    """Return what an answer says.

    :raises ServiceFaultError: if it is a fault; of the class of its code.
    :raises NetworkError: if it does not come from a desk.
    """
    entry = _body_entry(reply)
    if entry is None:
        if reply.status in _UNAVAILABLE:
            raise UnavailableError(f"The desk is not available (HTTP {reply.status}).", retry_after=reply.retry_after)
        raise UnexpectedAnswerError(f"The answer is no SOAP envelope (HTTP {reply.status}). Is the URL right?")
    if entry.tag == f"{{{ENVELOPE}}}Fault":
        raise _fault(entry, reply)
    if entry.tag != f"{{{NAMESPACE}}}{operation.name}Response":
        raise UnexpectedAnswerError(f"The answer belongs to another operation than {operation.name}.")
    return decode_result(operation.result, entry)


def _body_entry(reply: Reply) -> etree._Element | None:
    """Return the child of the envelope's body, None if it is no envelope."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True)
    try:
        envelope = etree.fromstring(reply.body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    body = envelope.find(f"{{{ENVELOPE}}}Body")
    return None if body is None or len(body) != 1 else body[0]


def _fault(fault: etree._Element, reply: Reply) -> ServiceFaultError:
    found = fault.find(f"detail/{{{NAMESPACE}}}ServiceFault")
    if found is None:
        return ServiceFaultError("UNKNOWN", fault.findtext("faultstring") or "The server gave no reason.")
    values = {etree.QName(child).localname: child.text or "" for child in found}
    code = values.get("code", "UNKNOWN")
    return BY_CODE.get(code, ServiceFaultError)(
        code,
        values.get("message", ""),
        field=values.get("field"),
        retryable=values.get("retryable") == "true",
        correlation_id=values.get("correlationId", ""),
        retry_after=reply.retry_after,
    )
