"""XML that is made to cost: time, memory, the depth of a stack."""

import gzip
from collections.abc import Iterator

from tests.engine.messages import envelope, ping
from tests.hostile.case import HARMLESS, INVALID, LIMITED, MALFORMED, XML, Case, call, named

CATEGORY = "XML denial of service"
PACKING = "compression"
_MANY = 100_000
_LIMITED = LIMITED | MALFORMED | {"REQUEST_TOO_LARGE"}


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from named(CATEGORY, _costly(), settles=True)
    yield from (
        Case(name, PACKING, body, (XML, f"Content-Encoding: {coding}"), accept=accept, settles=True)
        for name, coding, body, accept in _packed()
    )


def _costly() -> Iterator[tuple[str, str | bytes, frozenset[str]]]:
    attributes = " ".join(f'a{number}=""' for number in range(_MANY))
    spaces = " ".join(f'xmlns:n{number}="u"' for number in range(_MANY // 2))
    yield "100,000 attributes", envelope(f"<t:Ping {attributes}/>"), LIMITED
    yield "100,000 attributes in a header", envelope("<t:Ping/>", header=f"<t:SessionHeader {attributes}/>"), LIMITED
    yield "100,000 attributes of the root", f"<a {attributes}/>", LIMITED
    yield "100,000 attributes in an unknown header", envelope("<t:Ping/>", header=f"<t:x {attributes}/>"), LIMITED
    yield "50,000 namespaces", envelope(f"<t:Ping {spaces}/>"), LIMITED
    yield "64 attributes on each", envelope(f"<t:Ping>{_each_with(60)}</t:Ping>"), LIMITED | INVALID
    yield "attribute twice", envelope("<t:Ping a='1' a='2'/>"), MALFORMED
    yield "400,000 siblings", envelope(f"<t:Ping>{'<a/>' * 400_000}</t:Ping>"), _LIMITED
    yield "5,000 in each of five", envelope("<t:Ping>" + f"<a>{'<b/>' * 4_999}</a>" * 5 + "</t:Ping>"), LIMITED
    yield "100,000 deep", "<a>" * _MANY + "</a>" * _MANY, LIMITED
    yield "100,000 deep in a call", envelope("<a>" * _MANY + "</a>" * _MANY), LIMITED
    yield "100,000 deep in a header", envelope("<t:Ping/>", header="<a>" * _MANY + "</a>" * _MANY), LIMITED
    yield "never closed", "<a>" * 400_000, _LIMITED
    yield "255 deep", "<a>" * 255 + "</a>" * 255, LIMITED
    yield from _long()


def _long() -> Iterator[tuple[str, str | bytes, frozenset[str]]]:
    yield "long name", f"<{'a' * 1_900_000}/>", LIMITED
    yield "long names", envelope("<t:Ping>" + f"<{'a' * 40_000}/>" * 40 + "</t:Ping>"), LIMITED | INVALID
    yield "long prefix", f"<{'p' * 60_000}:a xmlns:{'p' * 60_000}='u'/>", LIMITED
    yield "long namespace", envelope(f"<a xmlns='{'u' * 1_000_000}'/>"), LIMITED
    yield "long attribute", envelope(f"<t:Ping a='{'x' * 1_900_000}'/>"), LIMITED
    yield "long text", ping("x" * 1_900_000), LIMITED
    yield "long text in pieces", ping("<![CDATA[x]]>" * 100_000), LIMITED | INVALID
    yield "long white space", ping() + " " * 1_900_000, HARMLESS
    yield "white space in a header", envelope("<t:Ping/>", header=" " * 1_900_000), LIMITED
    yield "a million comments", ping("<!---->" * 250_000), LIMITED
    yield "one long comment", ping(f"<!--{'x' * 1_800_000}-->"), LIMITED | INVALID | {"OK"}
    yield "many instructions", ping("<?a?>" * 350_000), LIMITED
    yield "one long instruction", f"<?a {'x' * 1_800_000}?>" + ping(), LIMITED | {"OK"}
    yield "references", ping("&#65;" * 380_000), LIMITED | INVALID
    yield "references of two halves", ping("&#xD83D;&#xDE00;" * 110_000), LIMITED | INVALID
    yield "half references", ping("&#xD83D;" * 220_000), MALFORMED
    yield "sections", ping("<![CDATA[]]>" * 150_000), HARMLESS
    yield "section never closed", ping("<![CDATA[" + "x" * 1_800_000), _LIMITED
    yield "nothing but less-than", "<" * 1_900_000, _LIMITED
    yield "nothing but ampersands", ping("&" * 1_900_000), _LIMITED
    yield "tag never closed", "<a " + "b='c' " * 300_000, _LIMITED
    yield "quote never closed", "<a b='" + "x" * 1_900_000, _LIMITED
    yield "newlines in a tag", "<a" + "\n" * 1_900_000 + "/>", _LIMITED
    yield "colliding names", envelope("<t:Ping>" + "".join(f"<a{i:05}/>" for i in range(4_990)) + "</t:Ping>"), INVALID
    yield "long number", call(f"<t:GetEvent><t:eventId>{'9' * 1_000_000}</t:eventId></t:GetEvent>"), LIMITED | INVALID
    yield (
        "leading zeros",
        call(f"<t:GetEvent><t:eventId>{'0' * 900_000}1</t:eventId></t:GetEvent>"),
        (HARMLESS | LIMITED),
    )
    yield "long path of XML", envelope("<t:Ping>" + "<t:text>" * 50 + "</t:text>" * 50 + "</t:Ping>"), INVALID
    yield "10,000 ids", envelope("<t:Ping>" + "".join(f"<a id='i{i}'/>" for i in range(4_990)) + "</t:Ping>"), INVALID
    yield "many xml:id", envelope("<t:Ping>" + "<a xml:id='i'/>" * 4_990 + "</t:Ping>"), MALFORMED | INVALID
    roles = "".join(f"<t:h{i} s:mustUnderstand='0'/>" for i in range(4_990))
    yield "many headers", envelope("<t:Ping><t:text>x</t:text></t:Ping>", header=roles), HARMLESS
    yield (
        "regular expressions' worst",
        call(f"<t:Register><t:username>{'a' * 30_000}!</t:username><t:password>x</t:password></t:Register>"),
        INVALID,
    )
    yield "a word with many blanks", call(f"<t:Login><t:username>{' ' * 900_000}</t:username></t:Login>"), INVALID


def _each_with(count: int) -> str:
    attributes = " ".join(f"a{number}=''" for number in range(count))
    return f"<t:x {attributes}/>" * 2_000


def _packed() -> Iterator[tuple[str, str, bytes, frozenset[str]]]:
    body = ping().encode()
    packed = gzip.compress(body)
    yield "1,000 : 1", "gzip", gzip.compress(b" " * 100_000_000), frozenset({"REQUEST_TOO_LARGE"})
    yield "twice", "gzip, gzip", gzip.compress(packed), frozenset({"UNSUPPORTED_MEDIA_TYPE"})
    yield "twice, said once", "gzip", gzip.compress(packed), MALFORMED
    yield "cut off", "gzip", packed[:-9], MALFORMED
    yield "without trailer", "gzip", packed[:-8], MALFORMED
    yield "wrong sum", "gzip", packed[:-8] + b"\0" * 8, MALFORMED
    yield "more behind", "gzip", packed + b"<a/>", MALFORMED
    yield "two members", "gzip", packed + packed, MALFORMED
    yield "nothing", "gzip", b"", MALFORMED
    yield "not packed", "gzip", body, MALFORMED
    yield "deflate", "deflate", packed, frozenset({"UNSUPPORTED_MEDIA_TYPE"})
    yield "brotli", "br", body, frozenset({"UNSUPPORTED_MEDIA_TYPE"})
    yield "compress", "compress", body, frozenset({"UNSUPPORTED_MEDIA_TYPE"})
    yield "zstd", "zstd", body, frozenset({"UNSUPPORTED_MEDIA_TYPE"})
    yield "nonsense", '\t,;="', body, frozenset({"UNSUPPORTED_MEDIA_TYPE"})
    yield "many codings", ", ".join(["gzip"] * 1_000), packed, frozenset({"UNSUPPORTED_MEDIA_TYPE"})
    header = b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"x" * 1_000_000
    yield "a file name without end", "gzip", header, MALFORMED
    yield "a bomb of a document", "gzip", gzip.compress(b"<a>" * 600_000), _LIMITED
