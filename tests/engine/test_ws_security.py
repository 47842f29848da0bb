"""The Security header: what is taken, what is refused, where and with which words; and what answers bring back."""

from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from soap_server.app import Application, Contract, build_application
from soap_server.engine.versions import SOAP11, SOAP12, SoapVersion
from soap_server.engine.ws_security import PASSWORD_DIGEST, SECURITY, WSSE, WSU
from soap_server.lexical import read_instant
from soap_server.settings import load_settings
from tests.callers import Clock
from tests.conftest import FAST_PASSWORDS
from tests.engine.messages import Fault, result
from tests.security_headers import ask, basic, created, expires, instant, nonce, security, timestamp, token

PING = "<t:Ping><t:text>a</t:text></t:Ping>"
BOTH = pytest.mark.parametrize("version", [SOAP11, SOAP12], ids=["1.1", "1.2"])
NOW = Clock().now
WHOEVER = token("nobody.at.all")
LONG_AGO, LATER = NOW - timedelta(minutes=10, seconds=1), NOW + timedelta(minutes=5, seconds=1)


@BOTH
@pytest.mark.parametrize(
    ("parts", "code", "field"),
    [
        ([token("a", kind=PASSWORD_DIGEST)], "UNSUPPORTED_SECURITY", "UsernameToken.Password"),
        ([token("a", kind="PasswordText")], "UNSUPPORTED_SECURITY", "UsernameToken.Password"),
        (["<o:BinarySecurityToken>QQ==</o:BinarySecurityToken>"], "UNSUPPORTED_SECURITY", "BinarySecurityToken"),
        ([WHOEVER, '<d:Signature xmlns:d="http://www.w3.org/2000/09/xmldsig#"/>'], "UNSUPPORTED_SECURITY", "Signature"),
        (['<e:ReferenceList xmlns:e="http://www.w3.org/2001/04/xmlenc#"/>'], "UNSUPPORTED_SECURITY", "ReferenceList"),
        (["<u:UsernameToken/>"], "UNSUPPORTED_SECURITY", "UsernameToken"),
        (["<o:Timestamp/>"], "UNSUPPORTED_SECURITY", "Timestamp"),
        (["<UsernameToken/>"], "UNSUPPORTED_SECURITY", "UsernameToken"),
        ([WHOEVER, WHOEVER], "INVALID_SECURITY", "Security.UsernameToken"),
        ([timestamp(created(NOW)), timestamp(created(NOW))], "INVALID_SECURITY", "Security.Timestamp"),
        (["<o:UsernameToken/>"], "INVALID_SECURITY", "UsernameToken.Username"),
        (
            ["<o:UsernameToken><o:Username>a</o:Username></o:UsernameToken>"],
            "INVALID_SECURITY",
            "UsernameToken.Password",
        ),
        ([token("")], "INVALID_SECURITY", "UsernameToken.Username"),
        ([token("a" * 65)], "INVALID_SECURITY", "UsernameToken.Username"),
        ([token("a", password="")], "INVALID_SECURITY", "UsernameToken.Password"),
        ([token("a", password="x" * 129)], "INVALID_SECURITY", "UsernameToken.Password"),
        ([token("<o:a/>")], "INVALID_SECURITY", "UsernameToken.Username"),
        ([token("a", "<o:Username>b</o:Username>")], "INVALID_SECURITY", "UsernameToken.Username"),
        ([token("a", "<o:Password>b</o:Password>")], "INVALID_SECURITY", "UsernameToken.Password"),
        ([token("a", "<o:Created/>")], "INVALID_SECURITY", "UsernameToken.Created"),
        ([token("a", "<o:Salt/>")], "INVALID_SECURITY", "UsernameToken.Salt"),
        ([token("a", created(NOW), created(NOW))], "INVALID_SECURITY", "UsernameToken.Created"),
        ([token("a", "<u:Created>yesterday</u:Created>")], "INVALID_SECURITY", "UsernameToken.Created"),
        ([token("a", nonce())], "INVALID_SECURITY", "UsernameToken.Created"),
        ([token("a", created(NOW), nonce(), nonce())], "INVALID_SECURITY", "UsernameToken.Nonce"),
        ([token("a", created(NOW), nonce(b""))], "INVALID_SECURITY", "UsernameToken.Nonce"),
        ([token("a", created(NOW), nonce(b"x" * 129))], "INVALID_SECURITY", "UsernameToken.Nonce"),
        ([token("a", created(NOW), "<o:Nonce>?</o:Nonce>")], "INVALID_SECURITY", "UsernameToken.Nonce"),
        (
            [token("a", created(NOW), '<o:Nonce EncodingType="Hex">QQ==</o:Nonce>')],
            "INVALID_SECURITY",
            "UsernameToken.Nonce",
        ),
        ([token("a", created(LONG_AGO))], "MESSAGE_EXPIRED", "UsernameToken.Created"),
        ([token("a", created(LATER))], "MESSAGE_EXPIRED", "UsernameToken.Created"),
        ([timestamp()], "INVALID_SECURITY", "Timestamp.Created"),
        ([timestamp(expires(NOW))], "INVALID_SECURITY", "Timestamp.Created"),
        ([timestamp(created(NOW), created(NOW))], "INVALID_SECURITY", "Timestamp.Created"),
        ([timestamp(created(NOW), "<u:Other/>")], "INVALID_SECURITY", "Timestamp.Other"),
        ([timestamp("<u:Created>2026-02-30T00:00:00Z</u:Created>")], "INVALID_SECURITY", "Timestamp.Created"),
        ([timestamp(created(NOW), expires(NOW))], "INVALID_SECURITY", "Timestamp.Expires"),
        ([timestamp(created(LONG_AGO))], "MESSAGE_EXPIRED", "Timestamp.Created"),
        ([timestamp(created(LATER))], "MESSAGE_EXPIRED", "Timestamp.Created"),
        ([timestamp("<u:Created>0001-01-01T00:00:00Z</u:Created>")], "MESSAGE_EXPIRED", "Timestamp.Created"),
        ([timestamp("<u:Created>9999-12-31T23:59:59Z</u:Created>")], "MESSAGE_EXPIRED", "Timestamp.Created"),
        (
            [timestamp(created(NOW - timedelta(minutes=9)), expires(NOW - timedelta(minutes=5, seconds=1)))],
            "MESSAGE_EXPIRED",
            "Timestamp.Expires",
        ),
        ([timestamp(created(NOW)), WHOEVER], "LOGIN_FAILED", None),
    ],
)
def test_what_is_wrong_is_named(
    desk: Application, version: SoapVersion, parts: list[str], code: str, field: str | None
) -> None:
    """Always the client's fault; for an operation that needs no login too, in either version."""
    found = Fault(ask(desk, PING, *parts, version=version))
    assert (found.code, found.field, found.status) == (code, field, 500)
    assert found.soap_code == ("Client" if version is SOAP11 else "Sender")
    assert "seven quiet" not in found.message


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [timestamp(created(NOW))],
        [timestamp(created(NOW - timedelta(minutes=9)), expires(NOW - timedelta(minutes=4)))],
        [timestamp(created(NOW + timedelta(minutes=4)), expires(NOW + timedelta(minutes=9)))],
        [timestamp("<u:Created>2026-11-23T10:30:00+02:00</u:Created>")],
    ],
)
def test_a_timestamp_alone_says_nothing_of_the_caller(desk: Application, parts: list[str]) -> None:
    """Clocks may differ by five minutes; the header may be empty."""
    header = security(*parts)
    assert etree.QName(result(ask(desk, PING, header=header))).localname == "PingResponse"
    assert Fault(ask(desk, header=header)).code == "AUTHENTICATION_REQUIRED"


