"""MTOM: packages of every client's making are taken, and all others refused with a fault that says why."""

import os
from base64 import b64encode
from typing import Any

import pytest
from lxml import etree

from soap_server.app import Application
from soap_server.engine.versions import SOAP11, SOAP12, SoapVersion
from tests.callers import Directory
from tests.engine.messages import TNS, Fault, envelope, send
from tests.engine.packages import (
    BOUNDARY,
    ROOT,
    Part,
    attachment,
    fault_of,
    file,
    include,
    opened,
    package,
    send_package,
    type_of,
)

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
VERSIONS = pytest.mark.parametrize("version", [SOAP11, SOAP12], ids=lambda version: version.name)
# Bytes that a careless reader takes for lines, ends and boundaries.
TRICKY = b"\r\n\r\n--\r\n--uuid:5c2e+id=\r\n\0\xff\r\n-- " + os.urandom(2000) + b"\r\n"
ACTION = "urn:soapdesk:v1/AddAttachment"
# As they were seen on the wire; the first four with a boundary and a start of their own kind.
JAXWS11 = type_of(start="<rootpart*5c2e@example.jaxws.sun.com>").replace("; ", ";")
JAXWS12 = JAXWS11.replace('"text/xml"', f'"application/soap+xml;action=\\"{ACTION}\\""')
CXF12 = type_of(SOAP12, start="<root.message@cxf.apache.org>", action=ACTION)
DOTNET = 'multipart/related; type="application/xop+xml";start="<http://tempuri.org/0>";boundary="{}";start-info="{}"'


def refused(desk: Application, body: bytes, content_type: str | None = None) -> Fault:
    """Send a package and return its fault."""
    return fault_of(send_package(desk, body, content_type))


@ON_SQLITE
@pytest.mark.parametrize(
    ("content_type", "root", "version"),
    [
        (type_of(), ROOT[:1], SOAP11),
        (JAXWS11, (*ROOT[:1], "Content-Id: <rootpart*5c2e@example.jaxws.sun.com>"), SOAP11),
        (JAXWS12, (*ROOT[:1], "Content-Id: <rootpart*5c2e@example.jaxws.sun.com>"), SOAP12),
        (CXF12, (*ROOT[:1], "Content-ID: <root.message@cxf.apache.org>"), SOAP12),
        (DOTNET.format(BOUNDARY, "text/xml"), (*ROOT[:1], "Content-ID: <http://tempuri.org/0>"), SOAP11),
        (DOTNET.format(BOUNDARY, "application/soap+xml"), (*ROOT[:1], "Content-ID: <http://tempuri.org/0>"), SOAP12),
    ],
    ids=["plain", "JAX-WS 1.1", "JAX-WS 1.2", "CXF 1.2", ".NET 1.1", ".NET 1.2"],
)
def test_every_clients_package_is_taken(
    people: Directory, content_type: str, root: tuple[str, ...], version: SoapVersion
) -> None:
    """However it writes its type, with the file as it is."""
    token = people.customer.token or ""
    document = attachment(include("f%40x"), people.event(), token=token, version=version)
    body = package((root, document), file("f@x", TRICKY))
    answer, files = opened(send_package(people.application, body, content_type))
    assert answer.tag == version.tag("Envelope")
    assert files == {}
    kept = int(answer.findtext(f".//{{{TNS}}}id") or 0)
    assert people.customer.GetAttachment(attachmentId=kept).content == TRICKY


@ON_SQLITE
def test_a_type_in_the_body_is_taken(people: Directory) -> None:
    """Mono's WCF writes it there, and only half of it into HTTP."""
    document = attachment(include("http://tempuri.org/1"), people.event(), token=people.customer.token or "")
    parts: list[Part] = [
        (('Content-Type: application/xop+xml;charset=utf-8;type=""', "Content-ID: <http://tempuri.org/0>"), document),
        file("http://tempuri.org/1", TRICKY),
    ]
    front = 'MIME-Version: 1.0\r\nContent-Type: multipart/related;type="application/xop+xml";boundary="b+id=1"\r\n\r\n'
    body = front.encode() + package(*parts, boundary="b+id=1")
    answer, _ = opened(send_package(people.application, body, "multipart/related; type=application/xop+xml"))
    assert answer.findtext(f".//{{{TNS}}}size") == str(len(TRICKY))


