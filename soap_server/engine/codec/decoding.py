"""Decoders: from elements that passed the schema to contract values."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from lxml import etree
from spyne import Array, Boolean, ByteArray, ComplexModelBase, DateTime, Decimal, Integer32, Integer64, Unicode
from spyne.model.enum import EnumBase

from soap_server import lexical
from soap_server.engine.codec.pieces import Files
from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.versions import XSI

Decoder = Callable[..., Any]
"""Takes an element, the path to it, for faults, and perhaps files; returns its value."""

_NIL = f"{{{XSI}}}nil"
_SIMPLE: tuple[tuple[Any, Callable[[str], Any]], ...] = (
    (Boolean, lexical.read_boolean),
    (Integer32, lexical.read_integer),
    (Integer64, lexical.read_integer),
    (Decimal, lexical.read_decimal),
    (DateTime, lexical.read_instant),
    (Unicode, str),
)


def argument_decoder(in_message: Any) -> Callable[..., dict[str, Any]]:
    """Return the decoder of an operation's request: the arguments by their Python names."""
    members = _members(in_message)

    def decode(entry: etree._Element, files: Files | None = None) -> dict[str, Any]:
        return _decode_members(entry, members, "", {} if files is None else files)

    return decode


@cache
def decoder(model: Any) -> Decoder:
    """Return the decoder of a Spyne type; a nil element is None."""
    if issubclass(model, Array):
        return _nil_aware(_array_decoder(model))
    if issubclass(model, ComplexModelBase):
        return _nil_aware(_complex_decoder(model))
    if issubclass(model, ByteArray):
        return _nil_aware(_decode_bytes)
    if issubclass(model, EnumBase):
        return _nil_aware(_simple_decoder(model.__value_type__))
    return _nil_aware(_simple_decoder(next(read for base, read in _SIMPLE if issubclass(model, base))))


def _simple_decoder(read: Callable[[str], Any]) -> Decoder:
    def decode(element: etree._Element, path: str, _files: Files) -> Any:
        try:
            return read(element.text or "")
        except ValueError as error:
            raise invalid_argument(path, error) from error

    return decode


_decode_base64 = _simple_decoder(lexical.read_bytes)


def _decode_bytes(element: etree._Element, path: str, files: Files) -> Any:
    file = files.pop(element, None)
    return _decode_base64(element, path, files) if file is None else bytes(file)


def _complex_decoder(model: Any) -> Decoder:
    members = _members(model)
    value_type = model.__value_type__

    def decode(element: etree._Element, path: str, files: Files) -> Any:
        return value_type(**_decode_members(element, members, f"{path}.", files))

    return decode


def _array_decoder(model: Any) -> Decoder:
    (item,) = model._type_info.values()
    decode_item = decoder(item)

    def decode(element: etree._Element, path: str, files: Files) -> list[Any]:
        values = [decode_item(child, f"{path}[{index}]", files) for index, child in enumerate(element)]
        if None in values and not item.Attributes.nillable:
            raise invalid_argument(f"{path}[{values.index(None)}]", ValueError("cannot be nil"))
        return values

    return decode


def _nil_aware(decode: Decoder) -> Decoder:
    def decode_or_none(element: etree._Element, path: str, files: Files | None = None) -> Any:
        return None if element.get(_NIL) is not None else decode(element, path, {} if files is None else files)

    return decode_or_none


Members = Mapping[str, tuple[str, str, Decoder, Callable[[Any], Any]]]
"""By tag: the Python name, the wire name, the decoder, and the check of the facets."""


def _members(model: Any) -> Members:
    namespace = model.get_namespace()
    return {
        f"{{{namespace}}}{member.Attributes.sub_name}": (
            name,
            member.Attributes.sub_name,
            decoder(member),
            member.Attributes.check,
        )
        for name, member in model.get_flat_type_info(model).items()
    }


def _decode_members(element: etree._Element, members: Members, prefix: str, files: Files) -> dict[str, Any]:
    found: dict[str, Any] = {name: None for name, *_ in members.values()}
    for child in element:
        name, wire_name, decode, check = members[str(child.tag)]
        path = prefix + wire_name
        value = decode(child, path, files)
        try:
            found[name] = None if value is None else check(value)
        except ValueError as error:
            raise invalid_argument(path, error) from error
    return found


def invalid_argument(path: str, error: ValueError) -> SoapFault:
    """Return the fault for a value that is not taken, by the path to it."""
    return SoapFault.of(Kinds.INVALID_ARGUMENT, f"{path} {error}.", field=path)
