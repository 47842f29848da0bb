"""What the SDK makes of answers, the odd ones too."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from pathlib import Path

import pytest

from client_sdk import SupportClient, errors, operations
from client_sdk.contract import read_reply
from client_sdk.messages import Reply
from client_sdk.models import EventDetails, EventStatus, ReplyKind
from tests.client_sdk.conftest import BUSY, Wire

EXAMPLES = Path(__file__).parents[2] / "wsdl" / "examples"


def example(operation: str, change: Callable[[bytes], bytes] = lambda body: body) -> Reply:
    """Return an example of the published contract as a reply."""
    return Reply(200, {"content-type": "text/xml"}, change((EXAMPLES / operation / "response.xml").read_bytes()))


def test_values_have_their_types() -> None:
    """Moments are aware, enumerations words, arrays tuples; what is nil is None."""
    details: EventDetails = read_reply(operations.GET_EVENT, example("GetEvent"))
    assert details.event.status is EventStatus.ASSIGNED
    assert details.event.submitted_at == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert details.event.submitted_at.tzinfo is UTC
    assert details.event.resolved_at is None
    assert details.replies[0].kind is ReplyKind.INTERNAL_NOTE
    assert details.allowed_operations == ("PostReply", "ResolveEvent")
    assert len(details.attachments[0].sha256) == 32
    with pytest.raises(FrozenInstanceError):
        details.event.title = "x"  # type: ignore[misc]


@pytest.mark.parametrize("where", ["</version>", "</title>", "</event>", "</sha256>"])
def test_a_member_that_is_newer_than_the_sdk_is_passed_over(where: str) -> None:
    """Version 1 may grow; zeep's own decoder stops there, or loses what comes behind."""
    added = f'{where}<newThing xmlns="urn:soapdesk:v1"><deep>1</deep></newThing>'.encode()
    grown = example("GetEvent", lambda body: body.replace(where.encode(), added))
    assert read_reply(operations.GET_EVENT, grown) == read_reply(operations.GET_EVENT, example("GetEvent"))


def test_a_member_of_rows_that_is_newer_than_the_sdk_is_passed_over() -> None:
    """Tables are read in another way than everything else."""
    added = b'</rows><newThing xmlns="urn:soapdesk:v1"/>'
    grown = example("ReadTable", lambda body: body.replace(b"</rows>", added))
    assert added in grown.body
    assert read_reply(operations.READ_TABLE, grown) == read_reply(operations.READ_TABLE, example("ReadTable"))


def test_a_code_that_is_newer_than_the_sdk_is_a_plain_fault() -> None:
    """Programs can still look at the code."""
    reply = Reply(500, {}, BUSY.replace(b"SERVER_BUSY", b"BRAND_NEW"))
    with pytest.raises(errors.ServiceFaultError) as raised:
        read_reply(operations.PING, reply)
    assert type(raised.value) is errors.ServiceFaultError
    assert (raised.value.code, raised.value.correlation_id, raised.value.retryable) == ("BRAND_NEW", "c1", True)


@pytest.mark.parametrize("operation", ["WithdrawEvent", "Login", "ListEvents"])
def test_a_fault_carries_what_the_desk_said(operation: str) -> None:
    """Code, message, field, correlation id."""
    body = (EXAMPLES / operation / "fault.xml").read_bytes()
    known = {each.name: each for each in vars(operations).values() if hasattr(each, "takes_request_id")}
    with pytest.raises(errors.ServiceFaultError) as raised:
        read_reply(known[operation], Reply(500, {}, body))
    fault = raised.value
    assert type(fault) is errors.BY_CODE[fault.code]
    assert fault.message
    assert fault.correlation_id
    assert fault.code in str(fault)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, {"content-type": "text/html"}, b"<html><body>Welcome to nginx!</body></html>"),
        Reply(404, {}, b"Not Found"),
        Reply(200, {}, b""),
        Reply(302, {"location": "https://elsewhere.example/"}, b""),
        Reply(200, {}, BUSY.replace(b"soap:Fault>", b"PingResponse>")),
        Reply(200, {}, b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
        example("GetEvent", lambda body: body.replace(b"<id>1042</id>", b"<id>many</id>")),
        example("GetEvent", lambda body: body.replace(b">assigned<", b">lost<")),
        example("GetEvent", lambda body: body.replace(b"<title>", b"<tidle>").replace(b"</title>", b"</tidle>")),
        example("ListEvents"),
    ],
)
def test_what_is_no_answer_of_a_desk_is_an_error_of_the_network(reply: Reply) -> None:
    """Never an error of a parser."""
    with pytest.raises(errors.UnexpectedAnswerError):
        read_reply(operations.GET_EVENT, reply)


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_proxy_without_a_desk_behind_it_says_unavailable(status: int) -> None:
    """With what it says of when to come back."""
    with pytest.raises(errors.UnavailableError) as raised:
        read_reply(operations.PING, Reply(status, {"retry-after": "5"}, b"<html>bad gateway</html>"))
    assert raised.value.retry_after == 5


@pytest.mark.parametrize("text", ["a\0b", "a\x0bb", "half \ud83d", "\uffff"])
def test_a_text_that_xml_cannot_carry_is_refused_as_the_desk_would(wire: Wire, text: str) -> None:
    """With the parameter named, and before anything is sent."""
    desk = SupportClient("http://localhost:8080/soap", token="t", transport=wire)
    with pytest.raises(errors.InvalidArgumentError) as raised:
        desk.events.submit(title="x", content=text)
    assert raised.value.field == "content"
    with pytest.raises(errors.InvalidArgumentError) as raised:
        desk.events.list(text=text).page()
    assert raised.value.field == "filter"
    assert wire.sent == []


def test_a_wrong_argument_is_a_type_error(wire: Wire) -> None:
    """Before anything is sent."""
    desk = SupportClient("http://localhost:8080/soap", token="t", transport=wire)
    with pytest.raises(TypeError, match="there is no parameter"):
        desk.call(operations.GET_EVENT, {"event": 1})
    with pytest.raises(TypeError):
        desk.call(operations.GET_EVENT, {})
    with pytest.raises(ValueError, match="zone"):
        desk.events.list(submitted_from=datetime(2026, 1, 1)).page()  # noqa: DTZ001
    assert wire.sent == []
