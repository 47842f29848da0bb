"""A change of the contract for each kind: how it is brought about, and where it has to be found."""

from tests.conformance.edits import Rewrite, add, both, edit, last, remove, swap

_TYPES = "wsdl:types/xs:schema"
_BINDING = "wsdl:binding/wsdl:operation[@name='Ping']"
_PORT_TYPE = "wsdl:portType/wsdl:operation[@name='Ping']"


def member(owner: str, name: str) -> str:
    """Return the path of a member of a type or message."""
    return f"{_TYPES}/*[@name='{owner}']//xs:element[@name='{name}']"


def sequence(owner: str) -> str:
    """Return the path of what a type or message consists of."""
    return f"{_TYPES}/*[@name='{owner}']//xs:sequence"


def limit(owner: str, name: str, facet: str) -> str:
    """Return the path of a limit of a member."""
    return f"{member(owner, name)}//xs:{facet}"


def value(enumeration: str, word: str) -> str:
    """Return the path of a value of an enumeration."""
    return f"{_TYPES}/xs:simpleType[@name='{enumeration}']/xs:restriction/xs:enumeration[@value='{word}']"


def added(owner: str, more: str = "", at: int | None = None) -> Rewrite:
    """Add a member that is called ``added``."""
    return add(sequence(owner), f'<xs:element name="added" type="xs:string" {more}/>', at)


def worded(enumeration: str) -> Rewrite:
    """Add a value to an enumeration."""
    return add(f"{_TYPES}/xs:simpleType[@name='{enumeration}']/xs:restriction", '<xs:enumeration value="critical"/>')


_NO_PING = both(remove(_PORT_TYPE), remove(_BINDING))
_RENAMED = both(edit(_PORT_TYPE, name="Echo"), edit(_BINDING, name="Echo"))
_FAULT = '<wsdl:fault name="Other" message="tns:ServiceFaultMessage"/>'
_OTHER_FAULT = swap(
    b'<wsdl:part name="fault" element="tns:ServiceFault"/>', b'<wsdl:part name="fault" element="tns:Page"/>'
)
_HEADER = '<soap:header message="tns:SessionHeaderMessage" part="SessionHeader" use="literal"/>'
_SIGNED_IN = "wsdl:binding/wsdl:operation[@name='GetCurrentUser']/wsdl:input/soap:header"

