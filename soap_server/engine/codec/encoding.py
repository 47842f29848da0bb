"""Encoders: from contract values to XML text, checked on the way.

Text is built, not trees: it is what goes out, and it costs a twentieth of Spyne's serializer.
"""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

from spyne import Array, Boolean, ByteArray, ComplexModelBase, DateTime, Decimal, Integer32, Integer64, Unicode
from spyne.model.enum import EnumBase

from soap_server.engine.codec import values

Encoder = Callable[[list[str], Any], None]
"""Takes the pieces of the text so far and a value, and appends the value's."""

_SIMPLE: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (EnumBase, values.escape),
    (Boolean, values.write_boolean),
    (Integer32, values.write_integer),
    (Integer64, values.write_integer),
    (Decimal, values.write_decimal),
    (DateTime, values.write_instant),
    (ByteArray, values.write_bytes),
    (Unicode, values.escape),
)


def response_encoder(out_message: Any) -> Callable[[Any], bytes]:
    """Return the encoder of an operation's answer: the body entry in UTF-8, in the default namespace.

    The ``xsi`` prefix is declared by the envelope around it.
    """
    name, namespace = out_message.get_type_name(), out_message.get_namespace()
    start, end = f'<{name} xmlns="{namespace}">', f"</{name}>"
    result = next(iter(out_message._type_info.items()), None)
    write_result = encoder(result[1], result[0]) if result else None

    def encode(value: Any) -> bytes:
        pieces = [start]
        if write_result is not None:
            write_result(pieces, value)
        pieces.append(end)
        return "".join(pieces).encode()

    return encode


@cache
def encoder(model: Any, name: str) -> Encoder:
    """Return the encoder of an element called ``name`` of a Spyne type."""
    if issubclass(model, Array):
        return _array_encoder(model, name)
    if issubclass(model, ComplexModelBase):
        return _complex_encoder(model, name)
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

    def encode(pieces: list[str], value: Any) -> None:
        pieces.append(start)
        for each in value:
            write_item(pieces, each)
        pieces.append(end)

    return encode
