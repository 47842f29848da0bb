"""My work, and scorecards."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.web_ui.browser import Browser, Page, pages_of
from tests.web_ui.past import ADMIN, Past, tell


@pytest.fixture(scope="module")
def past() -> Iterator[Past]:
    """A desk with a past."""
    with Past() as made:
        yield made


@pytest.fixture(scope="module")
def events(past: Past) -> dict[str, int]:
    """Its events."""
    return tell(past)


@pytest.fixture(scope="module")
def old_app(past: Past, events: dict[str, int]) -> Flask:
    """Its pages."""
    assert events
    return pages_of(past.server.url, past.server.transport)


@pytest.fixture
def wang(old_app: Flask) -> Browser:
    """A staff member with something to do."""
    return Browser(old_app).log_in("staff.wang")


def titles(page: Page, group: str) -> list[str]:
    """Return the events of a group, in their order."""
    links = page.all(f"//section[@aria-labelledby='list-{group}']//tbody//a")
    return [link.text_content() for link in links]


def test_work_stands_in_groups_the_most_urgent_and_then_the_oldest_first(wang: Browser) -> None:
    """And nobody else's work is there."""
    page = wang.get("/work")
    assert titles(page, "first-reply") == ["Urgent", "Newer"]
    assert titles(page, "in-progress") == ["Old one", "Reopened"]
    assert titles(page, "customer") == ["Proposed"]
    assert "Of another" not in page.words()
    assert "Rated" not in page.words()


def test_each_list_tells_how_many_it_has(wang: Browser) -> None:
    """As the desk counts them."""
    tabs = wang.get("/work").words("//nav[contains(@class, 'tabs')]")
    assert tabs == (
        "Overview Waiting for my first reply 2 In progress 2 Waiting for the customer 1 Urgent 1 Older than a week 2"
    )


def test_urgent_and_old_ones_are_marked(wang: Browser, events: dict[str, int]) -> None:
    """Those that wait for the customer are not."""
    page = wang.get("/work")
    assert page.words("//tr[contains(@class, 'is-urgent')]//a") == "Urgent"
    assert page.words("//tr[contains(., 'Old')][.//*[contains(@class, 'tone-warn')]]//a") == "Old one Reopened"
    assert page.all(f"//a[@href='/events/{events['Urgent']}']")


def test_a_list_cuts_across_the_groups(wang: Browser) -> None:
    """Old ones with their state."""
    page = wang.get("/work?list=old")
    assert titles(page, "old") == ["Old one", "Reopened"]
    assert page.words("//tbody//*[contains(@class, 'status-in_progress')]") == "In progress In progress"
    assert titles(wang.get("/work?list=urgent"), "urgent") == ["Urgent"]
    assert wang.get("/work?list=nonsense").status == 404


def test_a_long_list_has_pages(past: Past, old_app: Flask) -> None:
    """Every event is on one of them, once."""
    made = {past.submit(f"Task {number:02}", days=0.01, handler="staff.busy") for number in range(27)}
    past.now()
    busy = Browser(old_app).log_in("staff.busy")
    overview = busy.get("/work")
    assert len(titles(overview, "first-reply")) == 10
    assert "Show all 27" in overview.words()
    first = busy.get("/work?list=first-reply")
    second = busy.get(first.all("//a[@rel='next']")[0].get("href"))
    links = [link.get("href") for page in (first, second) for link in page.all("//tbody//a")]
    assert sorted(links) == sorted(f"/events/{event_id}" for event_id in made)
    assert not second.all("//a[@rel='next']")


def test_who_has_nothing_to_do_is_told_so(old_app: Flask) -> None:
    """In their language."""
    new = Browser(old_app).log_in("staff.new")
    assert "Nothing to do" in new.get("/work").words()
    new.set_cookie("language", "zh")
    assert "暂无待办" in new.get("/work").words()


def test_staff_begin_with_their_work(old_app: Flask) -> None:
    """It is their start page; for others it is none."""
    assert Browser(old_app).log_in("staff.wang").get("/").location == "/work"
    for username in (ADMIN, "li.lei"):
        browser = Browser(old_app).log_in(username)
        assert browser.get("/work").status == 403
        assert not browser.get("/profile").all("//nav//a[@href='/work']")


