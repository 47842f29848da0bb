"""Accounts in a real browser: with script and without, in both languages, wide and narrow, light and dark."""

from uuid import uuid4

import pytest

from tests.e2e.browser.conftest import Visit, Visitor
from tests.e2e.conftest import PASSWORD

pytestmark = pytest.mark.e2e
NEW_PASSWORD = "nine loud harbours"


def test_pages_for_strangers(look: Visit) -> None:
    """Home, login and registration, also with what is wrong on them."""
    page = look.page
    page.goto("/")
    look.check("home")
    page.goto("/login")
    look.check("login")
    page.goto("/register")
    page.locator("main [type=submit]").click()
    assert page.locator("[role=alert]").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    look.check("register-wrong")
    page.goto("/no/such/page")
    look.check("not-found")


def test_pages_of_an_account(look: Visit) -> None:
    """Profile, menu and password."""
    look.log_in("customer")
    page = look.page
    page.goto("/profile")
    look.check("profile")
    page.locator(".menu > summary").click()
    look.check("menu")
    page.keyboard.press("Escape")
    assert not page.locator(".menu-list").is_visible()
    page.goto("/password")
    look.check("password")


@pytest.mark.parametrize("script", [True, False])
def test_an_account_from_registration_to_a_new_password(visitor: Visitor, *, script: bool) -> None:
    """Everything works without script too."""
    window = visitor(script=script)
    page, username = window.page, f"guest.{uuid4().hex[:10]}"
    page.goto("/register")
    for name, value in (
        ("username", username),
        ("display_name", "Guest"),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
    ):
        page.locator(f"#{name}").fill(value)
    page.locator("main [type=submit]").click()
    assert page.locator(".flash.success").is_visible()
    page.goto("/profile")
    page.locator("#display_name").fill("Guest of Honour")
    page.locator("form:has(#display_name) [type=submit]").click()
    assert page.locator(".menu-name").inner_text() == "Guest of Honour"
    page.goto("/password")
    for name, value in (("current_password", PASSWORD), ("new_password", NEW_PASSWORD), ("repeated", NEW_PASSWORD)):
        page.locator(f"#{name}").fill(value)
    page.locator("main [type=submit]").click()
    assert page.locator(".flash.success").is_visible()
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Log out").click()
    page.goto("/profile")
    assert page.url.endswith("/login?next=/profile")
    page.locator("#username").fill(username)
    page.locator("#password").fill(NEW_PASSWORD)
    page.locator("main [type=submit]").click()
    assert page.url.endswith("/profile")
    assert not window.complaints


def test_language_and_colours_are_chosen_in_the_footer(visitor: Visitor) -> None:
    """And stay for the next page."""
    page = visitor().page
    page.goto("/login")
    page.get_by_role("button", name="简体中文").click()
    assert page.locator("h1").inner_text() == "登录"
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("button", name="深色").click()
    page.goto("/register")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light
    assert page.locator("h1").inner_text() == "注册"


def test_the_zone_is_the_browsers_unless_another_was_chosen(visitor: Visitor) -> None:
    """A script tells it, and without script times are in UTC and say so."""
    window = visitor(zone="America/New_York").log_in("customer")
    window.page.goto("/profile")
    assert "America/New_York" in window.page.locator("footer").inner_text()
    window.page.locator("#zone").select_option("Asia/Tokyo")
    window.page.locator("form:has(#zone) [type=submit]").click()
    assert "Asia/Tokyo" in window.page.locator("footer").inner_text()
    plain = visitor(script=False).log_in("customer")
    plain.page.goto("/profile")
    assert "Times are in UTC." in plain.page.locator("footer").inner_text()


def test_the_keyboard_reaches_the_content_first(visitor: Visitor) -> None:
    """The first stop skips the header."""
    page = visitor().page
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
