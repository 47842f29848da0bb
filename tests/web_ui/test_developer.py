"""Trying operations in the browser."""

import re
from typing import Any

import pytest

from client_sdk import description
from client_sdk.testing import InProcess
from tests.web_ui.browser import Browser

WITHOUT = ("Register", "Login", "Logout", "ChangePassword", "CreateUser", "ResetPassword")
HERE = [each.name for each in description.operations() if each.name not in WITHOUT]


@pytest.mark.parametrize("name", HERE)
def test_every_operation_has_a_form(customer: Browser, name: str) -> None:
    """With a field for each parameter but the one that is made here."""
    page = customer.get(f"/try/{name}")
    operation = description.find_operation(name)
    assert page.status == 200
    assert operation is not None
    shown = {field.partition(".")[0] for field in page.all("//main//form//*[@name]/@name")}
    assert {each.name for each in operation.parameters} - {"requestId"} == shown - {"csrf_token", "request_id"}


@pytest.mark.parametrize("name", [*WITHOUT, "NoSuchThing"])
def test_no_password_is_asked_for_here(admin: Browser, name: str) -> None:
    """Nor can the session be ended."""
    assert admin.get(f"/try/{name}").status == 404
    assert name not in admin.get("/try").all("//main//th/a/text()")


def test_a_call_shows_what_was_sent_and_what_came_back(customer: Browser) -> None:
    """In the reader's name, and without the token."""
    page = customer.submit("/try/SubmitEvent", title="标题 & <b>", content="内容", priority="high")
    sent, came = page.all("//main//pre")
    assert ":title>标题 &amp; &lt;b&gt;</" in sent.text_content()
    assert re.search(r"<\w*:?token>••••••</", sent.text_content())
    assert "<SubmitEventResult>" in came.text_content()
    assert "Answered" in page.words("//*[@id='tried']")


def test_a_fault_is_shown_as_one(customer: Browser) -> None:
    """With its code, its sentence and its envelope."""
    page = customer.submit("/try/GetEvent", eventId="987654321")
    assert "NOT_FOUND" in page.words("//*[@id='tried']")
    assert "<faultcode>" in page.all("//main//pre")[1].text_content()
    assert "PERMISSION_DENIED" in customer.submit("/try/ListUsers").words("//*[@id='tried']")


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("GetEvent", {"eventId": "one"}, "eventId"),
        ("GetEvent", {"eventId": ""}, "eventId"),
        ("ListEvents", {"filter.submittedFrom": "soon"}, "filter-submittedFrom"),
        ("ListEvents", {"filter.submittedFrom": "0001-01-01T00:00+14:00"}, "filter-submittedFrom"),
        ("ListEvents", {"filter.submittedBefore": "9999-12-31T23:59-12:00"}, "filter-submittedBefore"),
        ("ListEvents", {"filter.priority": "extreme"}, "filter-priority"),
        ("ReadTable", {"table": "events", "order": "{"}, "order"),
        ("ReadTable", {"table": "events", "order": '[{"colour": "red"}]'}, "order"),
        ("ReadTable", {"table": "events", "order": '{"column": "id"}'}, "order"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(
    customer: Browser, name: str, values: dict[str, Any], field: str
) -> None:
    """And nothing is sent; what was typed stays."""
    page = customer.submit(f"/try/{name}", **values)
    assert page.status == 422
    assert page.words(f"//*[@id='p-{field}-error']")
    assert not page.all("//main//pre")
    (name, value), *_others = values.items()
    assert value in page.text.replace("&#34;", '"') or page.all(f"//select[@name='{name}']")


def test_groups_lists_and_json_become_what_the_contract_wants(
    admin: Browser, staff: Browser, desk_server: InProcess
) -> None:
    """A group that nobody touched is left out."""
    wanted: dict[str, Any] = {"filter.statuses": "submitted\nassigned", "page.size": "3"}
    page = admin.submit("/try/ListEvents", **wanted)
    sent = page.all("//main//pre")[0].text_content()
    assert sent.count("EventStatus>") == 4
    assert "<ns0:size>3</ns0:size>" in sent
    assert "sort" not in sent
    granted = admin.submit("/try/GrantDataAccess", role="staff", table="event_categories", verbs="read", scope="all")
    assert "Answered" in granted.words("//*[@id='tried']")
    read = staff.submit("/try/ReadTable", table="event_categories", order='[{"column": "code", "descending": true}]')
    assert "Answered" in read.words("//*[@id='tried']")
    assert "descending>true<" in read.all("//main//pre")[0].text_content()
