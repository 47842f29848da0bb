"""Rules that every contract type and operation keeps."""

import re
from typing import Any

import pytest

from soap_server.contract.members import is_contract_type, members_of
from soap_server.desk.errors import all_errors
from soap_server.engine.faults import engine_kinds
from soap_server.operations.catalogue import SERVICES, all_operations
from soap_server.operations.declaration import Operation

OPERATIONS = pytest.mark.parametrize("operation", all_operations(), ids=lambda operation: operation.name)


@OPERATIONS
def test_answers_have_more_than_one_member(operation: Operation) -> None:
    """zeep takes a type with a single member away and hands out the member."""
    answer: Any = operation.returns
    if is_contract_type(answer):
        assert len(members_of(answer)) > 1


@OPERATIONS
def test_documentation_is_sentences(operation: Operation) -> None:
    """What a developer reads begins with a capital and ends with a full stop."""
    for text in (operation.doc, *(parameter.doc for parameter in operation.parameters)):
        assert re.fullmatch(r"[A-Z].*[.]", text), text


@OPERATIONS
def test_writes_take_a_version_or_create(operation: Operation) -> None:
    """An edit of a record takes the version that the caller saw."""
    names = {parameter.name for parameter in operation.parameters}
    is_edit = operation.writes and names & {"event_id", "user_id"}
    appends = {"PostReply", "AddAttachment", "BeginUpload"}
    assert not is_edit or "expected_version" in names or operation.name in appends


@OPERATIONS
def test_refusals_are_declared_once(operation: Operation) -> None:
    """And none that comes with the permission or the parameters anyway."""
    codes = [error.code for error in operation.all_refusals]
    assert len(codes) == len(set(codes))


def test_operations_have_names_of_their_own() -> None:
    """Across all services, for the whole desk is one interface."""
    names = [operation.name for operation in all_operations()]
    assert len(names) == len(set(names)) == 66
    assert len({service.name for service in SERVICES}) == len(SERVICES)


def test_codes_mean_one_thing() -> None:
    """A code that both the business and the engine use has one meaning."""
    meanings = {kind.code: kind.meaning for kind in engine_kinds()}
    for code, error in all_errors().items():
        assert meanings.get(code, error.meaning) == error.meaning
        assert re.fullmatch(r"[A-Z][A-Z_]+", code)