@ON_SQLITE
@VERSIONS
def test_a_package_is_answered_with_one(people: Directory, version: SoapVersion) -> None:
    """A large file is a part of it, a small one and a digest are not."""
    contents = {"large": TRICKY, "small": b"abc", "just": bytes(768), "almost": bytes(767)}
    event_id = people.event()
    for name, content in contents.items():
        kept = people.customer.AddAttachment(eventId=event_id, fileName=name, mediaType="a/b", content=content)
        answer, files = opened(_get(people, kept.id, version))
        (holder,) = answer.iter(f"{{{TNS}}}content")
        if len(content) < 768:
            assert (files, holder.text) == ({}, b64encode(content).decode())
        else:
            assert list(files.values()) == [content]
            assert [f"cid:{each}" for each in files] == [holder[0].get("href")]


def _get(people: Directory, attachment_id: int, version: SoapVersion) -> Any:
    header = f"<t:SessionHeader><t:token>{people.customer.token}</t:token></t:SessionHeader>"
    body = f"<t:GetAttachment><t:attachmentId>{attachment_id}</t:attachmentId></t:GetAttachment>"
    document = envelope(body, header=header, version=version).encode()
    return send_package(people.application, package((ROOT, document)), type_of(version))


@ON_SQLITE
@pytest.mark.parametrize(
    ("accept", "is_package"),
    [
        ("", False),
        ("*/*", False),
        ("text/xml, multipart/related", False),
        ('multipart/related; type="application/xop+xml", text/xml;q=0.5', True),
        ("application/xop+xml", True),
    ],
)
def test_a_plain_call_gets_a_package_if_it_says_so(people: Directory, accept: str, *, is_package: bool) -> None:
    """What JAX-WS accepts with every call says nothing."""
    kept = people.customer.AddAttachment(eventId=people.event(), fileName="a", mediaType="a/b", content=TRICKY)
    header = f"<t:SessionHeader><t:token>{people.customer.token}</t:token></t:SessionHeader>"
    body = f"<t:GetAttachment><t:attachmentId>{kept.id}</t:attachmentId></t:GetAttachment>"
    response = send(people.application, envelope(body, header=header), headers={"accept": accept})
    assert response.status == 200
    assert response.content_type.startswith("multipart/related" if is_package else "text/xml")
    if is_package:
        assert list(opened(response)[1].values()) == [TRICKY]


@ON_SQLITE
def test_a_kept_answer_fits_both_forms(people: Directory) -> None:
    """A request that is repeated as a plain one gets the same answer."""
    inside = attachment("AAAA", people.event(), token=people.customer.token or "")
    document = inside.replace(b"</t:AddAttachment>", b"<t:requestId>12345678</t:requestId></t:AddAttachment>")
    first, _ = opened(send_package(people.application, package((ROOT, document))))
    again = send(people.application, document)
    assert etree.tostring(first[0][0]) == etree.tostring(etree.fromstring(again.body)[0][0])


def test_files_of_several_places_are_told_apart(desk: Application) -> None:
    """Each goes where its Include is; parts that nobody names are ignored, and so is what stands around them."""
    new = "<t:NewAttachment><t:fileName>a</t:fileName><t:mediaType>{}</t:mediaType><t:content>{}</t:content></t:NewAttachment>"
    many = new.format("a/b", include("2")) + new.format("a/b", include("1"))
    body = f"<t:SubmitEvent><t:title>a</t:title><t:content>b</t:content><t:attachments>{many}</t:attachments></t:SubmitEvent>"
    document = envelope(body).encode()
    whole = package((ROOT, document), file("1", b"one"), file("0", b"none"), file("2", b"two"))
    assert refused(desk, b"preamble\r\n" + whole + b"epilogue").code == "AUTHENTICATION_REQUIRED"