def test_the_operator_says_how_old_a_message_may_be(desk: Application, contract: Contract, clock: Clock) -> None:
    """And how much clocks may differ; an answer's Timestamp is good for as long."""
    settings = load_settings(security={"clock_skew_seconds": 0, "message_age_seconds": 60})
    strict = build_application(
        settings, database=desk.database, contract=contract, passwords=FAST_PASSWORDS, clock=clock
    )
    a_minute, a_second = timedelta(minutes=1), timedelta(seconds=1)
    codes = {
        moment: ask(strict, PING, timestamp(created(moment))).code
        for moment in (NOW - a_minute - a_second, NOW - a_minute, NOW, NOW + a_second)
    }
    assert list(codes.values()) == ["MESSAGE_EXPIRED", "", "", "MESSAGE_EXPIRED"]
    answer = etree.fromstring(ask(strict, PING, timestamp(created(NOW))).body)
    assert answer.findtext(f".//{{{WSU}}}Expires") == instant(NOW + a_minute)


def test_a_digest_is_told_what_to_do_instead(desk: Application) -> None:
    """Why it cannot be checked, and how to send the password."""
    message = Fault(ask(desk, PING, token("a", kind=PASSWORD_DIGEST))).message
    assert "argon2id" in message
    assert "PasswordText" in message


