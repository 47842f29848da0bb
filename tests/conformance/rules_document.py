"""Rules about a WSDL as a document: its imports, its order, its structure."""

import re
from collections.abc import Iterator

from lxml import etree

from soap_server.engine.versions import XSD
from soap_server.engine.wsdl import WSDL
from tests.conformance.description import SOAP, XS, Description, W, declaration, label
from tests.conformance.profile import DESCRIPTION, Register
from tests.conformance.structure import SOAP_SHAPES, WSDL_SHAPES, shape_violations

rule: Register[Description] = Register(DESCRIPTION)
_ENCODINGS = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE"}


def _imports(description: Description) -> list[etree._Element]:
    return description.root.findall(f"{W}import")


def _has_imports(description: Description) -> bool:
    return bool(_imports(description))


def _has_schema_imports(description: Description) -> bool:
    return next(description.root.iter(f"{XS}import"), None) is not None


def _has_imported_schemas(description: Description) -> bool:
    return next(_imported_schemas(description), None) is not None


def _root_of(description: Description, location: str | None) -> etree._Element | None:
    content = description.documents.get(location or "")
    return None if content is None else etree.fromstring(content)


@rule("R2001", "What wsdl:import brings in is a WSDL.", applies=_has_imports)
def imports_bring_wsdl(description: Description) -> Iterator[str]:
    for each in _imports(description):
        root = _root_of(description, each.get("location"))
        if root is None or root.tag != f"{W}definitions":
            yield f"{each.get('location')} is no WSDL"


@rule("R2002", "A schema is brought in by xs:import, never by wsdl:import.", applies=_has_imports)
def schemas_come_by_their_own_import(description: Description) -> Iterator[str]:
    for each in _imports(description):
        root = _root_of(description, each.get("location"))
        if root is not None and root.tag == f"{XS}schema":
            yield f"{each.get('location')} is a schema"


@rule("R2003", "xs:import stands inside of an xs:schema inside of wsdl:types.", applies=_has_schema_imports)
def schema_imports_stand_in_schemas(description: Description) -> Iterator[str]:
    for each in description.root.iter(f"{XS}import"):
        above = [parent.tag for parent in each.iterancestors()]
        if above != [f"{XS}schema", f"{W}types", f"{W}definitions"]:
            yield f"the import of {each.get('namespace')} stands elsewhere"


@rule("R2005", "A WSDL that is brought in has the target namespace that the import says.", applies=_has_imports)
def imports_say_the_namespace(description: Description) -> Iterator[str]:
    for each in _imports(description):
        root = _root_of(description, each.get("location"))
        if root is not None and root.get("targetNamespace") != each.get("namespace"):
            yield f"{each.get('location')} is of {root.get('targetNamespace')}"


@rule("R2007", "wsdl:import says where the document is.", applies=_has_imports)
def imports_have_a_location(description: Description) -> Iterator[str]:
    yield from ("an import without a location" for each in _imports(description) if not each.get("location"))


@rule("R2803", "The namespace of a wsdl:import is an absolute URI.", applies=_has_imports)
def import_namespaces_are_absolute(description: Description) -> Iterator[str]:
    for each in _imports(description):
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", each.get("namespace", "")):
            yield f"{each.get('namespace')} is relative"


@rule("R2022", "wsdl:import stands before everything but documentation.", applies=_has_imports)
def imports_come_first(description: Description) -> Iterator[str]:
    yield from _too_late(description, "import", {"documentation", "import"})


@rule("R2023", "wsdl:types stands before everything but documentation and imports.")
def types_come_next(description: Description) -> Iterator[str]:
    yield from _too_late(description, "types", {"documentation", "import", "types"})


def _too_late(description: Description, kind: str, may_precede: set[str]) -> Iterator[str]:
    seen: list[str] = []
    for each in description.root.iterchildren(etree.Element):
        name = etree.QName(each)
        if name.namespace == WSDL:
            if name.localname == kind and set(seen) - may_precede:
                yield f"{kind} stands behind {seen[-1]}"
            seen.append(name.localname)


