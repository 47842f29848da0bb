"""What each rule has to catch: a real WSDL, message or answer, spoiled in one place."""

from collections.abc import Mapping

from soap_server.engine.versions import SOAP11, XSD
from soap_server.engine.wsdl import WSDL
from tests.conformance.edits import (
    Retell,
    Rewrite,
    add,
    answered,
    both,
    edit,
    imported,
    last,
    latin,
    remove,
    renamed,
    schema_imported,
    sent,
    swap,
    text,
)

_OTHER_WSDL = f'<wsdl:definitions xmlns:wsdl="{WSDL}" targetNamespace="urn:other"/>'.encode()
_OTHER_SCHEMA = f'<xs:schema xmlns:xs="{XSD}"/>'.encode()
OTHERS: Mapping[str, bytes] = {
    "other.wsdl": _OTHER_WSDL,
    "other.xsd": _OTHER_SCHEMA,
    "page.html": b"<html/>",
    "latin.xsd": b'<?xml version="1.0" encoding="ISO-8859-1"?>' + _OTHER_SCHEMA,
    "new.xsd": b'<?xml version="1.1"?>' + _OTHER_SCHEMA,
}
"""Documents that imports of spoiled WSDLs lead to."""

_XMLNS = b' xmlns:xml="http://www.w3.org/XML/1998/namespace"'
_RPC = edit("wsdl:binding/wsdl:operation/soap:operation", style="rpc")
_PORT_TYPE, _BOUND = "wsdl:portType/wsdl:operation", "wsdl:binding/wsdl:operation"
_HEADER, _FAULT = f"{_BOUND}/wsdl:input/soap:header", f"{_BOUND}/wsdl:fault/soap:fault"
_BODY, _PART = f"{_BOUND}/wsdl:input/soap:body", "wsdl:message/wsdl:part"
_SECOND = '<wsdl:part name="more" element="tns:Ping"/>'
OF_DESCRIPTIONS: list[tuple[str, Rewrite]] = [
    ("R2001", imported("page.html")),
    ("R2001", imported("nowhere.wsdl")),
    ("R2002", imported("other.xsd")),
    ("R2003", add("wsdl:types", '<xs:import namespace="urn:x"/>')),
    ("R2005", imported("other.wsdl", "urn:third")),
    ("R2007", imported(None)),
    ("R2803", imported("other.wsdl", "other")),
    ("R2022", imported("other.wsdl", at=5)),
    ("R2023", last("wsdl:types")),
    ("R2026", edit("wsdl:binding/soap:binding", wsdl_required="true")),
    ("R2028", edit("wsdl:message", style="document")),
    ("R2028", edit("wsdl:service/wsdl:port", name=None)),
    ("R2028", add("wsdl:service", "<wsdl:input/>")),
    ("R2028", last(f"{_BOUND}/wsdl:input")),
    ("R2029", edit(_BODY, use="neither")),
    ("R2029", edit("wsdl:service/wsdl:port/soap:address", location=None)),
    ("R2030", last("wsdl:documentation")),
    ("R1034", swap(b"<wsdl:definitions", b"<wsdl:definitions" + _XMLNS)),
    ("R4003", latin),
    ("R4004", swap(b"version='1.0'", b"version='1.1'")),
    ("R2004", schema_imported("page.html")),
    ("R2010", schema_imported("latin.xsd")),
    ("R2011", schema_imported("new.xsd")),
    ("R2801", renamed("wsdl:types/xs:schema", "{http://www.w3.org/2000/10/XMLSchema}schema")),
    ("R2801", add("wsdl:types/xs:schema", '<xs:element name="Ping"/>')),
    ("R2101", edit("wsdl:binding", type="tns:Nothing")),
    ("R2101", edit(f"{_PORT_TYPE}/wsdl:input", message="xs:PingSoapIn")),
    ("R2201", edit(_BODY, parts="parameters more")),
    ("R2210", add("wsdl:message", _SECOND)),
    ("R2203", _RPC),
    ("R2204", edit(_PART, element=None, type="xs:string")),
    ("R2205", edit("wsdl:message[@name='SessionHeaderMessage']/wsdl:part", element=None, type="xs:string")),
    ("R2205", edit("wsdl:message[@name='ServiceFaultMessage']/wsdl:part", element=None, type="xs:string")),
    ("R2206", edit(_PART, element="tns:Nothing")),
    ("R2209", both(add("wsdl:message", _SECOND), edit(_BODY, parts="parameters"))),
    ("R2303", last(f"{_PORT_TYPE}/wsdl:input")),
    ("R2304", edit(_PORT_TYPE, name="GetServerInfo")),
    (
        "R2305",
        both(
            add("wsdl:message[2]", _SECOND),
            add("wsdl:message[2]", _SECOND.replace("more", "most")),
            edit(_PORT_TYPE, parameterOrder="parameters"),
        ),
    ),
    ("R2306", edit(_PART, type="xs:string")),
    ("R2401", remove("wsdl:binding/soap:binding")),
    ("R2701", edit("wsdl:binding/soap:binding", transport=None)),
    ("R2702", edit("wsdl:binding/soap:binding", transport="http://schemas.xmlsoap.org/soap/smtp")),
    ("R2705", _RPC),
    ("R2706", edit(_BODY, use="encoded")),
    ("R2706", edit(_HEADER, use="encoded")),
    ("R2723", edit(_FAULT, use="encoded")),
    ("R2710", edit("wsdl:message[@name='GetChangesSoapIn']/wsdl:part", element="tns:Ping")),
    (
        "R2711",
        add(
            "wsdl:service",
            '<wsdl:port name="Second" binding="tns:SystemServiceSoap">'
            '<soap:address location="http://localhost:8080/soap/SystemService"/></wsdl:port>',
        ),
    ),
    ("R2716", edit(_BODY, namespace="urn:soapdesk:v1")),
    ("R2717", _RPC),
    ("R2726", both(_RPC, edit(_FAULT, namespace="urn:soapdesk:v1"))),
    ("R2718", remove(_BOUND)),
    ("R2718", remove(_PORT_TYPE)),
    ("R2720", edit(_HEADER, part=None)),
    ("R2749", edit(_HEADER, parts="SessionHeader")),
    ("R2721", edit(_FAULT, name=None)),
    ("R2754", edit(_FAULT, name="OtherFault")),
    ("R2740", remove(_FAULT)),
]
_ARRAY = 'xmlns:e="http://schemas.xmlsoap.org/soap/encoding/"'
_EXTENDED = f'<xs:complexType name="A" {_ARRAY}><xs:complexContent><xs:restriction base="e:Array"/></xs:complexContent></xs:complexType>'
OF_SCHEMAS: list[tuple[str, Rewrite]] = [
    ("R2102", edit(".//xs:element[@type]", type="wsdl:tMessage")),
    ("R2102", edit(".//xs:element[@type]", type="tns:Nothing")),
    ("R2105", edit(".", targetNamespace=None)),
    ("R2110", add(".", _EXTENDED)),
    ("R2111", edit(".//xs:element[@type]", wsdl_arrayType="xs:string[]")),
    ("R2112", edit(".//xs:element[@type]", name="ArrayOfText")),
]
_ENTRY = "env:Body/*"
REQUEST, RESPONSE, FAULT = (f"examples/GetServerInfo/{kind}.xml" for kind in ("request", "response", "fault"))
OF_ENVELOPES: list[tuple[str, str, Rewrite]] = [
    ("R9980", REQUEST, last("env:Header")),
    ("R9980", REQUEST, renamed(".", "{urn:other}Envelope")),
    ("R9981", REQUEST, add("env:Body", "<t:Ping/>")),
    ("R1000", FAULT, add("env:Body/env:Fault", "<reason>x</reason>")),
    ("R1001", FAULT, renamed("env:Body/env:Fault/faultstring", f"{{{SOAP11.namespace}}}faultstring")),
    ("R1004", FAULT, text("env:Body/env:Fault/faultcode", "soap:Refused")),
    ("R1004", FAULT, text("env:Body/env:Fault/faultcode", "Client")),
    ("R1031", FAULT, text("env:Body/env:Fault/faultcode", "soap:Client.Authentication")),
    ("R1005", RESPONSE, edit("env:Body", env_encodingStyle="")),
    ("R1006", RESPONSE, edit(_ENTRY, env_encodingStyle="")),
    ("R1007", RESPONSE, edit(f"{_ENTRY}/*", env_encodingStyle="")),
    ("R1008", REQUEST, swap(b"<soap:Envelope", b"<!DOCTYPE x><soap:Envelope")),
    ("R1009", REQUEST, swap(b"<soap:Envelope", b"<?php x?><soap:Envelope")),
    ("R1009", REQUEST, swap(b"<soap:Body>", b"<soap:Body><?php x?>")),
    ("R1011", REQUEST, add(".", "<t:Ping/>")),
    ("R1013", REQUEST, edit("env:Header/*", env_mustUnderstand="true")),
    ("R1014", RESPONSE, swap(b' xmlns="urn:soapdesk:v1"', b"")),
    ("R1032", REQUEST, edit("env:Body", env_mustUnderstand="1")),
    ("R1033", REQUEST, swap(b"<soap:Envelope", b"<soap:Envelope" + _XMLNS)),
    (
        "R2113",
        RESPONSE,
        swap(b"<GetServerInfoResult", f'<GetServerInfoResult {_ARRAY} e:arrayType="t:x[1]"'.encode()),
    ),
    ("R2301", RESPONSE, remove(_ENTRY)),
    ("R2712", RESPONSE, renamed(_ENTRY, "{urn:soapdesk:v1}PingResponse")),
    ("R2712", RESPONSE, renamed(f"{_ENTRY}/*/*", "{urn:soapdesk:v1}unknown")),
    ("R2738", REQUEST, remove("env:Header")),
]


