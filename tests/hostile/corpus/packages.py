"""MTOM packages that are none, or that say one thing and hold another."""

from collections.abc import Iterator

from tests.engine.messages import ping
from tests.engine.packages import BOUNDARY, ROOT, XOP, Part, attachment, file, include, package, type_of
from tests.hostile.case import CANARY, CLIENT, HARMLESS, INVALID, LIMITED, MALFORMED, TOKEN, Case

CATEGORY = "MIME"
_ANY = frozenset({CLIENT})
_GOOD = (ROOT, attachment(include("a"), token=TOKEN))


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for name, body, accept in _bodies():
        yield Case(name, CATEGORY, body, (f"Content-Type: {type_of()}",), accept=accept)
    body = package(_GOOD, file("a", b"abc"))
    for name, content_type, accept in _types():
        yield Case(name, CATEGORY, body, (f"Content-Type: {content_type}",), accept=accept)


def _bodies() -> Iterator[tuple[str, bytes, frozenset[str]]]:
    one = file("a", b"abc")
    whole = package(_GOOD, one)
    line = f"--{BOUNDARY}".encode()
    yield "nothing", b"", MALFORMED
    yield "no boundary in it", b"x" * 1_000, MALFORMED
    yield "an envelope alone", ping().encode(), MALFORMED
    yield "cut off", whole[:-8], MALFORMED
    yield "cut in the envelope", whole[:200], MALFORMED
    yield "no end", package(_GOOD, one, end=""), MALFORMED
    yield "no parts", line + b"--\r\n", MALFORMED
    yield "boundary only", line, MALFORMED
    yield "a million boundaries", (line + b"\r\n") * 40_000, MALFORMED | LIMITED
    yield "33 parts", package(_GOOD, *[file(f"f{i}", b"x") for i in range(33)]), LIMITED
    yield "10,000 parts", package(_GOOD, *[file(f"f{i}", b"x") for i in range(10_000)]), LIMITED
    yield "long headers", package(_GOOD, file("a", b"x", "X: " + "y" * 5_000)), MALFORMED
    yield "endless headers", package(_GOOD, file("a", b"x", "X: " + "y" * 1_500_000)), MALFORMED
    yield "a header that is none", package(_GOOD, file("a", b"x", "no colon")), MALFORMED
    yield "a header twice", package(_GOOD, file("a", b"x", "Content-ID: <b>")), MALFORMED
    yield "folded headers", package(_GOOD, file("a", b"x", "X: y", " z")), HARMLESS
    yield "parts in parts", package(_GOOD, file("a", b"x", "Content-Type: multipart/mixed; boundary=q")), MALFORMED
    yield "coded parts", package(_GOOD, (("Content-ID: <a>", "Content-Transfer-Encoding: base64"), b"QUJD")), MALFORMED
    yield (
        "quoted parts",
        package(_GOOD, (("Content-ID: <a>", "Content-Transfer-Encoding: quoted-printable"), b"=41")),
        (MALFORMED),
    )
    yield (
        "an unknown coding",
        package(_GOOD, (("Content-ID: <a>", "Content-Transfer-Encoding: x-gzip"), b"x")),
        MALFORMED,
    )
    yield "the same name twice", package(_GOOD, one, one), MALFORMED
    yield "no name", package(_GOOD, ((), b"x")), MALFORMED
    yield from _roots(one)
    for name, content, accept in _includes():
        yield name, package((ROOT, attachment(content, token=TOKEN)), one), accept
    yield "not a line end", whole.replace(b"\r\n", b"\n"), MALFORMED
    yield "boundary in the file", package(_GOOD, file("a", b"x\r\n" + line + b"y")), MALFORMED
    yield "blank behind the boundary", whole.replace(line + b"\r\n", line + b" \t\r\n"), HARMLESS
    yield "many blanks behind it", whole.replace(line + b"\r\n", line + b" " * 1_000 + b"\r\n"), MALFORMED


