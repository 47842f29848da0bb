"""Who may open the administrator's pages."""

import pytest

from tests.web_ui.browser import Browser

PAGES = (
    "/board",
    "/board/withdrawn",
    "/board/events/1",
    "/people",
    "/people/new",
    "/people/1",
    "/people/inactive",
    "/data/grants",
    "/data/grants/new",
    "/data/grants/new/events",
    "/data/grants/change/events?role=staff",
    "/data/grants/log",
    "/audit",
)


@pytest.mark.parametrize("path", PAGES)
def test_only_administrators_open_their_pages(customer: Browser, staff: Browser, path: str) -> None:
    """Customers and staff are told that their role does not allow it."""
    for browser in (customer, staff):
        page = browser.get(path)
        assert (page.status, page.words("//h1")) == (403, "Not allowed")


@pytest.mark.parametrize(
    "path",
    [
        *("/board", "/board/events/1/unassign", "/board/withdrawn/1/delete", "/board/withdrawn/1/restore"),
        *("/people/1/role", "/people/1/freeze", "/people/1/unfreeze", "/people/1/password"),
        "/data/grants/1/revoke",
    ],
)
def test_nobody_else_sends_their_forms(customer: Browser, path: str) -> None:
    """Also with a token of one's own."""
    token = customer.get("/profile").form("/logout")["csrf_token"]
    assert customer.post(path, {"csrf_token": token}).status == 403


def test_the_navigation_shows_what_a_role_can_open(customer: Browser, staff: Browser, admin: Browser) -> None:
    """Staff see the data, administrators everything of theirs; customers may open the data when they know of it."""
    nav = "//nav[contains(@class, 'site-nav')]//a/@href"
    ours = {"/board", "/people", "/data", "/audit"}
    assert ours & set(customer.get("/profile").all(nav)) == set()
    assert ours & set(staff.get("/profile").all(nav)) == {"/data"}
    assert ours <= set(admin.get("/profile").all(nav))
    assert customer.get("/data").status == 200


def test_the_work_of_administrators_begins_at_the_board(admin: Browser) -> None:
    """The front page leads there."""
    assert admin.get("/").location == "/board"
