"""What is written from the contract: up to date and complete."""

import inspect

import pytest

from client_sdk import errors, operations
from client_sdk.aio.client import AsyncSupportClient
from client_sdk.client import SupportClient
from client_sdk.operation import Operation
from soap_server.app import Contract
from soap_server.desk.errors import all_errors
from soap_server.engine.faults import engine_kinds
from soap_server.publishing.sdk.files import differing_sdk_files
from soap_server.publishing.sdk.writing import in_python
from soap_server.sdk_shape.naming import RESOURCES, method_name
from tests.callers import OPERATIONS

CODES = sorted({*all_errors(), *(kind.code for kind in engine_kinds())})


def test_the_committed_files_are_those_of_this_contract(contract: Contract) -> None:
    """Otherwise run: scripts/docs."""
    assert differing_sdk_files(contract) == []


@pytest.mark.parametrize("code", CODES)
def test_every_fault_code_has_a_class_of_its_own(code: str) -> None:
    """And the class knows its code."""
    error = errors.BY_CODE[code]
    assert code == error.CODE  # type: ignore[attr-defined]
    assert issubclass(error, errors.ServiceFaultError)
    assert getattr(errors, error.__name__) is error


def test_there_is_no_class_for_a_code_that_no_server_answers() -> None:
    """A class that can never be raised would mislead."""
    assert sorted(errors.BY_CODE) == CODES


def test_the_tree_of_errors_is_that_of_the_desk() -> None:
    """Whoever catches a ConflictError catches a taken user name too, as the desk's own code does."""
    for code, error in all_errors().items():
        ours = errors.BY_CODE[code]
        for other, base in all_errors().items():
            assert issubclass(error, base) == issubclass(ours, errors.BY_CODE[other])


def test_every_operation_is_known() -> None:
    """With what the client needs to call it safely."""
    known = {each.name: each for each in vars(operations).values() if isinstance(each, Operation)}
    assert set(known) == set(OPERATIONS)
    for name, operation in OPERATIONS.items():
        assert known[name].writes == operation.writes
        assert known[name].takes_request_id == operation.takes_request_id
        assert known[name].public == (operation.permission is None)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_a_method_of_both_clients(name: str) -> None:
    """With the same parameters, and the operation's own sentences."""
    operation = OPERATIONS[name]
    attribute = RESOURCES[operation.service].attribute
    signatures = []
    for client in (SupportClient, AsyncSupportClient):
        resource = getattr(client("http://localhost/soap"), attribute)
        method = getattr(resource, method_name(operation))
        signatures.append(inspect.signature(method))
        summary = (inspect.getdoc(method) or "nothing").partition("\n")[0].rstrip(".")
        assert summary[:40] in in_python(operation.doc)
    blocking, asyncio = signatures
    assert list(blocking.parameters.values()) == list(asyncio.parameters.values())


def test_documentation_says_what_things_are_called_in_python() -> None:
    """Methods, parameters and None; the words of the wire stay."""
    said = "See DescribeEvents; send nextCursor to FetchMore; nil, dateTime and Customers stay."
    wanted = "See events.describe; send next_cursor to data.fetch_more; None, dateTime and Customers stay."
    assert in_python(said) == wanted


def test_rows_that_go_on_by_themselves_send_nobody_to_fetch_more() -> None:
    """What a caller of the operation has to do, the SDK does."""
    for name in ("read_table", "execute_query"):
        doc = inspect.getdoc(getattr(SupportClient("http://desk.example").data, name)) or ""
        assert "by themselves" in doc
        assert "fetch_more" not in doc
