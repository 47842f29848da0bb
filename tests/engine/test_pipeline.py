"""One call through the engine: what is refused, where, and with which words."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from soap_server.app import Application
from soap_server.engine.versions import SOAP11, SOAP12, SoapVersion
from tests.engine.messages import TNS, Fault, envelope, ping, result, send

BOTH = pytest.mark.parametrize("version", [SOAP11, SOAP12], ids=["1.1", "1.2"])


def fault(desk: Application, body: str, version: SoapVersion = SOAP11) -> Fault:
    """Return the fault that a body entry gets."""
    return Fault(send(desk, envelope(body, version=version), content_type=version.media_type))


@BOTH
def test_a_call_is_answered_in_its_version(desk: Application, version: SoapVersion) -> None:
    """The same words in either envelope, and the charset in the header."""
    response = send(desk, ping("你好", version=version), content_type=version.media_type)
    assert response.content_type == f"{version.media_type}; charset=utf-8"
    entry = result(response)
    assert (entry.tag, entry[0][0].text) == (f"{{{TNS}}}PingResponse", "你好")


@BOTH
@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ("<t:GetEvent><t:eventId>x</t:eventId></t:GetEvent>", "INVALID_MESSAGE", "eventId"),
        ("<t:GetEvent/>", "INVALID_MESSAGE", "eventId"),
        ("<t:GetEvent><eventId>1</eventId></t:GetEvent>", "INVALID_MESSAGE", "eventId"),
        ("<t:GetEvent><t:eventId>1</t:eventId><t:x/></t:GetEvent>", "INVALID_MESSAGE", "x"),
        ("<t:GetEvent><t:eventId>1</t:eventId><t:eventId>2</t:eventId></t:GetEvent>", "INVALID_MESSAGE", "eventId"),
        ('<t:GetEvent><t:eventId xsi:nil="true"/></t:GetEvent>', "INVALID_MESSAGE", "eventId"),
        ("<t:GetEvent><t:eventId>99999999999999999999</t:eventId></t:GetEvent>", "INVALID_MESSAGE", "eventId"),
        ("<t:GetEvent>text<t:eventId>1</t:eventId></t:GetEvent>", "INVALID_MESSAGE", "GetEvent"),
        (f"<t:Ping><t:text>{'x' * 1001}</t:text></t:Ping>", "INVALID_ARGUMENT", "text"),
        ("<t:Nothing/>", "UNKNOWN_OPERATION", None),
        ('<x:Ping xmlns:x="urn:other"/>', "UNKNOWN_OPERATION", "Ping"),
        ("<t:PingResponse/>", "UNKNOWN_OPERATION", None),
    ],
)
def test_what_is_wrong_is_named(
    desk: Application, version: SoapVersion, body: str, code: str, field: str | None
) -> None:
    """The fault names the element, in either version."""
    found = fault(desk, body, version)
    assert (found.code, found.field, found.status) == (code, field, 500)
    assert found.soap_code == ("Client" if version is SOAP11 else "Sender")
    if version is SOAP12:
        assert found.subcode == code


@pytest.mark.parametrize(
    "action",
    ["", '""', '"urn:soapdesk:v1/Ping"', "urn:soapdesk:v1/Ping", '"urn:soapdesk:v1#Ping"', "Ping", " Ping "],
)
def test_actions_that_fit(desk: Application, action: str) -> None:
    """Absent, empty, with the WSDL's separator or SOAP::Lite's."""
    assert send(desk, ping(), headers={"soapaction": action}).status == 200


@pytest.mark.parametrize("action", ['"urn:soapdesk:v1/GetEvent"', "XPing", "Ping/", "urn:soapdesk:v1"])
def test_actions_that_do_not(desk: Application, action: str) -> None:
    """Another operation's name is refused, in SOAP 1.2 too."""
    assert Fault(send(desk, ping(), headers={"soapaction": action})).code == "ACTION_MISMATCH"
    content_type = f'application/soap+xml; action="{action.strip(chr(34))}"'
    assert Fault(send(desk, ping(version=SOAP12), content_type=content_type)).code == "ACTION_MISMATCH"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<a/>", "MALFORMED_REQUEST"),
        (f'<s:Envelope xmlns:s="{SOAP11.namespace}"/>', "MALFORMED_REQUEST"),
        (f'<s:Envelope xmlns:s="{SOAP11.namespace}"><s:Header/></s:Envelope>', "MALFORMED_REQUEST"),
        (ping().replace("</s:Body>", "</s:Body><s:Body/>"), "MALFORMED_REQUEST"),
        (ping().replace("</s:Body>", "</s:Body><x/>"), "MALFORMED_REQUEST"),
        (ping().replace("<s:Body>", "<s:Header/><s:Header/><s:Body>"), "MALFORMED_REQUEST"),
        ('<e:Envelope xmlns:e="http://www.w3.org/2001/12/soap-envelope"><e:Body/></e:Envelope>', "VERSION_MISMATCH"),
    ],
)
def test_what_is_no_envelope(desk: Application, document: str, code: str) -> None:
    """One Header at most, one Body, nothing else, and a version that exists."""
    assert Fault(send(desk, document)).code == code


