"""Rules about the schemas of a WSDL, and of files with a schema alone."""

from collections.abc import Iterator

from lxml import etree

from soap_server.engine.versions import XSD
from soap_server.engine.wsdl import WSDL
from tests.conformance.description import XS, Name, expanded
from tests.conformance.profile import SCHEMA, Register

rule: Register["Schema"] = Register(SCHEMA)
ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
_REFERENCES = ("type", "base", "ref", "itemType", "substitutionGroup", "refer", "memberTypes")


class Schema:
    """A schema: its name, for what is said of it, and its root."""

    def __init__(self, name: str, root: etree._Element) -> None:
        self.name = name
        self.root = root

    def __str__(self) -> str:
        return self.name

    def references(self) -> Iterator[tuple[etree._Element, Name]]:
        """Yield every reference to a component of a schema."""
        for element in self.root.iter(etree.Element):
            for attribute in _REFERENCES:
                for text in element.get(attribute, "").split():
                    yield element, expanded(element, text)


@rule("R2102", "References lead into the schema's own namespace, or one that it imports, or that of XML Schema.")
def references_are_known(schema: Schema) -> Iterator[str]:
    known = {schema.root.get("targetNamespace", ""), XSD}
    known |= {each.get("namespace", "") for each in schema.root.iterfind(f"{XS}import")}
    for element, (namespace, name) in schema.references():
        if namespace not in known:
            yield f"{element.get('name')} refers to {name} of {namespace}"
        elif namespace == schema.root.get("targetNamespace") and not _is_there(schema, name):
            yield f"{element.get('name')} refers to {name}, which is not there"


def _is_there(schema: Schema, name: str) -> bool:
    return any(each.get("name") == name for each in schema.root.iterchildren(etree.Element))


@rule("R2105", "A schema has a target namespace, unless it does nothing but import.")
def schemas_have_a_namespace(schema: Schema) -> Iterator[str]:
    children = {each.tag for each in schema.root.iterchildren(etree.Element)}
    if not schema.root.get("targetNamespace") and children - {f"{XS}import", f"{XS}annotation"}:
        yield "there is no target namespace"


@rule("R2110", "No type is made of the array of SOAP's encoding.")
def no_type_is_an_encoded_array(schema: Schema) -> Iterator[str]:
    for element, name in schema.references():
        if name == (ENCODING, "Array"):
            yield f"line {element.sourceline} extends or restricts soapenc:Array"


@rule("R2111", "No declaration has wsdl:arrayType.")
def no_declaration_has_an_array_type(schema: Schema) -> Iterator[str]:
    for element in schema.root.iter(etree.Element):
        if element.get(f"{{{WSDL}}}arrayType") is not None:
            yield f"line {element.sourceline} has wsdl:arrayType"


@rule("R2112", "No element is called ArrayOf something; types may be.", must=False)
def no_element_is_called_array_of(schema: Schema) -> Iterator[str]:
    for element in schema.root.iter(f"{XS}element"):
        if element.get("name", "").startswith("ArrayOf"):
            yield f"there is an element {element.get('name')}"
