"""The WSDL, read as a C# or Java developer's tool would."""

import os
import subprocess
import sys
from io import BytesIO

import pytest
import zeep
from lxml import etree

from soap_server.app import Contract
from soap_server.engine.versions import SOAP11, SOAP12, XSD
from soap_server.engine.ws_policy import SP, WSP
from soap_server.engine.ws_security import WSU
from soap_server.engine.wsdl import WSDL
from soap_server.operations.catalogue import SERVICES, all_operations, desk_operations
from soap_server.operations.declaration import PUBLIC
from soap_server.publishing.files import PUBLISHED_URL

W, XS = f"{{{WSDL}}}", f"{{{XSD}}}"
SOAP = f"{{{SOAP11.wsdl_binding}}}"
NAMES = ["SoapDesk", *(service.name for service in SERVICES)]


def names_of(service: str) -> set[str]:
    """Return the names of the operations of an interface."""
    if service == "SoapDesk":
        return {operation.name for operation in desk_operations()}
    return {operation.name for operation in all_operations() if operation.service == service}


@pytest.fixture(scope="module")
def documents(contract: Contract) -> dict[tuple[str, str], bytes]:
    """Every WSDL by the name of its service and its query."""
    by_path = contract.wsdl_documents(PUBLISHED_URL)
    names = {contract.path(service): service.name for service in contract.services}
    return {(names[path], query): document for (path, query), document in by_path.items()}


def parsed(documents: dict[tuple[str, str], bytes], name: str, query: str = "wsdl") -> etree._Element:
    """Return a WSDL's root."""
    return etree.fromstring(documents[name, query])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("query", ["wsdl", "wsdl=soap12"])
def test_one_service_one_port_type_at_most_two_ports(
    documents: dict[tuple[str, str], bytes], name: str, query: str
) -> None:
    """Axis and SOAP::Lite stop at anything else; the names are those that ASMX would give."""
    root = parsed(documents, name, query)
    (service,) = root.findall(f"{W}service")
    (port_type,) = root.findall(f"{W}portType")
    ports = [port.get("name") for port in service.iterfind(f"{W}port")]
    suffixes = ["Soap"] if query == "wsdl" else ["Soap", "Soap12"]
    assert (service.get("name"), port_type.get("name")) == (name, f"{name}Soap")
    assert ports == [f"{name}{suffix}" for suffix in suffixes]
    assert [binding.get("name") for binding in root.iterfind(f"{W}binding")] == ports


def test_soap12_is_only_there_when_asked_for(documents: dict[tuple[str, str], bytes]) -> None:
    """Axis 1.4 stops at a SOAP 1.2 binding."""
    assert SOAP12.wsdl_binding.encode() not in documents["SoapDesk", "wsdl"]
    assert SOAP12.wsdl_binding.encode() in documents["SoapDesk", "wsdl=soap12"]


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_is_documented_and_has_the_fault(documents: dict[tuple[str, str], bytes], name: str) -> None:
    """In the portType: documentation, input, output, fault, in this order and without names."""
    root = parsed(documents, name)
    expected = names_of(name)
    operations = root.findall(f"{W}portType/{W}operation")
    assert {operation.get("name") for operation in operations} == expected
    for operation in operations:
        assert [etree.QName(child).localname for child in operation] == ["documentation", "input", "output", "fault"]
        assert operation.get("parameterOrder") is None
        assert (operation[1].get("name"), operation[2].get("name"), operation[3].get("name")) == (
            None,
            None,
            "ServiceFault",
        )
        assert len(operation[0].text or "") > 20


def test_every_message_has_one_part_of_the_name_tools_look_for(documents: dict[tuple[str, str], bytes]) -> None:
    """wsdl.exe unwraps ``parameters``."""
    root = parsed(documents, "SoapDesk")
    parts = {message.get("name"): [part.get("name") for part in message] for message in root.iterfind(f"{W}message")}
    assert parts.pop("SessionHeaderMessage") == ["SessionHeader"]
    assert parts.pop("ServiceFaultMessage") == ["fault"]
    assert set(map(tuple, parts.values())) == {("parameters",)}


