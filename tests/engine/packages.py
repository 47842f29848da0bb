"""MTOM packages as clients write them, and a reader of answers that is not ours."""

from collections.abc import Mapping, Sequence
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from lxml import etree

from soap_server.app import Application
from soap_server.engine.messages import Request, Response
from soap_server.engine.versions import SOAP11, SOAP12, SoapVersion
from tests.engine.messages import Fault, envelope

XOP = "http://www.w3.org/2004/08/xop/include"
BOUNDARY = "uuid:5c2e+id=1"
ROOT = ("Content-Type: application/xop+xml; charset=utf-8", "Content-ID: <root@x>")
Part = tuple[Sequence[str], bytes]


def include(name: str) -> str:
    """Return an Include."""
    return f'<xop:Include xmlns:xop="{XOP}" href="cid:{name}"/>'


def file(name: str, content: bytes, *headers: str) -> Part:
    """Return a part with a file."""
    return (f"Content-ID: <{name}>", "Content-Transfer-Encoding: binary", *headers), content


def package(*parts: Part, boundary: str = BOUNDARY, end: str = "--") -> bytes:
    """Return a package."""
    pieces = [
        f"--{boundary}\r\n".encode() + "\r\n".join([*headers, "", ""]).encode() + content + b"\r\n"
        for headers, content in parts
    ]
    return b"".join(pieces) + f"--{boundary}{end}\r\n".encode()


def type_of(version: SoapVersion = SOAP11, *, boundary: str = BOUNDARY, **others: str) -> str:
    """Return the Content-Type of a package."""
    named = {"type": "application/xop+xml", "boundary": boundary, "start-info": version.media_type, **others}
    return "; ".join(["multipart/related", *(f'{name}="{value}"' for name, value in named.items() if value)])


def attachment(content: str, event_id: int = 1, *, token: str = "", version: SoapVersion = SOAP11) -> bytes:
    """Return the envelope of a call with one file."""
    inside = f"<t:fileName>a.bin</t:fileName><t:mediaType>a/b</t:mediaType><t:content>{content}</t:content>"
    header = f"<t:SessionHeader><t:token>{token}</t:token></t:SessionHeader>" if token else ""
    body = f"<t:AddAttachment><t:eventId>{event_id}</t:eventId>{inside}</t:AddAttachment>"
    return envelope(body, header=header, version=version).encode()


def send_package(
    application: Application, body: bytes, content_type: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Send a package."""
    given = {"content-type": content_type or type_of(), **(headers or {})}
    return application.engine.handle(Request("POST", "/soap", headers=given, body=body, peer="192.0.2.7"))


def opened(response: Response) -> tuple[etree._Element, dict[str, bytes]]:
    """Return the envelope of an answer and the files beside it, read by Python's own reader of mail."""
    head = f"Content-Type: {response.content_type}\r\n\r\n".encode()
    message: Any = BytesParser(policy=HTTP).parsebytes(head + response.whole_body)
    assert not message.defects
    root, *files = message.iter_parts()
    assert message.get_param("type") == root.get_content_type() == "application/xop+xml"
    assert message.get_param("start") == root["Content-ID"]
    assert message.get_param("start-info") == root.get_param("type")
    return etree.fromstring(root.get_payload(decode=True)), {
        part["Content-ID"].strip("<>"): part.get_payload(decode=True) for part in files
    }


def fault_of(response: Any) -> Fault:
    """Return the fault of an answer in a package."""
    root, files = opened(response)
    assert files == {}
    plain = type(response)(response.status, f"{_media_type(root)}; charset=utf-8", etree.tostring(root))
    return Fault(plain)


def _media_type(root: etree._Element) -> str:
    return (SOAP12 if root.tag == SOAP12.tag("Envelope") else SOAP11).media_type