CHANGES: list[tuple[str, str, Rewrite]] = [
    ("namespace-changed", "the contract", swap(b'targetNamespace="urn:soapdesk:v1"', b'targetNamespace="urn:v2"')),
    ("form-changed", "the schema", edit(_TYPES, elementFormDefault="unqualified")),
    ("service-renamed", "service", edit("wsdl:service", name="Desk")),
    ("service-renamed", "portType", edit("wsdl:portType", name="Desk")),
    ("port-removed", "port SoapDeskSoap", remove("wsdl:service/wsdl:port")),
    (
        "port-added",
        "port Second",
        add("wsdl:service", '<wsdl:port name="Second"><soap:address location="x"/></wsdl:port>'),
    ),
    ("address-changed", "port SoapDeskSoap", edit("wsdl:service/wsdl:port/soap:address", location="http://x/v2/soap")),
    ("binding-changed", "Ping", edit(f"{_BINDING}/soap:operation", style="rpc")),
    ("binding-changed", "Ping", edit(f"{_BINDING}/wsdl:input/soap:body", use="encoded")),
    ("binding-changed", "Ping", remove(_BINDING)),
    ("operation-removed", "Ping", _NO_PING),
    ("operation-renamed", "Ping", _RENAMED),
    ("action-changed", "Ping", edit(f"{_BINDING}/soap:operation", soapAction="urn:soapdesk:v1#Ping")),
    ("message-changed", "Ping (request)", edit("wsdl:message[@name='PingSoapIn']/wsdl:part", element="tns:Login")),
    ("message-changed", "Ping (answer)", edit("wsdl:message[@name='PingSoapOut']/wsdl:part", element="tns:Login")),
    ("part-renamed", "Ping", edit("wsdl:message[@name='PingSoapIn']/wsdl:part", name="body")),
    ("header-required", "Ping", add(f"{_BINDING}/wsdl:input", _HEADER)),
    ("header-removed", "GetCurrentUser", remove(_SIGNED_IN)),
    ("fault-removed", "Ping", remove(f"{_PORT_TYPE}/wsdl:fault")),
    ("fault-added", "Ping", add(_PORT_TYPE, _FAULT)),
    ("fault-changed", "Ping (ServiceFault)", _OTHER_FAULT),
    ("content-changed", "UserSummary", add(f"{_TYPES}/*[@name='UserSummary']", '<xs:attribute name="x"/>')),
    ("members-reordered", "UserSummary", last(member("UserSummary", "id"))),
    ("members-reordered", "Register", last(member("Register", "username"))),
    ("member-removed", "UserSummary/id", remove(member("UserSummary", "id"))),
    ("member-removed", "SubmitEvent/category", remove(member("SubmitEvent", "category"))),
    ("member-removed", "ServiceFault/retryable", remove(member("ServiceFault", "retryable"))),
    ("member-removed", "SessionHeader/token", remove(member("SessionHeader", "token"))),
    ("member-renamed", "UserSummary/id", edit(member("UserSummary", "id"), name="number")),
    ("member-renamed", "RateEvent/score", edit(member("RateEvent", "score"), name="stars")),
    ("array-item-renamed", "ArrayOfReply/Reply", edit(member("ArrayOfReply", "Reply"), name="item")),
    ("type-changed", "UserSummary/id", edit(member("UserSummary", "id"), type="xs:string")),
    ("type-changed", "Event/customer", edit(member("Event", "customer"), type="tns:User")),
    ("occurrence-changed", "ArrayOfReply/Reply", edit(member("ArrayOfReply", "Reply"), maxOccurs="9")),
    ("request-type-narrowed", "AssignEvent/eventId", edit(member("AssignEvent", "eventId"), type="xs:int")),
    ("request-type-widened", "AssignEvent/eventId", edit(member("AssignEvent", "eventId"), type="xs:decimal")),
    ("request-member-added-mandatory", "SubmitEvent/added", added("SubmitEvent")),
    ("request-member-added", "SubmitEvent/added", added("SubmitEvent", 'minOccurs="0"')),
    ("request-member-added", "EventFilter/added", added("EventFilter", 'nillable="true"')),
    ("request-member-added", "SubmitEvent/added", added("SubmitEvent", 'minOccurs="0"', at=0)),
    ("request-member-mandatory", "SubmitEvent/category", edit(member("SubmitEvent", "category"), minOccurs="1")),
    ("request-member-mandatory", "UpdateEvent/priority", edit(member("UpdateEvent", "priority"), nillable=None)),
    ("request-member-optional", "SubmitEvent/title", edit(member("SubmitEvent", "title"), minOccurs="0")),
    (
        "request-absence-changed",
        "SubmitEvent/category",
        edit(member("SubmitEvent", "category"), minOccurs="1", nillable="true"),
    ),
    ("request-limit-tightened", "SubmitEvent/title", edit(limit("SubmitEvent", "title", "maxLength"), value="50")),
    ("request-limit-tightened", "SubmitEvent/title", edit(limit("SubmitEvent", "title", "minLength"), value="5")),
    (
        "request-limit-tightened",
        "SubmitEvent/title",
        add(f"{member('SubmitEvent', 'title')}//xs:restriction", '<xs:pattern value="[a-z]*"/>'),
    ),
    ("request-limit-loosened", "SubmitEvent/title", edit(limit("SubmitEvent", "title", "maxLength"), value="5000")),
    ("request-limit-loosened", "SubmitEvent/title", remove(limit("SubmitEvent", "title", "maxLength"))),
    ("request-value-removed", "Priority/low", remove(value("Priority", "low"))),
    ("request-value-added", "Priority/critical", worded("Priority")),
    ("answer-type-narrowed", "UserSummary/id", edit(member("UserSummary", "id"), type="xs:int")),
    ("answer-type-widened", "UserSummary/id", edit(member("UserSummary", "id"), type="xs:decimal")),
    ("answer-member-added", "Pong/added", added("Pong", 'minOccurs="0"')),
    ("answer-member-added", "ServiceFault/added", added("ServiceFault", 'minOccurs="0"')),
    ("answer-member-inserted", "Pong/added", added("Pong", 'minOccurs="0"', at=0)),
    ("answer-member-mandatory", "Pong/text", edit(member("Pong", "text"), minOccurs="1")),
    ("answer-member-optional", "Pong/serverTime", edit(member("Pong", "serverTime"), nillable="true")),
    ("answer-member-optional", "Event/title", edit(member("Event", "title"), minOccurs="0")),
    ("answer-absence-changed", "Pong/text", edit(member("Pong", "text"), minOccurs="1", nillable="true")),
    ("answer-limit-tightened", "EventList/nextCursor", edit(limit("EventList", "nextCursor", "maxLength"), value="5")),
    ("answer-limit-loosened", "EventList/nextCursor", remove(limit("EventList", "nextCursor", "maxLength"))),
    ("answer-value-removed", "EventStatus/withdrawn", remove(value("EventStatus", "withdrawn"))),
    ("answer-value-added", "EventStatus/critical", worded("EventStatus")),
]