@rule("R2026", "No extension says that it has to be understood.")
def no_extension_is_required(description: Description) -> Iterator[str]:
    for each in description.root.iter(etree.Element):
        if each.get(f"{W}required", "").strip() in {"true", "1"}:
            yield f"{label(each)} is required"


@rule("R2028", "Elements of WSDL have the attributes and children that the schema of WSDL gives them.")
def wsdl_follows_its_schema(description: Description) -> Iterator[str]:
    yield from shape_violations(description.root, WSDL_SHAPES, W)


@rule("R2029", "Elements of the SOAP binding have the attributes that its schema gives them, with values it knows.")
def soap_binding_follows_its_schema(description: Description) -> Iterator[str]:
    yield from shape_violations(description.root, SOAP_SHAPES, SOAP)


@rule("R2030", "Documentation is the first child where it stands.")
def documentation_comes_first(description: Description) -> Iterator[str]:
    for each in description.root.iter(f"{W}documentation"):
        before = each.getprevious()
        parent = each.getparent()
        if before is not None and parent is not None:
            yield f"the documentation of {label(parent)} comes late"


@rule("R1034", "The prefix xml is not declared.", must=False)
def xml_prefix_is_not_declared(description: Description) -> Iterator[str]:
    if b"xmlns:xml=" in description.content:
        yield "xmlns:xml is declared"


@rule("R4003", "The encoding is UTF-8 or UTF-16.")
def encoding_is_unicode(description: Description) -> Iterator[str]:
    encoding = declaration(description.content)["encoding"]
    if encoding not in _ENCODINGS:
        yield f"the encoding is {encoding}"


@rule("R4004", "The version of XML is 1.0.")
def xml_is_1_0(description: Description) -> Iterator[str]:
    version = declaration(description.content)["version"]
    if version != "1.0":
        yield f"the version is {version}"


@rule("R2004", "What xs:import brings in is a schema.", applies=_has_imported_schemas)
def schema_imports_bring_schemas(description: Description) -> Iterator[str]:
    for location, content in _imported_schemas(description):
        if etree.fromstring(content).tag != f"{XS}schema":
            yield f"{location} is no schema"


@rule("R2010", "The encoding of a schema that is brought in is UTF-8 or UTF-16.", applies=_has_imported_schemas)
def imported_schemas_are_unicode(description: Description) -> Iterator[str]:
    for location, content in _imported_schemas(description):
        if declaration(content)["encoding"] not in _ENCODINGS:
            yield f"{location} is {declaration(content)['encoding']}"


@rule("R2011", "A schema that is brought in is XML 1.0.", applies=_has_imported_schemas)
def imported_schemas_are_xml_1_0(description: Description) -> Iterator[str]:
    for location, content in _imported_schemas(description):
        if declaration(content)["version"] != "1.0":
            yield f"{location} is XML {declaration(content)['version']}"


def _imported_schemas(description: Description) -> Iterator[tuple[str, bytes]]:
    for each in description.root.iterfind(f"{W}types/{XS}schema/{XS}import[@schemaLocation]"):
        location = each.get("schemaLocation", "")
        yield location, description.documents.get(location, b"<nothing/>")


@rule("R2801", "Types are written in XML Schema 1.0, and the schema is one.")
def types_are_xml_schema(description: Description) -> Iterator[str]:
    for each in description.root.iterfind(f"{W}types/*"):
        name = etree.QName(each)
        if each.tag != f"{W}documentation" and (name.namespace, name.localname) != (XSD, "schema"):
            yield f"{name.localname} of {name.namespace} describes types"
    for schema in description.schemas:
        try:
            etree.XMLSchema(_alone(schema))
        except etree.XMLSchemaParseError as error:
            yield str(error)


def _alone(schema: etree._Element) -> etree._Element:
    """Return a schema to compile: .NET's mark of a DataSet refers to the schema of schemas, which is nowhere to load."""
    copy = etree.fromstring(etree.tostring(schema))
    for each in copy.findall(f"{XS}import"):
        copy.remove(each)
    for each in copy.iterfind(f".//{XS}element[@ref]"):
        if each.get("ref") == "xs:schema":
            each.tag = f"{XS}any"
            del each.attrib["ref"]
            each.set("namespace", XSD)
    return copy
