"""The interface of the desk: Spyne's applications, and the table by which a body entry finds its operation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from spyne import Application
from spyne.interface import XmlSchema
from spyne.protocol import ProtocolBase

from soap_server.engine.codec import COMPILED, Codec


@dataclass(frozen=True)
class BoundOperation:
    """An operation as the engine sees it.

    :ivar needs_session: whether it takes the session header; where it does not, the WSDL has none and none is read.
    :ivar lanes: the names of the calls among which it may be answered, those that it waits for first.
    :ivar keeps_answer: whether the encoded answer is kept for a repetition, which may ask for another form.
    :ivar declared: what `soap_server.operations` declared; the engine only hands it back.
    """

    name: str
    tag: str
    doc: str
    declared: Any
    needs_session: bool
    large_body: bool
    lanes: tuple[str, ...]
    keeps_answer: bool
    in_message: Any
    out_message: Any
    decode: Callable[..., dict[str, Any]]
    encode: Callable[..., list[bytes]]


@dataclass(frozen=True)
class BoundService:
    """A service with a WSDL of its own: its operations by the tag of the body entry."""

    name: str
    doc: str
    application: Application
    operations: Mapping[str, BoundOperation]
    extra_types: Sequence[Any]

    @property
    def answers_xml(self) -> bool:
        """Whether an answer holds XML that the schema does not describe."""
        return any(getattr(model, "__writes_xml__", False) for model in self.application.interface.classes.values())


def bind(
    name: str,
    doc: str,
    services: Sequence[Any],
    namespace: str,
    extra_types: Sequence[Any],
    codec: Codec = COMPILED,
) -> BoundService:
    """Return the services as one interface of this name.

    :param services: Spyne's ServiceBase classes; one may be bound under several names.
    :param extra_types: types beside those of the operations: the header and the fault.
    :param codec: what reads its requests and writes its answers.
    """
    application = Application(
        services, namespace, name=name, classes=extra_types, in_protocol=ProtocolBase(), out_protocol=ProtocolBase()
    )
    operations = {
        f"{{{namespace}}}{descriptor.name}": _bind_operation(descriptor, namespace, codec)
        for service in services
        for descriptor in service.public_methods.values()
    }
    return BoundService(name, doc, application, operations, extra_types)


def schema_nodes(service: BoundService) -> etree._Element:
    """Return the schema that Spyne makes of a service, as it comes."""
    schema = XmlSchema(service.application.interface)
    schema.build_schema_nodes()
    prefix = service.application.interface.get_namespace_prefix(service.application.tns)
    others = set(schema.schema_dict) - {prefix}
    if others:
        raise ValueError(f"types outside of the one namespace: {sorted(others)}")
    nodes: etree._Element = schema.schema_dict[prefix]
    return nodes


def _bind_operation(descriptor: Any, namespace: str, codec: Codec) -> BoundOperation:
    declared = descriptor.udd.operation
    return BoundOperation(
        name=descriptor.name,
        tag=f"{{{namespace}}}{descriptor.name}",
        doc=declared.published_doc,
        declared=declared,
        needs_session=declared.needs_session,
        large_body=declared.large_body,
        lanes=declared.lanes,
        keeps_answer=declared.takes_request_id,
        in_message=descriptor.in_message,
        out_message=descriptor.out_message,
        decode=codec.argument_decoder(descriptor.in_message),
        encode=codec.response_encoder(descriptor.out_message),
    )
