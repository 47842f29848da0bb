"""Users, as administrators see and change them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from client_sdk import models
from client_sdk.testing import InProcess
from tests.web_ui.browser import Browser
from web_ui.app import create_app
from web_ui.config import WebConfig


@pytest.fixture
def somebody(desk_server: InProcess) -> Callable[..., models.User]:
    """Return a function that makes an account."""

    def make(role: str = "customer") -> models.User:
        username = f"some.{uuid4().hex[:10]}"
        desk_server.add_user(username, role=role)
        with desk_server.client("admin.zhao") as desk:
            return desk.users.list(text=username).page().users[0]

    return make


def account(server: InProcess, user_id: int) -> models.User:
    """Return an account as it is."""
    with server.client("admin.zhao") as desk:
        return desk.users.get(user_id)


def test_users_are_found_and_filtered(admin: Browser, somebody: Callable[..., models.User]) -> None:
    """By name, role and state."""
    user = somebody("staff")
    assert user.username in admin.get(f"/people?text={user.username}&role=staff&status=active").words()
    assert "Nobody fits this filter" in admin.get(f"/people?text={user.username}&role=admin").words()


def test_a_list_goes_on(admin: Browser, somebody: Callable[..., models.User]) -> None:
    """Page by page, with its filter."""
    for _ in range(26):
        somebody()
    page = admin.get("/people?text=some.")
    (link,) = page.all("//a[@rel='next']/@href")
    later = admin.get(link)
    assert later.all("//main//tbody/tr")
    assert not set(page.all("//tbody//a/@href")) & set(later.all("//tbody//a/@href"))


def test_a_first_password_is_made_up_shown_once_and_to_be_changed(app: Flask, admin: Browser) -> None:
    """The same when the form is sent twice; it is nowhere afterwards."""
    username = f"new.{uuid4().hex[:8]}"
    form = {**admin.get("/people/new").form(), "username": username, "display_name": "New"}
    first, second = (admin.post("/people/new", form) for _ in range(2))
    (password,) = first.all("//*[@id='first-password']/text()")
    assert second.all("//*[@id='first-password']/text()") == [password]
    assert first.headers["Cache-Control"] == "no-store"
    assert len(password) >= 19
    (link,) = {href for href in first.all("//main//a/@href") if href[8:].isdigit()}
    assert password not in admin.get(link).text
    assert Browser(app).log_in(username, password).get("/profile").location == "/password"


def test_a_user_name_that_is_taken_is_told_at_its_field(admin: Browser) -> None:
    """And the rest stays filled in."""
    page = admin.submit("/people/new", username="li.lei", display_name="Second Li")
    assert (page.status, page.form()["display_name"]) == (422, "Second Li")
    assert "taken" in page.words("//*[@id='username-error']")


def test_a_role_is_raised_and_lowered(
    admin: Browser, desk_server: InProcess, somebody: Callable[..., models.User]
) -> None:
    """From the page of the user."""
    user = somebody()
    path = f"/people/{user.id}"
    for role in ("staff", "customer"):
        assert admin.submit(path, action=f"{path}/role", role=role).status == 303
        assert account(desk_server, user.id).role == role


def test_an_account_is_frozen_with_a_reason_and_unfrozen(
    admin: Browser, desk_server: InProcess, somebody: Callable[..., models.User]
) -> None:
    """Without a reason it is not."""
    user = somebody()
    path = f"/people/{user.id}"
    assert admin.submit(path, action=f"{path}/freeze", reason="").status == 422
    assert admin.submit(path, action=f"{path}/freeze", reason="Left the company").status == 303
    assert "Left the company" in admin.get(path).words()
    assert admin.submit(path, action=f"{path}/unfreeze").status == 303
    assert account(desk_server, user.id).status == "active"


def test_a_forgotten_password_is_replaced(app: Flask, admin: Browser, somebody: Callable[..., models.User]) -> None:
    """By one that is shown once."""
    user = somebody()
    path = f"/people/{user.id}"
    page = admin.submit(path, action=f"{path}/password")
    (password,) = page.all("//*[@id='first-password']/text()")
    assert Browser(app).log_in(user.username, password).get("/profile").location == "/password"


def test_a_conflict_says_what_changed_and_keeps_what_was_typed(
    admin: Browser, desk_server: InProcess, somebody: Callable[..., models.User]
) -> None:
    """The form can then be sent again."""
    user = somebody()
    path = f"/people/{user.id}"
    form = {**admin.get(path).form(f"{path}/freeze"), "reason": "Typed with care"}
    with desk_server.client("admin.zhao") as second:
        second.users.set_role(user.id, role="staff", expected_version=user.version)
    page = admin.post(f"{path}/freeze", form)
    assert page.status == 409
    assert "The role is now: Staff member." in page.words("//*[@role='alert']")
    again = page.form(f"{path}/freeze")
    assert again["reason"] == "Typed with care"
    assert admin.post(f"{path}/freeze", again).status == 303


def test_the_last_administrator_stays_one() -> None:
    """The page says why nothing was changed."""
    with InProcess() as server:
        server.add_user("only.admin", role="admin")
        app = create_app(WebConfig(server.url, "k" * 40, transport=server.transport))
        browser = Browser(app).log_in("only.admin")
        with server.client("only.admin") as desk:
            path = f"/people/{desk.users.get_current().id}"
        page = browser.submit(path, action=f"{path}/role", role="staff")
        assert page.status == 422
        assert "the last active administrator" in page.words("//*[@role='alert']")


def test_inactive_users_are_frozen_after_a_look_at_them() -> None:
    """What was looked at and nothing else: another day is looked at first."""
    now = [datetime(2026, 1, 5, 8, 0, tzinfo=UTC)]
    with InProcess(clock=lambda: now[0]) as server:
        for username, role in (("sleeper", "customer"), ("boss", "admin")):
            server.add_user(username, role=role)
        app = create_app(WebConfig(server.url, "k" * 40, transport=server.transport))
        now[0] += timedelta(days=300)
        browser = Browser(app).log_in("boss")
        path = "/people/inactive"
        preview = browser.submit(path, reason="Unused", preview="yes")
        assert "1 account would be frozen" in preview.words()
        assert "sleeper" in preview.words()
        form = {**preview.form(), "freeze": "yes"}
        other_day = browser.post(path, {**form, "inactive_since": "2026-06-01"})
        assert other_day.status == 200
        with server.client("boss") as desk:
            assert desk.users.list(text="sleeper").page().users[0].status == "active"
            assert browser.post(path, {**form, "request_id": other_day.form()["request_id"]}).status == 303
            assert desk.users.list(text="sleeper").page().users[0].status == "frozen"


def test_an_account_leads_to_what_concerns_it_and_back(
    admin: Browser, somebody: Callable[..., models.User], desk_server: InProcess
) -> None:
    """To the customer's events and from each of them to the account; a staff member's to their scorecard."""
    customer, staff = somebody(), somebody("staff")
    with desk_server.client(customer.username) as desk:
        event = desk.events.submit(title=f"Of {customer.username}", content="x")
    page = admin.get(f"/people/{customer.id}")
    assert page.all("//main//a[@href='/people']")
    (events,) = page.all("//main//a[starts-with(@href, '/events?')]/@href")
    listed = admin.get(events)
    assert listed.all("//*[@id='list']//a[@class='title']/@href") == [f"/events/{event.id}"]
    assert admin.get(f"/events/{event.id}").all(f"//dl//a[@href='/people/{customer.id}']")
    assert admin.get(f"/people/{staff.id}").all(f"//main//a[@href='/staff/{staff.id}/scorecard']")


def test_a_customer_number_that_cannot_be_is_said_so(admin: Browser) -> None:
    """Beside its field; the list is not narrowed by it."""
    page = admin.get("/events?customer_id=0")
    assert page.all("//*[@id='customer_id']/following-sibling::p[@class='field-error']")