@VERSIONS
def test_a_fault_is_in_a_package_too(desk: Application, version: SoapVersion) -> None:
    """In the version of the envelope, or of the type where that was not reached."""
    fault = refused(desk, package((ROOT, attachment("AAAA", version=version))), type_of(version))
    assert (fault.code, fault.status) == ("AUTHENTICATION_REQUIRED", 500)
    assert refused(desk, b"nothing", type_of(version)).code == "MALFORMED_REQUEST"


GOOD = (ROOT, attachment(include("f@x")))
FILE = file("f@x", b"content")
MALFORMED: dict[str, tuple[bytes, str | None]] = {
    "no boundary in the type": (package(GOOD, FILE), type_of(boundary="")),
    "a boundary that is too long": (package(GOOD, FILE, boundary="b" * 71), type_of(boundary="b" * 71)),
    "a boundary of other characters": (package(GOOD, FILE, boundary="a;b"), type_of(boundary="a;b")),
    "another boundary": (package(GOOD, FILE, boundary="other"), None),
    "nothing": (b"", None),
    "only an end": (f"--{BOUNDARY}--\r\n".encode(), None),
    "no end": (package(GOOD, FILE, end=""), None),
    "cut off in a file": (package(GOOD, FILE)[:-30], None),
    "cut off in headers": (package(GOOD, FILE)[: -len(BOUNDARY) - 30], None),
    "a boundary that goes on": (package(GOOD, FILE, end="x"), None),
    "lines without CR": (package(GOOD, FILE).replace(b"\r\n", b"\n"), None),
    "no such start": (package(GOOD, FILE), type_of(start="<other>")),
    "a root of another type": (package((("Content-Type: text/xml",), GOOD[1]), FILE), None),
    "a root without a type": (package(((), GOOD[1]), FILE), None),
    "parts in parts": (package(GOOD, file("f@x", b"", 'Content-Type: multipart/mixed; boundary="x"')), None),
    "base64 in a part": (package(GOOD, (("Content-ID: <f@x>", "Content-Transfer-Encoding: base64"), b"AAAA")), None),
    "two parts of one name": (package(GOOD, FILE, FILE), None),
    "a header twice": (package(GOOD, file("f@x", b"", "Content-ID: <g@x>")), None),
    "a line that is no header": (package(GOOD, file("f@x", b"", "hello")), None),
    "no such part": (package(GOOD), None),
    "a part without a name": (package((ROOT, attachment(include(""))), ((), b"x")), None),
    "the envelope as a file": (package((ROOT, attachment(include("root@x")))), None),
    "another scheme": (package((ROOT, attachment(include("f@x").replace("cid:", "file:///etc/passwd#"))), FILE), None),
    "no href": (package((ROOT, attachment(include("f@x").replace("href", "name"))), FILE), None),
    "two in one element": (package((ROOT, attachment(include("f@x") + include("f@x"))), FILE), None),
    "one beside text": (package((ROOT, attachment("AAAA" + include("f@x"))), FILE), None),
    "one before text": (package((ROOT, attachment(include("f@x") + "AAAA")), FILE), None),
    "one that is not empty": (
        package((ROOT, attachment(include("f@x").replace("/>", ">x</xop:Include>"))), FILE),
        None,
    ),
    "one as the envelope": (package((ROOT, include("f@x").encode()), FILE), None),
    "one part twice": (
        package((ROOT, attachment(include("f@x")).replace(b"a.bin", include("f@x").encode())), FILE),
        None,
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_package_is_refused(desk: Application, name: str) -> None:
    """With a fault of the client's, whatever is wrong with it."""
    body, content_type = MALFORMED[name]
    fault = refused(desk, body, content_type)
    assert (fault.code, fault.soap_code, fault.status) == ("MALFORMED_REQUEST", "Client", 500)
    assert "passwd" not in fault.message


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("<t:GetEvent><t:eventId>{}</t:eventId></t:GetEvent>", "eventId"),
        ("<t:Ping><t:text>{}</t:text></t:Ping>", "text"),
        ("<t:Ping>{}</t:Ping>", "Ping"),
    ],
)
def test_a_file_stands_only_where_bytes_are_expected(desk: Application, body: str, field: str) -> None:
    """In a text or a number it is refused, even where an empty value would do."""
    document = envelope(body.format(include("f@x"))).encode()
    fault = refused(desk, package((ROOT, document), FILE))
    assert (fault.code, fault.field) == ("INVALID_MESSAGE", field)


