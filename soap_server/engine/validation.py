"""Validation of header and body entries, and what a caller is told when one is wrong."""

import re
import threading
from typing import Any

from lxml import etree

from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.versions import XSI

_NIL, _TYPE = f"{{{XSI}}}nil", f"{{{XSI}}}type"
_ELEMENT = re.compile(r"Element '(?:\{([^}]*)\})?([^']{1,64})")
_EXPECTED = re.compile(r"Expected is(?: one of)? \( ([^)]{1,2000}) \)")
_IN_CLARK = re.compile(r"\{[^}]*\}")


class Validator:
    """Validates entries by a schema, one at a time.

    lxml keeps the errors of the last validation on the schema object, so that without the lock one thread
    would tell its caller of another caller's mistake.
    """

    def __init__(self, schema: etree.XMLSchema, namespace: str) -> None:
        self._schema = schema
        self._namespace = namespace
        self._turn = threading.Lock()

    def validate(self, entry: etree._Element) -> None:
        """Make an entry strict where that changes no value, and refuse it unless it follows the schema.

        :raises SoapFault: INVALID_MESSAGE, naming the element; never its value.
        """
        _tidy(entry)
        with self._turn:
            if self._schema.validate(entry):
                return
            first = self._schema.error_log[0]
            kind, text = first.type_name, first.message
        raise self._fault(kind, text)

    def _fault(self, kind: str, text: str) -> SoapFault:
        found = _ELEMENT.search(text)
        name = found[2] if found else None
        return SoapFault.of(Kinds.INVALID_MESSAGE, self._explain(kind, text, found), field=name)

    def _explain(self, kind: str, text: str, found: re.Match[str] | None) -> str:
        if found is None:
            return "The message does not follow the schema."
        namespace, name = found[1] or "", found[2]
        if namespace != self._namespace:
            return f"The element {name} is not in the namespace {self._namespace}."
        expected = _EXPECTED.search(text)
        wanted = ", ".join(_IN_CLARK.sub("", expected[1]).split(", ")) if expected else ""
        if kind == "SCHEMAV_ELEMENT_CONTENT":
            if "Missing child" in text:
                return f"The element {name} lacks something: expected is {wanted}."
            return f"The element {name} is not expected here" + (f": expected is {wanted}." if wanted else ".")
        return f"The element {name} {_REASONS.get(kind, 'does not follow the schema')}."


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


def _tidy(entry: etree._Element) -> None:
    """Take out what says nothing: ``xsi:nil`` that is false, ``xsi:type``, and nil on the entry itself.

    The contract has no type hierarchies, so a type named by a client can only be the declared one or wrong;
    and many clients name theirs with prefixes that they never declared. An xsi:schemaLocation means nothing here.
    """
    entry.attrib.pop(_NIL, None)
    for element in entry.iter(etree.Element):
        attributes: Any = element.attrib
        if attributes:
            attributes.pop(_TYPE, None)
            nil = attributes.get(_NIL)
            if nil is not None and nil.strip() in ("false", "0"):
                del attributes[_NIL]
