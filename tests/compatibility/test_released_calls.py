"""Stubs of the released contract keep working: what they send is taken, and what is answered they can read."""

from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from soap_server.app import Application, Contract
from soap_server.contract import NAMESPACE
from soap_server.engine.messages import Request
from tests.callers import Caller, Directory
from tests.compatibility.released import (
    CALLS_FOLDER,
    VERSIONS,
    WSDL_FOLDER,
    Reader,
    digest,
    operations,
    reader_for,
    released_schema,
)
from tests.operations.happy import HAPPY

OPERATIONS = operations()
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
BOTH = pytest.mark.parametrize("version", VERSIONS)


def values_of(arguments: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the values of arguments by their paths, as the recorded calls name them."""
    if isinstance(arguments, dict | list):
        pairs = arguments.items() if isinstance(arguments, dict) else enumerate(arguments)
        for key, value in pairs:
            yield from values_of(value, f"{path}.{key}" if path else str(key))
    else:
        yield path, arguments.isoformat() if hasattr(arguments, "isoformat") else str(arguments)


def recorded(operation: str, version: str, caller: Caller, arguments: dict[str, Any]) -> bytes:
    """Return a recorded call, with the numbers and tokens of this desk put in."""
    text = (CALLS_FOLDER / f"{operation}.{version}.xml").read_text(encoding="utf-8")
    for path, value in values_of({**arguments, "token": caller.token}):
        text = text.replace(f"{{{path}}}", value)
    return text.encode()


def answer(application: Application, operation: str, version: str, body: bytes) -> tuple[int, bytes]:
    """Send a call as an old stub does, with the action of its day."""
    soap = VERSIONS[version]
    action = f"{NAMESPACE}/{operation}"
    path = "/soap/DataSetService" if operation.endswith("AsDataSet") else "/soap"
    headers = (
        {"content-type": "text/xml; charset=utf-8", "soapaction": f'"{action}"'}
        if version == "soap11"
        else {"content-type": f'{soap.media_type}; charset=utf-8; action="{action}"'}
    )
    response = application.engine.handle(Request("POST", path, headers=headers, body=body, peer="192.0.2.7"))
    assert response.content_type.startswith(soap.media_type)
    return response.status, response.body


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        (WSDL_FOLDER, "c7938df3c8cc278b36c7442533e4592b50fbb91042203d97bf7b50988ca0737f"),
        (CALLS_FOLDER, "aaf4cec4fd89c10447d96529e9e099f124ab5a22b37355c6363e8bccc9108206"),
    ],
    ids=["contract", "calls"],
)
def test_what_was_released_stays_as_it_was(folder: Any, expected: str) -> None:
    """Whatever is generated or mended: stubs that are out there are not generated again."""
    assert digest(folder) == expected


@ON_SQLITE
@BOTH
@pytest.mark.parametrize("operation", OPERATIONS)
def test_recorded_calls_succeed(people: Directory, operation: str, version: str) -> None:
    """Every operation of the release is carried out, and its answer is what a stub of the release can read."""
    caller, arguments = HAPPY[operation](people)
    body = recorded(operation, version, caller, arguments)
    assert b"{" not in body.partition(b"Body>")[2]
    status, answered = answer(people.application, operation, version, body)
    assert status == 200, answered
    (entry,) = etree.fromstring(answered)[-1]
    reader_for(operation).read(entry)


@BOTH
@pytest.mark.parametrize("operation", OPERATIONS)
def test_released_examples_are_taken(contract: Contract, operation: str, version: str) -> None:
    """With every optional member there is: the message is valid still, and means what it meant."""
    root = etree.parse(WSDL_FOLDER / "requests" / f"{operation}.{version}.xml").getroot()
    (entry,) = root[-1]
    contract.validator.validate(entry)
    bound = contract.everything.operations[str(entry.tag)]
    assert bound.name == operation
    decoded = bound.decode(entry)
    given = {etree.QName(child).localname.lower() for child in entry}
    assert {name.replace("_", "") for name, value in decoded.items() if value is not None} <= given


@ON_SQLITE
@BOTH
def test_faults_are_what_released_stubs_read(people: Directory, version: str) -> None:
    """The typed fault too, in the place where it was."""
    body = recorded("GetEvent", version, people.customer, {"eventId": 999})
    status, answered = answer(people.application, "GetEvent", version, body)
    assert status == 500
    (fault,) = etree.fromstring(answered).iter(f"{{{NAMESPACE}}}ServiceFault")
    Reader(released_schema("SoapDesk.wsdl")).read(fault)


def test_the_reader_skips_what_came_later() -> None:
    """And takes it ill where it stands before what was there already."""
    response = (WSDL_FOLDER.parent / "examples/Ping/response.xml").read_bytes()
    known, later = b"<serverTime>", b"<later>1</later>"
    assert response.count(known) == 1
    reader = reader_for("Ping")
    (entry,) = etree.fromstring(response.replace(b"</serverTime>", b"</serverTime>" + later))[-1]
    reader.read(entry)
    assert reader.skipped == ["Pong/later"]
    (entry,) = etree.fromstring(response.replace(known, later + known))[-1]
    with pytest.raises(AssertionError, match="Pong/later is new and stands before serverTime"):
        reader.read(entry)
    (entry,) = etree.fromstring(response.replace(b"serverTime>", b"time>"))[-1]
    with pytest.raises(etree.DocumentInvalid):
        reader_for("Ping").read(entry)
