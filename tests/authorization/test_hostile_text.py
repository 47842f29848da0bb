"""Whatever people write, pages show it as text: every field that is stored, on every page, in both languages.

Each text has a number of its own, so that a field that no page shows is noticed as well as one that a page runs. That
pages have no script inside is in tests/web_ui/test_security.py, CSV that is no formula in tests/client_sdk and
tests/web_ui/test_data.py, the names of downloads in tests/web_ui/test_security.py.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask

from soap_server.desk.departments import add_department
from soap_server.desk.desk import Desk, Visit
from tests.authorization.pages import pages_before
from tests.authorization.test_pages import targets
from tests.callers import Directory
from tests.data_access.grants import grant
from tests.web_ui.browser import Browser, Page, path_of

FIELDS = (
    *("displayName", "email", "phone", "department", "frozenReason"),
    *("title", "content", "reply", "internalNote", "solution", "fileName"),
    *("assignmentNote", "withdrawalReason", "reopeningReason", "opinion"),
    *("categoryLabel", "condition"),
)
ENDPOINTS_THAT_SEND_FILES = {"events.attachment", "data.table_file", "static"}
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def hostile(field: str) -> str:
    """Return a text that would run in a page that does not escape it, inside and outside of attributes."""
    number = FIELDS.index(field) + 100
    text = f"\"'><script>alert({number})</script>"
    if field == "email":
        return f"{text.replace(' ', '')}@a.example"
    if field in ("phone", "fileName"):
        return f"'\"><script>alert({number})"
    return f"{text}<i onclick=alert(1)>{{{{7*7}}}}"


def tell(people: Directory) -> dict[str, int]:
    """Write every field, and return the numbers that addresses of pages have."""
    office = people.application.office

    def found_department(session: Any) -> None:
        desk = Desk(session, office, Visit("x", "x", "x", office.clock()))
        add_department(desk, hostile("department"))

    office.database.write(found_department)
    hired = people.admin.CreateUser(
        username="hostile",
        password="seven quiet lanterns",
        displayName=hostile("displayName"),
        email=hostile("email"),
        phone=hostile("phone"),
        role="customer",
        department=hostile("department"),
    )
    people.admin.FreezeUser(userId=hired.id, reason=hostile("frozenReason"), expectedVersion=hired.version)
    own = people.customer.user
    people.customer.UpdateProfile(displayName=hostile("displayName"), expectedVersion=own.version)
    numbers = {"user_id": hired.id, "staff_id": people.staff.id}
    return {**numbers, **_live(people), **_grant(people)}


def _live(people: Directory) -> dict[str, int]:
    customer, staff, admin = people.customer, people.staff, people.admin
    event = customer.SubmitEvent(title=hostile("title"), content=hostile("content"))
    number = event.id

    def version() -> int:
        return admin.version(number)

    admin.AssignEvent(eventId=number, handlerId=staff.id, expectedVersion=1, note=hostile("assignmentNote"))
    customer.PostReply(eventId=number, text=hostile("reply"))
    staff.PostReply(eventId=number, text=hostile("internalNote"), internal=True)
    described = {"fileName": hostile("fileName"), "mediaType": "text/html", "content": b"<script>alert(1)</script>"}
    file = customer.AddAttachment(eventId=number, **described)
    staff.ResolveEvent(eventId=number, expectedVersion=version(), solution=hostile("solution"))
    customer.ReopenEvent(eventId=number, expectedVersion=version(), reason=hostile("reopeningReason"))
    staff.ResolveEvent(eventId=number, expectedVersion=version(), solution=hostile("solution"))
    customer.CompleteEvent(eventId=number, expectedVersion=version())
    customer.RateEvent(eventId=number, expectedVersion=version(), score=1, opinion=hostile("opinion"))
    withdrawn = customer.SubmitEvent(title=hostile("title"), content="x").id
    customer.WithdrawEvent(eventId=withdrawn, expectedVersion=1, reason=hostile("withdrawalReason"))
    customer.SubmitEvent(title=hostile("title"), content="x", category="billing")
    return {"event_id": number, "attachment_id": file.id, "withdrawn": withdrawn}


def _grant(people: Directory) -> dict[str, int]:
    given = grant(people, people.staff, "events", conditions=[("title", "notEqual", hostile("condition"))])
    grant(people, people.staff, "event_categories", "read", "query", "update")
    label = hostile("categoryLabel").replace("'", "''")
    for language in ("en", "zh"):
        sql = f"UPDATE event_categories SET label_{language} = '{label}' WHERE code = 'billing'"
        people.staff.ExecuteStatement(sql=sql)
    return {"grant_id": given.id}


@pytest.fixture
def app(people: Directory) -> Flask:
    """The pages before a desk full of hostile texts."""
    return pages_before(people.application)


def pages(app: Flask, numbers: dict[str, int], staff_id: int) -> Iterator[str]:
    """Yield the addresses of all pages about the hostile rows, also with hostile words in their queries."""
    words = quote(hostile("title"))
    names = ("text", "person", "subject", "next", "sort", "operation", "sql", "customer", "q")
    queries = ("", "?" + "&".join(f"{name}={words}" for name in names))
    values = {**numbers, "table": "events", "name": "events"}
    for endpoint, method in targets(app):
        if method == "GET" and endpoint not in ENDPOINTS_THAT_SEND_FILES:
            given = {**values, "name": "GetEvent"} if endpoint == "developer.try_it" else values
            path = path_of(app, endpoint, given)
            yield from (f"{path}{query}" for query in queries)
    yield f"/events/{numbers['withdrawn']}"
    yield f"/data/grants/change/events?user_id={staff_id}"
    yield "/data/tables/event_categories"
    yield from (f"/{words}", "//evil.example/", "/%5Cevil.example/", f"/data/tables/{words}")


def check(page: Page, path: str) -> None:
    """Expect that nothing of the page runs, and that its links stay with these pages."""
    for script in page.all("//script"):
        assert (script.get("src") or "").startswith("/static/"), path
        assert not (script.text or "").strip(), path
    assert not page.all("//*[@*[starts-with(name(), 'on')]] | //style | //@style | //iframe | //object | //embed"), path
    assert not page.all("//i[@onclick] | //*[@hx-on or @data-hx-on]"), path
    for address in page.all("//@href | //@src | //@action | //@formaction | //@hx-get | //@hx-post"):
        parts = urlsplit(address.strip())
        assert parts.scheme in ("", "mailto", "tel"), (path, address)
        assert not parts.netloc, (path, address)
        assert not address.startswith(("//", "/\\")), (path, address)
    assert "49" not in re.findall(r"\{?49\}?onclick", page.text), path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_that_people_write_runs_in_a_page(people: Directory, app: Flask, language: str) -> None:
    """And every field is on some page, as the text that it is."""
    numbers = tell(people)
    shown: set[str] = set()
    for role in ("customer", "staff", "admin"):
        browser = Browser(app, language=language).log_in(role)
        for path in pages(app, numbers, people.staff.id):
            page = browser.get(path, follow=True)
            assert page.status < 500, path
            check(page, path)
            text = page.tree.text_content() + " ".join(page.all("//@value | //@title | //@alt | //@download"))
            shown |= {field for field in FIELDS if f"alert({FIELDS.index(field) + 100})" in text}
    assert set(FIELDS) - shown == set()


def test_a_form_that_is_shown_again_runs_nothing_either(people: Directory, app: Flask) -> None:
    """Whatever was written into its fields, by whoever."""
    numbers = tell(people)
    for role in ("customer", "staff", "admin"):
        browser = Browser(app).log_in(role)
        for path in pages(app, numbers, people.staff.id):
            if "?" in path:
                continue
            page = browser.get(path, follow=True)
            for form in page.tree.forms:
                target = form.action or path
                if form.method != "POST" or target in ("/logout", "/preferences"):
                    continue
                kept = ("csrf_token", "expected_version", "request_id")
                written = {
                    name: value if name.endswith(kept) else f"{hostile('title')}" for name, value in form.form_values()
                }
                answer = browser.post(target, written, follow=True)
                assert answer.status < 500, target
                check(answer, target)
