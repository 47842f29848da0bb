"""The page that a browser gets at the service's address: what there is and where the WSDLs are.

It is made once at start from the same declarations as the WSDL.
"""

import base64
import hashlib

from lxml import etree
from lxml.builder import E

from soap_server.app import SOAP_PATH, Application
from soap_server.operations.catalogue import SERVICES
from soap_server.operations.declaration import Operation, Service

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
dt { font-weight: 600; margin-top: 1rem; } dd { margin: 0; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
small { opacity: .75; }
"""
STYLE_POLICY = "'sha256-" + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode() + "'"
"""What a Content-Security-Policy says to allow the page's style and no other."""


def help_page(application: Application) -> bytes:
    """Return the page as UTF-8 HTML."""
    url = application.settings.public_url + SOAP_PATH
    page = E.html(
        E.head(
            E.meta(charset="utf-8"),
            E.meta(name="viewport", content="width=device-width, initial-scale=1"),
            E.title("SoapDesk services"),
            E.style(_STYLE),
        ),
        E.body(
            E.h1("SoapDesk services"),
            E.p(
                "Send SOAP 1.1 or 1.2 requests to ",
                E.code(url),
                ". Log in with Login and send its token in the SessionHeader of every further call.",
            ),
            E.p("The whole desk as one interface: ", *_links(url), "."),
            E.p(
                "A question mark stands behind what may be absent. Every failure is a fault with a ServiceFault in its "
                "detail; those that any operation may answer, such as SESSION_EXPIRED, are not repeated here."
            ),
            *(element for service in SERVICES for element in _service(url, service)),
        ),
        lang="en",
    )
    return b"<!DOCTYPE html>\n" + etree.tostring(page, method="html", encoding="utf-8")


def _service(url: str, service: Service) -> list[etree._Element]:
    address = f"{url}/{service.name}"
    entries = [element for operation in service.operations for element in _operation(operation)]
    return [
        E.h2(service.name),
        E.p(service.doc, E.br(), E.small("Alone: ", *_links(address))),
        E.dl(*entries),
    ]


def _operation(operation: Operation) -> list[etree._Element]:
    parameters = ", ".join(f"{each.wire_name}{'?' if each.optional else ''}" for each in operation.parameters)
    faults = ", ".join(error.code for error in operation.refuses)
    return [
        E.dt(E.code(f"{operation.name}({parameters})")),
        E.dd(operation.doc, E.br(), E.small(operation.needs + (f" Faults of its own: {faults}." if faults else ""))),
    ]


def _links(address: str) -> list[etree._Element | str]:
    return [
        E.a("WSDL", href=f"{address}?wsdl"),
        ", with a SOAP 1.2 port too: ",
        E.a("WSDL", href=f"{address}?wsdl=soap12"),
    ]
