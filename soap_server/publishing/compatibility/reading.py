"""A contract, as far as old stubs depend on it, made of a WSDL."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from lxml import etree

from soap_server.engine.versions import SOAP11, SOAP12, XSD
from soap_server.engine.wsdl import WSDL

_XS, _W = f"{{{XSD}}}", f"{{{WSDL}}}"
_BINDINGS = {version.wsdl_binding: version.name for version in (SOAP11, SOAP12)}
_ELEMENT_ONLY = {f"{_XS}annotation", f"{_XS}sequence"}


@dataclass(frozen=True)
class Member:
    """An element of a sequence.

    :ivar type: ``xs:int``, ``tns:Event``, or what an anonymous type consists of.
    :ivar facets: the limits of a simple type inside.
    """

    name: str
    type: str
    min_occurs: int
    max_occurs: str
    nillable: bool
    facets: tuple[tuple[str, str], ...]

    @property
    def is_optional(self) -> bool:
        """Whether there may be no value."""
        return self.min_occurs == 0 or self.nillable


@dataclass(frozen=True)
class Operation:
    """An operation: what is sent and answered, by the names of global elements.

    :ivar parts: the names of the parts of its messages.
    :ivar bindings: the action, style and use by SOAP version.
    """

    name: str
    input: str
    output: str
    parts: tuple[str, ...]
    headers: frozenset[str]
    faults: Mapping[str, str]
    bindings: Mapping[str, "Binding"]


@dataclass(frozen=True)
class Binding:
    """How an operation is bound in one version of SOAP."""

    action: str
    form: str


class Contract:
    """What a WSDL promises.

    :raises ValueError: if the document is no WSDL.
    """

    def __init__(self, document: bytes) -> None:
        try:
            self._root = etree.fromstring(document)
        except etree.XMLSyntaxError as error:
            raise ValueError(f"no XML: {error}") from error
        if self._root.tag != f"{_W}definitions":
            raise ValueError("no WSDL")

    @property
    def namespace(self) -> str:
        """The target namespace."""
        return self._root.get("targetNamespace", "")

    @property
    def form(self) -> str:
        """Whether elements are qualified."""
        schema = self._root.find(f"{_W}types/{_XS}schema")
        return "unqualified" if schema is None else schema.get("elementFormDefault", "unqualified")

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of what there is one of."""
        found = {kind: self._root.find(f"{_W}{kind}") for kind in ("service", "portType")}
        return {kind: node.get("name", "") for kind, node in found.items() if node is not None}

    @cached_property
    def ports(self) -> Mapping[str, str]:
        """The path of the address of each port."""
        ports = self._root.iterfind(f"{_W}service/{_W}port")
        return {port.get("name", ""): urlsplit(port[-1].get("location", "")).path for port in ports}

    @cached_property
    def operations(self) -> Mapping[str, Operation]:
        """The operations by name."""
        nodes = self._root.iterfind(f"{_W}portType/{_W}operation")
        return {node.get("name", ""): self._operation(node) for node in nodes}

    @cached_property
    def words(self) -> Mapping[str, tuple[str, ...]]:
        """The values of each enumeration."""
        return {
            simple.get("name", ""): tuple(value.get("value", "") for value in simple.iter(f"{_XS}enumeration"))
            for simple in self._root.iterfind(f"{_W}types/{_XS}schema/{_XS}simpleType")
        }

    @cached_property
    def types(self) -> Mapping[str, tuple[Member, ...]]:
        """The members of each complex type and of each global element."""
        return {name: tuple(_members(node)) for name, node in self._complex.items()}

    @cached_property
    def other_content(self) -> Mapping[str, str]:
        """What there is in each complex type beside members in a sequence."""
        return {
            name: " ".join(etree.tostring(each).decode() for each in node if each.tag not in _ELEMENT_ONLY).strip()
            for name, node in self._complex.items()
        }

    @cached_property
    def sent(self) -> Mapping[str, list[str]]:
        """The types that requests consist of, each with the operations."""
        return self._reached((name, {each.input, *each.headers}) for name, each in self.operations.items())

    @cached_property
    def answered(self) -> Mapping[str, list[str]]:
        """The types that answers and faults consist of, each with the operations."""
        return self._reached((name, {each.output, *each.faults.values()}) for name, each in self.operations.items())

    @cached_property
    def _complex(self) -> Mapping[str, etree._Element]:
        schema = f"{_W}types/{_XS}schema"
        named = {node.get("name", ""): node for node in self._root.iterfind(f"{schema}/{_XS}complexType")}
        elements = {node.get("name", ""): node for node in self._root.iterfind(f"{schema}/{_XS}element")}
        inside = {name: node.find(f"{_XS}complexType") for name, node in elements.items()}
        return {**named, **{name: node for name, node in inside.items() if node is not None}}

    def _reached(self, roots: Iterable[tuple[str, set[str]]]) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for operation, names in roots:
            seen: set[str] = set()
            waiting = sorted(names)
            while waiting:
                name = waiting.pop()
                if name not in seen:
                    seen.add(name)
                    found.setdefault(name, []).append(operation)
                    waiting += [each.type.removeprefix("tns:") for each in self.types.get(name, ())]
        return found

    def _operation(self, node: etree._Element) -> Operation:
        name = node.get("name", "")
        messages = {etree.QName(each).localname: self._message(each.get("message", "")) for each in node}
        bound = [(_version(each), each) for each in self._root.iterfind(f"{_W}binding/{_W}operation[@name='{name}']")]
        headers = [each for _, each in bound for each in each.iterfind(f"{_W}input/*[@part]")]
        sides = [messages.get(side, {}) for side in ("input", "output")]
        return Operation(
            name=name,
            input=next(iter(sides[0].values()), ""),
            output=next(iter(sides[1].values()), ""),
            parts=tuple(part for side in sides for part in side),
            headers=frozenset(self._message(each.get("message", ""))[each.get("part", "")] for each in headers),
            faults={
                each.get("name", ""): next(iter(self._message(each.get("message", "")).values()), "")
                for each in node.iterfind(f"{_W}fault")
            },
            bindings={version: _binding(each) for version, each in bound},
        )

    def _message(self, reference: str) -> Mapping[str, str]:
        """Return the elements of a message's parts."""
        name = reference.rpartition(":")[2]
        parts = self._root.iterfind(f"{_W}message[@name='{name}']/{_W}part")
        return {part.get("name", ""): part.get("element", "").rpartition(":")[2] for part in parts}


