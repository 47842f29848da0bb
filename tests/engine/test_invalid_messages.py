"""Messages that do not follow the schema: what a caller is told, and what it costs."""

import pytest

from soap_server.app import Application
from tests.engine.test_pipeline import fault


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "<t:GetEvent><eventId>1</eventId></t:GetEvent>",
            "The element eventId is not in the namespace urn:soapdesk:v1.",
        ),
        (
            "<t:getEvent/>",
            "This service has no operation getEvent. Did you mean GetEvent? Names are case-sensitive.",
        ),
        (
            "<t:SubmitEvnt/>",
            "This service has no operation SubmitEvnt. Did you mean SubmitEvent? Names are case-sensitive.",
        ),
        ("<t:Frobnicate/>", "This service has no operation Frobnicate."),
        ("<GetEvent/>", "The element GetEvent in the Body is not in the namespace urn:soapdesk:v1."),
        (
            "<t:ReadTableAsDataSet/>",
            "The operation ReadTableAsDataSet is not here but at /soap/DataSetService.",
        ),
        ("<t:GetEvent/>", "The element GetEvent lacks something: expected is eventId."),
        ("<t:GetEvent><t:event/></t:GetEvent>", "The element event is not expected here: expected is eventId."),
        (
            "<t:SubmitEvent><t:content>b</t:content></t:SubmitEvent>",
            "The element SubmitEvent lacks something: expected is title.",
        ),
        (
            "<t:SubmitEvent><t:content>b</t:content><t:title>a</t:title></t:SubmitEvent>",
            "The element content is not expected here: expected is title.",
        ),
        (
            "<t:ListEvents><t:page><t:cursor>a</t:cursor><t:size>1</t:size></t:page></t:ListEvents>",
            "The element size is not expected here: expected is exactTotal.",
        ),
        (
            "<t:GetEvent><t:eventId>secret</t:eventId></t:GetEvent>",
            "The element eventId must be a whole number from -9223372036854775808 to 9223372036854775807.",
        ),
        (
            "<t:ListEvents><t:sort><t:key>secret</t:key><t:descending>1</t:descending></t:sort></t:ListEvents>",
            "The element key must be one of submitted, updated, priority.",
        ),
        (
            "<t:ListEvents><t:sort><t:key>secret is not an element of the set {'a'}.</t:key></t:sort></t:ListEvents>",
            "The element key must be one of submitted, updated, priority.",
        ),
        (
            "<t:ListEvents><t:filter><t:submittedFrom>24.12.2026</t:submittedFrom></t:filter></t:ListEvents>",
            "The element submittedFrom must be a date and time such as 2026-11-23T08:30:00Z.",
        ),
    ],
)
def test_messages_help_and_tell_no_values(desk: Application, body: str, message: str) -> None:
    """What is expected is said; what was sent is not repeated."""
    assert fault(desk, body).message == message


_ASSIGNMENT = "<t:EventAssignment><t:eventId>{}</t:eventId><t:handlerId>2</t:handlerId>{}</t:EventAssignment>"


_VERSION = "<t:expectedVersion>1</t:expectedVersion>"


_EVENT = "<t:SubmitEvent><t:title>a</t:title><t:content>b</t:content><t:attachments>{}</t:attachments></t:SubmitEvent>"


_EVENTS = "<t:AssignEvents><t:assignments>{}</t:assignments></t:AssignEvents>"


_FILE = "<t:NewAttachment><t:fileName>a</t:fileName><t:mediaType>a/b</t:mediaType><t:content>{}</t:content></t:NewAttachment>"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("<t:SubmitEvent><t:title>a</t:title></t:SubmitEvent>", "content"),
        ("<t:SubmitEvent><t:content>b</t:content><t:priority>high</t:priority></t:SubmitEvent>", "title"),
        (_EVENT.format(_FILE.replace("<t:mediaType>a/b</t:mediaType>", "")), "attachments[0].mediaType"),
        (_EVENT.format(_FILE.format("YQ==") + _FILE.format("!!")), "attachments[1].content"),
        (
            _EVENTS.format(f"{_ASSIGNMENT.format(1, _VERSION)}<!-- x -->{_ASSIGNMENT.format('x', _VERSION)}"),
            "assignments[1].eventId",
        ),
        (_EVENTS.format(_ASSIGNMENT.format(1, "")), "assignments[0].expectedVersion"),
        ("<t:ListEvents><t:page><t:size>x</t:size></t:page></t:ListEvents>", "page.size"),
        ("<t:ListEvents><t:page><t:size>201</t:size></t:page></t:ListEvents>", "page.size"),
        ("<t:ListEvents><t:page><t:sise>1</t:sise></t:page></t:ListEvents>", "page.sise"),
        ("<t:ListEvents>text</t:ListEvents>", "ListEvents"),
        ('<t:ListEvents><t:page a="b"/></t:ListEvents>', "page"),
        (_EVENT.format('<t:NewAttachment xsi:nil="true"/>'), "attachments[0]"),
    ],
)
def test_the_path_to_what_is_wrong_is_named(desk: Application, body: str, path: str) -> None:
    """In an array the place is told too; for what is missing, where it belongs."""
    assert fault(desk, body).field == path


@pytest.mark.parametrize(
    "body",
    [
        "<q:Ping/>",
        "<a:b:c/>",
        '<t:Ping xml:id="a"><t:text xml:id="a">x</t:text></t:Ping>',
        '<t:Ping xml:id="1"/>',
        '<a xmlns:p=""/>',
        '<t:Ping xmlns:q="urn:with blank "><q:x/></t:Ping>',
    ],
)
def test_names_that_are_none_are_the_senders_fault(desk: Application, body: str) -> None:
    """The rules of namespaces and of xml:id are checked behind the gate."""
    assert fault(desk, body).code in {"MALFORMED_REQUEST", "INVALID_MESSAGE"}


def test_a_tag_without_end_is_not_waited_for(desk: Application) -> None:
    """libxml2 keeps all attributes of one tag before it tells of any of them."""
    attributes = " ".join(f'a{number}=">"' for number in range(100_000))
    assert fault(desk, f"<t:Ping {attributes}/>").message == "The request has more than 524288 characters in one tag."


def test_attributes_by_the_thousand_cost_nothing(desk: Application) -> None:
    """libxml2 would write a sentence about each: a million of them, and half a minute."""
    attributes = " ".join(f'a{number}=""' for number in range(60))
    item = f"<t:EventAssignment {attributes}/>"
    assert fault(desk, _EVENTS.format(item * 900)).field == "assignments[0]"
    assert fault(desk, _EVENTS.format(item * 1100)).code == "LIMIT_EXCEEDED"


def test_a_number_with_thousands_of_zeros(desk: Application) -> None:
    """Is a number all the same, and Python's own limit is nobody's business."""
    assert (
        fault(desk, f"<t:GetEvent><t:eventId>{'0' * 5000}7</t:eventId></t:GetEvent>").code == "AUTHENTICATION_REQUIRED"
    )
