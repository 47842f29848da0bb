"""WS-Security and HTTP Basic: nothing is believed that was not checked, and nothing in the clear."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from soap_server.engine.ws_security import PASSWORD_TEXT, WSSE, WSU
from tests.hostile.case import CANARY, CLIENT, HARMLESS, SESSION, XML, Case, call
from tests.security_headers import created, expires, nonce, security, timestamp, token

WSS, BASIC = "WS-Security", "HTTP Basic"
_SECURE = (XML, "X-Forwarded-Proto: https")
_ME = "<t:GetCurrentUser/>"
_DS, _XENC = "http://www.w3.org/2000/09/xmldsig#", "http://www.w3.org/2001/04/xmlenc#"
_ANY = frozenset({CLIENT})
_IN_THE_CLEAR = frozenset({"INSECURE_TRANSPORT", "MALFORMED_REQUEST", "MUST_UNDERSTAND"})


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for name, header in _headers():
        document = call(_ME, header=header)
        yield Case(f"{name} in the clear", WSS, document, accept=_IN_THE_CLEAR)
        yield Case(name, WSS, document, (*_SECURE, f"X-Forwarded-For: 203.0.113.{len(name)}"), accept=_ANY)
    optional = security(token("mallory"), attributes="")
    yield Case("optional in the clear", WSS, call(_ME, header=optional), accept=frozenset({"INSECURE_TRANSPORT"}))
    for name, value in _basics():
        headers = (*_SECURE, f"Authorization: {value}", "X-Forwarded-For: 203.0.113.99")
        yield Case(name, BASIC, call(_ME, header=""), headers, accept=_ANY)
        yield Case(f"{name} in the clear", BASIC, call(_ME, header=""), (XML, f"Authorization: {value}"), accept=_ANY)
    beside = (*_SECURE, f"Authorization: {_basic('mallory', 'x')}")
    yield Case("beside a session", BASIC, call(_ME), beside, accept=frozenset({"INVALID_SECURITY"}))
    for scheme in ("Bearer x", "Digest username=x", "Negotiate TlRMTVNTUAAB", "NTLM TlRMTVNTUAAB"):
        yield Case(f"scheme {scheme[:9]}", BASIC, call(_ME), (XML, f"Authorization: {scheme}"), accept=HARMLESS)


def _headers() -> Iterator[tuple[str, str]]:
    now = datetime.now(UTC)
    old, coming = now - timedelta(days=1), now + timedelta(days=1)
    fresh = (created(now), expires(now + timedelta(minutes=4)))
    name, wrong = token("mallory", password="wrong"), "<o:Password>wrong</o:Password>"
    digest = PASSWORD_TEXT.replace("PasswordText", "PasswordDigest")
    yield "nothing", security()
    yield "a wrong password", security(name)
    yield "nobody's name", security(token("nobody", password="wrong"))
    yield "a digest", security(token("mallory", nonce(), created(now), password="x", kind=digest))
    yield "no type", security(token("mallory", password="wrong", kind=None))
    yield "an unknown type", security(token("mallory", password="wrong", kind="urn:x"))
    yield "two tokens", security(name, name)
    yield "two passwords", security(token("mallory", wrong, password="wrong"))
    yield "no password", security("<o:UsernameToken><o:Username>mallory</o:Username></o:UsernameToken>")
    yield "no name", security("<o:UsernameToken>" + wrong + "</o:UsernameToken>")
    yield "an empty token", security("<o:UsernameToken/>")
    yield "a long name", security(token("m" * 100_000, password="wrong"))
    yield "a long password", security(token("mallory", password="p" * 100_000))
    yield "a name with markup", security(token("<b>mallory</b>", password="wrong"))
    yield "a name with SQL", security(token("' OR '1'='1", password="' OR '1'='1"))
    yield "a long nonce", security(token("mallory", nonce(b"x" * 10_000), created(now), password="wrong"))
    yield "a nonce that is none", security(token("mallory", "<o:Nonce>!!!</o:Nonce>", created(now), password="wrong"))
    yield "two nonces", security(token("mallory", nonce(), nonce(b"y" * 16), created(now), password="wrong"))
    yield "two times", security(token("mallory", created(now), created(now), password="wrong"))
    yield "too old", security(timestamp(created(old), expires(old)), name)
    yield "from the future", security(timestamp(created(coming), expires(coming + timedelta(hours=1))), name)
    yield "ends before it begins", security(timestamp(created(now), expires(old)), name)
    yield "two timestamps", security(timestamp(*fresh), timestamp(*fresh), name)
    yield "no such time", security(timestamp("<u:Created>yesterday</u:Created>"), name)
    yield "second 60", security(timestamp("<u:Created>2026-11-23T08:30:60Z</u:Created>"), name)
    yield "year 99999", security(timestamp("<u:Created>99999-11-23T08:30:00Z</u:Created>"), name)
    yield "local time", security(timestamp("<u:Created>2026-11-23T08:30:00</u:Created>"), name)
    yield "more in the timestamp", security(timestamp(*fresh, "<u:Other/>"), name)
    yield from _unsupported(name)


def _unsupported(name: str) -> Iterator[tuple[str, str]]:
    yield "a signature", security(f'<d:Signature xmlns:d="{_DS}"><d:SignedInfo/></d:Signature>', name)
    yield (
        "a transform that fetches",
        security(
            f'<d:Signature xmlns:d="{_DS}"><d:SignedInfo><d:Reference URI="http://{CANARY}/"/></d:SignedInfo></d:Signature>'
        ),
    )
    yield (
        "a style sheet as transform",
        security(
            f'<d:Signature xmlns:d="{_DS}"><d:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/></d:Signature>'
        ),
    )
    yield "encrypted data", security(f'<e:EncryptedKey xmlns:e="{_XENC}"/>')
    yield "a binary token", security('<o:BinarySecurityToken ValueType="x">AAAA</o:BinarySecurityToken>')
    yield "an assertion", security('<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"/>')
    yield (
        "a reference",
        security(f'<o:SecurityTokenReference><o:Reference URI="http://{CANARY}/"/></o:SecurityTokenReference>'),
    )
    yield "an unknown element", security("<t:x/>")
    yield "text inside", security("text")
    yield "twice", security(name) + security(name)
    yield "beside a session", security(name) + SESSION
    yield "5,000 elements", security("<t:x/>" * 4_990)
    yield "of an old draft", f'<o:Security xmlns:o="{WSSE}x" xmlns:u="{WSU}" s:mustUnderstand="1"/>'


def _basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def _basics() -> Iterator[tuple[str, str]]:
    yield "a wrong password", _basic("mallory", "wrong")
    yield "nobody", _basic("nobody", "wrong")
    yield "no colon", "Basic " + base64.b64encode(b"mallory").decode()
    yield "no base64", "Basic !!!!"
    yield "nothing behind", "Basic"
    yield "blanks", "Basic    "
    yield "Latin-1", "Basic " + base64.b64encode(b"m\xe4llory:x").decode()
    yield "control characters", _basic("mal\nlory", "x\0y")
    yield "long", _basic("m" * 5_000, "p" * 5_000)
    yield "a long password", _basic("mallory", "p" * 200)
    yield "SQL", _basic("' OR '1'='1' --", "x")
    yield "an empty name", _basic("", "x")
    yield "twice in one", f"{_basic('mallory', 'x')}, {_basic('victim', 'x')}"