@pytest.mark.parametrize("what", [{"header": security(WHOEVER)}, {"header": security()}, {"authorization": basic("a")}])
def test_nothing_is_taken_in_the_clear(desk: Application, what: dict[str, Any]) -> None:
    """Before anything else is looked at."""
    assert Fault(ask(desk, PING, is_secure=False, **what)).code == "INSECURE_TRANSPORT"


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic",
        "Basic ?",
        "Basic YQ==",
        "Basic /zo=",
        "Basic OmE=",
        "Basic YTo=",
        "Basic YQA6YQ==",
        f"{basic('a')}, {basic('b')}",
    ],
)
def test_a_malformed_basic_header_is_refused(desk: Application, authorization: str) -> None:
    """No base64, no colon, no UTF-8, no user name, no password, a control character, two at once."""
    found = Fault(ask(desk, PING, authorization=authorization))
    assert (found.code, found.soap_code, found.status) == ("INVALID_SECURITY", "Client", 500)


def test_other_schemes_are_a_proxys_business(desk: Application) -> None:
    """As they were before."""
    assert ask(desk, PING, authorization="Bearer abc", is_secure=False).status == 200


@pytest.mark.parametrize(
    ("header", "authorization"),
    [
        ("<t:SessionHeader><t:token>x</t:token></t:SessionHeader>" + security(WHOEVER), None),
        ("<t:SessionHeader><t:token>x</t:token></t:SessionHeader>", basic("a")),
        (security(WHOEVER), basic("a")),
    ],
)
def test_who_is_calling_is_said_once(desk: Application, header: str, authorization: str | None) -> None:
    """Which of two would count nobody should have to guess."""
    found = Fault(ask(desk, PING, header=header, authorization=authorization))
    assert (found.code, "twice" in found.message) == ("INVALID_SECURITY", True)


def test_a_session_may_have_a_timestamp(desk: Application) -> None:
    """It is checked then."""
    session = "<t:SessionHeader><t:token>x</t:token></t:SessionHeader>"
    assert Fault(ask(desk, header=session + security(timestamp(created(NOW))))).code == "SESSION_EXPIRED"
    assert Fault(ask(desk, header=session + security(timestamp(created(LATER))))).code == "MESSAGE_EXPIRED"


def test_headers_for_others_are_theirs(desk: Application) -> None:
    """A Security header for another actor is not looked at; one for the next is; there is one for each."""
    other = security(WHOEVER, attributes='s:actor="urn:other" s:mustUnderstand="1"')
    ours = security(WHOEVER, attributes='s:actor="http://schemas.xmlsoap.org/soap/actor/next"')
    assert ask(desk, PING, header=other).status == 200
    assert Fault(ask(desk, PING, header=other + ours)).code == "LOGIN_FAILED"
    assert Fault(ask(desk, PING, header=ours + ours)).code == "MALFORMED_REQUEST"


def test_an_unknown_version_of_the_standard_is_not_understood(desk: Application) -> None:
    """So that nobody believes in a protection that is not there."""
    old = '<o:Security xmlns:o="http://schemas.xmlsoap.org/ws/2002/12/secext" s:mustUnderstand="1"/>'
    assert Fault(ask(desk, PING, header=old)).code == "MUST_UNDERSTAND"


@BOTH
@pytest.mark.parametrize(
    ("body", "status"),
    [(PING, 200), ("<t:GetCurrentUser/>", 500), ("<t:Nothing/>", 500), ("<t:Ping><x/></t:Ping>", 500)],
)
def test_an_answer_has_a_timestamp_if_the_request_had_one(
    desk: Application, version: SoapVersion, body: str, status: int
) -> None:
    """A fault too: .NET takes neither without. It need not be understood, for clients without WS-Security."""
    response = ask(desk, body, timestamp(created(NOW)), version=version)
    assert response.status == status
    header, _body = etree.fromstring(response.body)
    (entry,) = header
    assert (header.tag, entry.tag, dict(entry.attrib)) == (version.tag("Header"), SECURITY, {})
    (stamp,) = entry
    texts = [(str(part.tag), read_instant(part.text or "")) for part in stamp]
    assert stamp.tag == f"{{{WSU}}}Timestamp"
    assert texts == [(f"{{{WSU}}}Created", NOW), (f"{{{WSU}}}Expires", NOW + timedelta(minutes=5))]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (security(timestamp(created(LATER))), "MESSAGE_EXPIRED"),
        (
            security(timestamp(created(NOW)), attributes="") + '<x:Other xmlns:x="urn:x" s:mustUnderstand="1"/>',
            "MUST_UNDERSTAND",
        ),
    ],
)
def test_a_refused_header_is_answered_with_a_timestamp_too(desk: Application, header: str, code: str) -> None:
    """Or .NET would not show its caller what the fault says."""
    response = ask(desk, PING, header=header)
    assert response.code == code
    assert etree.fromstring(response.body)[0][0].tag == f"{{{WSSE}}}Security"


def test_an_answer_without_need_has_no_header(desk: Application) -> None:
    """Neither where nothing was asked for, nor to a token alone."""
    for response in (ask(desk, PING), ask(desk, PING, WHOEVER)):
        assert b"Header" not in response.body
