"""What a server is asked to see how it behaves, beside the calls of stock clients."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from soap_server.contract import NAMESPACE
from tests.conformance.description import Description
from tests.conformance.exchange import XML, Exchange, exchange
from tests.engine.messages import envelope, ping

_ACTION = f'"{NAMESPACE}/Ping"'
_UNKNOWN = '<u:Unknown xmlns:u="urn:unknown" s:mustUnderstand="1"/>'
_REGISTER = (
    "<t:Register><t:username>never.made</t:username><t:password>seven quiet lanterns</t:password>"
    "<t:displayName>Never</t:displayName></t:Register>"
)
_ASK = "<t:IsUsernameAvailable><t:username>never.made</t:username></t:IsUsernameAvailable>"
_SOAP_0 = "http://example.org/soap/0/envelope/"
_PLAIN = ping().encode()


@dataclass(frozen=True)
class Probe:
    """A request."""

    body: bytes = _PLAIN
    method: str = "POST"
    path: str = "/soap"
    version: str = "HTTP/1.1"
    headers: Mapping[str, str] = field(default_factory=dict)


def _of(document: str) -> Probe:
    return Probe(document.encode(), headers={"content-type": XML, "soapaction": '""'})


def _ping(body: bytes = _PLAIN, *, content_type: str = XML, **more: str) -> Probe:
    action = {} if more.pop("without", None) else {"soapaction": more.pop("soapaction", _ACTION)}
    return Probe(body, headers={"content-type": content_type, **action, **more})


# Their order matters in one place: whether a name is free is asked after the call that must not have taken it.
PROBES: Mapping[str, Probe] = {
    "Ping": _ping(),
    "Ping by HTTP/1.0": Probe(version="HTTP/1.0", headers={"content-type": XML, "soapaction": _ACTION}),
    "Ping with an XML declaration": _ping(b"<?xml version='1.0' encoding='utf-8'?>" + _PLAIN),
    "Ping with a byte order mark": _ping(b"\xef\xbb\xbf" + _PLAIN),
    "Ping in UTF-16": _ping(ping().encode("utf-16"), content_type='text/xml; charset="utf-16"'),
    "Ping without SOAPAction": _ping(without="yes"),
    "Ping with an empty SOAPAction": _ping(soapaction='""'),
    "Ping with an unquoted SOAPAction": _ping(soapaction=_ACTION.strip('"')),
    "GET of the WSDL": Probe(b"", method="GET", path="/soap?wsdl"),
    "PUT": Probe(method="PUT", headers={"content-type": XML}),
    "POST of text/plain": _ping(content_type="text/plain"),
    "a damaged request line": Probe(b"", method="P(ST", path="/soap /soap"),
    "XML that is not well-formed": _ping(b"<no"),
    "another root": _of("<no/>"),
    "an envelope of another SOAP": _of(
        envelope("<t:Nothing/>", header=_UNKNOWN).replace("http://schemas.xmlsoap.org/soap/envelope/", _SOAP_0)
    ),
    "an unknown mandatory header": _of(envelope(_REGISTER, header=_UNKNOWN)),
    "whether the call with that header was carried out": _of(envelope(_ASK)),
    "an unknown mandatory header, and a wrong body": _of(envelope("<t:Nothing/>", header=_UNKNOWN)),
    "an unknown operation": _of(envelope("<t:Nothing/>")),
    "a missing member": _of(envelope("<t:Login/>")),
    "an unknown member": _of(envelope("<t:Ping><t:text>a</t:text><t:more/></t:Ping>")),
    "a call without a session": _of(envelope("<t:GetCurrentUser/>")),
}


def ask(url: str, description: Description, name: str) -> Exchange:
    """Send a probe to a server."""
    probe = PROBES[name]
    return exchange(
        url,
        description,
        name,
        probe.body,
        method=probe.method,
        path=probe.path,
        version=probe.version,
        headers=probe.headers,
    )


def asked(*names: str) -> Callable[[Exchange], bool]:
    """Return whether an exchange is one of these probes, for rules that are about them."""
    unknown = set(names) - set(PROBES)
    if unknown:
        raise KeyError(unknown)
    return lambda exchange: exchange.probe in names and exchange.action is None
