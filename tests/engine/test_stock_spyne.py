"""What Spyne 2.14 gets wrong, and ours right: every case passes here and fails there.

So no case can pass for a wrong reason, and when a later Spyne mends one, its test says so.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from lxml import etree

from soap_server.engine.codec import codec_named
from soap_server.engine.messages import Response
from soap_server.engine.pipeline import Engine
from soap_server.engine.versions import SOAP12
from tests.engine.echo import Reply, ask_ours, ask_stock, our_engine, stock_spyne
from tests.engine.messages import Fault, envelope

XML = {"content-type": "text/xml; charset=utf-8"}
Check = Callable[[Reply], None]


def echo(members: str, **arguments: Any) -> str:
    """Return an Echo request with these members of the sample."""
    return envelope(f"<t:Echo><t:sample>{members}</t:sample></t:Echo>", **arguments)


def answer(kind: str) -> str:
    """Return a request for one of the hard answers."""
    return envelope(f"<t:Answer><t:kind>{kind}</t:kind></t:Answer>")


def faults(code: str, soap_code: str = "Client", status: int = 500) -> Check:
    """Check that the reply is a complete typed fault with this code."""

    def check(reply: Reply) -> None:
        fault = Fault(Response(reply.status, reply.content_type, reply.body))
        assert (fault.code, fault.soap_code, fault.status) == (code, soap_code, status)

    return check


def has(member: str, value: str | None) -> Check:
    """Check that a member of the answer has this text; None means nil or absent."""

    def check(reply: Reply) -> None:
        assert reply.status == 200
        found = etree.fromstring(reply.body).findall(f".//{{urn:soapdesk:v1}}{member}")
        assert [element.text for element in found if element.text is not None] == ([] if value is None else [value])

    return check


BIG = " ".join(f'a{number}="x"' for number in range(2_000))
CASES: dict[str, tuple[str | bytes, Mapping[str, str], Check]] = {
    "a control character in an answer is a fault": (answer("control"), XML, faults("INTERNAL_ERROR", "Server")),
    "a lone surrogate in an answer is a fault": (answer("surrogate"), XML, faults("INTERNAL_ERROR", "Server")),
    "a value of the wrong type in an answer is a fault": (
        answer("wrong type"),
        XML,
        faults("INTERNAL_ERROR", "Server"),
    ),
    "a member that cannot be read is a fault": (answer("detached"), XML, faults("INTERNAL_ERROR", "Server")),
    "a decimal is written without exponent": (answer("exponent"), XML, has("amount", "1000")),
    "an infinite decimal is a fault": (answer("infinite"), XML, faults("INTERNAL_ERROR", "Server")),
    "a refusal is a typed fault in the detail": (answer("refuse"), XML, faults("NOT_FOUND")),
    "an unforeseen failure is a typed fault": (answer("break"), XML, faults("INTERNAL_ERROR", "Server")),
    "an empty body of HTTP is a fault": (b"", XML, faults("MALFORMED_REQUEST")),
    "an empty Body is a fault": (envelope(""), XML, faults("MALFORMED_REQUEST")),
    "text instead of a body entry is a fault": (envelope("hello"), XML, faults("MALFORMED_REQUEST")),
    "a Fault as request is a fault": (envelope("<s:Fault/>"), XML, faults("MALFORMED_REQUEST")),
    "two body entries are a fault": (
        envelope("<t:Echo><t:sample/></t:Echo><t:Echo><t:sample/></t:Echo>"),
        XML,
        faults("MALFORMED_REQUEST"),
    ),
    "a DOCTYPE is a fault": (f"<!DOCTYPE x>{echo('')}", XML, faults("MALFORMED_REQUEST")),
    "an entity is a fault": (
        f"<!DOCTYPE x [<!ENTITY e 'y'>]>{echo('<t:text>a&e;b</t:text>')}",
        XML,
        faults("MALFORMED_REQUEST"),
    ),
    "a dangling href does no harm": (echo('<t:text href="#gone">a</t:text>'), XML, faults("INVALID_MESSAGE")),
    "an unknown charset is a fault": (
        echo(""),
        {"content-type": "text/xml; charset=klingon"},
        faults("UNSUPPORTED_MEDIA_TYPE", status=415),
    ),
    "a codec of Python's is no charset": (
        echo("").encode("utf-7"),
        {"content-type": "text/xml; charset=utf-7"},
        faults("UNSUPPORTED_MEDIA_TYPE", status=415),
    ),
    "plain text is no SOAP": (echo(""), {"content-type": "text/plain"}, faults("UNSUPPORTED_MEDIA_TYPE", status=415)),
    "midnight may be 24:00:00": (
        echo("<t:instant>2026-01-01T24:00:00Z</t:instant>"),
        XML,
        has("instant", "2026-01-02T00:00:00Z"),
    ),
    "an offset west of Greenwich has minutes": (
        echo("<t:instant>2026-01-01T00:00:00-03:30</t:instant>"),
        XML,
        has("instant", "2026-01-01T03:30:00Z"),
    ),
    "nil that is false is not nil": (echo('<t:number xsi:nil="false">7</t:number>'), XML, has("number", "7")),
    "nil that is 0 is not nil": (echo('<t:text xsi:nil="0">a</t:text>'), XML, has("text", "a")),
    "the smallest int is an int": (echo("<t:number>-2147483648</t:number>"), XML, has("number", "-2147483648")),
    "an int may have zeros in front": (echo("<t:number>000000000007</t:number>"), XML, has("number", "7")),
    "base64 that is none is a fault": (echo("<t:data>!!!!</t:data>"), XML, faults("INVALID_ARGUMENT")),
    "xsi:type with an undeclared prefix means nothing": (
        echo('<t:text xsi:type="zzz:string">a</t:text>'),
        XML,
        has("text", "a"),
    ),
    "text that is said to be base64 is a fault": (
        echo('<t:text xsi:type="d:base64Binary">5Lit5paH</t:text>'),
        XML,
        faults("INVALID_MESSAGE"),
    ),
    "bytes may be said to be base64": (
        echo('<t:data xsi:type="d:base64Binary">5Lit5paH</t:data>'),
        XML,
        has("data", "5Lit5paH"),
    ),
    "xsi:type cannot name another class": (
        envelope('<t:Echo><t:sample xsi:type="t:ServiceFault"><t:text>a</t:text></t:sample></t:Echo>'),
        XML,
        has("text", "a"),
    ),
    "an emoji as two references is one character": (
        echo("<t:text>&#xD83D;&#xDE00;</t:text>"),
        XML,
        has("text", "😀"),
    ),
    "a header that must be understood and is not is a fault": (
        echo("", header='<x:Tx xmlns:x="urn:x" s:mustUnderstand="1"/>'),
        XML,
        faults("MUST_UNDERSTAND", "MustUnderstand"),
    ),
    "a known header is validated": (
        echo("", header="<t:SessionHeader><t:wrong/></t:SessionHeader>"),
        XML,
        faults("INVALID_MESSAGE"),
    ),
    "a known header comes once": (
        echo("", header="<t:SessionHeader><t:token>a</t:token></t:SessionHeader>" * 2),
        XML,
        faults("MALFORMED_REQUEST"),
    ),
    "the SOAPAction cannot name another operation": (
        echo(""),
        {**XML, "soapaction": '"urn:soapdesk:v1/Answer"'},
        faults("ACTION_MISMATCH"),
    ),
    "2,000 attributes are too many": (echo(f"<t:text {BIG}>a</t:text>"), XML, faults("LIMIT_EXCEEDED")),
    "2,000 attributes of a header are too many": (
        echo("", header=f"<t:SessionHeader {BIG}><t:token>a</t:token></t:SessionHeader>"),
        XML,
        faults("LIMIT_EXCEEDED"),
    ),
    "100 levels are too deep": (echo("<t:x>" * 100 + "</t:x>" * 100), XML, faults("LIMIT_EXCEEDED")),
    "SOAP 1.2 is answered in SOAP 1.2": (
        envelope("<t:Nothing/>", version=SOAP12),
        {"content-type": "application/soap+xml"},
        faults("UNKNOWN_OPERATION", "Sender"),
    ),
    "another version of SOAP is a version mismatch": (
        '<Envelope xmlns="urn:other"><Body/></Envelope>',
        XML,
        faults("VERSION_MISMATCH", "VersionMismatch"),
    ),
    "an operation in no namespace is told which one": (
        envelope("<Echo><sample/></Echo>"),
        XML,
        faults("UNKNOWN_OPERATION"),
    ),
}


@pytest.fixture(scope="module", params=["compiled", "spyne"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Our engine with the small service, and either codec."""
    return our_engine(codec_named(request.param))


