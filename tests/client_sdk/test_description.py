"""The contract, described for programs; and what goes over the wire, for people."""

from client_sdk import SupportClient, description, operations
from client_sdk.operation import Operation
from client_sdk.recording import MASK, RecordingTransport, printable
from client_sdk.testing import InProcess


def test_every_operation_is_described() -> None:
    """Each with documentation, and each of its parameters too."""
    known = {each.name for each in vars(operations).values() if isinstance(each, Operation)}
    described = description.operations()
    assert {each.name for each in described} == known
    assert len(described) == len(known)
    for operation in described:
        assert operation.documentation
        assert all(each.documentation for each in operation.parameters), operation.name
        assert operation.call.name == operation.name


def test_parameters_have_their_types() -> None:
    """Simple, optional, enumerations, arrays, and types within types."""
    listed = description.find_operation("ListEvents")
    assert listed is not None
    filter_, sort, page = listed.parameters
    assert [each.is_optional for each in listed.parameters] == [True, True, True]
    members = {each.name: each for each in filter_.members}
    assert (members["statuses"].type, members["statuses"].is_array) == ("EventStatus", True)
    assert "in_progress" in members["statuses"].values
    assert members["category"].type == "string"
    assert (members["customerId"].type, members["customerId"].is_optional) == ("long", True)
    assert {each.name for each in sort.members} == {"key", "descending"}
    assert page.type == "Page"
    read = description.find_operation("ReadTable")
    assert read is not None
    (groups,) = (each for each in read.parameters[2].members if each.name == "anyOf")
    assert groups.members[0].members[0].name == "column"


def test_what_is_unknown_is_not_found() -> None:
    """None, for programs that ask by name."""
    assert description.find_operation("NoSuchThing") is None


def test_a_call_is_recorded_and_printed_without_its_token() -> None:
    """Request, answer and time; a nested value may be a dictionary."""
    with InProcess() as server:
        server.add_user("li.lei")
        recording = RecordingTransport(server.transport)
        with server.client("li.lei") as first:
            first.users.get_current()
            token = first.token
            assert token is not None

            with SupportClient(server.url, token=token, transport=recording) as desk:
                desk.call(operations.LIST_EVENTS, {"filter": {"text": "x", "customerId": 5}})
        assert recording.request is not None
        assert token.encode() in recording.request
        sent = printable(recording.request)
        assert token not in sent
        assert MASK in sent
        assert "customerId>5<" in sent
        assert "ListEventsResult" in printable(recording.answer or b"")
        assert recording.seconds > 0


def test_what_is_no_xml_is_printed_as_it_is() -> None:
    """A proxy's page, for instance."""
    assert printable(b"<html>oops") == "<html>oops"