def test_a_file_is_no_session(desk: Application) -> None:
    """Nor any other header."""
    document = attachment("AAAA", token=include("f@x"))
    assert refused(desk, package((ROOT, document), FILE)).code in ("INVALID_MESSAGE", "INVALID_ARGUMENT")


def test_parts_have_limits(desk: Application) -> None:
    """Their number and their headers; up to these they are taken."""
    limits = desk.settings.limits
    extra = [file(str(number), b"") for number in range(limits.mime_parts - 1)]
    document = attachment("AAAA")
    assert refused(desk, package((ROOT, document), *extra)).code == "AUTHENTICATION_REQUIRED"
    assert refused(desk, package((ROOT, document), *extra, FILE)).code == "LIMIT_EXCEEDED"
    for more, code in ((0, "AUTHENTICATION_REQUIRED"), (1, "MALFORMED_REQUEST")):
        padding = "X-Padding: " + "x" * (limits.mime_header_bytes - len("Content-ID: <1>\r\nX-Padding: ") + more)
        assert refused(desk, package((ROOT, document), (("Content-ID: <1>", padding), b""))).code == code


def test_a_package_is_as_large_as_an_upload(desk: Application) -> None:
    """Whether it has an action or not; for an operation without files it is as large as all others."""
    limits = desk.settings.limits
    around = len(package(GOOD, file("f@x", b"")))
    for more, code in ((0, "AUTHENTICATION_REQUIRED"), (1, "REQUEST_TOO_LARGE")):
        content = bytes(limits.upload_bytes - around + more)
        assert refused(desk, package(GOOD, file("f@x", content))).code == code
    ping = envelope("<t:Ping/>").encode()
    assert refused(desk, package((ROOT, ping), file("f@x", bytes(limits.body_bytes)))).code == "REQUEST_TOO_LARGE"


def test_the_envelope_has_its_usual_limits(desk: Application) -> None:
    """The gate stands in front of it as it does without a package."""
    deep = envelope("<t:Ping>" + "<a>" * 100 + "</a>" * 100 + "</t:Ping>").encode()
    assert refused(desk, package((ROOT, deep))).code == "LIMIT_EXCEEDED"
    doctype = b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + attachment("&x;")
    assert refused(desk, package((ROOT, doctype))).code == "MALFORMED_REQUEST"
    many = attachment("".join(include(str(number)) for number in range(6000)))
    assert refused(desk, package((ROOT, many))).code == "LIMIT_EXCEEDED"


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/related",
        f'multipart/related; boundary="{BOUNDARY}"; type="text/xml"',
        f'multipart/mixed; boundary="{BOUNDARY}"; type="application/xop+xml"',
        f'multipart/form-data; boundary="{BOUNDARY}"',
        "application/xop+xml",
    ],
)
def test_other_packages_are_refused(desk: Application, content_type: str) -> None:
    """SOAP with Attachments for one: 415, in a plain envelope."""
    response = send(desk, package(GOOD, FILE), content_type=content_type)
    assert Fault(response).code == "UNSUPPORTED_MEDIA_TYPE"


def test_an_include_without_a_package_is_no_file(desk: Application) -> None:
    """It is an element that the schema does not have."""
    assert Fault(send(desk, attachment(include("f@x")))).code == "INVALID_MESSAGE"


def test_another_action_is_refused(desk: Application) -> None:
    """Wherever it stands."""
    document = attachment("AAAA", version=SOAP12)
    for content_type in (JAXWS12, CXF12):
        other = content_type.replace("AddAttachment", "Ping").replace("start=", "x=")
        assert refused(desk, package((ROOT, document)), other).code == "ACTION_MISMATCH"
