"""Cases from the published contract: every element of every operation's example request, made wrong in every way."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from soap_server.engine.versions import XSI
from tests.engine.messages import TNS
from tests.hostile.case import HARMLESS, INVALID, LIMITED, MALFORMED, TOKEN, Case
from tests.hostile.contract import Field, entry_of, example, fields_of, operations

_NIL = f"{{{XSI}}}nil"
_STRANGE = "{urn:evil}"
# What a value that is not taken is called: by the schema, by the desk, by the gate.
_WRONG = INVALID | LIMITED | {"REQUEST_TOO_LARGE"}
_LONG = {
    "boolean": "true" * 5_000,
    "dateTime": "9" * 10_000 + "-01-01T00:00:00Z",
    "int": "9" * 10_000,
    "long": "9" * 10_000,
    "word": "x" * 10_000,
    "base64Binary": "A" * 4_001,
}
Mutation = Callable[[etree._Element, Field], bool]
"""Makes an element wrong, and says whether the contract forbids what it has become."""


def _wrong_type(element: etree._Element, field: Field) -> bool:
    _become(element, "" if field.base == "string" else "no such value")
    if field.base == "string":
        etree.SubElement(element, f"{{{TNS}}}inner")
    return True


def _over_long(element: etree._Element, field: Field) -> bool:
    if field.base == "complex":
        # Of an array it is the items that are too many, of another type its first member.
        for child in list(element)[:1]:
            element.extend(deepcopy(child) for _ in range(5_001))
        return len(element) > 0
    _become(element, _LONG.get(field.base) or "长" * ((field.max_length or 1_048_576) + 1))
    return True


def _missing(element: etree._Element, field: Field) -> bool:
    parent = _parent(element)
    is_last = sum(child.tag == element.tag for child in parent) == 1
    parent.remove(element)
    # A value that can be nil may be absent as well, and the other way round.
    return field.mandatory and not field.nillable and is_last


def _repeated(element: etree._Element, field: Field) -> bool:
    element.addnext(deepcopy(element))
    return not field.repeatable


def _unknown(element: etree._Element, _field: Field) -> bool:
    stranger = etree.Element(f"{{{TNS}}}noSuchElement")
    stranger.text = "x"
    element.addprevious(stranger)
    return True


def _nil(element: etree._Element, field: Field) -> bool:
    _become(element, "")
    element.set(_NIL, "true")
    return field.mandatory and not field.nillable


def _wrong_namespace(element: etree._Element, _field: Field) -> bool:
    element.tag = _STRANGE + etree.QName(element).localname
    return True


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def _become(element: etree._Element, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.attrib.pop(_NIL, None)
    element.text = text


MUTATIONS: dict[str, Mutation] = {
    "wrong type": _wrong_type,
    "over-long": _over_long,
    "missing": _missing,
    "repeated": _repeated,
    "unknown": _unknown,
    "nil": _nil,
    "wrong namespace": _wrong_namespace,
}


def cases() -> Iterator[Case]:
    """Yield a case for every operation, element and mutation, and some on the entries themselves."""
    for operation in operations():
        yield from _of_entry(operation)
        for path, field in fields_of(operation):
            for name, mutate in MUTATIONS.items():
                envelope = example(operation)
                element = entry_of(envelope).xpath("." + path)[0]
                title = f"{operation} {name} {_path(element)}"
                _individual(envelope, title)
                is_forbidden = mutate(element, field)
                yield _case(f"contract: {name}", title, operation, envelope, _WRONG if is_forbidden else HARMLESS)


def _of_entry(operation: str) -> Iterator[Case]:
    envelope = example(operation)
    entry = entry_of(envelope)
    entry.tag = _STRANGE + operation
    yield _case("contract: wrong namespace", f"{operation} itself", operation, envelope, {"UNKNOWN_OPERATION"})
    envelope = example(operation)
    entry_of(envelope).addnext(deepcopy(entry_of(envelope)))
    yield _case("contract: repeated", f"{operation} itself", operation, envelope, MALFORMED)
    envelope = example(operation)
    _parent(entry_of(envelope)).clear()
    yield _case("contract: missing", f"{operation} itself", operation, envelope, MALFORMED)
    envelope = example(operation)
    etree.SubElement(entry_of(envelope), f"{{{TNS}}}noSuchElement")
    yield _case("contract: unknown", f"{operation} itself", operation, envelope, INVALID)
    envelope = example(operation)
    entry_of(envelope).set("noSuchAttribute", "x")
    yield _case("contract: unknown", f"{operation} attribute", operation, envelope, INVALID)
    envelope = example(operation)
    entry_of(envelope).text = "text between elements"
    yield _case("contract: wrong type", f"{operation} itself", operation, envelope, INVALID)


def _path(element: etree._Element) -> str:
    names = [etree.QName(each).localname for each in (element, *element.iterancestors())]
    return ".".join(reversed(names[: names.index("Body") - 1]))


def _individual(envelope: etree._Element, title: str) -> None:
    """Give a request a requestId that no other one has, or its answer would be an earlier one's."""
    for element in envelope.iterfind(f".//{{{TNS}}}requestId"):
        element.text = str(uuid5(NAMESPACE_URL, title))


def _case(
    category: str, name: str, operation: str, envelope: etree._Element, accept: "frozenset[str] | set[str]"
) -> Case:
    for token in envelope.iterfind(f".//{{{TNS}}}token"):
        # A logout that works would end the session of all others.
        token.text = "made-up" if operation == "Logout" else TOKEN
    is_alone = operation.endswith("AsDataSet")
    return Case(
        name,
        category,
        etree.tostring(envelope),
        path="/soap/DataSetService" if is_alone else "/soap",
        caller="admin",
        accept=frozenset(accept),
    )
