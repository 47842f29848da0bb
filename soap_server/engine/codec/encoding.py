"""Encoders: from contract values to XML in pieces of UTF-8, checked on the way.

Text is built, not trees: it is what goes out, and it costs a fiftieth of Spyne's serializer. What may be large, a list
of records or a file, becomes pieces while it is walked, so that an answer is in memory once.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import Any

from spyne import Array, ByteArray

from soap_server import lexical
from soap_server.engine.codec.pieces import SMALLEST_FILE, Pieces
from soap_server.engine.codec.source import Part, Writer, element_writer, is_flat, item_of, nil, none_of, writer

Encoder = Callable[[list[bytes], Any], None]
"""Takes the pieces so far and a value, and appends the value's."""

_PIECE, _FIRST_RECORDS = 64 * 1024, 64
"""About how many characters of records become one piece, and the records with which that is tried first."""


@cache  # for an operation is in three interfaces
def response_encoder(out_message: Any) -> Callable[..., list[bytes]]:
    """Return the encoder of an operation's answer: the body entry in the default namespace.

    Handed Pieces besides the value, it puts files beside the text. The ``xsi`` prefix is declared by the envelope
    around it.
    """
    name, namespace = out_message.get_type_name(), out_message.get_namespace()
    start, end = f'<{name} xmlns="{namespace}">'.encode(), f"</{name}>".encode()
    parts = [
        (encoder(part, part.Attributes.sub_name or name), part.Attributes.min_occurs == 0)
        for name, part in out_message._type_info.items()
    ]

    def encode(value: Any, pieces: list[bytes] | None = None) -> list[bytes]:
        pieces = [] if pieces is None else pieces
        pieces.append(start)
        values = (value,) if len(parts) == 1 else parts_of(value) if parts else ()
        for (write, may_be_absent), each in zip(parts, values, strict=True):
            if each is not None or not may_be_absent:
                write(pieces, each)
        pieces.append(end)
        return pieces

    return encode


def parts_of(value: Any) -> Iterator[Any]:
    """Yield what a value has for each of several parts of an answer, when it is that part's turn.

    Rows that are read while they are written come before what is known when they are read.
    """
    for name in value.__match_args__:
        yield getattr(value, name)


@cache
def element_encoder(model: Any, name: str) -> Callable[[Any], str]:
    """Return the encoder of an element that stands alone and declares its namespace, of a type with members."""
    encode = _complex_encoder(model, f'<{name} xmlns="{model.get_namespace()}">', f"</{name}>")

    def encode_alone(value: Any) -> str:
        pieces: list[bytes] = []
        encode(pieces, value)
        return b"".join(pieces).decode()

    return encode_alone


@cache
def encoder(model: Any, name: str) -> Encoder:
    """Return the encoder of an element called ``name`` of a Spyne type."""
    if is_flat(model):
        return _flat_encoder(element_writer(model, name))
    if issubclass(model, Array):
        return _array_encoder(model, name)
    if getattr(model, "__writes_xml__", False):
        return _xml_encoder(name)
    return _bytes_encoder(name) if issubclass(model, ByteArray) else _complex_encoder(model, f"<{name}>", f"</{name}>")


def _flat_encoder(write: Writer) -> Encoder:
    def encode(pieces: list[bytes], value: Any) -> None:
        pieces.append(lexical.checked(write(value)))

    return encode


def _complex_encoder(model: Any, start: str, end: str) -> Encoder:
    """Return the encoder of a type with members: those that are flat, and stand together, in one piece."""
    steps: list[Encoder] = []
    together: list[Part] = [start]
    for key, member in model.get_flat_type_info(model).items():
        if is_flat(member):
            together.append((key, member))
        else:
            steps += (_flat_encoder(writer(together, model.get_type_name())), _member_encoder(key, member))
            together = []
    steps.append(_flat_encoder(writer([*together, end], model.get_type_name())))

    def encode(pieces: list[bytes], value: Any) -> None:
        for step in steps:
            step(pieces, value)

    return encode


def _member_encoder(key: str, member: Any) -> Encoder:
    get, write, none = attrgetter(key), encoder(member, member.Attributes.sub_name), none_of(member)

    def encode(pieces: list[bytes], value: Any) -> None:
        member = get(value)
        if member is not None:
            write(pieces, member)
        elif none is None:
            raise ValueError(f"{type(value).__name__} lacks {key}, which is mandatory")
        else:
            pieces.append(none.encode())

    return encode


def _array_encoder(model: Any, name: str) -> Encoder:
    """Return the encoder of a list of records or files."""
    start, end = f"<{name}>".encode(), f"</{name}>".encode()
    item_name, item = item_of(model)
    encode_items = _batch_encoder(item, item_name) if is_flat(item) else _each_encoder(item, item_name)

    def encode(pieces: list[bytes], values: Any) -> None:
        pieces.append(start)
        encode_items(pieces, values)
        pieces.append(end)

    return encode


def _batch_encoder(item: Any, name: str) -> Encoder:
    write, none = element_writer(item, name), nil(name)
    write_or_nil: Writer = (lambda each: none if each is None else write(each)) if item.Attributes.nillable else write

    def encode(pieces: list[bytes], values: Any) -> None:
        # Records that come in great number write themselves, many in a text.
        written = getattr(values, "xml", None)
        if written is None:
            _append_batches(pieces, map(write_or_nil, values))
        else:
            for text in written():
                pieces.append(lexical.checked(text))  # noqa: PERF401 - appending is what lets them go

    return encode


def _each_encoder(item: Any, name: str) -> Encoder:
    write = encoder(item, name)
    none = nil(name).encode() if item.Attributes.nillable else None

    def encode(pieces: list[bytes], values: Any) -> None:
        for each in values:
            if each is None and none is not None:
                pieces.append(none)
            else:
                write(pieces, each)

    return encode


def _append_batches(pieces: list[bytes], texts: Iterable[str]) -> None:
    texts, records = iter(texts), _FIRST_RECORDS
    while text := "".join(islice(texts, records)):
        pieces.append(lexical.checked(text))
        records = max(1, records * _PIECE // len(text))


def _bytes_encoder(name: str) -> Encoder:
    start, end = f"<{name}>".encode(), f"</{name}>".encode()

    def encode(pieces: list[bytes], value: bytes) -> None:
        pieces.append(start)
        if isinstance(pieces, Pieces) and len(value) >= SMALLEST_FILE:
            pieces.append(pieces.include(value).encode())
        else:
            pieces.append(lexical.write_bytes(value))
        pieces.append(end)

    return encode


def _xml_encoder(name: str) -> Encoder:
    start, end = f"<{name}>".encode(), f"</{name}>".encode()

    def encode(pieces: list[bytes], value: Any) -> None:
        pieces.append(start)
        _append_batches(pieces, value.xml())
        pieces.append(end)

    return encode