@pytest.fixture(scope="module")
def stock() -> Any:
    """Spyne with the small service."""
    return stock_spyne()


@pytest.mark.parametrize("case", CASES)
def test_ours_is_right(engine: Engine, case: str) -> None:
    """The case holds."""
    document, headers, check = CASES[case]
    check(ask_ours(engine, document if isinstance(document, bytes) else document.encode(), headers))


@pytest.mark.parametrize("case", CASES)
def test_stock_spyne_is_not(stock: Any, case: str) -> None:
    """The same check fails on Spyne as it comes, or Spyne fails altogether."""
    document, headers, check = CASES[case]
    with pytest.raises(Exception):  # noqa: B017 - whatever it is that goes wrong
        check(ask_stock(stock, document if isinstance(document, bytes) else document.encode(), headers))


def test_both_answer_a_good_request(engine: Engine, stock: Any) -> None:
    """The comparison compares like with like: what is right in both is told so by the same checks."""
    check = has("text", "好 & <b>")
    body = echo("<t:text>好 &amp; &lt;b&gt;</t:text><t:number>1</t:number>").encode()
    check(ask_ours(engine, body, XML))
    check(ask_stock(stock, body, XML))


def test_a_bad_request_is_not_logged(engine: Engine, stock: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Spyne writes the whole body, passwords and all, to its log; nothing of it is in ours."""
    body = b"<broken>seven quiet lanterns"
    with caplog.at_level(logging.DEBUG):
        ask_ours(engine, body, XML)
        assert "lanterns" not in caplog.text
        caplog.set_level(logging.DEBUG, "spyne.protocol.soap.soap11.invalid")
        ask_stock(stock, body, XML)
        assert "lanterns" in caplog.text


def test_the_address_does_not_come_from_a_caller(stock: Any) -> None:
    """Spyne puts the Host header of the first caller into everybody's WSDL; ours is built before any call."""
    environ = {"REQUEST_METHOD": "GET", "QUERY_STRING": "wsdl", "HTTP_HOST": "evil.example"}
    ask_stock(stock, b"", {}, **environ)
    reply = ask_stock(stock, b"", {}, **{**environ, "HTTP_HOST": "good.example"})
    assert b"evil.example" in reply.body
