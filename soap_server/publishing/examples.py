"""Example messages: one believable request, response and fault for each operation, always the same."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from lxml import etree

from soap_server.contract.common import ServiceFault, SessionHeader
from soap_server.contract.data_set import DataSet
from soap_server.contract.members import Member, is_contract_type, members_of
from soap_server.desk.errors import InvalidArgumentError
from soap_server.engine.answers import FaultWriter, envelope
from soap_server.engine.codec import Encoder, encoder
from soap_server.engine.faults import SoapFault
from soap_server.engine.interface import BoundOperation
from soap_server.engine.versions import SOAP11, XSI
from soap_server.operations.declaration import PUBLIC, Operation
from soap_server.publishing.example_values import (
    AFTER,
    ANSWERED,
    ASKED,
    BY_NAME,
    BY_TYPE,
    DATA_SET,
    IDS,
    LISTS,
    OF_DATA,
)

_DATA_SERVICES = frozenset({"DataService", "DataSetService"})


def example_request(operation: BoundOperation, header: Any) -> bytes:
    """Return a SOAP 1.1 request."""
    declared: Operation = operation.declared
    namespace = operation.tag[1:].partition("}")[0]
    pieces: list[str] = []
    values = {**_values(declared), **ASKED.get(operation.name, {})}
    write = encoder(operation.in_message, operation.name)
    write(pieces, SimpleNamespace(**{member.name: _value(member, values) for member in declared.parameters}))
    entry = _with_namespace(pieces, namespace)
    head = ""
    if declared.permission is not PUBLIC:
        in_header: list[str] = []
        encoder(header, "SessionHeader")(in_header, SessionHeader(BY_NAME["token"]))
        head = f"<soap:Header>{_with_namespace(in_header, namespace)}</soap:Header>"
    text = (
        f'<soap:Envelope xmlns:soap="{SOAP11.namespace}" xmlns:xsi="{XSI}">{head}'
        f"<soap:Body>{entry}</soap:Body></soap:Envelope>"
    )
    return _indented(text.encode())


def example_response(operation: BoundOperation) -> bytes:
    """Return a SOAP 1.1 response."""
    declared: Operation = operation.declared
    values = {**_values(declared), **AFTER.get(operation.name, {}), **ANSWERED.get(operation.name, {})}
    value = _instance(declared.returns, values) if is_contract_type(declared.returns) else True
    return _indented(envelope(SOAP11, operation.encode(value)))


def example_fault(operation: BoundOperation, namespace: str, encode_detail: Encoder) -> bytes:
    """Return a SOAP 1.1 fault that the operation may answer: the last of its own refusals."""
    declared: Operation = operation.declared
    refusals = declared.refuses or declared.all_refusals or (InvalidArgumentError,)
    refusal = refusals[-1]
    fault = SoapFault(refusal.code, refusal.meaning, retryable=refusal.retryable)
    writer = FaultWriter(namespace, encode_detail, ServiceFault)
    return _indented(writer.response(SOAP11, fault, BY_NAME["correlation_id"], "").body)


def _values(declared: Operation) -> Mapping[str, Any]:
    return {**BY_NAME, **OF_DATA} if declared.service in _DATA_SERVICES else BY_NAME


def _value(member: Member, values: Mapping[str, Any]) -> Any:
    if member.is_array:
        named = values.get(member.name, LISTS.get(member.name))
        if isinstance(named, list) and all(isinstance(item, member.type) for item in named):
            return named
        return None if member.optional and named is None and member.name in values else [_item(member, values)]
    named = values.get(member.name, _item(member, values))
    if named is None:
        return None if member.optional else _item(member, values)
    return named if isinstance(named, member.type) else _item(member, values)


def _item(member: Member, values: Mapping[str, Any]) -> Any:
    if member.type is DataSet:
        return DATA_SET
    if is_contract_type(member.type):
        return _instance(member.type, values)
    if member.type in BY_TYPE:
        return BY_TYPE[member.type]
    return list(member.type)[1]


def _instance(contract_type: Any, values: Mapping[str, Any]) -> Any:
    found = {member.name: _value(member, values) for member in members_of(contract_type)}
    if contract_type.__name__ in IDS:
        found["id"] = IDS[contract_type.__name__]
    return contract_type(**found)


def _with_namespace(pieces: list[str], namespace: str) -> str:
    first, *rest = pieces
    return first.replace(">", f' xmlns="{namespace}">', 1) + "".join(rest)


def _indented(document: bytes) -> bytes:
    root = etree.fromstring(document)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
