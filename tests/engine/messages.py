"""Requests as raw text, for what no generated client would send."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from soap_server.app import Application
from soap_server.engine.messages import Request, Response
from soap_server.engine.versions import SOAP11, SOAP12, SoapVersion

TNS = "urn:soapdesk:v1"


def envelope(body: str, *, header: str = "", version: SoapVersion = SOAP11) -> str:
    """Return an envelope around a body entry."""
    head = f"<s:Header>{header}</s:Header>" if header else ""
    return (
        f'<s:Envelope xmlns:s="{version.namespace}" xmlns:t="{TNS}" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{head}<s:Body>{body}</s:Body></s:Envelope>'
    )


def ping(text: str = "hello", **arguments: Any) -> str:
    """Return an envelope with a Ping."""
    return envelope(f"<t:Ping><t:text>{text}</t:text></t:Ping>", **arguments)


def send(
    application: Application,
    document: str | bytes,
    *,
    path: str = "/soap",
    content_type: str = "text/xml; charset=utf-8",
    method: str = "POST",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Send a document and return the response."""
    body = document if isinstance(document, bytes) else document.encode()
    all_headers = {"content-type": content_type, **(headers or {})}
    return application.engine.handle(Request(method, path, headers=all_headers, body=body, peer="192.0.2.7"))


class Fault:
    """A fault, taken from a response of either version, with every rule of its form checked."""

    def __init__(self, response: Response) -> None:
        root = etree.fromstring(response.body)
        version = SOAP12 if root.tag == SOAP12.tag("Envelope") else SOAP11
        assert response.content_type == version.content_type
        *_header, body = root
        (fault,) = body
        assert fault.tag == version.tag("Fault")
        if version is SOAP11:
            names = [str(child.tag) for child in fault]
            assert names == ["faultcode", "faultstring", "detail"]
            self.soap_code = (fault[0].text or "").removeprefix("soap:")
            detail = fault[2]
        else:
            assert [etree.QName(child).localname for child in fault] == ["Code", "Reason", "Detail"]
            self.soap_code = (fault[0][0].text or "").removeprefix("soap:")
            subcode = fault[0][1][0]
            prefix, _, name = (subcode.text or "").partition(":")
            assert subcode.nsmap[prefix] == TNS
            self.subcode = name
            detail = fault[2]
        (service_fault,) = detail
        assert service_fault.tag == f"{{{TNS}}}ServiceFault"
        found = {etree.QName(child).localname: child.text or "" for child in service_fault}
        self.status = response.status
        self.code = found["code"]
        self.message = found["message"]
        self.field = found.get("field")
        self.retryable = found["retryable"] == "true"
        self.correlation_id = found["correlationId"]

    def __repr__(self) -> str:
        return f"<{self.soap_code} {self.code} {self.field}: {self.message}>"


def result(response: Response) -> etree._Element:
    """Return the body entry of a good answer."""
    assert response.status == 200, response.body
    root = etree.fromstring(response.body)
    return root[-1][0]