_CLIENT, _UNKNOWN = "an unknown operation", "an unknown mandatory header"
_BOTH_WRONG, _OTHER_SOAP = "an unknown mandatory header, and a wrong body", "an envelope of another SOAP"
OF_EXCHANGES: list[tuple[str, str, Retell]] = [
    ("R0001", "GET of the WSDL", answered(404)),
    ("R0001", "GET of the WSDL", answered(like="Ping")),
    ("R1010", "Ping with an XML declaration", answered(like=_CLIENT)),
    ("R4001", "Ping with a byte order mark", answered(like=_CLIENT)),
    ("R4001", "Ping in UTF-16", answered(like=_CLIENT)),
    ("R1012", "Ping", answered(content_type="text/xml; charset=iso-8859-1")),
    ("R1018", "GetEvent", answered(content_type="text/xml; charset=us-ascii")),
    ("R1018", "Ping", answered(content_type="text/xml")),
    ("R1015", "another root", answered(like="Ping")),
    ("R1017", "Ping", answered(like=_CLIENT)),
    ("R1025", "whether the call with that header was carried out", answered(like="IsUsernameAvailable taken")),
    ("R1027", _UNKNOWN, answered(like=_CLIENT)),
    ("R1029", "a call without a session", answered(like="Ping")),
    ("R1108", "GetEvent", sent(method="M-POST")),
    ("R1109", "GetEvent", sent(soapaction="urn:soapdesk:v1/GetEvent")),
    ("R2744", "GetEvent", sent(soapaction='"urn:soapdesk:v1/GetUser"')),
    ("R1132", "GetEvent", sent(method="PUT")),
    ("R1140", "GetEvent", sent(answer_version="HTTP/1.0")),
    ("R1141", "GetEvent", sent(version="HTTP/2")),
    ("R1111", "Ping", answered(202)),
    ("R1124", "Ping", answered(500)),
    ("R1126", _CLIENT, answered(200)),
    ("R1126", "a call without a session", answered(401)),
    ("R1125", "PUT", answered(500)),
    ("R1113", "a damaged request line", answered(500)),
    ("R1114", "PUT", answered(400)),
    ("R1115", "POST of text/plain", answered(400)),
    ("R1121", "Ping", answered(set_cookie="session=1")),
    ("R1130", "Ping", answered(302)),
    ("R1127", "Ping without SOAPAction", answered(like=_CLIENT)),
    ("R1127", "Ping with an unquoted SOAPAction", answered(like=_CLIENT)),
    ("R2724", "a missing member", answered(like="Ping")),
    ("R2724", "an unknown member", answered(like=_UNKNOWN)),
    ("R2725", _OTHER_SOAP, answered(like=_UNKNOWN)),
    ("R2725", _BOTH_WRONG, answered(like=_CLIENT)),
]