@BOTH
@pytest.mark.parametrize(
    ("attributes", "is_refused"),
    [
        ('s:mustUnderstand="1"', True),
        ('s:mustUnderstand="true"', True),
        ('s:mustUnderstand="0"', False),
        ("", False),
        ('s:mustUnderstand="1" s:{role}="http://example.com/other"', False),
        ('s:mustUnderstand="1" s:{role}="{next}"', True),
    ],
)
def test_must_understand(desk: Application, version: SoapVersion, attributes: str, is_refused: bool) -> None:
    """A header for us that must be understood is understood, or the call is refused."""
    next_role = next(role for role in version.roles if role.endswith("/next"))
    filled = attributes.format(role=version.role_attribute, next=next_role)
    header = f'<w:Security xmlns:w="urn:wss" {filled}/>'
    response = send(desk, ping(header=header, version=version), content_type=version.media_type)
    if is_refused:
        assert (Fault(response).code, Fault(response).soap_code) == ("MUST_UNDERSTAND", "MustUnderstand")
    else:
        assert response.status == 200


@BOTH
def test_the_session_header_may_be_marked(desk: Application, version: SoapVersion) -> None:
    """gSOAP marks the headers that it sends; ours is understood."""
    header = '<t:SessionHeader s:mustUnderstand="1"><t:token>x</t:token></t:SessionHeader>'
    body = envelope("<t:GetCurrentUser/>", header=header, version=version)
    assert Fault(send(desk, body, content_type=version.media_type)).code == "SESSION_EXPIRED"


@BOTH
def test_the_session_header_is_not_looked_at_where_none_is_needed(desk: Application, version: SoapVersion) -> None:
    """PHP sends one headers' setting with every call, and writes it its own way where the WSDL has no header."""
    header = "<t:SessionHeader><item><key>token</key><value>x</value></item></t:SessionHeader>"
    assert send(desk, ping(header=header, version=version), content_type=version.media_type).status == 200
    body = envelope("<t:GetCurrentUser/>", header=header, version=version)
    assert Fault(send(desk, body, content_type=version.media_type)).code == "INVALID_MESSAGE"


@pytest.mark.parametrize("header", ["<t:SessionHeader/>", '<t:SessionHeader xsi:nil="true"> </t:SessionHeader>'])
def test_a_session_header_with_nothing_in_it_is_none(desk: Application, header: str) -> None:
    """JAX-WS writes one for a header that is null."""
    body = envelope("<t:GetCurrentUser/>", header=header)
    assert Fault(send(desk, body)).code == "AUTHENTICATION_REQUIRED"


def test_a_call_without_arguments_may_be_nil(desk: Application) -> None:
    """SOAP::Lite writes one so."""
    assert Fault(send(desk, envelope('<t:GetCurrentUser xsi:nil="true"/>'))).code == "AUTHENTICATION_REQUIRED"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "TRACE", "post"])
def test_only_post_is_answered(desk: Application, method: str) -> None:
    """405 with what is allowed, and a fault all the same."""
    response = send(desk, ping(), method=method)
    assert (Fault(response).code, response.status, response.headers["Allow"]) == (
        "METHOD_NOT_ALLOWED",
        405,
        "POST, GET, HEAD",
    )


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/json", "multipart/related", "application/xml", "application/x-www-form-urlencoded"],
)
def test_other_media_types_are_refused(desk: Application, content_type: str) -> None:
    """What a form of a web page can send is no SOAP."""
    assert Fault(send(desk, ping(), content_type=content_type)).status == 415


