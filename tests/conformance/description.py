"""A WSDL as the rules look at it."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from lxml import etree

from soap_server.engine.versions import SOAP11, SOAP12, XSD
from soap_server.engine.wsdl import WSDL

W, XS = f"{{{WSDL}}}", f"{{{XSD}}}"
SOAP, SOAP12_BINDING = f"{{{SOAP11.wsdl_binding}}}", f"{{{SOAP12.wsdl_binding}}}"
Name = tuple[str, str]
"""A namespace and a local name."""


class Document:
    """A document of XML: a name, for what is said of it, its bytes and its tree."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self.content = content

    def __str__(self) -> str:
        return self.name

    @cached_property
    def root(self) -> etree._Element:
        """The root element."""
        return etree.fromstring(self.content)


class Description(Document):
    """A WSDL: its bytes, its tree, and the documents that its imports lead to.

    The profile knows SOAP 1.1 only. What stands in a binding of SOAP 1.2, and in its port, is left out by
    `bindings` and whatever builds on it.

    :param documents: other documents by their location.
    """

    def __init__(self, name: str, content: bytes, documents: Mapping[str, bytes] | None = None) -> None:
        super().__init__(name, content)
        self.documents = documents or {}

    @property
    def namespace(self) -> str:
        """The target namespace."""
        return self.root.get("targetNamespace", "")

    @property
    def bindings(self) -> list[etree._Element]:
        """The bindings that the profile is about."""
        return [each for each in self.root.iterfind(f"{W}binding") if each.find(f"{SOAP12_BINDING}binding") is None]

    @property
    def bound_operations(self) -> Iterator[etree._Element]:
        """The operations of these bindings."""
        for binding in self.bindings:
            yield from binding.iterfind(f"{W}operation")

    @property
    def schemas(self) -> list[etree._Element]:
        """The schemas inside."""
        return self.root.findall(f"{W}types/{XS}schema")

    @cached_property
    def compiled(self) -> etree.XMLSchema:
        """The one schema inside, compiled."""
        (schema,) = self.schemas
        return etree.XMLSchema(etree.fromstring(etree.tostring(schema)))

    def extensions(self, *names: str) -> Iterator[etree._Element]:
        """Yield the elements of the SOAP binding with these names, all of them without a name."""
        for binding in self.bindings:
            yield from binding.iter(*(f"{SOAP}{name}" for name in names or ("*",)))

    def message(self, reference: etree._Element, attribute: str = "message") -> etree._Element | None:
        """Return the message that an element refers to."""
        return find(self.root, "message", qname(reference, attribute)[1])

    def port_type_of(self, binding: etree._Element) -> etree._Element | None:
        """Return the portType of a binding."""
        return find(self.root, "portType", qname(binding, "type")[1])

    def abstract_of(self, operation: etree._Element) -> etree._Element | None:
        """Return the operation of the portType to an operation of a binding."""
        binding = operation.getparent()
        port_type = self.port_type_of(binding) if binding is not None else None
        return None if port_type is None else find(port_type, "operation", operation.get("name", ""))

    def body_parts(self, operation: etree._Element) -> Iterator[tuple[etree._Element, list[etree._Element]]]:
        """Yield each body of an operation of a binding, with the parts that it takes from its message."""
        abstract = self.abstract_of(operation)
        for direction in ("input", "output"):
            body = operation.find(f"{W}{direction}/{SOAP}body")
            wanted = None if abstract is None else abstract.find(f"{W}{direction}")
            message = None if wanted is None else self.message(wanted)
            if body is not None and message is not None:
                named = body.get("parts")
                parts = message.findall(f"{W}part")
                yield body, [part for part in parts if named is None or part.get("name") in named.split()]


def find(parent: etree._Element, kind: str, name: str) -> etree._Element | None:
    """Return the child of a kind with a name."""
    return next((each for each in parent.iterfind(f"{W}{kind}") if each.get("name") == name), None)


def children(element: etree._Element | None) -> list[etree._Element]:
    """Return the child elements of what may not be there."""
    return [] if element is None else list(element.iterchildren(etree.Element))


def qname(element: etree._Element, attribute: str) -> Name:
    """Return the qualified name in an attribute; its namespace is ``?`` where the prefix is not declared."""
    return expanded(element, element.get(attribute, ""))


def expanded(element: etree._Element, text: str) -> Name:
    """Return the qualified name that a text means at an element."""
    prefix, colon, name = text.partition(":")
    if not colon:
        return element.nsmap.get(None) or "", prefix
    return element.nsmap.get(prefix, "?"), name


def style_of(operation: etree._Element) -> str:
    """Return the style of an operation of a binding: its own, or that of the binding, or document."""
    own, binding = operation.find(f"{SOAP}operation"), operation.getparent()
    of_all = binding.find(f"{SOAP}binding") if binding is not None else None
    default = "document" if of_all is None else of_all.get("style", "document")
    return default if own is None else own.get("style", default)


def label(element: etree._Element) -> str:
    """Return how an element is called in what a rule says."""
    name = element.get("name") or element.get("message") or ""
    return f"{etree.QName(element).localname} {name}".strip()


def declaration(content: bytes) -> Mapping[str, str]:
    """Return what the XML declaration says: version and encoding."""
    info = etree.fromstring(content).getroottree().docinfo
    return {"version": info.xml_version, "encoding": (info.encoding or "UTF-8").upper()}
