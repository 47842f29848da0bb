"""Validation of header and body entries, and what a caller is told when one is wrong."""

import re
import threading
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from lxml import etree

from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.versions import XSD, XSI

_XS = f"{{{XSD}}}"
_NIL = f"{{{XSI}}}nil"
_TYPE = f"{{{XSI}}}type"
_MEANINGLESS = tuple(f"{{{XSI}}}{name}" for name in ("type", "schemaLocation", "noNamespaceSchemaLocation"))
_BASE64 = frozenset({"base64Binary", "base64"})  # of XML Schema, and of SOAP 1.1's encoding
_EXPECTED = re.compile(r"Expected is(?: one of)? \( ([^)]{1,2000}) \)")
_IN_CLARK = re.compile(r"\{[^}]*\}")
# Of libxml2's sentences the end is wanted only: before it they repeat the value.
_ALLOWED = re.compile(r".* is not an element of the set \{([^{}]*)\}\.\s*$", re.DOTALL)
_TYPE_NAME = re.compile(r".* is not a valid value of the atomic type '(xs:[A-Za-z0-9]+)'\.\s*$", re.DOTALL)
_STEP = re.compile(r"([^\[\]]+)(?:\[([0-9]+)\])?")


class Validator:
    """Validates entries by a schema, one at a time.

    lxml keeps the errors of the last validation on the schema object, so that without the lock one thread
    would tell its caller of another caller's mistake.
    """

    def __init__(self, schema: etree._Element, namespace: str) -> None:
        self._schema = etree.XMLSchema(schema)
        self._named = {node.attrib["name"]: node for node in schema.iterchildren(f"{_XS}element", f"{_XS}complexType")}
        self._namespace = namespace
        self._turn = threading.Lock()

    def validate(self, entry: etree._Element) -> None:
        """Make an entry strict where that changes no value, and refuse it unless it follows the schema.

        :raises SoapFault: INVALID_MESSAGE, naming the element and what it should be; never its value.
        """
        said_to_be_base64: list[etree._Element] = []
        stranger = _tidy(entry, said_to_be_base64)
        if stranger is not None:
            # libxml2 would refuse it too, but with a sentence about each of perhaps a million attributes.
            raise self._fault("SCHEMAV_CVC_COMPLEX_TYPE_3_2_1", "", _descent(entry, stranger))
        with self._turn:
            wrong = None if self._schema.validate(entry) else self._schema.error_log[0]
        if wrong is not None:
            raise self._fault(wrong.type_name, wrong.message, _trail(entry, wrong.path or ""))
        for element in said_to_be_base64:
            self._refuse_encoded_text(_descent(entry, element))

    def _refuse_encoded_text(self, trail: list[etree._Element]) -> None:
        """Refuse what its client has encoded of its own accord: the code would be stored as the text."""
        name = _name(trail[-1])
        declared = next((each for each in self._declared_in(trail[:-1]) if each.attrib["name"] == name), None)
        if declared is not None and "xs:base64Binary" not in (declared.get("type"), *declared.xpath(".//@base")):
            sentence = (
                f"The element {name} says that it is base64, and it has to be plain: switch that off in the client."
            )
            raise SoapFault.of(Kinds.INVALID_MESSAGE, sentence, field=_wire_path(trail))

    def _fault(self, kind: str, text: str, trail: list[etree._Element]) -> SoapFault:
        element, path = trail[-1], _wire_path(trail)
        name = _name(element)
        if etree.QName(element).namespace != self._namespace:
            sentence = f"The element {name} is not in the namespace {self._namespace}."
            return SoapFault.of(Kinds.INVALID_MESSAGE, sentence, field=path or name)
        if kind == "SCHEMAV_ELEMENT_CONTENT" and (missing := self._missing_before(trail)):
            path = ".".join(filter(None, (_wire_path(trail[:-1]), missing)))
            sentence = f"The element {_name(trail[-2])} lacks something: expected is {missing}."
            return SoapFault.of(Kinds.INVALID_MESSAGE, sentence, field=path)
        expected = _EXPECTED.search(text)
        wanted = _IN_CLARK.sub("", expected[1]).split(", ") if expected else []
        if wanted and "Missing child element(s)" in text:
            # What may be absent comes before what must be there.
            path = f"{path}.{wanted[-1]}" if path else wanted[-1]
        sentence = f"The element {name} {_explain(kind, text, wanted)}."
        return SoapFault.of(Kinds.INVALID_MESSAGE, sentence, field=path or name)

    def _missing_before(self, trail: list[etree._Element]) -> str | None:
        """Return what is mandatory before an element and not there, if the element is one that comes after it.

        Java and .NET leave out a text that is null, and libxml2 then complains of the element that follows.
        """
        declared = self._declared_in(trail[:-1])
        names = [each.attrib["name"] for each in declared]
        if _name(trail[-1]) not in names:
            return None
        given = {_name(each) for each in trail[-2].iterchildren(etree.Element)}
        before = declared[: names.index(_name(trail[-1]))]
        missing = [each.attrib["name"] for each in before if each.get("minOccurs") != "0"]
        return next((name for name in missing if name not in given), None)

    def _declared_in(self, trail: list[etree._Element]) -> list[etree._Element]:
        """Return the elements that the schema has in the last of a trail, in their order."""
        known: Mapping[str, etree._Element] = self._named
        declared: list[etree._Element] = []
        for element in trail:
            node = known.get(_name(element))
            if node is None:
                return []
            node = self._named.get(node.get("type", "").removeprefix("tns:"), node)
            declared = node.findall(f"{_XS}sequence/{_XS}element") or node.findall(f"*/{_XS}sequence/{_XS}element")
            known = {each.attrib["name"]: each for each in declared}
        return declared


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname[:64]


