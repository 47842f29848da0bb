"""Charsets, and what clients write that is not quite XML."""

import codecs
import tracemalloc

import pytest

from soap_server.app import Application
from soap_server.engine.content_type import ContentType
from soap_server.engine.reading import _mend_surrogates
from tests.engine.messages import Fault, ping, result, send

TEXT = "你好 é 😀"


def said(desk: Application, body: bytes, content_type: str = "text/xml") -> str | None:
    """What comes back from a Ping."""
    return result(send(desk, body, content_type=content_type))[0][0].text


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8"])
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8"?>'])
@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
def test_utf8_in_all_its_forms(desk: Application, charset: str, declaration: str, bom: bytes) -> None:
    """With and without declaration, byte order mark and quotes."""
    body = bom + (declaration + ping(TEXT)).encode()
    assert said(desk, body, f"text/xml; charset={charset}") == TEXT


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0" encoding="utf-16"?>'])
@pytest.mark.parametrize("with_charset", [True, False])
def test_utf16_in_all_its_forms(desk: Application, codec: str, declaration: str, with_charset: bool) -> None:
    """Named by the header, by its byte order mark or by its first bytes."""
    body = (declaration + ping(TEXT)).encode(codec)
    content_type = f"text/xml; charset={codec}" if with_charset else "text/xml"
    assert said(desk, body, content_type) == TEXT


def test_the_charset_of_the_header_wins(desk: Application) -> None:
    """RFC 7303: what the document says of itself counts only where HTTP says nothing."""
    body = ('<?xml version="1.0" encoding="iso-8859-1"?>' + ping(TEXT)).encode()
    assert said(desk, body, "text/xml; charset=utf-8") == TEXT


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (ping("é").encode("iso-8859-1"), "text/xml; charset=iso-8859-1"),
        (('<?xml version="1.0" encoding="iso-8859-1"?>' + ping("é")).encode("iso-8859-1"), "text/xml"),
        (ping().encode("utf-7"), "text/xml; charset=utf-7"),
        (ping().encode("cp500"), "text/xml; charset=cp500"),
        (ping().encode("utf-32"), "text/xml; charset=utf-32"),
        (ping().encode(), "text/xml; charset=punycode"),
        (ping().encode(), "text/xml; charset=unicode_escape"),
        (ping().encode(), "text/xml; charset=nonsense"),
        (ping().encode(), "text/xml; charset=ut\0f-8"),
    ],
)
def test_other_charsets_are_refused(desk: Application, body: bytes, content_type: str) -> None:
    """415 and a fault, whatever Python has a codec for."""
    fault = Fault(send(desk, body, content_type=content_type))
    assert (fault.code, fault.status) == ("UNSUPPORTED_MEDIA_TYPE", 415)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"<a>\xff\xfe</a>", "text/xml; charset=utf-8"), (ping().encode("utf-16-le")[:-1], "text/xml; charset=utf-16-le")],
)
def test_damaged_text_is_malformed(desk: Application, body: bytes, content_type: str) -> None:
    """Bytes that are not of the charset are the caller's mistake."""
    assert Fault(send(desk, body, content_type=content_type)).code == "MALFORMED_REQUEST"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"&#xD83D;&#xDE00;", b"&#x1F600;"),
        (b"&#55357;&#56832;", b"&#x1F600;"),
        (b"&#xd83d;&#56832;", b"&#x1F600;"),
        (b"a&#xD83D;&#xDE00;b&#xD83D;&#xDE01;", b"a&#x1F600;b&#x1F601;"),
        (b"&#xD83D;", b"&#xD83D;"),
        (b"&#xDE00;&#xD83D;", b"&#xDE00;&#xD83D;"),
        (b"<![CDATA[&#xD83D;&#xDE00;]]>&#xD83D;&#xDE00;", b"<![CDATA[&#xD83D;&#xDE00;]]>&#x1F600;"),
        (b"<![CDATA[&#xD83D;&#xDE00;", b"<![CDATA[&#xD83D;&#xDE00;"),
        (b"&#57343;&#57344;", b"&#57343;&#57344;"),
    ],
)
def test_characters_in_two_halves_are_joined(written: bytes, read: bytes) -> None:
    """Axis 1.4 writes emoji so; in CDATA the same signs are text."""
    assert _mend_surrogates(written) == read


@pytest.mark.parametrize("many", [b"<![CDATA[]]>", b"&#55357;&#56832;", b"&#55357;"])
def test_joining_them_costs_little_memory(many: bytes) -> None:
    """Of a document that has nothing else, too, which is looked at before its elements and texts are counted."""
    data = b"<a>&#55357;&#56832;" + many * 50_000
    tracemalloc.start()
    try:
        _mend_surrogates(data)
        assert tracemalloc.get_traced_memory()[1] < 3 * len(data)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("header", "media_type", "charset", "action"),
    [
        ("text/xml", "text/xml", "", ""),
        ('Text/XML ; charset="UTF-8"', "text/xml", "UTF-8", ""),
        ('application/soap+xml; action="urn:a/B"; charset=utf-8', "application/soap+xml", "utf-8", "urn:a/B"),
        ("", "", "", ""),
        ("nonsense", "", "", ""),
        ("text/xml, text/plain", "", "", ""),
        ("text/xml; charset", "text/xml", "", ""),
        ("text/xml; charset=utf-8; CHARSET=utf-16", "text/xml", "utf-8", ""),
        ('text/xml; charset="utf-8', "text/xml", '"utf-8', ""),
        ("text/xml; charset=a; charset=b", "text/xml", "a", ""),
        ("text/xml; charset*=utf-8''b; charset*0=c; charset*0=d", "text/xml", "", ""),
        (r'application/soap+xml; action="urn:\"a\\b\""', "application/soap+xml", "", r'urn:"a\b"'),
        ("text/xml" + ";" * 2000, "text/xml", "", ""),
        ("text/xml; charset=utf-8" + "; a=b" * 1000, "text/xml", "utf-8", ""),
    ],
)
def test_content_types(header: str, media_type: str, charset: str, action: str) -> None:
    """Parameters in any order, quoted or not; the first of two counts, and one with hundreds of them is none."""
    parsed = ContentType(header)
    assert (parsed.media_type, parsed.charset, parsed.action) == (media_type, charset, action)
