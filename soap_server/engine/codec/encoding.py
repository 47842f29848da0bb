"""Encoders: from contract values to XML text, checked on the way.

Text is built, not trees: it is what goes out, and it costs a twentieth of Spyne's serializer.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any

from spyne import Array, Boolean, ByteArray, ComplexModelBase, DateTime, Decimal, Integer32, Integer64, Unicode
from spyne.model.enum import EnumBase

from soap_server import lexical

Encoder = Callable[[list[str], Any], None]
"""Takes the pieces of the text so far and a value, and appends the value's."""

INCLUDE = "{http://www.w3.org/2004/08/xop/include}Include"
SMALLEST_FILE = 768
"""Bytes from which on a value is worth a part of a package; what a part's headers take is nearly as much."""

_PART = 10_000
_SIMPLE: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (EnumBase, lexical.escape),
    (Boolean, lexical.write_boolean),
    (Integer32, lexical.write_integer),
    (Integer64, lexical.write_integer),
    (Decimal, lexical.write_decimal),
    (DateTime, lexical.write_instant),
    (Unicode, lexical.escape),
)


class Pieces(list[str]):
    """The pieces of an answer's text that has files beside it.

    :ivar files: what the includes in the text stand for, in their order.
    """

    def __init__(self, files: list[bytes], name_file: Callable[[int], str]) -> None:
        super().__init__()
        self.files = files
        self._name_file = name_file

    def include(self, file: bytes) -> None:
        """Add a file, and what stands for it in the text."""
        namespace, _, name = INCLUDE[1:].partition("}")
        self.append(f'<xop:{name} xmlns:xop="{namespace}" href="cid:{self._name_file(len(self.files))}"/>')
        self.files.append(file)


def response_encoder(out_message: Any) -> Callable[..., bytes]:
    """Return the encoder of an operation's answer: the body entry in UTF-8, in the default namespace.

    Handed Pieces besides the value, it puts files beside the text. The ``xsi`` prefix is declared by the envelope
    around it.
    """
    name, namespace = out_message.get_type_name(), out_message.get_namespace()
    start, end = f'<{name} xmlns="{namespace}">', f"</{name}>"
    parts = [
        (encoder(part, part.Attributes.sub_name or name), part.Attributes.min_occurs == 0)
        for name, part in out_message._type_info.items()
    ]

    def encode(value: Any, pieces: list[str] | None = None) -> bytes:
        pieces = [] if pieces is None else pieces
        pieces.append(start)
        values = (value,) if len(parts) == 1 else _parts_of(value) if parts else ()
        for (write, may_be_absent), each in zip(parts, values, strict=True):
            if each is not None or not may_be_absent:
                write(pieces, each)
        pieces.append(end)
        # In parts: a single letter beyond Latin-1 makes a text take twice its bytes, or four times.
        return b"".join("".join(pieces[at : at + _PART]).encode() for at in range(0, len(pieces), _PART))

    return encode


def _parts_of(value: Any) -> list[Any]:
    """Return what a value has for each of several parts of an answer."""
    return [getattr(value, field.name) for field in fields(value)]


@cache
def encoder(model: Any, name: str) -> Encoder:
    """Return the encoder of an element called ``name`` of a Spyne type."""
    if issubclass(model, Array):
        return _array_encoder(model, name)
    if getattr(model, "__writes_xml__", False):
        return _xml_encoder(name)
    if issubclass(model, ComplexModelBase):
        return _complex_encoder(model, name)
    if issubclass(model, ByteArray):
        return _bytes_encoder(name)
    write = next(write for base, write in _SIMPLE if issubclass(model, base))
    start, end = f"<{name}>", f"</{name}>"

    def encode(pieces: list[str], value: Any) -> None:
        pieces += (start, write(value), end)

    return encode


def _complex_encoder(model: Any, name: str) -> Encoder:
    start, end = f"<{name}>", f"</{name}>"
    members = [
        (attrgetter(key), encoder(member, member.Attributes.sub_name), _encode_none(member))
        for key, member in model.get_flat_type_info(model).items()
    ]

    def encode(pieces: list[str], value: Any) -> None:
        pieces.append(start)
        for get, write, none in members:
            member = get(value)
            if member is not None:
                write(pieces, member)
            elif none is None:
                raise ValueError(f"{model.get_type_name()} lacks a mandatory member: {get!r}")
            else:
                pieces.append(none)
        pieces.append(end)

    return encode


def _bytes_encoder(name: str) -> Encoder:
    start, end = f"<{name}>", f"</{name}>"

    def encode(pieces: list[str], value: bytes) -> None:
        pieces.append(start)
        if isinstance(pieces, Pieces) and len(value) >= SMALLEST_FILE:
            pieces.include(value)
        else:
            pieces.append(lexical.write_bytes(value))
        pieces.append(end)

    return encode


def _xml_encoder(name: str) -> Encoder:
    start, end = f"<{name}>", f"</{name}>"

    def encode(pieces: list[str], value: Any) -> None:
        pieces.append(start)
        value.write_xml(pieces)
        pieces.append(end)

    return encode


def _encode_none(member: Any) -> str | None:
    """Return what stands for None: nothing, a nil element, or None where the member is mandatory."""
    attributes = member.Attributes
    if attributes.min_occurs == 0:
        return ""
    return f'<{attributes.sub_name} xsi:nil="true"/>' if attributes.nillable else None


def _array_encoder(model: Any, name: str) -> Encoder:
    ((item_name, item),) = model._type_info.items()
    start, end = f"<{name}>", f"</{name}>"
    write_item = encoder(item, item_name)
    none = f'<{item_name} xsi:nil="true"/>' if item.Attributes.nillable else None

    def encode(pieces: list[str], value: Any) -> None:
        pieces.append(start)
        for each in value:
            if each is not None:
                write_item(pieces, each)
            elif none is None:
                raise ValueError(f"{model.get_type_name()} cannot hold None")
            else:
                pieces.append(none)
        pieces.append(end)

    return encode
