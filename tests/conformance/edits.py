"""Ways to spoil a document or an exchange in one place."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from lxml import etree

from soap_server.engine.versions import SOAP11, XSD
from soap_server.engine.wsdl import WSDL
from tests.conformance.exchange import Exchange

Rewrite = Callable[[bytes], bytes]
Retell = Callable[[Exchange, Mapping[str, Exchange]], Exchange]
"""Makes another exchange of one; it may take parts of others, by their probes."""
PREFIXES = {"wsdl": WSDL, "xs": XSD, "soap": SOAP11.wsdl_binding, "env": SOAP11.namespace, "t": "urn:soapdesk:v1"}


def first(root: etree._Element, path: str) -> etree._Element:
    """Return the first element at a path."""
    found = root.find(path, PREFIXES)
    if found is None:
        raise LookupError(path)
    return found


def _on_tree(change: Callable[[etree._Element], None]) -> Rewrite:
    def rewrite(content: bytes) -> bytes:
        root = etree.fromstring(content)
        change(root)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    return rewrite


def edit(path: str, **attributes: str | None) -> Rewrite:
    """Set attributes of the first element at a path; None takes one away, ``env_x`` is x of that namespace."""

    def change(root: etree._Element) -> None:
        element = first(root, path)
        for key, value in attributes.items():
            prefix, _, name = key.rpartition("_")
            attribute = f"{{{PREFIXES[prefix]}}}{name}" if prefix else name
            element.attrib.pop(attribute, None)
            if value is not None:
                element.set(attribute, value)

    return _on_tree(change)


def remove(path: str) -> Rewrite:
    """Take the first element at a path away."""

    def change(root: etree._Element) -> None:
        element = first(root, path)
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)

    return _on_tree(change)


def add(path: str, text: str, at: int | None = None) -> Rewrite:
    """Add an element, last or at an index, to the first element at a path."""

    def change(root: etree._Element) -> None:
        parent = first(root, path)
        declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in {**PREFIXES, "tns": "urn:soapdesk:v1"}.items())
        (made,) = etree.fromstring(f"<x {declared}>{text}</x>")
        parent.insert(len(parent) if at is None else at, made)

    return _on_tree(change)


def last(path: str) -> Rewrite:
    """Make the first element at a path the last one of its parent."""

    def change(root: etree._Element) -> None:
        element = first(root, path)
        parent = element.getparent()
        if parent is not None:
            parent.append(element)

    return _on_tree(change)


def text(path: str, value: str) -> Rewrite:
    """Set the text of the first element at a path."""

    def change(root: etree._Element) -> None:
        first(root, path).text = value

    return _on_tree(change)


def renamed(path: str, tag: str) -> Rewrite:
    """Rename the first element at a path."""

    def change(root: etree._Element) -> None:
        first(root, path).tag = tag

    return _on_tree(change)


def both(*changes: Rewrite) -> Rewrite:
    """Do one after the other."""

    def change(content: bytes) -> bytes:
        for each in changes:
            content = each(content)
        return content

    return change


def swap(old: bytes, new: bytes) -> Rewrite:
    """Replace some bytes by others, once."""

    def change(content: bytes) -> bytes:
        if old not in content:
            raise LookupError(old)
        return content.replace(old, new, 1)

    return change


def latin(content: bytes) -> bytes:
    """Encode a document in a way that the profile does not know."""
    plain = swap(b"encoding='UTF-8'", b"encoding='ISO-8859-1'")(content).decode("utf-8")
    return plain.encode("iso-8859-1", "xmlcharrefreplace")


def imported(location: str | None, namespace: str = "urn:other", at: int = 1) -> Rewrite:
    """Import another document."""
    where = f' location="{location}"' if location else ""
    return add(".", f'<wsdl:import namespace="{namespace}"{where}/>', at)


def schema_imported(location: str) -> Rewrite:
    """Import a schema into the schema."""
    return add("wsdl:types/xs:schema", f'<xs:import namespace="urn:x" schemaLocation="{location}"/>', 0)


def answered(status: int | None = None, *, like: str = "", **headers: str) -> Retell:
    """Return what makes another answer of an answer.

    :param like: the probe whose status, headers and body are taken instead.
    """

    def change(exchange: Exchange, others: Mapping[str, Exchange]) -> Exchange:
        source = others[like] if like else exchange
        renamed_headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(
            exchange,
            status=source.status if status is None else status,
            answer=source.answer,
            answer_headers={**source.answer_headers, **renamed_headers},
        )

    return change


def sent(**changes: Any) -> Retell:
    """Return what makes another request of a request; ``action`` is the SOAPAction that was sent."""

    def change(exchange: Exchange, _others: Mapping[str, Exchange]) -> Exchange:
        more = dict(changes)
        if "soapaction" in more:
            more["headers"] = {**exchange.headers, "soapaction": more.pop("soapaction")}
        return replace(exchange, **more)

    return change
