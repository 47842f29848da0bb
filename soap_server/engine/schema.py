"""The schema: the one that is published, and the more lenient one by which requests are validated.

Spyne's schema has the right types; here it gets an order that does not depend on hash seeds and heap
addresses, loses the global elements that are no message (Java's generators make a JAXBElement factory of
each), and gets its documentation in the right places.
"""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from lxml import etree
from spyne import Array, ComplexModelBase

from soap_server.engine.interface import BoundService, schema_nodes
from soap_server.engine.versions import XSD

_XS = f"{{{XSD}}}"


def published_schema(service: BoundService, *, any_xml: bool = False) -> etree._Element:
    """Return the schema of a service as its WSDL and XSD show it.

    :param any_xml: whether XML in answers is elements of any kind, which is what Java's generators take. .NET's
        make a DataSet of a schema that is followed by anything, which Java's refuse.
    """
    raw = schema_nodes(service)
    namespace = service.application.tns
    schema = etree.Element(
        f"{_XS}schema",
        {"targetNamespace": namespace, "elementFormDefault": "qualified"},
        nsmap={"xs": XSD, "tns": namespace},
    )
    by_name = {(etree.QName(node).localname, node.attrib["name"]): _in_our_words(node, raw) for node in raw}
    messages = list(_message_names(service))
    for kind in ("simpleType", "complexType"):
        names = sorted(name for tag, name in by_name if tag == kind and name not in messages)
        schema.extend(by_name[kind, name] for name in names)
    schema.extend(_message_element(name, by_name["complexType", name]) for name in messages)
    _document_types(service, schema)
    _publish_restrictions(service, schema)
    _publish_xml(service, schema, any_xml=any_xml)
    etree.cleanup_namespaces(schema, keep_ns_prefixes=["xs", "tns"])
    return schema


def validation_schema(published: etree._Element) -> etree._Element:
    """Return the lenient twin of a published schema.

    What is nillable may be absent, and what is optional may be nil: WCF and PHP send the latter, hand-written
    clients the former, and neither can be misunderstood. Lengths and ranges are left to the decoder, whose
    faults name the limit.
    """
    lenient = deepcopy(published)
    for element in lenient.iterfind(f".//{_XS}element[{_XS}simpleType]"):
        (simple_type,) = element.iterfind(f"{_XS}simpleType")
        (restriction,) = simple_type
        element.set("type", restriction.attrib["base"])
        element.remove(simple_type)
    for member in lenient.iterfind(f".//{_XS}sequence/{_XS}element"):
        if member.get("nillable") == "true":
            member.set("minOccurs", "0")
        elif member.get("minOccurs") == "0":
            member.set("nillable", "true")
    return lenient


def _message_names(service: BoundService) -> Iterable[str]:
    for operation in service.operations.values():
        yield operation.in_message.get_type_name()
        yield operation.out_message.get_type_name()
    for extra in service.extra_types:
        yield extra.get_type_name()


def _message_element(name: str, complex_type: etree._Element) -> etree._Element:
    """Return a global element with its type inside, as ASMX writes it.

    With a named type beside it, Java's generators give callers JAXBElements instead of objects.
    """
    del complex_type.attrib["name"]
    element = etree.Element(f"{_XS}element", name=name)
    element.append(complex_type)
    return element


def _in_our_words(node: etree._Element, raw: etree._Element) -> etree._Element:
    """Return a copy whose type references use the prefixes xs and tns, whatever Spyne's were."""
    prefixes = {prefix: ("xs" if uri == XSD else "tns") for prefix, uri in raw.nsmap.items()}
    copy = deepcopy(node)
    for element in copy.iter(etree.Element):
        for attribute in ("type", "base"):
            prefix, colon, name = element.get(attribute, "").partition(":")
            if colon:
                element.set(attribute, f"{prefixes[prefix]}:{name}")
    return copy


def _publish_restrictions(service: BoundService, schema: etree._Element) -> None:
    """Say how long a text may be and how large a number, inside of the element.

    Every generator measured (wsdl.exe, svcutil's importer, wsimport, Axis) takes such a type for its base;
    of a named one Axis makes a class of its own.
    """
    declared = {
        (named.get("name"), element.get("name")): element
        for named in schema
        for element in named.iterfind(f".//{_XS}sequence/{_XS}element")
    }
    for model in _models(service):
        for member in model.get_flat_type_info(model).values():
            if not getattr(member.Attributes, "restrictions", None):
                continue
            element = declared[model.get_type_name(), member.Attributes.sub_name]
            base = element.attrib.pop("type")
            simple_type = etree.SubElement(element, f"{_XS}simpleType")
            restriction = etree.SubElement(simple_type, f"{_XS}restriction", base=base)
            for name, value in member.Attributes.restrictions.items():
                etree.SubElement(restriction, f"{_XS}{name}", value=str(value))


def _publish_xml(service: BoundService, schema: etree._Element, *, any_xml: bool) -> None:
    """Say of the types that write their own XML what their readers' generators need."""
    names = {model.get_type_name() for model in _models(service) if getattr(model, "__writes_xml__", False)}
    for name in names:
        (its_type,) = schema.iterfind(f"{_XS}complexType[@name='{name}']")
        schema.remove(its_type)
        for element in schema.iterfind(f".//{_XS}element[@type='tns:{name}']"):
            del element.attrib["type"]
            complex_type = etree.SubElement(element, f"{_XS}complexType")
            sequence = etree.SubElement(complex_type, f"{_XS}sequence")
            if any_xml:
                etree.SubElement(sequence, f"{_XS}any", maxOccurs="unbounded", processContents="lax")
            else:
                etree.SubElement(sequence, f"{_XS}element", ref="xs:schema")
                etree.SubElement(sequence, f"{_XS}any")
    if names and not any_xml:
        schema.insert(0, etree.Element(f"{_XS}import", namespace=XSD))


def _models(service: BoundService) -> Iterable[Any]:
    # Spyne lists a class under several keys.
    models = {model.get_type_name(): model for model in service.application.interface.classes.values()}
    for model in models.values():
        if issubclass(model, ComplexModelBase) and not issubclass(model, Array):
            yield model


def _document_types(service: BoundService, schema: etree._Element) -> None:
    """Give each named type the documentation of the Python type behind it, and arrays none.

    Spyne lets a member's documentation leak into its type's, whichever member comes last.
    """
    models = {model.get_type_name(): model for model in service.application.interface.classes.values()}
    for named in schema.iterfind("*[@name]"):
        node = named if named.tag != f"{_XS}element" else named[0]
        for annotation in node.findall(f"{_XS}annotation"):
            node.remove(annotation)
        value_type = getattr(models[named.attrib["name"]], "__value_type__", None)
        if value_type is not None:
            annotation = etree.Element(f"{_XS}annotation")
            etree.SubElement(annotation, f"{_XS}documentation").text = " ".join(value_type.__doc__.split())
            node.insert(0, annotation)
