"""The list of events: whose, which, in what order."""

import pytest
from flask import Flask

from client_sdk.models import Priority
from client_sdk.testing import InProcess
from tests.web_ui.browser import Browser, Page
from tests.web_ui.stories import Story

COUNT = 45


@pytest.fixture(scope="module")
def many(desk_server: InProcess) -> Story:
    """A customer with more events than a page has, every third about a scanner."""
    story = Story(desk_server, title="Event 0")
    with story.acting(story.username) as desk:
        for number in range(1, COUNT):
            what = "Scanner" if number % 3 == 0 else "Printer"
            desk.events.submit(
                title=f"{what} {number}", content="It jams.", priority=Priority.URGENT if number == 7 else None
            )
    return story


@pytest.fixture
def browser(app: Flask, many: Story) -> Browser:
    """Their browser."""
    return Browser(app).log_in(many.username)


def titles(page: Page) -> list[str]:
    """Return the titles in a list."""
    return [node.text_content() for node in page.all("//*[@id='list']//a[@class='title']")]


def test_a_customer_without_events_is_led_to_submitting_one(app: Flask, desk_server: InProcess) -> None:
    """An empty table would say nothing."""
    desk_server.add_user("new.comer")
    page = Browser(app).log_in("new.comer").get("/events")
    assert "You have no events yet" in page.words("//*[@class='empty']")
    assert page.all("//*[@class='empty']//a[@href='/events/new']")


def test_the_list_of_a_customer_is_where_they_begin(browser: Browser) -> None:
    """After a login without another aim."""
    assert browser.get("/").location == "/events"


def test_pages_follow_each_other_and_hold_every_event_once(browser: Browser) -> None:
    """The links carry the desk's cursor; the total is there from the first page on."""
    page, found = browser.get("/events"), []
    assert f"{COUNT} entries" in page.words("//*[@class='pager']")
    while True:
        found += titles(page)
        following = page.all("//a[@rel='next']")
        if not following:
            break
        page = browser.get(following[0].get("href"))
    assert len(found) == len(set(found)) == COUNT
    assert found[0] == f"Printer {COUNT - 1}"
    assert found[-1] == "Event 0"


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("text=scanner", "Scanner 42", 14),
        ("text=printer+7", "Printer 7", 1),
        ("text=nowhere", None, 0),
        ("priority=urgent", "Printer 7", 1),
        ("category=general", "Printer 44", COUNT),
        ("status=submitted&status=resolved", "Printer 44", COUNT),
        ("status=withdrawn", None, 0),
        ("since=2000-01-01", "Printer 44", COUNT),
        ("until=2000-01-01", None, 0),
        ("sort=oldest", "Event 0", COUNT),
        ("sort=priority", "Printer 7", COUNT),
        ("text=&status=&priority=&since=&sort=&cursor=", "Printer 44", COUNT),
    ],
)
def test_the_filter_is_in_the_address(browser: Browser, query: str, first: str | None, count: int) -> None:
    """So that it can be kept and sent to others."""
    page = browser.get(f"/events?{query}")
    assert page.status == 200
    assert titles(page)[:1] == ([first] if first else [])
    if count:
        assert f"{count} entr" in page.words("//*[@class='pager']")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("priority=no-such", "Not a valid choice."),
        ("since=yesterday", "Not a valid date value."),
        ("since=0001-01-01", "Please give a year from 2000 to 2100."),
        ("until=9999-12-31", "Please give a year from 2000 to 2100."),
        ("text=" + "x" * 101, "At most 100 characters."),
        ("cursor=" + "x" * 601, None),
    ],
)
def test_a_filter_that_makes_no_sense_is_said_to_be_so(browser: Browser, query: str, said: str | None) -> None:
    """And does no harm."""
    page = browser.get(f"/events?{query}")
    assert page.status == 200
    assert said is None or said in page.words()


def test_what_no_call_can_carry_is_refused_in_an_address(browser: Browser) -> None:
    """Before it gets to the desk."""
    for query in ("text=%00", "cursor=%1b", "no-such=%EF%BF%BF"):
        assert browser.get(f"/events?{query}").status == 400


def test_a_cursor_that_is_damaged_leads_to_the_first_page(browser: Browser) -> None:
    """With the rest of the filter."""
    page = browser.get("/events?text=scanner&cursor=damaged")
    assert page.location == "/events?text=scanner"


def test_the_tabs_keep_the_rest_of_the_filter(browser: Browser) -> None:
    """And start from the first page; names that mean something to Flask mean nothing here."""
    page = browser.get(
        "/events?text=scanner&status=submitted&status=assigned&status=in_progress&_scheme=ftp&_external=1"
    )
    current = page.all("//*[@class='tabs']//a[@aria-current]")
    assert [tab.text_content().strip() for tab in current] == ["Still open"]
    assert page.all("//*[@class='tabs']//a/@href")[0] == "/events?text=scanner"


def test_nobody_sees_the_events_of_another_customer(app: Flask, many: Story) -> None:
    """In no list and at no address."""
    stranger = Browser(app).log_in("li.lei")
    assert f"#{many.id}" not in stranger.get("/events").words("//*[@id='list']").split()
    for path in ("", "/edit"):
        assert stranger.get(f"{many.page}{path}").status == 404
    assert stranger.get(f"/events/{2**63 - 1}").status == 404
    assert stranger.get(f"/events/{10**30}").status == 404


def test_hostile_titles_are_shown_as_they_were_written(app: Flask, desk_server: InProcess) -> None:
    """As text, and isolated from the direction of what stands around."""
    title = "<script>alert(1)</script> \"quotes' & \U0001f600 \u202eevil"
    story = Story(desk_server, title=title)
    browser = Browser(app).log_in(story.username)
    assert titles(browser.get("/events")) == [title]
    for page in (browser.get("/events"), browser.get(story.page), browser.get(f"{story.page}/edit")):
        assert "<script>alert" not in page.text
    assert browser.get(f"{story.page}/edit").form()["title"] == title
