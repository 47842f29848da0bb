"""The published contract as it is read by cases: the schema's declarations beside the example messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

PUBLISHED = Path(__file__).parents[2] / "wsdl"
_XS = "{http://www.w3.org/2001/XMLSchema}"
_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"


@dataclass(frozen=True)
class Field:
    """A declared element of a request.

    :ivar base: ``string`` or another built-in type of XML Schema, ``word`` for an enumeration, ``complex``.
    """

    base: str
    mandatory: bool
    nillable: bool
    repeatable: bool
    max_length: int | None


@cache
def schemas() -> tuple[etree._Element, ...]:
    """The published schema, and that of the service which is in no other interface."""
    (alone,) = etree.parse(PUBLISHED / "DataSetService.any.wsdl").getroot().iterfind(f".//{_XS}schema")
    return etree.parse(PUBLISHED / "soapdesk-v1.xsd").getroot(), alone


@cache
def operations() -> tuple[str, ...]:
    """Every operation that has example messages."""
    return tuple(sorted(path.name for path in (PUBLISHED / "examples").iterdir()))


def example(operation: str) -> etree._Element:
    """Return a fresh copy of an operation's example request."""
    return etree.parse(PUBLISHED / "examples" / operation / "request.xml").getroot()


def entry_of(envelope: etree._Element) -> etree._Element:
    """Return the body entry."""
    (body,) = envelope.iterfind(f"{_SOAP}Body")
    return body[0]


def fields_of(operation: str) -> Iterator[tuple[str, Field]]:
    """Yield the path of every element of the example with its declaration, down to the leaves."""
    entry = entry_of(example(operation))
    (declared, *_) = [each for schema in schemas() for each in schema.iterfind(f"{_XS}element[@name='{operation}']")]
    yield from _below(entry, declared, "")


def _below(element: etree._Element, declaration: etree._Element, path: str) -> Iterator[tuple[str, Field]]:
    members = {child.get("name"): child for child in _type_of(declaration).iterfind(f".//{_XS}element")}
    seen = set()
    for number, child in enumerate(element.iterchildren(etree.Element), 1):
        name = etree.QName(child).localname
        if name in seen:
            continue
        seen.add(name)
        here = f"{path}/*[{number}]"
        yield here, _field(members[name])
        yield from _below(child, members[name], here)


def _type_of(declaration: etree._Element) -> etree._Element:
    named = declaration.get("type", "").removeprefix("tns:")
    schema = declaration.getroottree().getroot().find(f".//{_XS}schema")
    schema = declaration.getroottree().getroot() if schema is None else schema
    found = schema.find(f"*[@name='{named}']") if named and ":" not in named else None
    return declaration if found is None else found


def _field(declaration: etree._Element) -> Field:
    type_ = _type_of(declaration)
    restriction = type_.find(f".//{_XS}restriction")
    base = declaration.get("type", "").removeprefix("xs:")
    if type_.find(f".//{_XS}sequence") is not None:
        base = "complex"
    elif restriction is not None:
        is_word = restriction.find(f"{_XS}enumeration") is not None
        base = "word" if is_word else restriction.get("base", "").removeprefix("xs:")
    longest = type_.find(f".//{_XS}maxLength")
    nillable = declaration.get("nillable") == "true"
    return Field(
        base=base,
        mandatory=declaration.get("minOccurs", "1") != "0",
        nillable=nillable,
        repeatable=declaration.get("maxOccurs", "1") != "1",
        max_length=None if longest is None else int(longest.get("value", "0")),
    )
