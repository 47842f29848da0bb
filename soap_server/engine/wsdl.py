"""The WSDL of a service (W3C Note "WSDL 1.1"), written from the same interface that answers calls.

Spyne's own document has two ports of one name, unresolvable header messages, unreachable faults, an address
from whoever asked first, and another order with every start. Every choice below is one that .NET, Java, PHP
and the others were measured to need: one service, one portType, ports named in the manner of ASMX, a part
named ``parameters``, a fault and its message on every operation.
"""

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree
from lxml.builder import ElementMaker

from soap_server.engine.interface import BoundOperation, BoundService
from soap_server.engine.versions import SOAP11, SOAP12, XSD, SoapVersion
from soap_server.engine.ws_policy import PREFIXES, policy_reference, username_token_policy

WSDL = "http://schemas.xmlsoap.org/wsdl/"
_HTTP = "http://schemas.xmlsoap.org/soap/http"
_FAULT_MESSAGE = "ServiceFaultMessage"
_HEADER_MESSAGE = "SessionHeaderMessage"
_W = ElementMaker(namespace=WSDL)


def build_wsdl(
    service: BoundService,
    address: str,
    versions: Sequence[SoapVersion],
    *,
    schema: etree._Element,
    with_policy: bool = False,
) -> bytes:
    """Return the WSDL of a service as UTF-8, the same bytes for the same interface.

    :param address: the URL at which clients reach the service.
    :param versions: one port for each.
    :param schema: the service's published schema; it may be used again.
    :param with_policy: whether callers send a user name and password with every call, instead of a session header.
    """
    namespace = service.application.tns
    operations = list(service.operations.values())
    definitions = etree.Element(
        f"{{{WSDL}}}definitions",
        {"name": service.name, "targetNamespace": namespace},
        nsmap={
            "wsdl": WSDL,
            "xs": XSD,
            "tns": namespace,
            "soap": SOAP11.wsdl_binding,
            "soap12": SOAP12.wsdl_binding,
            **(PREFIXES if with_policy else {}),
        },
    )
    definitions.append(_W.documentation(service.doc))
    if with_policy:
        definitions.append(username_token_policy(_policy_name(service)))
    definitions.append(_W.types(deepcopy(schema)))
    with_header = frozenset(each.name for each in operations if each.needs_session and not with_policy)
    definitions.extend(_messages(operations, with_session=not with_policy))
    definitions.append(_port_type(service, operations))
    for version in versions:
        binding = _binding(service, operations, version, with_header)
        if with_policy:
            binding.insert(0, policy_reference(_policy_name(service)))
        definitions.append(binding)
    definitions.append(_service(service, address, versions))
    etree.cleanup_namespaces(definitions, keep_ns_prefixes=["wsdl", "xs", "tns", "soap"])
    etree.indent(definitions)
    return etree.tostring(definitions, xml_declaration=True, encoding="UTF-8") + b"\n"


def action_of(namespace: str, operation: str) -> str:
    """Return the SOAPAction of an operation."""
    return f"{namespace}/{operation}"


def _messages(operations: Sequence[BoundOperation], *, with_session: bool) -> list[etree._Element]:
    messages = [
        _message(f"{operation.name}{suffix}", "parameters", element)
        for operation in operations
        for suffix, element in (
            ("SoapIn", operation.in_message.get_type_name()),
            ("SoapOut", operation.out_message.get_type_name()),
        )
    ]
    if with_session:
        messages.append(_message(_HEADER_MESSAGE, "SessionHeader", "SessionHeader"))
    messages.append(_message(_FAULT_MESSAGE, "fault", "ServiceFault"))
    return messages


def _message(name: str, part: str, element: str) -> etree._Element:
    return _W.message(_W.part(name=part, element=f"tns:{element}"), name=name)


def _port_type(service: BoundService, operations: Sequence[BoundOperation]) -> etree._Element:
    return _W.portType(
        *(
            _W.operation(
                _W.documentation(operation.doc),
                _W.input(message=f"tns:{operation.name}SoapIn"),
                _W.output(message=f"tns:{operation.name}SoapOut"),
                _W.fault(name="ServiceFault", message=f"tns:{_FAULT_MESSAGE}"),
                name=operation.name,
            )
            for operation in operations
        ),
        name=f"{service.name}Soap",
    )


def _binding(
    service: BoundService, operations: Sequence[BoundOperation], version: SoapVersion, with_header: frozenset[str]
) -> etree._Element:
    soap = ElementMaker(namespace=version.wsdl_binding)
    namespace = service.application.tns
    binding = _W.binding(
        soap.binding(transport=_HTTP, style="document"),
        name=_port_name(service, version),
        type=f"tns:{service.name}Soap",
    )
    for operation in operations:
        request = [soap.body(use="literal")]
        if operation.name in with_header:
            request.insert(0, soap.header(message=f"tns:{_HEADER_MESSAGE}", part="SessionHeader", use="literal"))
        binding.append(
            _W.operation(
                soap.operation(soapAction=action_of(namespace, operation.name), style="document"),
                _W.input(*request),
                _W.output(soap.body(use="literal")),
                _W.fault(soap.fault(name="ServiceFault", use="literal"), name="ServiceFault"),
                name=operation.name,
            )
        )
    return binding


def _service(service: BoundService, address: str, versions: Sequence[SoapVersion]) -> etree._Element:
    ports = [
        _W.port(
            ElementMaker(namespace=version.wsdl_binding).address(location=address),
            name=_port_name(service, version),
            binding=f"tns:{_port_name(service, version)}",
        )
        for version in versions
    ]
    return _W.service(_W.documentation(service.doc), *ports, name=service.name)


def _port_name(service: BoundService, version: SoapVersion) -> str:
    return f"{service.name}Soap" + ("12" if version is SOAP12 else "")


def _policy_name(service: BoundService) -> str:
    return f"{service.name}SoapPolicy"
