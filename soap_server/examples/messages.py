"""Example messages: one believable request, response and fault for each operation, always the same."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from lxml import etree

from soap_server.contract.common import ServiceFault, SessionHeader
from soap_server.contract.data_set import DataSet
from soap_server.contract.members import Member, is_contract_type, members_of
from soap_server.desk.errors import InvalidArgumentError
from soap_server.engine.answers import FaultWriter, envelope
from soap_server.engine.codec import COMPILED
from soap_server.engine.faults import SoapFault
from soap_server.engine.interface import BoundOperation
from soap_server.engine.versions import SOAP11, XSI, SoapVersion
from soap_server.examples.by_operation import AFTER, ANSWERED, ASKED
from soap_server.examples.values import (
    BY_NAME,
    BY_TYPE,
    DATA_SET,
    IDS,
    LISTS,
    OF_DATA,
)
from soap_server.operations.declaration import PUBLIC, Operation

_DATA_SERVICES = frozenset({"DataService", "DataSetService"})


def example_arguments(declared: Operation) -> dict[str, Any]:
    """Return a believable value for each parameter of an operation, by its name in Python."""
    values = {**_values(declared), **ASKED.get(declared.name, {})}
    return {member.name: _value(member, values) for member in declared.parameters}


def example_request(
    operation: BoundOperation,
    header: Any,
    version: SoapVersion = SOAP11,
    *,
    token: str = BY_NAME["token"],
    arguments: Mapping[str, Any] | None = None,
) -> bytes:
    """Return a request, with the values of the examples or with others."""
    declared: Operation = operation.declared
    write = COMPILED.element_encoder(operation.in_message, operation.name)
    entry = write(SimpleNamespace(**(arguments or example_arguments(declared))))
    head = ""
    if declared.permission is not PUBLIC:
        session = COMPILED.element_encoder(header, "SessionHeader")(SessionHeader(token))
        head = f"<soap:Header>{session}</soap:Header>"
    text = (
        f'<soap:Envelope xmlns:soap="{version.namespace}" xmlns:xsi="{XSI}">{head}'
        f"<soap:Body>{entry}</soap:Body></soap:Envelope>"
    )
    return _indented(text.encode())


def example_response(operation: BoundOperation, version: SoapVersion = SOAP11) -> bytes:
    """Return a response."""
    declared: Operation = operation.declared
    values = {**_values(declared), **AFTER.get(operation.name, {}), **ANSWERED.get(operation.name, {})}
    value = _instance(declared.returns, values) if is_contract_type(declared.returns) else True
    return _indented(b"".join(envelope(version, operation.encode(value))))


def example_fault(
    operation: BoundOperation, namespace: str, encode_detail: Callable[[Any], str], version: SoapVersion = SOAP11
) -> bytes:
    """Return a fault that the operation may answer: the last of its own refusals."""
    declared: Operation = operation.declared
    refusals = declared.refuses or declared.all_refusals or (InvalidArgumentError,)
    refusal = refusals[-1]
    fault = SoapFault(refusal.code, refusal.meaning, retryable=refusal.retryable)
    writer = FaultWriter(namespace, encode_detail, ServiceFault)
    return _indented(writer.response(version, fault, BY_NAME["correlation_id"], "").body)


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


def _indented(document: bytes) -> bytes:
    root = etree.fromstring(document)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
