"""The parts that pages are made of, all on one page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.conftest import Visit, Visitor
from tests.e2e.browser.gallery import gallery

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the gallery is."""
    with gallery() as url:
        yield f"{url}/gallery"


def test_every_part_is_readable_by_everybody(look: Visit, address: str) -> None:
    """Contrast, names, sizes and width, in every look."""
    look.page.goto(address)
    look.page.locator("form:has(#title) [type=submit]").click()
    expect(look.page.locator("[role=alert]")).to_be_visible()
    look.check("gallery")


def test_targets_are_large_enough(visitor: Visitor, address: str) -> None:
    """Buttons and links outside of text are at least 24 pixels high (WCAG 2.2, 2.5.8)."""
    page = visitor(width=360).page
    page.goto(address)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, [role=button], nav a, .files a, input, select')]
            .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.height < 24 || box.width < 24) && box.height > 1)
            .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""
    )
    assert [one for one in small if "checkbox" not in one and "radio" not in one] == []


def test_a_question_comes_before_what_cannot_be_undone(visitor: Visitor, address: str) -> None:
    """Without script too."""
    page = visitor(script=False).page
    page.goto(address)
    expect(page.get_by_role("button", name="Yes, withdraw")).to_be_hidden()
    page.locator(".confirm > summary").click()
    expect(page.get_by_role("button", name="Yes, withdraw")).to_be_visible()


def test_the_next_page_of_a_list_takes_the_place_of_this_one(visitor: Visitor, address: str) -> None:
    """Only the list changes; the address does too, and the way back works. htmx runs under the policy."""
    window = visitor()
    page = window.page
    page.goto(address)
    page.evaluate("window.stays = true")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#shown")).to_have_text("Page 2")
    assert page.evaluate("window.stays")
    assert page.url.endswith("?cursor=2")
    page.locator("#text").fill("printer")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**text=printer**")
    assert page.evaluate("window.stays")
    page.go_back()
    expect(page.locator("#shown")).to_have_text("Page 2")
    assert not window.complaints
