"""What a change of the contract breaks for stubs that were generated before it.

A stub knows the contract of its day: it sends what was in it then and reads what it finds by the types of
then. Tolerance differs: .NET's XmlSerializer and JAXB skip an element that they do not know, Axis 1.4 and
zeep refuse it; no .NET client survives an enumeration value that it does not know.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from soap_server.engine.versions import XSD
from soap_server.engine.wsdl import WSDL

_XS, _W = f"{{{XSD}}}", f"{{{WSDL}}}"


@dataclass(frozen=True)
class ContractChange:
    """One difference between two versions of a WSDL, and whether it breaks old stubs."""

    text: str
    breaks: bool

    def __str__(self) -> str:
        return f"{'BREAKS' if self.breaks else 'safe'}: {self.text}"


@dataclass(frozen=True)
class _Shape:
    """What matters of an element to those who send and read it."""

    type: str
    min_occurs: int
    nillable: bool
    facets: tuple[tuple[str, str], ...]


def compare_contracts(old: bytes, new: bytes) -> list[ContractChange]:
    """Return what changed from the WSDL ``old`` to ``new``, breaking changes first."""
    before, after = _Contract(old), _Contract(new)
    changes = [*_operations(before, after), *_words(before, after), *_types(before, after)]
    return sorted(changes, key=lambda change: (not change.breaks, change.text))


class _Contract:
    def __init__(self, document: bytes) -> None:
        root = etree.fromstring(document)
        self.operations = {
            operation.attrib["name"]: [_reference(part) for part in operation.iterfind("*[@message]")]
            for operation in root.iterfind(f"{_W}portType/{_W}operation")
        }
        self.actions = {
            operation.attrib["name"]: operation[0].get("soapAction", "")
            for operation in root.iterfind(f"{_W}binding/{_W}operation")
        }
        self.words = {
            simple.attrib["name"]: [value.attrib["value"] for value in simple.iter(f"{_XS}enumeration")]
            for simple in root.iterfind(f".//{_XS}schema/{_XS}simpleType")
        }
        self.types = {
            node.attrib["name"]: _members(node)
            for tag in ("complexType", "element")
            for node in root.iterfind(f".//{_XS}schema/{_XS}{tag}")
        }
        self.sent = self._reached([name for name in self.types if name in self.operations or name == "SessionHeader"])

    def _reached(self, roots: list[str]) -> set[str]:
        """Return the types that requests consist of."""
        found: set[str] = set()
        while roots:
            name = roots.pop()
            if name not in found:
                found.add(name)
                shapes = self.types.get(name, {}).values()
                roots += [shape.type.removeprefix("tns:") for shape in shapes if shape.type.startswith("tns:")]
        return found


def _reference(part: etree._Element) -> str:
    return f"{etree.QName(part).localname} {part.attrib['message']}"


def _members(node: etree._Element) -> Mapping[str, _Shape]:
    return {
        element.attrib["name"]: _Shape(
            type=element.get("type") or next((r.attrib["base"] for r in element.iter(f"{_XS}restriction")), ""),
            min_occurs=int(element.get("minOccurs", "1")),
            nillable=element.get("nillable") == "true",
            facets=tuple(
                (etree.QName(facet).localname, facet.attrib["value"])
                for restriction in element.iterfind(f"{_XS}simpleType/{_XS}restriction")
                for facet in restriction
            ),
        )
        for element in node.iterfind(f".//{_XS}sequence/{_XS}element")
    }


def _operations(before: _Contract, after: _Contract) -> Iterator[ContractChange]:
    for name, parts in before.operations.items():
        if name not in after.operations:
            yield ContractChange(f"operation {name} is gone", True)
        elif parts != after.operations[name]:
            yield ContractChange(f"operation {name} has other messages", True)
        elif before.actions.get(name) != after.actions.get(name):
            yield ContractChange(f"operation {name} has another SOAPAction", True)
    for name in after.operations.keys() - before.operations.keys():
        yield ContractChange(f"operation {name} is new", False)


def _words(before: _Contract, after: _Contract) -> Iterator[ContractChange]:
    for name, values in before.words.items():
        for value in values:
            if value not in after.words.get(name, []):
                yield ContractChange(f"{name} no longer has the value {value}", True)
        for value in after.words.get(name, []):
            if value not in values:
                yield ContractChange(f"{name} has the new value {value}, which old .NET stubs cannot read", True)


def _types(before: _Contract, after: _Contract) -> Iterator[ContractChange]:
    for name, members in before.types.items():
        later = after.types.get(name)
        if later is None:
            if name not in before.operations and not name.endswith("Response"):
                yield ContractChange(f"type {name} is gone", True)
            continue
        kept = [member for member in members if member in later]
        if kept != [member for member in later if member in members]:
            yield ContractChange(f"the members of {name} are in another order", True)
        for member, shape in members.items():
            if member not in later:
                yield ContractChange(f"{name}.{member} is gone", True)
            else:
                yield from _shape(f"{name}.{member}", shape, later[member], is_sent=name in after.sent)
        for member in later.keys() - members.keys():
            yield _new_member(f"{name}.{member}", later[member], is_sent=name in after.sent)


def _shape(name: str, old: _Shape, new: _Shape, *, is_sent: bool) -> Iterator[ContractChange]:
    if old.type != new.type:
        yield ContractChange(f"{name} is {new.type}, was {old.type}", True)
    may_be_absent = (new.min_occurs == 0 or new.nillable) and not (old.min_occurs == 0 or old.nillable)
    must_be_there = (old.min_occurs == 0 or old.nillable) and not (new.min_occurs == 0 or new.nillable)
    if must_be_there:
        yield ContractChange(f"{name} is mandatory now", is_sent)
    elif may_be_absent:
        yield ContractChange(f"{name} is optional now", not is_sent)
    elif (old.min_occurs, old.nillable) != (new.min_occurs, new.nillable):
        yield ContractChange(f"{name} is absent in another way", not is_sent)
    if old.facets != new.facets:
        yield ContractChange(f"{name} has other limits: {dict(new.facets)}, were {dict(old.facets)}", is_sent)


def _new_member(name: str, shape: _Shape, *, is_sent: bool) -> ContractChange:
    if not is_sent:
        return ContractChange(f"{name} is new in answers, which old Axis and zeep stubs refuse", True)
    is_optional = shape.min_occurs == 0 or shape.nillable
    return ContractChange(f"{name} is new and {'optional' if is_optional else 'mandatory'}", not is_optional)