def _descent(entry: etree._Element, element: etree._Element | None) -> list[etree._Element]:
    """Return the elements from the entry down to one below it."""
    trail: list[etree._Element] = []
    while element is not None and element is not entry:
        trail.append(element)
        element = element.getparent()
    return [entry, *reversed(trail)]


def _trail(entry: etree._Element, place: str) -> list[etree._Element]:
    """Return the elements from the entry down to the one at libxml2's path.

    A step of the path is ``*[2]``, the second child, or with a prefix ``t:file[2]``, the second of that name.
    """
    trail = [entry]
    for step in place.split("/")[2:]:
        found = _STEP.fullmatch(step)
        name, number = (found[1], int(found[2] or 1)) if found else ("", 0)
        named = [child for child in trail[-1].iterchildren(etree.Element) if name in ("*", _prefixed(child))]
        if not 1 <= number <= len(named):
            break
        trail.append(named[number - 1])
    return trail


def _prefixed(element: etree._Element) -> str:
    name = etree.QName(element).localname
    return f"{element.prefix}:{name}" if element.prefix else name


def _wire_path(trail: list[etree._Element]) -> str:
    """Return the path as decoders name it, ``attachments[1].content``; an array's items have their type's name."""
    path = ""
    for parent, element in pairwise(trail):
        name = _name(element)
        if name[0].isupper():
            path += f"[{parent.index(element)}]"
        else:
            path += f".{name}" if path else name
    return path


def _explain(kind: str, text: str, wanted: list[str]) -> str:
    names = ", ".join(wanted)
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        if "Missing child" in text:
            return f"lacks something: expected is {names}"
        return "is not expected here" + (f": expected is {names}" if wanted else "")
    if kind == "SCHEMAV_CVC_ENUMERATION_VALID" and (allowed := _ALLOWED.match(text)):
        return f"must be one of {allowed[1].replace(chr(39), '')}"
    if kind == "SCHEMAV_CVC_DATATYPE_VALID_1_2_1" and (type_name := _TYPE_NAME.match(text)):
        return _FORMS.get(type_name[1], f"has a value that is no {type_name[1]}")
    return _REASONS.get(kind, "does not follow the schema")


_FORMS = {
    "xs:boolean": "must be true or false",
    "xs:int": "must be a whole number from -2147483648 to 2147483647",
    "xs:long": "must be a whole number from -9223372036854775808 to 9223372036854775807",
    "xs:decimal": "must be a number such as 2.50",
    "xs:dateTime": "must be a date and time such as 2026-11-23T08:30:00Z",
    "xs:base64Binary": "must be in base64",
}
_REASONS = {
    "SCHEMAV_CVC_ENUMERATION_VALID": "has none of the values that its type allows",
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": "has a value that is not of its type",
    "SCHEMAV_CVC_ELT_3_1": "cannot be nil",
    "SCHEMAV_CVC_ELT_3_2_1": "is nil and has content all the same",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_1": "must be empty",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": "must have elements only, no text of its own",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": "has an attribute that is not allowed",
    "SCHEMAV_CVC_TYPE_3_1_1": "has an attribute that is not allowed",
    "SCHEMAV_CVC_TYPE_3_1_2": "must have text only, no elements",
}
"""What is wrong, by libxml2's names of the rules of XML Schema part 1; its own sentences repeat values."""


def _tidy(entry: etree._Element, said_to_be_base64: list[etree._Element]) -> etree._Element | None:
    """Take out what says nothing: ``xsi:nil`` that is false, ``xsi:type``, and nil on the entry itself.

    The contract has no type hierarchies, so a type named by a client can only be the declared one or wrong;
    and many clients name theirs with prefixes that they never declared. An xsi:schemaLocation means nothing here.

    :param said_to_be_base64: gets the elements whose type is said to be base64, as SOAP::Lite does to Chinese text.
    :returns: the first element with another attribute, for the contract has none.
    """
    entry.attrib.pop(_NIL, None)
    for element in entry.iter(etree.Element):
        attributes: Any = element.attrib
        if not attributes:
            continue
        if attributes.get(_TYPE, "").rpartition(":")[2] in _BASE64:
            said_to_be_base64.append(element)
        for name in _MEANINGLESS:
            attributes.pop(name, None)
        nil = attributes.get(_NIL)
        if nil is not None and nil.strip() in ("false", "0"):
            del attributes[_NIL]
        if len(attributes) > (_NIL in attributes):
            return element
    return None
