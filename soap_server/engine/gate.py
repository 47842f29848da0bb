"""The gate in front of the tree: a pass over the document that builds nothing and stops at the first excess.

Building the tree first would be too late: one 1.5 MB element with 100,000 attributes keeps lxml busy for
half a minute with the interpreter locked. libxml2's events arrive one element at a time, and a raise ends
the parse (lxml, "The target parser interface").
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from lxml import etree

from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.limits import Limits


def check_document(data: bytes, limits: Limits, uploads: AbstractSet[str] = frozenset()) -> None:
    """Raise a SoapFault unless ``data``, in UTF-8, is well-formed, has no DOCTYPE and keeps the limits.

    :param uploads: tags of body entries that carry files; text in them may be as long as an upload.
    """
    gate: Any = _Gate(limits, uploads)
    parser = etree.XMLParser(
        target=gate,
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        # In pieces, for libxml2 tells of a tag when it has read all of it, with a million attributes perhaps.
        longest_tag, quiet = limits.attributes * limits.attribute_characters, 0
        for start in range(0, len(data), _PIECE):
            told, piece = gate.events, data[start : start + _PIECE]
            parser.feed(piece)
            if gate.events != told:
                quiet = 0
            elif not piece.isspace():
                quiet += len(piece)
            if quiet > longest_tag:
                raise _exceeded("characters in one tag", longest_tag)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise malformed(error) from error


def keeps_limits(data: bytes, limits: Limits) -> bool:
    """Say whether a document is too small for an excess of anything, as most requests are, and has no DOCTYPE.

    It costs a hundredth of `check_document`. Every element, comment and instruction has a < of its own, which no /
    follows, and every attribute an =; whether it is well-formed is found out when the tree is built.
    """
    markup = data.count(b"<") - data.count(b"</")
    return (
        markup <= min(limits.depth, limits.children, limits.elements, limits.comments)
        and data.count(b"=") <= limits.attributes
        and len(data) <= min(limits.attribute_characters, limits.text_characters)
        and b"<!DOCTYPE" not in data
    )


def malformed(error: etree.XMLSyntaxError) -> SoapFault:
    """Return what a caller is told of a document that libxml2 refuses."""
    if error.code in _TOO_LONG:
        told = f"The request has a name, a text or an attribute that is too long, {_where(error)}."
        return SoapFault.of(Kinds.LIMIT_EXCEEDED, told)
    return SoapFault.of(Kinds.MALFORMED_REQUEST, f"The request is not well-formed XML, {_where(error)}.")


def _where(error: etree.XMLSyntaxError) -> str:
    # Of the parser's message only the place is safe to repeat.
    return f"line {error.lineno}, column {error.offset}" if error.lineno else "at its start"


# libxml2's own ceilings: 50,000 characters for a name, 10,000,000 for a text or an attribute.
_TOO_LONG = (etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_NAME_TOO_LONG)
_PIECE = 64 * 1024
# How many elements are open, the document itself included, where a body entry starts.
_BODY_ENTRY = 4


class _Gate:
    def __init__(self, limits: Limits, uploads: AbstractSet[str]) -> None:
        self._limits = limits
        self._uploads = uploads
        self._text_characters = limits.text_characters
        self._children = [0]
        self._elements = 0
        self._attributes = 0
        self._text = 0
        self._comments = 0
        self.events = 0

    def start(self, tag: str, attributes: Mapping[str, str], namespaces: Mapping[str | None, str]) -> None:
        limits = self._limits
        self.events += 1
        self._text = 0
        self._elements += 1
        self._children[-1] += 1
        self._children.append(0)
        if self._elements > limits.elements:
            raise _exceeded("elements", limits.elements)
        if len(self._children) == _BODY_ENTRY and tag in self._uploads:
            self._text_characters = limits.upload_bytes
        if len(self._children) - 1 > limits.depth:
            raise _exceeded("levels of elements", limits.depth)
        if self._children[-2] > limits.children:
            raise _exceeded("children of one element", limits.children)
        if attributes or namespaces:
            self._count_attributes(attributes, namespaces)

    def _count_attributes(self, attributes: Mapping[str, str], namespaces: Mapping[str | None, str]) -> None:
        limits = self._limits
        count = len(attributes) + len(namespaces)
        self._attributes += count
        if count > limits.attributes:
            raise _exceeded("attributes of one element", limits.attributes)
        # xsi:nil and xsi:type, and the namespace of the second, are all that a toolkit writes on every element.
        if self._attributes > 3 * limits.elements:
            raise _exceeded("attributes", 3 * limits.elements)
        for values in (attributes.values(), namespaces.values()):
            if any(len(value) > limits.attribute_characters for value in values):
                raise _exceeded("characters in one attribute", limits.attribute_characters)

    def end(self, _tag: str) -> None:
        self.events += 1
        self._text = 0
        self._children.pop()

    def data(self, text: str) -> None:
        self.events += 1
        self._text += len(text)
        if self._text > self._text_characters:
            raise _exceeded("characters of text in one place", self._text_characters)

    def comment(self, _text: str) -> None:
        self._count_comment()

    def pi(self, _target: str, _data: str | None = None) -> None:
        self._count_comment()

    def doctype(self, _name: str, _public_id: str | None, _system: str | None) -> None:
        raise SoapFault.of(Kinds.MALFORMED_REQUEST, "A SOAP message must not have a DOCTYPE.")

    def close(self) -> None:
        pass

    def _count_comment(self) -> None:
        self.events += 1
        self._comments += 1
        if self._comments > self._limits.comments:
            raise _exceeded("comments and processing instructions", self._limits.comments)


def _exceeded(what: str, limit: int) -> SoapFault:
    return SoapFault.of(Kinds.LIMIT_EXCEEDED, f"The request has more than {limit} {what}.")