def test_bindings_name_the_action_and_the_header(documents: dict[tuple[str, str], bytes]) -> None:
    """The header is declared just where a session is needed."""
    root = parsed(documents, "SoapDesk")
    for operation in desk_operations():
        (bound,) = root.iterfind(f"{W}binding/{W}operation[@name='{operation.name}']")
        assert bound[0].get("soapAction") == f"urn:soapdesk:v1/{operation.name}"
        headers = bound.findall(f"{W}input/{SOAP}header")
        assert len(headers) == (0 if operation.permission is PUBLIC else 1)


@pytest.mark.parametrize("name", NAMES)
def test_the_policy_asks_for_a_user_name_over_https(documents: dict[tuple[str, str], bytes], name: str) -> None:
    """In place of the session header, on one port of SOAP 1.1; all else is as in the default form."""
    root = parsed(documents, name, "wsdl=wss")
    (policy,) = root.iterfind(f"{{{WSP}}}Policy")
    (binding,) = root.iterfind(f"{W}binding")
    assert binding[0].tag == f"{{{WSP}}}PolicyReference"
    assert binding[0].get("URI") == f"#{policy.get(f'{{{WSU}}}Id')}"
    asserted = [etree.QName(each).localname for each in policy.iter(f"{{{SP}}}*")]
    assert asserted == [
        *("TransportBinding", "TransportToken", "HttpsToken", "AlgorithmSuite", "Basic256"),
        *(
            "Layout",
            "Lax",
            "IncludeTimestamp",
            "SignedSupportingTokens",
            "UsernameToken",
            "WssUsernameToken10",
            "Wss10",
        ),
    ]
    (token,) = policy.iter(f"{{{SP}}}UsernameToken")
    assert token.get(f"{{{SP}}}IncludeToken") == f"{SP}/IncludeToken/AlwaysToRecipient"
    assert not list(root.iter(f"{SOAP}header"))
    (address,) = root.iterfind(f"{W}service/{W}port/{SOAP}address")
    plain = parsed(documents, name)
    (plain_address,) = plain.iterfind(f"{W}service/{W}port/{SOAP}address")
    assert address.attrib["location"] == plain_address.attrib["location"].replace("http:", "https:")
    for part in ("types", "portType"):
        same = [
            etree.tostring(next(each.iterfind(f"{W}{part}")), method="c14n", exclusive=True) for each in (root, plain)
        ]
        assert same[0] == same[1]


def test_other_forms_know_nothing_of_policies(documents: dict[tuple[str, str], bytes]) -> None:
    """So that no tool stops at one."""
    assert {query for (_, query), document in documents.items() if b"policy" in document.lower()} == {"wsdl=wss"}


def test_references_resolve(documents: dict[tuple[str, str], bytes]) -> None:
    """Every message, element, type and binding that is named is there."""
    for document in documents.values():
        root = etree.fromstring(document)
        named = {
            kind: {node.get("name") for node in root.iterfind(path)}
            for kind, path in (
                ("message", f"{W}message"),
                ("element", f".//{XS}schema/{XS}element"),
                ("type", f".//{XS}schema/*"),
                ("binding", f"{W}binding"),
            )
        }
        for kind, names in named.items():
            used = {node.get(kind, "") for node in root.iter(etree.Element) if node.get(kind, "").startswith("tns:")}
            if kind == "type":
                names = names | {node.get("name") for node in root.iterfind(f"{W}portType")}  # noqa: PLW2901
            assert {name.removeprefix("tns:") for name in used} <= names


def test_nullability_is_what_net_and_java_need(documents: dict[tuple[str, str], bytes]) -> None:
    """Never minOccurs=0 and nillable at once; text, arrays and complex values never nillable; values always one."""
    root = parsed(documents, "SoapDesk")
    words = {node.get("name") for node in root.iterfind(f".//{XS}schema/{XS}simpleType")}
    by_value = {"int", "long", "boolean", "dateTime", "decimal", *words}
    seen = set()
    for element in root.iterfind(f".//{XS}sequence/{XS}element"):
        base = element.get("type") or next(element.iter(f"{XS}restriction")).attrib["base"]
        is_value = base.rpartition(":")[2] in by_value
        kind = (is_value, element.get("minOccurs", "1"), element.get("nillable", "false"))
        if element.get("maxOccurs") != "unbounded":
            assert kind in {(True, "1", "false"), (True, "1", "true"), (False, "1", "false"), (False, "0", "false")}
            seen.add(kind)
    assert len(seen) == 4