def test_a_service_alone_offers_its_own_operations(desk: Application) -> None:
    """Each path has the operations of its WSDL, and no other path is a service."""
    assert send(desk, ping(), path="/soap/SystemService").status == 200
    assert Fault(send(desk, ping(), path="/soap/UserService")).code == "UNKNOWN_OPERATION"
    assert Fault(send(desk, ping(), path="/soap/Nothing")).code == "UNKNOWN_OPERATION"


def test_body_limits_are_where_they_say(desk: Application) -> None:
    """A large body is taken only for an operation with files, and only if the SOAPAction says so."""
    limits = desk.settings.limits
    padding = " " * (limits.body_bytes - len(ping()))
    assert send(desk, ping() + padding).status == 200
    assert Fault(send(desk, ping() + padding + " ")).status == 413
    large = ping() + padding + " " * 100
    upload = {"soapaction": '"urn:soapdesk:v1/SubmitEvent"'}
    assert Fault(send(desk, large, headers=upload)).code == "ACTION_MISMATCH"
    too_large = "x" * (limits.upload_bytes + 1)
    assert Fault(send(desk, too_large, headers=upload)).code == "REQUEST_TOO_LARGE"


def upload(content: str) -> str:
    """A request to add a file."""
    file = f"<t:fileName>a</t:fileName><t:mediaType>a/b</t:mediaType><t:content>{content}</t:content>"
    return envelope(f"<t:AddAttachment><t:eventId>1</t:eventId>{file}</t:AddAttachment>")


def test_a_file_needs_no_action_to_be_long(desk: Application) -> None:
    """A text beyond the limit of other texts is taken in a body of ordinary size."""
    longest = desk.settings.limits.text_characters
    assert Fault(send(desk, upload("QUFB" * (longest // 4 + 100)))).code == "AUTHENTICATION_REQUIRED"
    assert fault(desk, f"<t:Ping>{' ' * (longest + 1)}</t:Ping>").code == "LIMIT_EXCEEDED"


def test_a_large_file_is_taken(desk: Application) -> None:
    """An upload may have a text as long as its body; who is not logged in is refused only after."""
    body = upload("QUFB" * 700_000)
    headers = {"soapaction": "urn:soapdesk:v1/AddAttachment"}
    assert Fault(send(desk, body, headers=headers)).code == "AUTHENTICATION_REQUIRED"
    assert Fault(send(desk, body)).code == "REQUEST_TOO_LARGE"


def test_each_fault_has_an_id_of_its_own(desk: Application) -> None:
    """The id is what a caller tells and an operator looks up."""
    ids = {fault(desk, "<t:Nothing/>").correlation_id for _ in range(5)}
    assert len(ids) == 5


def test_an_unforeseen_failure_tells_nothing(desk: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    """No trace, no path, no SQL: an id."""

    def fail(_call: object) -> bytes:
        raise RuntimeError("SELECT password_hash FROM users -- /srv/desk/app.py")

    monkeypatch.setattr(desk.engine, "_execute", fail)
    response = send(desk, ping())
    assert (Fault(response).code, Fault(response).soap_code) == ("INTERNAL_ERROR", "Server")
    assert b"SELECT" not in response.body
    assert b"/srv" not in response.body


def test_threads_get_their_own_faults(desk: Application) -> None:
    """A fault never tells of another caller's element, however many are validated together."""

    def field(number: int) -> bool:
        name = f"unexpected{number}"
        return fault(desk, f"<t:GetEvent><t:{name}/></t:GetEvent>").field == name

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(field, range(2_000)))


def test_no_cyclic_reference_is_followed(desk: Application) -> None:
    """The id and href of SOAP encoding are attributes like others: not allowed."""
    body = '<t:GetEvent><t:eventId id="a" href="#a">1</t:eventId></t:GetEvent>'
    assert fault(desk, body).message == "The element eventId has an attribute that is not allowed."
