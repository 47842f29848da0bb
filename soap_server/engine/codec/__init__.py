"""From elements to contract values and back to text: one decoder and one encoder a type, made at start.

They are closures over what the Spyne models say, so that a call walks no model: Spyne's own serializer
asks for the attributes of every field again with every value.
"""

from soap_server.engine.codec.decoding import Decoder, Files, argument_decoder, decoder
from soap_server.engine.codec.encoding import INCLUDE, Encoder, Pieces, encoder, response_encoder
from soap_server.lexical import escape

__all__ = [
    "INCLUDE",
    "Decoder",
    "Encoder",
    "Files",
    "Pieces",
    "argument_decoder",
    "decoder",
    "encoder",
    "escape",
    "response_encoder",
]