def test_no_type_is_one_that_a_toolchain_chokes_on(documents: dict[tuple[str, str], bytes]) -> None:
    """No unbounded integers, no floats, no xs:any, no member called items; values of words are identifiers."""
    for (name, _), document in documents.items():
        root = etree.fromstring(document)
        types = {element.get("type") for element in root.iter(f"{XS}element", f"{XS}restriction")}
        assert not types & {"xs:integer", "xs:float", "xs:double", "xs:duration", "xs:anyType"}
        assert (root.find(f".//{XS}any") is None) == (name != "DataSetService")
        assert "items" not in {element.get("name") for element in root.iter(f"{XS}element")}
        assert all((value.get("value") or "").isidentifier() for value in root.iter(f"{XS}enumeration"))
        assert root.find(f".//{XS}import") is None or name == "DataSetService"


def test_global_elements_are_messages_only(documents: dict[tuple[str, str], bytes]) -> None:
    """Each with its type inside: Java makes JAXBElement factories of everything else."""
    root = parsed(documents, "SoapDesk")
    elements = root.findall(f".//{XS}schema/{XS}element")
    assert len(elements) == 2 * len(desk_operations()) + 2
    assert all(element.get("type") is None for element in elements)


def test_arrays_are_named_for_their_items(documents: dict[tuple[str, str], bytes]) -> None:
    """ArrayOfReply holds elements called Reply."""
    root = parsed(documents, "SoapDesk")
    arrays = root.findall(f".//{XS}complexType[@name]")
    found = {node.get("name"): node.find(f"{XS}sequence/{XS}element") for node in arrays}
    for name, item in found.items():
        if name and name.startswith("ArrayOf"):
            assert item is not None
            prefix = "ArrayOf" if item.get("nillable") is None else "ArrayOfNillable"
            assert name == f"{prefix}{(item.get('name') or '')[0].upper()}{(item.get('name') or '')[1:]}"


def test_every_type_and_member_is_documented(documents: dict[tuple[str, str], bytes]) -> None:
    """What a developer sees in the editor comes from here."""
    root = parsed(documents, "SoapDesk")
    for node in root.iterfind(f".//{XS}sequence/{XS}element"):
        is_wrapper = (node.get("name") or "").endswith("Result") or node.get("maxOccurs") == "unbounded"
        assert is_wrapper or node.find(f"{XS}annotation/{XS}documentation") is not None, node.get("name")
    for node in root.iterfind(f".//{XS}schema/*[@name]"):
        if node.tag != f"{XS}element" and not (node.get("name") or "").startswith("ArrayOf"):
            assert node.find(f"{XS}annotation/{XS}documentation") is not None, node.get("name")


def test_the_address_is_the_configured_one(contract: Contract) -> None:
    """Each service has its own path below the public URL."""
    documents = contract.wsdl_documents("https://desk.example/base")
    assert b'location="https://desk.example/base/soap/EventService"' in documents["/soap/EventService", "wsdl"]


@pytest.mark.parametrize("name", NAMES)
def test_zeep_reads_it_strictly(documents: dict[tuple[str, str], bytes], name: str) -> None:
    """A stock client finds every operation on every port."""
    client = zeep.Client(BytesIO(documents[name, "wsdl=soap12"]), settings=zeep.Settings(strict=True))
    (service,) = client.wsdl.services.values()
    for port in service.ports.values():
        assert set(port.binding._operations) == names_of(name)


def test_it_is_the_same_whatever_the_hash_seed() -> None:
    """Byte for byte: Spyne's own differs from start to start."""
    program = (
        "import hashlib; from soap_server.app import build_contract\n"
        "padding = [object() for _ in range({padding})]\n"
        "documents = build_contract().wsdl_documents('http://x')\n"
        "print(hashlib.sha256(b''.join(documents[key] for key in sorted(documents))).hexdigest())"
    )
    digests = set()
    for seed in range(3):
        finished = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", program.format(padding=seed * 10_000)],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(finished.stdout)
    assert len(digests) == 1
