"""Grants of the data service, and the two logs."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from client_sdk.testing import InProcess
from tests.web_ui.browser import Browser
from web_ui.app import create_app
from web_ui.config import WebConfig

NEW = "/data/grants/new/events"


@pytest.fixture(scope="module")
def desk_server() -> Iterator[InProcess]:
    """A desk of our own, so that its logs say nothing of other tests."""
    with InProcess() as server:
        for username, role in (("li.lei", "customer"), ("staff.wang", "staff"), ("admin.zhao", "admin")):
            server.add_user(username, role=role, display_name=username.title())
        yield server


@pytest.fixture(scope="module")
def app(desk_server: InProcess) -> Flask:
    """The pages of it."""
    return create_app(WebConfig(desk_server.url, "k" * 40, transport=desk_server.transport))


@pytest.fixture(autouse=True)
def _no_grants(desk_server: InProcess) -> None:
    with desk_server.client("admin.zhao") as desk:
        for grant in desk.data.list_grants():
            desk.data.revoke_access(grant.id, expected_version=grant.version)


def grants(server: InProcess) -> list[Any]:
    """Return what is granted."""
    with server.client("admin.zhao") as desk:
        return list(desk.data.list_grants())


def give(admin: Browser, **values: Any) -> Any:
    """Grant something to staff, or what is said instead."""
    wanted = {"role": "staff", "columns": ["title", "status"], "verbs": ["read", "query"], "scope": "all"}
    return admin.post(NEW, {**admin.get(NEW).form(), **wanted, **values})


def test_every_table_can_be_chosen_without_a_grant_of_ones_own(admin: Browser, desk_server: InProcess) -> None:
    """By its label."""
    page = admin.get("/data/grants/new")
    with desk_server.client("admin.zhao") as desk:
        tables = desk.data.list_grantable_tables().tables
    assert [link.rpartition("/")[2] for link in page.all("//main//h2/a/@href")] == [table.name for table in tables]


def test_something_is_granted_changed_and_revoked(admin: Browser, desk_server: InProcess) -> None:
    """The key belongs to it in any case."""
    condition = {
        "conditions-0-column": "status",
        "conditions-0-operator": "oneOf",
        "conditions-0-value": "resolved, completed",
    }
    assert give(admin, max_rows="100", **condition).status == 303
    (grant,) = grants(desk_server)
    assert (grant.role, set(grant.columns), grant.max_rows) == ("staff", {"id", "title", "status"}, 100)
    assert [(each.column, each.operator, each.values) for each in grant.conditions] == [
        ("status", "oneOf", ("resolved", "completed"))
    ]
    assert "Staff member" in admin.get("/data/grants").words("//tbody")
    path = "/data/grants/change/events?role=staff"
    form = admin.get(path).form()
    assert form["conditions-0-value"] == "resolved, completed"
    kept = {**form, "columns": ["title"], "verbs": ["read"], "conditions-0-column": ""}
    assert admin.post(path, kept).status == 303
    (changed,) = grants(desk_server)
    assert (set(changed.columns), changed.verbs, changed.conditions) == ({"id", "title"}, ("read",), None)
    revoke = f"/data/grants/{changed.id}/revoke"
    assert admin.submit("/data/grants", action=revoke).status == 303
    assert not grants(desk_server)


def test_a_user_is_granted_by_name(admin: Browser, desk_server: InProcess) -> None:
    """And found by name."""
    assert give(admin, role="", username="Staff.Wang").status == 303
    assert grants(desk_server)[0].user.display_name == "Staff.Wang"
    assert "Staff.Wang" in admin.get("/data/grants?person=staff.wang").words("//tbody")
    assert "no user with this user name" in admin.get("/data/grants?person=nobody").words()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"columns": []}, "Choose at least one column."),
        ({"verbs": []}, "Choose what may be done."),
        ({"role": "", "username": ""}, "Choose a role, or name a user; not both."),
        ({"role": "staff", "username": "staff.wang"}, "Choose a role, or name a user; not both."),
        ({"role": "", "username": "nobody"}, "There is no user with this user name."),
        ({"role": "customer"}, "grant customers their own rows only"),
        ({"max_rows": "0"}, "A number from 1 to 1000000."),
        ({"conditions-0-column": "version", "conditions-0-operator": "equal", "conditions-0-value": "x"}, "version"),
    ],
)
def test_what_cannot_be_granted_is_told_and_nothing_typed_is_lost(
    admin: Browser, desk_server: InProcess, values: dict[str, Any], said: str
) -> None:
    """Whether the page or the desk finds it."""
    page = give(admin, **values)
    assert page.status == 422
    assert said in page.words()
    assert page.all("//input[@name='scope'][@value='all'][@checked]")
    assert not grants(desk_server)


def test_a_grant_that_somebody_else_made_meanwhile_is_shown_beside_ones_own(
    admin: Browser, desk_server: InProcess
) -> None:
    """Sending the form again takes its place."""
    form = admin.get(NEW).form()
    assert give(admin, columns=["priority"]).status == 303
    values = {**form, "role": "staff", "columns": ["title"], "verbs": ["read"], "scope": "all"}
    page = admin.post(NEW, values)
    assert page.status == 409
    assert "Granted now, by Admin.Zhao: id, priority" in page.words("//*[@role='alert']")
    assert page.all("//input[@name='columns'][@value='title'][@checked]")
    again = {**page.form(), "columns": ["title"], "verbs": ["read"]}
    assert admin.post(NEW, again).status == 303
    assert set(grants(desk_server)[0].columns) == {"id", "title"}


def test_the_access_log_names_people_tables_and_refusals(admin: Browser, desk_server: InProcess) -> None:
    """Filtered by person, operation and outcome."""
    assert admin.get("/data/grants/log").words("//*[@id='list']") == "Nobody has used the data service yet"
    assert give(admin).status == 303
    with desk_server.client("staff.wang") as desk:
        desk.data.read_table(table="events", size=1).page()
        with pytest.raises(Exception, match="QUERY_REFUSED"):
            desk.data.execute_query(sql="SELECT password_hash FROM users").page()
    everything = admin.get("/data/grants/log").words("//tbody")
    assert "Staff.Wang ReadTable events" in everything
    refused = admin.get("/data/grants/log?refused=yes&person=staff.wang").words("//tbody")
    assert "QUERY_REFUSED" in refused
    assert "ReadTable" not in refused
    assert admin.get("/data/grants/log?person=li.lei").words("//*[@id='list']") == "No entry fits this filter Show all"


def test_the_audit_log_is_filtered(admin: Browser, desk_server: InProcess) -> None:
    """By person, operation, subject, period and outcome."""
    assert give(admin).status == 303
    assert "GrantDataAccess" in admin.get("/audit?person=admin.zhao&operation=GrantDataAccess").words("//tbody")
    (grant,) = grants(desk_server)
    assert f"grant:{grant.id}" in admin.get(f"/audit?subject=grant:{grant.id}").words("//tbody")
    assert "No entry fits" in admin.get("/audit?from=2001-01-01&to=2001-01-02").words("//*[@id='list']")
    assert "no user with this user name" in admin.get("/audit?person=nobody").words("//*[@id='list']")
    with desk_server.client("li.lei") as desk, pytest.raises(Exception, match="PERMISSION_DENIED"):
        desk.users.get(1)
    refused = admin.get("/audit?refused=yes").words("//tbody")
    assert "PERMISSION_DENIED" in refused
    assert "Done" not in refused


@pytest.mark.parametrize("nonsense", ["from=x", "to=9999-12-31", "from=0001-01-01", "operation=%00", "cursor="])
def test_a_filter_that_makes_no_sense_filters_nothing(admin: Browser, nonsense: str) -> None:
    """And breaks nothing."""
    assert admin.get(f"/audit?{nonsense}").status in (200, 400)