def _version(operation: etree._Element) -> str:
    namespaces = {etree.QName(each).namespace for each in operation.iterchildren(etree.Element)}
    return next((name for uri, name in _BINDINGS.items() if uri in namespaces), "")


def _binding(operation: etree._Element) -> Binding:
    soap = next(each for each in operation.iterchildren(etree.Element) if etree.QName(each).namespace in _BINDINGS)
    parent = operation.getparent()
    of_all = parent.find(f"{{{etree.QName(soap).namespace}}}binding") if parent is not None else None
    uses = sorted({each.get("use", "") for each in operation.iter() if each.get("use")})
    transport = "" if of_all is None else of_all.get("transport", "")
    default = "document" if of_all is None else of_all.get("style", "document")
    return Binding(soap.get("soapAction", ""), f"{soap.get('style', default)}/{'+'.join(uses)} over {transport}")


def _members(complex_type: etree._Element) -> Iterable[Member]:
    for element in complex_type.iterfind(f"{_XS}sequence/*"):
        is_named = element.tag == f"{_XS}element" and element.get("name")
        yield Member(
            name=element.get("name", "") if is_named else f"<{etree.QName(element).localname}>",
            type=_type(element),
            min_occurs=int(element.get("minOccurs", "1")),
            max_occurs=element.get("maxOccurs", "1"),
            nillable=element.get("nillable") == "true",
            facets=tuple(
                (etree.QName(facet).localname, facet.get("value", ""))
                for restriction in element.iterfind(f"{_XS}simpleType/{_XS}restriction")
                for facet in restriction.iterchildren(etree.Element)
            ),
        )


def _type(element: etree._Element) -> str:
    restriction = element.find(f"{_XS}simpleType/{_XS}restriction")
    named = element.get("type") or element.get("ref") or (None if restriction is None else restriction.get("base"))
    if named is None:
        inside = element.iterfind(f"{_XS}complexType/{_XS}sequence/*")
        return f"({', '.join(each.get('ref') or etree.QName(each).localname for each in inside)})"
    prefix, _, name = named.rpartition(":")
    return f"xs:{name}" if element.nsmap.get(prefix or None) == XSD else f"tns:{name}"
