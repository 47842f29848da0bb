"""Envelopes that are none, and headers that are too many, unknown, or for somebody else."""

from collections.abc import Iterator

from soap_server.engine.versions import SOAP11, SOAP12, VERSIONS
from tests.engine.messages import TNS, envelope, ping
from tests.hostile.case import (
    CLIENT,
    HARMLESS,
    INVALID,
    MALFORMED,
    OK,
    SESSION,
    XML,
    XML12,
    Case,
    call,
    named,
)

STRUCTURE, HEADERS = "structure", "SOAP headers"
_S = SOAP11.namespace
_ENTRY = "<t:Ping><t:text>x</t:text></t:Ping>"
_UNKNOWN = frozenset({"UNKNOWN_OPERATION"})


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from named(STRUCTURE, _structures())
    yield from named(HEADERS, _headers())
    for version, type_ in zip(VERSIONS, (XML, XML12), strict=True):
        for role in _roles(version.namespace):
            entry = f'<x:a xmlns:x="urn:x" s:mustUnderstand="1" s:{version.role_attribute}="{role}"/>'
            yield Case(f"{version.name} mandatory for {role[-30:] or 'us'}", HEADERS, call(_ENTRY, header=entry, version=version), (type_,), accept=HARMLESS)  # fmt: skip
        for value in ("1", "true", " 1 ", "0", "false", "yes", "", "2", "TRUE"):
            entry = f'<x:a xmlns:x="urn:x" s:mustUnderstand="{value}"/>'
            accept = frozenset({"MUST_UNDERSTAND"}) if value.strip() in ("1", "true") else HARMLESS
            yield Case(f"{version.name} mandatory {value!r}", HEADERS, call(_ENTRY, header=entry, version=version), (type_,), accept=accept)  # fmt: skip
    yield Case("1.2 in the type of 1.1", STRUCTURE, ping(version=SOAP12), (XML,), accept=HARMLESS)
    yield Case("1.1 in the type of 1.2", STRUCTURE, ping(), (XML12,), accept=HARMLESS)


def _roles(namespace: str) -> tuple[str, ...]:
    return (
        "",
        "http://schemas.xmlsoap.org/soap/actor/next",
        f"{namespace}/role/next",
        f"{namespace}/role/none",
        "urn:me",
    )


def _around(inside: str) -> str:
    return f'<s:Envelope xmlns:s="{_S}" xmlns:t="{TNS}">{inside}</s:Envelope>'