def tile(page: Page, name: str) -> str:
    """Return a key figure with all that stands on it."""
    return page.words(f"//div[contains(@class, 'tile')][dt[normalize-space()='{name}']]/dd")


def test_a_scorecard_says_what_the_desk_says(wang: Browser) -> None:
    """Compared with the period before."""
    page = wang.get("/work/scorecard?days=90")
    assert tile(page, "Mean rating") == "5.0 1 rating 3.0 higher before: 2.0"
    assert tile(page, "Resolved") == "3 2 more before: 1"
    assert tile(page, "Reopened by customers") == "33.3% 1 of 3 33.3% higher before: 0%"
    assert tile(page, "Mean time to first reply").startswith("1 hr 45 min 2 hr 15 min shorter before: 4 hr")
    counts = page.all("//table[contains(@class, 'distribution')]//td[contains(@class, 'number')]")
    assert [each.text for each in counts] == ["1", "0", "0", "0", "0"]


def test_opinions_are_text(wang: Browser, events: dict[str, int]) -> None:
    """Whatever a customer writes."""
    page = wang.get("/work/scorecard")
    assert page.words("//blockquote") == "<b>Great</b> & quick"
    assert not page.all("//blockquote//b")
    assert page.all(f"//ul[@class='ratings']//a[@href='/events/{events['Rated']}']")


def test_a_period_of_ones_own(wang: Browser, past: Past) -> None:
    """From one day to another, both in it."""
    day = past.client("staff.wang").ratings.list().page().ratings[-1].rated_at.date()
    page = wang.get(f"/work/scorecard?period_start={day}&period_end={day}")
    assert tile(page, "Mean rating").startswith("2.0 1 rating")
    assert page.form()["period_start"] == str(day)
    assert not page.all("//nav[contains(@class, 'tabs')]//a[@aria-current]")


@pytest.mark.parametrize("address", ["/work/scorecard", "/dashboard"])
@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("period_start=2026-02-01&period_end=2026-01-01", "period_end", "The last day lies before the first."),
        ("period_start=2026-02-01", "period_end", "Please give a day."),
        ("period_start=yesterday&period_end=2026-01-01", "period_start", "Not a valid date value."),
        ("period_start=0001-01-01&period_end=2026-01-01", "period_start", "Please give a day from 1970 to 2199."),
        ("period_start=2026-01-01&period_end=9999-12-31", "period_end", "Please give a day from 1970 to 2199."),
        ("period_start=2199-12-30&period_end=2199-12-31", "period_start", None),
    ],
)
def test_what_is_wrong_with_a_period_stands_beside_it(
    wang: Browser, address: str, query: str, field: str, message: str | None
) -> None:
    """Whether the page finds it or the desk; and no figures are shown."""
    page = wang.get(f"{address}?{query}")
    if address == "/work/scorecard" and message is None:
        assert (page.status, tile(page, "Mean rating")) == (200, "No data")
        return
    assert page.status == 422
    said = page.words(f"//*[@id='{field}-error']")
    assert said if message is None else message in said
    assert not page.all("//*[contains(@class, 'tile')]")


def test_a_scorecard_of_nothing_says_so(old_app: Flask) -> None:
    """No figure is made up."""
    page = Browser(old_app).log_in("staff.new").get("/work/scorecard")
    assert tile(page, "Mean rating") == tile(page, "Mean time to resolution") == "No data"
    assert tile(page, "Resolved") == "0 unchanged before: 0"
    assert "No ratings in this period" in page.words()


def test_administrators_open_any_scorecard_and_staff_their_own(old_app: Flask, past: Past, wang: Browser) -> None:
    """The desk decides."""
    own, other = (f"/staff/{past.ids[name]}/scorecard" for name in ("staff.wang", "staff.liu"))
    assert wang.get(own).words("//h1") == "My scorecard"
    assert wang.get(other).status == 403
    admin = Browser(old_app).log_in(ADMIN)
    assert admin.get(own).words("//h1") == "Scorecard of Staff Wang"
    assert admin.get("/staff/999999/scorecard").status == 404
    assert Browser(old_app).log_in("li.lei").get(own).status == 403
