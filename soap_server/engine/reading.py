"""From the bytes of an envelope to a parsed document: charset, the gate, the tree."""

import codecs
import re
import threading
from collections.abc import Set as AbstractSet

from lxml import etree

from soap_server.engine.content_type import ContentType
from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.gate import check_document, keeps_limits, malformed
from soap_server.engine.limits import Limits

# The names under which UTF-8 and UTF-16 come. Python's own table has a hundred others, and no answer for some bytes.
_CODECS = {
    **dict.fromkeys(("utf-8", "utf8", "us-ascii", "ascii"), "utf-8"),
    **dict.fromkeys(("utf-16", "utf16"), "utf-16"),
    **dict.fromkeys(("utf-16le", "utf-16-le"), "utf-16-le"),
    **dict.fromkeys(("utf-16be", "utf-16-be"), "utf-16-be"),
}
_DECLARED = re.compile(rb"""^<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")
# A character outside the basic plane written as its two UTF-16 halves, which are no XML characters by
# themselves. Axis 1.4 writes every emoji so. In a CDATA section the same is plain text.
_SURROGATE_PAIR = re.compile(
    rb"<!\[CDATA\[(?s:.*?)(?:\]\]>|\Z)|"
    rb"&#(?:[xX]([dD][89abAB][0-9a-fA-F]{2})|(5[56][0-9]{3}));"
    rb"&#(?:[xX]([dD][c-fC-F][0-9a-fA-F]{2})|(5[67][0-9]{3}));"
)
_FIRST_HALF = re.compile(rb"&#(?:[xX][dD][89abAB]|5[56][0-9]{3};)")


def parse_document(body: bytes, content_type: ContentType, limits: Limits, uploads: AbstractSet[str]) -> etree._Element:
    """Return the root of a request's document.

    :param uploads: tags of body entries that carry files; text in them may be as long as an upload.
    :raises SoapFault: if the charset is not taken, the XML is not well-formed or exceeds a limit.
    """
    if not body:
        raise SoapFault.of(Kinds.MALFORMED_REQUEST, "The request has no body.")
    data = _mend_surrogates(_as_utf8(body, content_type.charset))
    if not keeps_limits(data, limits):
        check_document(data, limits, uploads)
    try:
        return etree.fromstring(data, _PARSERS.own)
    except etree.XMLSyntaxError as error:
        # Names that break the rules of namespaces and ids that stand twice are always found here only.
        raise malformed(error) from error


class _Parsers(threading.local):
    """A parser for each thread: a shared one would serialise them on its lock."""

    def __init__(self) -> None:
        self.own = _tree_parser()


def _tree_parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


_PARSERS = _Parsers()


def _as_utf8(body: bytes, charset: str) -> bytes:
    """Return the document in UTF-8. The charset of the HTTP header wins over the document (RFC 7303)."""
    name = _codec(charset) if charset else _detected(body)
    if name == "utf-8":
        return body.removeprefix(codecs.BOM_UTF8)
    if name is None:
        raise SoapFault.of(Kinds.UNSUPPORTED_MEDIA_TYPE, "The charset must be UTF-8 or UTF-16.")
    try:
        text = body.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise SoapFault.of(Kinds.MALFORMED_REQUEST, "The request is not valid UTF-16.") from error
    return _DECLARATION.sub("", text, count=1).encode()


def _detected(body: bytes) -> str | None:
    """Return the codec that a document names itself, by its first bytes (XML 1.0, appendix F)."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if body.startswith(b"<\0"):
        return "utf-16-le"
    if body.startswith(b"\0<"):
        return "utf-16-be"
    declared = _DECLARED.match(body.removeprefix(codecs.BOM_UTF8))
    return _codec(declared[1].decode()) if declared else "utf-8"


def _codec(charset: str) -> str | None:
    return _CODECS.get(charset.lower().replace("_", "-"))


def _mend_surrogates(data: bytes) -> bytes:
    if not _FIRST_HALF.search(data):
        return data
    # Written as it is read: a document may consist of nothing else, and lists of pieces are larger than itself.
    mended, at = bytearray(), 0
    for pair in _SURROGATE_PAIR.finditer(data):
        if pair.lastindex:
            mended += data[at : pair.start()]
            mended += _joined(pair)
            at = pair.end()
    mended += memoryview(data)[at:]
    return bytes(mended)


def _joined(pair: re.Match[bytes]) -> bytes:
    high = int(pair[1], 16) if pair[1] else int(pair[2])
    low = int(pair[3], 16) if pair[3] else int(pair[4])
    if not (0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF):
        return pair[0]
    return b"&#x%X;" % (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