def _structures() -> Iterator[tuple[str, str, frozenset[str]]]:
    body = f"<s:Body>{_ENTRY}</s:Body>"
    for name, document in {
        "nothing": "",
        "blank": "  \n ",
        "text": "hello",
        "another root": "<a/>",
        "the entry alone": f'<t:Ping xmlns:t="{TNS}"/>',
        "an HTML page": "<html><body>hi</body></html>",
        "JSON": '{"Ping": {}}',
        "nothing inside": _around(""),
        "no body": _around("<s:Header/>"),
        "empty body": _around("<s:Body/>"),
        "text in the body": _around("<s:Body>text</s:Body>"),
        "two bodies": _around(body + body),
        "two headers": _around("<s:Header/><s:Header/>" + body),
        "header behind the body": _around(body + "<s:Header/>"),
        "something behind the body": _around(body + "<a/>"),
        "something before the header": _around("<a/><s:Header/>" + body),
        "two entries": _around(f"<s:Body>{_ENTRY * 2}</s:Body>"),
        "a Fault": _around("<s:Body><s:Fault><faultcode>s:Server</faultcode></s:Fault></s:Body>"),
        "an envelope inside": _around(f"<s:Body>{ping()}</s:Body>"),
        "no namespace": f"<Envelope><Body>{_ENTRY.replace('t:', '')}</Body></Envelope>",
        "another version": ping().replace(_S, "http://www.w3.org/2001/12/soap-envelope"),
        "version 1.3": ping().replace(_S, "http://example.com/soap-envelope"),
        "mixed versions": ping()
        .replace("<s:Body>", f'<x:Body xmlns:x="{SOAP12.namespace}">')
        .replace("</s:Body>", "</x:Body>"),
        "lower case": ping().replace("s:Envelope", "s:envelope"),
        "undeclared prefix": ping().replace("t:Ping", "zz:Ping"),
        "prefix xml": ping().replace("xmlns:t=", 'xmlns:xml="urn:x" xmlns:t='),
        "prefix xmlns": ping().replace("xmlns:t=", 'xmlns:xmlns="urn:x" xmlns:t='),
        "empty prefix": ping().replace("xmlns:t=", 'xmlns:q="" xmlns:t='),
        "two colons": ping().replace("t:Ping", "t:t:Ping"),
        "two documents": ping() + ping(),
        "text behind": ping() + "text",
        "declaration behind a blank": " <?xml version='1.0'?>" + ping(),
        "two declarations": "<?xml version='1.0'?><?xml version='1.0'?>" + ping(),
        "cut in half": ping()[: len(ping()) // 2],
        "no end": ping()[:-3],
    }.items():
        yield name, document, frozenset({CLIENT})
    for name, entry, accept in (
        ("another namespace", '<Ping xmlns="urn:other"/>', _UNKNOWN),
        ("no namespace inside", "<Ping/>", _UNKNOWN),
        ("another case", "<t:ping/>", _UNKNOWN),
        ("the answer", "<t:PingResponse/>", _UNKNOWN),
        ("a type", "<t:ServiceFault/>", _UNKNOWN),
        ("a Python name", "<t:__class__/>", _UNKNOWN),
        ("a long name", f"<t:{'P' * 40_000}/>", _UNKNOWN),
        ("a markup name", "<t:Ping.-_·/>", _UNKNOWN),
        ("multi-reference", '<t:Ping><t:text href="#a"/></t:Ping>', INVALID),
        ("cyclic references", '<t:Ping id="a" href="#a"><t:text/></t:Ping>', INVALID),
        ("encoding style", f'<t:Ping s:encodingStyle="{_S}"><t:text>x</t:text></t:Ping>', HARMLESS),
        ("type of an object", '<t:Ping xsi:type="t:User"><t:text xsi:type="xs:anyType">x</t:text></t:Ping>', HARMLESS),
        ("nil entry", '<t:Ping xsi:nil="true"/>', HARMLESS),
        ("nil with text", '<t:Ping><t:text xsi:nil="true">x</t:text></t:Ping>', INVALID),
        ("nil that is none", '<t:Ping><t:text xsi:nil="maybe">x</t:text></t:Ping>', INVALID),
        ("text between", "<t:Ping>a<t:text>x</t:text>b</t:Ping>", INVALID),
        ("elements in text", "<t:Ping><t:text>a<b/>c</t:text></t:Ping>", INVALID),
        ("comment in text", "<t:Ping><t:text>a<!-- b -->c</t:text></t:Ping>", HARMLESS),
        ("instruction in text", "<t:Ping><t:text>a<?b c?>d</t:text></t:Ping>", HARMLESS),
        ("section in text", "<t:Ping><t:text><![CDATA[</t:text>]]></t:text></t:Ping>", frozenset({OK})),
    ):
        yield name, envelope(entry), accept


def _headers() -> Iterator[tuple[str, str, frozenset[str]]]:
    me = "<t:GetCurrentUser/>"
    for name, header, accept in (
        ("session twice", SESSION * 2, MALFORMED),
        ("session without token", "<t:SessionHeader/>", frozenset({"AUTHENTICATION_REQUIRED"})),
        ("session with two tokens", "<t:SessionHeader><t:token>a</t:token><t:token>b</t:token></t:SessionHeader>", INVALID),
        ("session with more", SESSION.replace("</t:S", "<t:role>admin</t:role></t:S"), INVALID),
        ("session in another namespace", SESSION.replace("t:", ""), frozenset({"AUTHENTICATION_REQUIRED"})),
        ("nil token", '<t:SessionHeader><t:token xsi:nil="true"/></t:SessionHeader>', frozenset({CLIENT})),
        ("empty token", "<t:SessionHeader><t:token/></t:SessionHeader>", frozenset({CLIENT})),
        ("made-up token", "<t:SessionHeader><t:token>made-up</t:token></t:SessionHeader>", frozenset({"SESSION_EXPIRED"})),
        ("token of 100,000", f"<t:SessionHeader><t:token>{'x' * 100_000}</t:token></t:SessionHeader>", frozenset({CLIENT})),
        ("token with SQL", "<t:SessionHeader><t:token>' OR '1'='1</t:token></t:SessionHeader>", frozenset({"SESSION_EXPIRED"})),
        ("token with markup", "<t:SessionHeader><t:token>&lt;x/&gt;</t:token></t:SessionHeader>", frozenset({CLIENT})),
        ("session for another", SESSION.replace("<t:SessionHeader", '<t:SessionHeader s:actor="urn:other"'), frozenset({"AUTHENTICATION_REQUIRED"})),
        ("none", "", frozenset({"AUTHENTICATION_REQUIRED"})),
        ("SAML", '<x:Assertion xmlns:x="urn:oasis:names:tc:SAML:2.0:assertion" s:mustUnderstand="1"/>', frozenset({"MUST_UNDERSTAND"})),
        ("transaction", '<x:t xmlns:x="http://docs.oasis-open.org/ws-tx/wscoor" s:mustUnderstand="true"/>', frozenset({"MUST_UNDERSTAND"})),
        ("reliable messaging", '<x:Sequence xmlns:x="http://docs.oasis-open.org/ws-rx/wsrm/200702" s:mustUnderstand="1"/>', frozenset({"MUST_UNDERSTAND"})),
        ("entry without namespace", SESSION + '<a s:mustUnderstand="0"/>', HARMLESS),
        ("mandatory without namespace", SESSION + '<a s:mustUnderstand="1"/>', frozenset({"MUST_UNDERSTAND"})),
        ("text in the header", SESSION + "text", HARMLESS),
        ("the operation in the header", SESSION + "<t:Logout s:mustUnderstand='1'/>", frozenset({"MUST_UNDERSTAND"})),
    ):  # fmt: skip
        yield name, call(me, header=header), accept
