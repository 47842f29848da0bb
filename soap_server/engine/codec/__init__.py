"""From elements to contract values and back to text: one decoder and one encoder a type, made at start.

They are compiled from what the Spyne models say, so that a call walks no model: Spyne's own serializer asks for the
attributes of every field again with every value. It is the reference all the same, and a setting puts it to work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from soap_server.engine.codec import decoding, encoding
from soap_server.engine.codec.decoding import Decoder
from soap_server.engine.codec.pieces import INCLUDE, Files, Pieces

__all__ = ["COMPILED", "INCLUDE", "Codec", "Decoder", "Files", "Pieces", "codec_named"]


@dataclass(frozen=True)
class Codec:
    """A way to read requests and to write answers; each of its functions takes a Spyne type and returns a function.

    :ivar argument_decoder: of a request: from the body entry, and the files beside it, to arguments by Python names.
    :ivar decoder: of an element: from it, the path to it, and perhaps files, to its value.
    :ivar response_encoder: of an answer: from a value, and perhaps Pieces for files, to the pieces of the body entry.
    :ivar element_encoder: of an element that stands alone, by its name: from a value to text.
    :ivar writes_in_pieces: whether an answer is written from its beginning to its end, a piece at a time.
    """

    argument_decoder: Callable[[Any], Callable[..., dict[str, Any]]]
    decoder: Callable[[Any], Decoder]
    response_encoder: Callable[[Any], Callable[..., list[bytes]]]
    element_encoder: Callable[[Any, str], Callable[[Any], str]]
    writes_in_pieces: bool = False


COMPILED = Codec(
    decoding.argument_decoder,
    decoding.decoder,
    encoding.response_encoder,
    encoding.element_encoder,
    writes_in_pieces=True,
)


def codec_named(name: str) -> Codec:
    """Return the codec of this name: ``compiled``, or ``spyne`` for the reference."""
    return _CODECS[name]()


def _reference() -> Codec:
    # Spyne's protocols take time to import, and few want them.
    from soap_server.engine.codec import reference  # noqa: PLC0415

    return Codec(reference.argument_decoder, reference.decoder, reference.response_encoder, reference.element_encoder)


_CODECS: Mapping[str, Callable[[], Codec]] = MappingProxyType({"compiled": lambda: COMPILED, "spyne": _reference})