def _roots(one: Part) -> Iterator[tuple[str, bytes, frozenset[str]]]:
    yield "a file that is not named", package((ROOT, attachment("QUJD", token=TOKEN)), one), HARMLESS
    yield "a file that is not there", package(_GOOD), MALFORMED
    yield "the envelope as its own file", package((ROOT, attachment(include("root@x"), token=TOKEN))), MALFORMED
    yield "the root behind", package(one, _GOOD), MALFORMED | HARMLESS
    for name, type_ in {
        "HTML": "text/html",
        "plain XML": "text/xml",
        "another charset": "application/xop+xml; charset=utf-7",
        "another package": "multipart/related",
        "none": "",
    }.items():
        head = (f"Content-Type: {type_}", "Content-ID: <root@x>") if type_ else ("Content-ID: <root@x>",)
        yield f"a root of {name}", package((head, _GOOD[1]), one), MALFORMED | {"UNSUPPORTED_MEDIA_TYPE"}
    doctype = b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://@canary@/">]>' + _GOOD[1]
    yield "a DOCTYPE", package((ROOT, doctype), one), MALFORMED
    yield "a bomb", package((ROOT, b"<a>" * 300_000), one), LIMITED
    yield "attributes", package((ROOT, b"<a " + b"".join(b"a%d='' " % i for i in range(50_000)) + b"/>"), one), LIMITED
    root = attachment("QUJD", token=TOKEN).replace(b"a.bin", include("a").encode())
    yield "in a text", package((ROOT, root), one), INVALID | MALFORMED
    root = attachment("QUJD", token=TOKEN).replace(TOKEN.encode(), include("a").encode())
    yield "in a token", package((ROOT, root), one), INVALID | MALFORMED
    yield "100,000 includes", package((ROOT, attachment(include("a") * 15_000, token=TOKEN)), one), MALFORMED | LIMITED


def _includes() -> Iterator[tuple[str, str, frozenset[str]]]:
    for name, href in {
        "an address": f"http://{CANARY}/",
        "a local file": "file:///etc/passwd",
        "nothing": "",
        "no scheme": "a",
        "a scheme alone": "cid:",
        "a quoted name": "cid:%61",
        "a name with a quote": "cid:a' or '1'='1",
        "a path": "cid:../../etc/passwd",
        "an XPath": "cid:a']|//*['",
        "a bad escape": "cid:%zz",
        "a long name": "cid:" + "a" * 8_000,
    }.items():
        content = f'<xop:Include xmlns:xop="{XOP}" href="{href.replace(chr(39), "&apos;")}"/>'
        yield f"naming {name}", content, MALFORMED if name != "a quoted name" else HARMLESS
    bare = f'<xop:Include xmlns:xop="{XOP}"/>'
    yield "without href", bare, MALFORMED
    yield "two in one place", include("a") * 2, MALFORMED
    yield "beside text", "QUJD" + include("a"), MALFORMED
    yield "inside of another", include("a").replace("/>", f">{include('a')}</xop:Include>"), MALFORMED
    yield "of another namespace", include("a").replace(XOP, "urn:x"), INVALID


def _types() -> Iterator[tuple[str, str, frozenset[str]]]:
    good = type_of()
    yield "no boundary", good.replace("boundary", "border"), MALFORMED
    yield "an empty boundary", type_of(boundary=" "), MALFORMED
    yield "a long boundary", type_of(boundary="x" * 71), MALFORMED
    yield "a very long boundary", type_of(boundary="x" * 5_000), MALFORMED
    yield "a boundary with a quote", type_of(boundary='a\\"b'), MALFORMED
    yield "another boundary", type_of(boundary="another"), MALFORMED
    yield "a start that is not there", type_of(start="<nothing>"), MALFORMED
    yield "a start that is a file", type_of(start="<a>"), MALFORMED
    yield "no type", good.replace("; type=", "; typo="), frozenset({"UNSUPPORTED_MEDIA_TYPE"})
    yield (
        "the type of attachments",
        good.replace("application/xop+xml", "text/xml"),
        frozenset({"UNSUPPORTED_MEDIA_TYPE"}),
    )
    yield "multipart/mixed", good.replace("related", "mixed"), frozenset({"UNSUPPORTED_MEDIA_TYPE"})
    yield "form data", good.replace("related", "form-data"), frozenset({"UNSUPPORTED_MEDIA_TYPE"})
    yield "a strange start-info", good.replace("text/xml", "text/html"), HARMLESS
    yield "a coded boundary", good.replace("boundary=", "boundary*=utf-8''"), MALFORMED
    yield "two boundaries", f"{good}; boundary=x", HARMLESS
    yield "a thousand parameters", good + "; a=b" * 900, HARMLESS | {"UNSUPPORTED_MEDIA_TYPE"}
