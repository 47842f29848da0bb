"""The published contract: up to date, and its examples what they say they are."""

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from soap_server.app import Contract
from soap_server.contract import NAMESPACE
from soap_server.desk.errors import all_errors
from soap_server.engine.messages import Response
from soap_server.engine.schema import published_schema
from soap_server.engine.versions import SOAP11
from soap_server.publishing.files import contract_files, differing_files, write_files
from tests.callers import OPERATIONS
from tests.engine.messages import Fault

WSDL_FOLDER = Path(__file__).parents[2] / "wsdl"


@pytest.fixture(scope="module")
def files(contract: Contract) -> dict[str, bytes]:
    """The files as this version writes them."""
    return dict(contract_files(contract))


@pytest.fixture(scope="module")
def schema(contract: Contract) -> etree.XMLSchema:
    """The published schema, with the operations that are no part of the desk's interface."""
    return etree.XMLSchema(published_schema(contract.everything, any_xml=True))


def test_the_committed_files_are_those_of_this_version(contract: Contract) -> None:
    """Otherwise run: soapdesk wsdl export."""
    assert differing_files(contract, WSDL_FOLDER) == []


def test_writing_takes_away_what_is_published_no_more(contract: Contract, tmp_path: Path) -> None:
    """And leaves what is not ours."""
    (tmp_path / "Old.wsdl").write_text("<old/>")
    (tmp_path / "README.md").write_text("mine")
    assert "Old.wsdl" in differing_files(contract, tmp_path)
    count = write_files(contract, tmp_path)
    assert differing_files(contract, tmp_path) == []
    assert {path.name for path in tmp_path.iterdir() if path.suffix == ".md"} == {"README.md"}
    assert count == len(list(tmp_path.rglob("*.*"))) - 1


@pytest.mark.parametrize("operation", OPERATIONS)
def test_examples_follow_the_schema(
    files: dict[str, bytes], schema: etree.XMLSchema, contract: Contract, operation: str
) -> None:
    """Request, response and fault, header and detail too; and the server would take the request."""
    for kind in ("request", "response", "fault"):
        root = etree.fromstring(files[f"examples/{operation}/{kind}.xml"])
        *header, body = root
        assert root.tag == SOAP11.tag("Envelope")
        for entry in [child for part in header for child in part]:
            schema.assertValid(entry)
        (entry,) = body
        if kind == "fault":
            response = Response(500, SOAP11.content_type, etree.tostring(root))
            declared = {error.code for error in OPERATIONS[operation].all_refusals} | {"INVALID_ARGUMENT"}
            assert Fault(response).code in declared
            (entry,) = entry[-1]
        schema.assertValid(entry)
        if kind == "request":
            bound = contract.everything.operations[f"{{{NAMESPACE}}}{operation}"]
            contract.validator.validate(entry)
            arguments: Any = bound.decode(entry)
            assert set(arguments) == {parameter.name for parameter in OPERATIONS[operation].parameters}


def test_examples_need_a_session_where_the_operation_does(files: dict[str, bytes]) -> None:
    """So that they can be sent as they are, with a token put in."""
    for name, operation in OPERATIONS.items():
        has_header = b"SessionHeader" in files[f"examples/{name}/request.xml"]
        assert has_header == (operation.permission is not None)


def test_faults_in_examples_are_real(files: dict[str, bytes]) -> None:
    """Their codes are codes of this version."""
    codes = set(all_errors())
    for name, content in files.items():
        if name.endswith("fault.xml"):
            code = etree.fromstring(content).findtext(f".//{{{NAMESPACE}}}code")
            assert code in codes
