"""The example requests, sent as a person sends them: with another token, other numbers and versions, nothing else."""

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from soap_server.contract import NAMESPACE
from tests.callers import OPERATIONS, Caller, Directory, new_id
from tests.engine.messages import send

EXAMPLES = Path(__file__).parents[2] / "wsdl" / "examples"
GRANTED = ("DescribeTable", "ReadTable", "ExecuteQuery", "ReadTableAsDataSet", "ExecuteQueryAsDataSet")


def example(people: Directory, caller: Caller, operation: str, **values: object) -> etree._Element:
    """Send an example with some of its elements filled in, and return the answer's body entry."""
    text = (EXAMPLES / operation / "request.xml").read_text(encoding="utf-8")
    for name, value in {"token": caller.token, "requestId": new_id(), **values}.items():
        text = re.sub(f"<{name}(>[^<]*</{name}>| [^>]*/>)", f"<{name}>{value}</{name}>", text)
    path = "/soap/DataSetService" if operation.endswith("DataSet") else "/soap"
    response = send(people.application, text, path=path)
    assert response.status == 200, response.body.decode()
    return etree.fromstring(response.body)[-1][0]


def test_the_grant_of_the_examples_allows_their_reads(people: Directory) -> None:
    """Whoever follows them from one to the next is not refused."""
    event_id = people.event("in_progress")
    example(people, people.admin, "GrantDataAccess", userId=people.staff.id)
    for operation in GRANTED:
        answer = example(people, people.staff, operation)
        assert str(event_id) in answer.itertext() or operation == "DescribeTable"


def test_the_statement_of_the_examples_changes_what_may_be_changed(people: Directory) -> None:
    """Where it is granted."""
    verbs = {"DataVerb": ["update"]}
    people.admin.GrantDataAccess(userId=people.staff.id, table="event_categories", verbs=verbs, scope="all")
    answer = example(people, people.staff, "ExecuteStatement")
    assert answer.findtext(f".//{{{NAMESPACE}}}rowCount") == "1"


def test_the_example_of_a_role_gives_another_one(people: Directory) -> None:
    """Whoever registers is a customer already."""
    user = people.customer.user
    answer = example(people, people.admin, "SetUserRole", userId=user.id, expectedVersion=user.version)
    assert answer.findtext(f".//{{{NAMESPACE}}}role") == "staff"


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name.startswith("List")])
def test_examples_ask_for_what_they_answer(operation: str) -> None:
    """What a filter says of a list is so of its entries, and a period has a length."""
    asked, answered = (_members(operation, kind) for kind in ("request", "response"))
    for name in [name for name in asked if name.endswith("From")]:
        until = asked.get(name.removesuffix("From") + "Before")
        assert until is None or asked[name] < until
    differing = {name for name in asked if name in answered and name != "text" and asked[name] != answered[name]}
    assert differing == set()


def _members(operation: str, kind: str) -> dict[str, Any]:
    """Return the first text of each member."""
    root = etree.parse(EXAMPLES / operation / f"{kind}.xml").getroot()
    found: dict[str, Any] = {}
    for element in root[-1].iter(f"{{{NAMESPACE}}}*"):
        if element.text and element.text.strip():
            found.setdefault(etree.QName(element).localname, element.text)
    return found
