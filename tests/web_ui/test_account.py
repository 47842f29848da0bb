"""Register, log in, change one's profile and password."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from client_sdk.testing import InProcess
from tests.web_ui.browser import PASSWORD, Browser

NEW_PASSWORD = "nine loud harbours"


def register(browser: Browser, **values: str) -> str:
    """Register somebody and return the user name."""
    username = f"guest.{uuid4().hex[:10]}"
    filled: dict[str, Any] = {
        "username": username,
        "display_name": "Guest",
        "password": PASSWORD,
        "repeated": PASSWORD,
        **values,
    }
    assert browser.submit("/register", **filled).status == 303
    return username


def test_who_registers_is_logged_in(stranger: Browser) -> None:
    """And has the language of the page."""
    username = register(stranger)
    page = stranger.get("/profile")
    assert username in page.words()
    assert page.form()["language"] == "en"


def test_a_registration_that_is_sent_twice_makes_one_account(app: Flask, stranger: Browser) -> None:
    """The form carries its requestId."""
    form = stranger.get("/register").form()
    username = f"twice.{uuid4().hex[:8]}"
    values = {**form, "username": username, "display_name": "Two", "password": PASSWORD, "repeated": PASSWORD}
    assert stranger.post("/register", values).status == 303
    again = Browser(app)
    values["csrf_token"] = again.get("/register").form()["csrf_token"]
    assert again.post("/register", values).status == 303


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"username": ""}, "username", "Please fill this in."),
        ({"username": "x" * 65}, "username", "At most 64 characters."),
        ({"username": "li.lei"}, "username", "This user name is taken."),
        ({"username": "two words"}, "username", None),
        ({"password": "password123", "repeated": "password123"}, "password", None),
        ({"repeated": "something else"}, "repeated", "The two passwords are not the same."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    stranger: Browser, values: dict[str, str], field: str, message: str | None
) -> None:
    """Whether the page or the desk finds it; and no password comes back."""
    filled: dict[str, Any] = {
        "username": uuid4().hex,
        "display_name": "Guest",
        "password": PASSWORD,
        "repeated": PASSWORD,
        **values,
    }
    page = stranger.submit("/register", **filled)
    assert page.status == 422
    said = page.words(f"//*[@id='{field}-error']")
    assert said
    assert message is None or message in said
    assert page.all(f"//*[@id='{field}'][@aria-invalid='true'][contains(@aria-describedby, '{field}-error')]")
    assert page.all(f"//*[@role='alert']//a[@href='#{field}']")
    assert not page.all("//input[@type='password'][@value != '']")


def test_a_wrong_password_and_a_wrong_name_are_told_alike(stranger: Browser) -> None:
    """Nobody learns who has an account."""
    pages = [stranger.submit("/login", username=name, password="wrong") for name in ("li.lei", "nobody.at.all")]
    assert {page.status for page in pages} == {422}
    assert {page.words("//*[@role='alert']") for page in pages} == {
        "You are not logged in: The user name or the password is wrong."
    }


def test_the_desk_is_asked_in_the_name_of_the_browsers_address(app: Flask, desk_server: InProcess) -> None:
    """Or one guest could lock out everybody else."""
    seen: list[str] = []
    transport, respond = desk_server.transport, desk_server.transport.respond

    def spy(method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> object:
        seen.append(headers.get("x-forwarded-for", ""))
        return respond(method, path, query, headers, body)

    transport.respond = spy  # type: ignore[assignment]
    try:
        Browser(app, peer="198.51.100.77").submit("/login", username="li.lei", password="wrong")
    finally:
        transport.respond = respond
    assert seen == ["198.51.100.77"]


def test_a_profile_is_changed(stranger: Browser) -> None:
    """The name in the header with it, and the language at once."""
    register(stranger)
    page = stranger.submit("/profile", display_name="韩梅梅", email="han@example.com", language="zh", follow=True)
    assert "个人资料已保存。" in page.words("//*[@id='flashes']")
    assert page.words("//*[@class='menu-name']") == "韩梅梅"
    assert page.form()["email"] == "han@example.com"


def test_a_profile_that_has_changed_elsewhere_is_not_overwritten(app: Flask, stranger: Browser) -> None:
    """What was written stays, beside what the profile says now; sending it again is a decision."""
    username = register(stranger)
    form = stranger.get("/profile").form()
    other = Browser(app).log_in(username)
    assert other.submit("/profile", display_name="First").status == 303
    page = stranger.post("/profile", {**form, "display_name": "Second", "phone": "+86 10 1234"})
    assert page.status == 409
    assert "nothing was saved" in page.words("//*[@role='alert']")
    assert [cell.text for cell in page.all("//*[@class='differences']//dd")] == ["First", "–"]
    assert page.form()["phone"] == "+86 10 1234"
    assert stranger.get("/profile").form()["display_name"] == "First"
    assert stranger.post("/profile", page.form()).status == 303
    assert stranger.get("/profile").form()["display_name"] == "Second"


def test_a_version_that_is_no_number_is_no_failure_of_ours(stranger: Browser) -> None:
    """Hidden fields are written by hand too."""
    register(stranger)
    assert stranger.submit("/profile", expected_version="x").status == 422


def test_a_new_password_ends_the_other_sessions(app: Flask, stranger: Browser) -> None:
    """This browser goes on with a new one."""
    username = register(stranger)
    other = Browser(app).log_in(username)
    page = stranger.submit(
        "/password", current_password=PASSWORD, new_password=NEW_PASSWORD, repeated=NEW_PASSWORD, follow=True
    )
    assert "Your password is changed." in page.words("//*[@id='flashes']")
    assert stranger.get("/profile").status == 200
    assert other.get("/profile").status == 302
    Browser(app).log_in(username, NEW_PASSWORD)


def test_the_present_password_must_be_right(stranger: Browser) -> None:
    """Whoever finds an open browser cannot take the account over."""
    register(stranger)
    page = stranger.submit("/password", current_password="wrong", new_password=NEW_PASSWORD, repeated=NEW_PASSWORD)
    assert page.status == 422


def test_a_password_that_somebody_else_set_is_replaced_first(app: Flask, desk_server: InProcess) -> None:
    """Nothing else opens before; then everything does."""
    username = f"new.{uuid4().hex[:8]}"
    with desk_server.client("admin.zhao") as desk:
        desk.users.create(username=username, password=PASSWORD, display_name="New", role="staff")
    browser = Browser(app).log_in(username)
    assert browser.get("/profile").location == "/password"
    assert "Somebody else has set your password" in browser.get("/password").words()
    assert not browser.get("/password").all("//nav[@aria-label='Main']")
    values: dict[str, Any] = {"current_password": PASSWORD, "new_password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    assert browser.submit("/password", **values).status == 303
    assert browser.get("/profile").status == 200


def test_a_frozen_account_is_told_so(app: Flask, desk_server: InProcess, stranger: Browser) -> None:
    """To who knows the password."""
    username = register(stranger)
    with desk_server.client("admin.zhao") as desk:
        user = desk.users.list(text=username).page().users[0]
        desk.users.freeze(user_id=user.id, expected_version=user.version, reason="A test")
    page = Browser(app, language="zh-CN").submit("/login", username=username, password=PASSWORD)
    assert (page.status, page.words("//*[@role='alert']")) == (422, "登录未成功： 此账号已被冻结，请联系管理员。")
