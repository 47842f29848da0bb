"""The contract as it was released, and how a stub of that day reads an answer."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from lxml import etree

from soap_server.engine.versions import SOAP11, SOAP12, XSD, SoapVersion
from soap_server.publishing.files import RELEASED

WSDL_FOLDER = Path(__file__).parents[2] / "wsdl" / RELEASED
CALLS_FOLDER = Path(__file__).parent / RELEASED
VERSIONS: Mapping[str, SoapVersion] = {"soap11": SOAP11, "soap12": SOAP12}
_XS = f"{{{XSD}}}"


def digest(folder: Path) -> str:
    """Return a digest of the names and contents of all files of a folder."""
    found = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        found.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return found.hexdigest()


def operations() -> list[str]:
    """Return the operations of the release."""
    return sorted(path.name.removesuffix(".soap11.xml") for path in CALLS_FOLDER.glob("*.soap11.xml"))


class Reader:
    """Reads answers as a stub of the release does: what it does not know is skipped.

    :ivar skipped: what was skipped, by owner and name.
    """

    def __init__(self, schema: etree._Element) -> None:
        self._compiled = etree.XMLSchema(schema)
        self._named = {each.get("name", ""): each for each in schema.iterchildren(f"{_XS}complexType")}
        self._elements = {each.get("name", ""): each for each in schema.iterchildren(f"{_XS}element")}
        self.skipped: list[str] = []

    def read(self, entry: etree._Element) -> None:
        """Check what is left of a body entry, after what came later was left out, against the release's schema.

        :raises AssertionError: if it does not follow it, or something new stands before something known: readers
            that go by the order, such as .NET's with ordered members, lose what is behind it.
        """
        copy = etree.fromstring(etree.tostring(entry))
        name = etree.QName(copy).localname
        self._prune(copy, self._elements[name].find(f"{_XS}complexType"), name)
        self._compiled.assertValid(copy)

    def _prune(self, element: etree._Element, its_type: etree._Element | None, owner: str) -> None:
        members = {} if its_type is None else dict(self._members(its_type))
        if its_type is None or its_type.find(f"{_XS}sequence/{_XS}any") is not None:
            return  # A value, or XML of any kind.
        later = ""
        for child in list(element.iterchildren(etree.Element)):
            name = etree.QName(child).localname
            if name not in members:
                later = name
                self.skipped.append(f"{owner}/{name}")
                element.remove(child)
                continue
            assert not later, f"{owner}/{later} is new and stands before {name}"
            type_name, its = members[name]
            self._prune(child, its, type_name or f"{owner}/{name}")

    def _members(self, its_type: etree._Element) -> Iterator[tuple[str, tuple[str, etree._Element | None]]]:
        for member in its_type.iterfind(f"{_XS}sequence/{_XS}element"):
            type_name = member.get("type", "").rpartition(":")[2]
            its = member.find(f"{_XS}complexType")
            yield member.get("name", ""), (type_name, self._named.get(type_name) if its is None else its)


@cache
def released_schema(wsdl: str) -> etree._Element:
    """Return the schema of a released WSDL."""
    (schema,) = etree.parse(WSDL_FOLDER / wsdl).getroot().iter(f"{_XS}schema")
    return etree.fromstring(etree.tostring(schema))


def reader_for(operation: str) -> Reader:
    """Return a reader of a stub that has an operation."""
    wsdl = "DataSetService.any.wsdl" if operation.endswith("AsDataSet") else "SoapDesk.wsdl"
    return Reader(released_schema(wsdl))
