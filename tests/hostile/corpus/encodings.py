"""Charsets, and characters that are none or that are taken for others."""

import codecs
from collections.abc import Iterator

from tests.engine.messages import ping
from tests.hostile.case import HARMLESS, MALFORMED, OK, XML, XML12, Case, named

CHARSETS, CHARACTERS = "encodings", "characters"
_OTHER = frozenset({"UNSUPPORTED_MEDIA_TYPE"})
_FINE = frozenset({OK})
_CODECS = (
    *("iso-8859-1", "iso-8859-15", "windows-1252", "us-ascii-nonsense", "utf-7", "utf-32", "utf-32-le", "utf-32-be"),
    *("cp037", "cp500", "gb18030", "gbk", "big5", "shift_jis", "euc-jp", "iso-2022-jp", "koi8-r", "mac-roman"),
    *("punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "rot13", "hex", "base64", "zip", "bz2"),
    *("mbcs", "oem", "string-escape", "utf-8-sig-nonsense", "..", "x" * 1_000, "%n%n%n", "'", "€"),
)


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for charset in _CODECS:
        body = ping().encode()
        yield Case(charset[:30], CHARSETS, body, (f'Content-Type: text/xml; charset="{charset}"',), accept=_OTHER)
    for declared in _CODECS[:20]:
        document = f'<?xml version="1.0" encoding="{declared}"?>'.encode() + ping().encode()
        yield Case(f"{declared} declared", CHARSETS, document, ("Content-Type: text/xml",), accept=_OTHER)
    yield from _utf16()
    yield from named(CHARACTERS, _characters())


def _utf16() -> Iterator[Case]:
    for codec in ("utf-16", "utf-16-le", "utf-16-be"):
        text = ping("你好 😀")
        body = text.encode(codec)
        yield Case(f"{codec} found out", CHARSETS, body, ("Content-Type: text/xml",), accept=_FINE)
        yield Case(f"{codec} named", CHARSETS, body, (f"Content-Type: text/xml; charset={codec}",), accept=_FINE)
        declared = ('<?xml version="1.0" encoding="utf-16"?>' + text).encode(codec)
        yield Case(f"{codec} declared", CHARSETS, declared, ("Content-Type: text/xml",), accept=_FINE)
        yield Case(f"{codec} cut", CHARSETS, body[:-1], (f"Content-Type: text/xml; charset={codec}",), accept=MALFORMED)
        yield Case(f"{codec} called UTF-8", CHARSETS, body, (XML,), accept=MALFORMED)
        doctype = ("<!DOCTYPE a [<!ENTITY x 'y'>]>" + text).encode(codec)
        yield Case(f"{codec} with a DOCTYPE", CHARSETS, doctype, ("Content-Type: text/xml",), accept=MALFORMED)
    lone = ping("xx").encode("utf-16-le").replace(b"x\0x\0", b"\x3d\xd8x\0")
    yield Case("a lone half", CHARSETS, lone, ("Content-Type: text/xml; charset=utf-16-le",), accept=MALFORMED)
    yield Case(
        "UTF-8 called UTF-16", CHARSETS, ping(), ("Content-Type: text/xml; charset=utf-16",), accept=MALFORMED | _OTHER
    )
    twice = codecs.BOM_UTF8 * 2 + ping().encode()
    yield Case("two byte order marks", CHARSETS, twice, (XML,), accept=HARMLESS)
    mixed = codecs.BOM_UTF16_LE + ping().encode()
    yield Case("the mark of another", CHARSETS, mixed, ("Content-Type: text/xml",), accept=MALFORMED)
    version = ping("你好").replace("<s:Envelope", '<?xml version="1.1"?><s:Envelope', 1)
    yield Case("XML 1.1", CHARSETS, version, (XML,), accept=HARMLESS)
    yield Case("XML 2.0", CHARSETS, version.replace("1.1", "2.0", 1), (XML,), accept=HARMLESS)
    yield Case("another charset twice", CHARSETS, ping(), (XML + "; charset=utf-7",), accept=HARMLESS)
    yield Case("SOAP 1.2 in Latin-1", CHARSETS, ping(), (XML12.replace("utf-8", "latin-1"),), accept=_OTHER)


def _characters() -> Iterator[tuple[str, bytes | str, frozenset[str]]]:
    good = ping("HERE").encode()
    broken = {
        "overlong slash": b"\xc0\xaf",
        "overlong null": b"\xc0\x80",
        "overlong in three": b"\xe0\x80\xaf",
        "a half in UTF-8": b"\xed\xa0\x80",
        "two halves in UTF-8": b"\xed\xa0\xbd\xed\xb8\x80",
        "beyond Unicode": b"\xf4\x90\x80\x80",
        "five bytes": b"\xf8\x88\x80\x80\x80",
        "a tail alone": b"\x80",
        "a start alone": b"\xe4",
        "FE and FF": b"\xfe\xff",
        "null": b"\0",
        "control": b"\x01\x02\x1f",
        "escape": b"\x1b[31m",
        "backspace": b"\x08",
        "FFFE": b"\xef\xbf\xbe",
        "FFFF": b"\xef\xbf\xbf",
        "reference to null": b"&#0;",
        "reference to control": b"&#1;",
        "reference to a half": b"&#xD800;",
        "reference to FFFE": b"&#xFFFE;",
        "reference beyond": b"&#x110000;",
        "reference much beyond": b"&#99999999999999999999;",
        "negative reference": b"&#-1;",
        "reference without end": b"&#65",
        "lone ampersand": b"& ",
        "end of a section": b"]]>",
    }
    for name, data in broken.items():
        yield name, good.replace(b"HERE", data), MALFORMED
        yield (
            f"{name} in a name",
            good.replace(b"t:Ping>", b"t:Pi" + data + b"ng>"),
            (MALFORMED | {"LIMIT_EXCEEDED", "UNKNOWN_OPERATION"}),
        )
    allowed = {
        "right to left": "\u202egnp.exe",
        "zero width": "a\u200b\u200d\ufeffb",
        "combining": "e" + "\u0301" * 500,
        "private use": "\ue000\U000f0000",
        "noncharacter": "\ufdd0\U0001fffe",
        "tags": "\U000e0001\U000e0041",
        "wide": "ａｄｍｉｎ",
        "line separators": "a\u2028b\u2029c\u0085d",
        "delete and C1": "\x7f\x80\x9f",
        "everything above": "".join(chr(number) for number in range(0x10FFF0, 0x110000 - 2)),
    }
    for name, text in allowed.items():
        yield name, ping(text), HARMLESS
