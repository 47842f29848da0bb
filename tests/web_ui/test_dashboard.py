"""The dashboard: its tables hold what the desk said, and the plots are drawn from the tables."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from client_sdk.models import DeskStatistics, EventStatus, Priority
from tests.web_ui.browser import Browser, Page, pages_of
from tests.web_ui.past import ADMIN, Past, tell
from web_ui.tiles import SCORE, SHARE, tile

PLOTS = ["states", "flow", "first-reply", "resolution", "ratings", "backlog-status", "backlog-priority"]


@pytest.fixture(scope="module")
def past() -> Iterator[Past]:
    """A desk with a past."""
    with Past() as made:
        tell(made)
        yield made


@pytest.fixture(scope="module")
def old_app(past: Past) -> Flask:
    """Its pages."""
    return pages_of(past.server.url, past.server.transport)


@pytest.fixture
def admin(old_app: Flask) -> Browser:
    """An administrator."""
    return Browser(old_app).log_in(ADMIN)


def values(page: Page, plot: str) -> list[list[str | None]]:
    """Return the values in the table of a plot, row by row."""
    rows = page.all(f"//figure[@id='{plot}']//tbody/tr")
    return [[cell.get("data-value") for cell in row.xpath("td")] for row in rows]


def heads(page: Page, plot: str) -> list[str]:
    """Return the names of its columns."""
    return [head.text_content() for head in page.all(f"//figure[@id='{plot}']//thead//th")][1:]


def texts(*figures: Any) -> list[str | None]:
    """Return figures as the table has them."""
    return [None if figure is None else str(figure) for figure in figures]


@pytest.mark.parametrize("staff", [None, "staff.wang"])
@pytest.mark.parametrize("days", [30, 365])
def test_the_tables_hold_what_the_desk_says(admin: Browser, past: Past, days: int, staff: str | None) -> None:
    """In every bucket, of the whole desk and of one staff member."""
    said: DeskStatistics = past.statistics(days, staff)
    page = admin.get(f"/dashboard?days={days}" + (f"&staff_id={past.ids[staff]}" if staff else ""))
    assert [figure.get("id") for figure in page.all("//figure")] == PLOTS
    assert values(page, "states") == [
        texts(*({each.status: each.count for each in bucket.states}[status] for status in EventStatus))
        for bucket in said.buckets
    ]
    assert values(page, "flow") == [
        texts(bucket.submitted_count, bucket.resolved_count, bucket.completed_count) for bucket in said.buckets
    ]
    for plot, times in (
        ("first-reply", [bucket.first_reply for bucket in said.buckets]),
        ("resolution", [bucket.resolution for bucket in said.buckets]),
    ):
        assert values(page, plot) == [texts(each.median_seconds, each.ninetieth_percentile_seconds) for each in times]
    assert [value for row in values(page, "ratings") for value in row if value] == [
        str(got.mean) for got in sorted(said.ratings, key=lambda got: got.month)
    ]


def test_the_backlog_is_told_by_state_and_by_priority(admin: Browser, past: Past) -> None:
    """Both are sums of the same figures."""
    page, said = admin.get("/dashboard"), past.statistics(30).backlog
    for plot, words, of in (
        ("backlog-status", list(EventStatus)[:3], lambda part: part.status),
        ("backlog-priority", list(Priority), lambda part: part.priority),
    ):
        counts = Counter({(part.from_days, of(part)): 0 for part in said})
        for part in said:
            counts[part.from_days, of(part)] += part.count
        assert values(page, plot) == [texts(*(counts[age, word] for word in words)) for age in (0, 1, 3, 7, 30)]
    assert sum(part.count for part in said) > 5


def test_finished_events_are_in_the_table_and_not_drawn_at_first(admin: Browser) -> None:
    """They would pile up until nothing else is seen."""
    page = admin.get("/dashboard")
    hidden = page.all("//figure[@id='states']//th[@data-hidden]")
    assert [head.text_content() for head in hidden] == ["Completed", "Withdrawn", "Deleted"]


def test_key_figures_compare_with_the_period_before(admin: Browser, past: Past) -> None:
    """Where the desk knows both."""
    page = admin.get("/dashboard?days=90")
    shown = {
        each.xpath("string(dt)").strip(): " ".join(each.xpath("string(dd)").split())
        for each in page.all("//div[contains(@class, 'tile')]")
    }
    assert shown["Open now"] == "6 6 more before: 0"
    assert shown["Oldest open"].startswith("40 days")
    assert shown["Submitted"] == "8 7 more before: 1"
    assert shown["Mean rating"] == "5.0 3.0 higher before: 2.0"
    assert shown["First reply (median)"].endswith("before: 4 hr")
    assert past.statistics(90).first_reply.median_seconds == 3600
    assert shown["First reply (median)"].startswith("1 hr 3 hr shorter")


def test_staff_see_their_own_figures(old_app: Flask, past: Past) -> None:
    """Of nobody else, and there is nobody to choose."""
    wang = Browser(old_app).log_in("staff.wang")
    page = wang.get("/dashboard")
    assert "These are your figures" in page.words()
    assert not page.all("//select")
    assert heads(page, "ratings") == ["Staff Wang"]
    assert wang.get(f"/dashboard?staff_id={past.ids['staff.liu']}").status == 403
    assert Browser(old_app).log_in("li.lei").get("/dashboard").status == 403


def test_an_administrator_chooses_one_staff_member(admin: Browser, past: Past) -> None:
    """And keeps the period."""
    page = admin.get(f"/dashboard?days=90&staff_id={past.ids['staff.liu']}")
    assert "the figures of Staff Liu" in page.words()
    form = page.form()
    assert (form["days"], form["staff_id"]) == ("90", str(past.ids["staff.liu"]))
    assert f"staff_id={past.ids['staff.liu']}" in page.all("//nav[@aria-label='Period']//a")[0].get("href")
    assert page.all(f"//a[@href='/staff/{past.ids['staff.liu']}/scorecard']")
    assert admin.get("/dashboard?staff_id=999999").status == 404


def test_what_has_no_data_says_so(old_app: Flask) -> None:
    """And is no plot."""
    page = Browser(old_app).log_in("staff.new").get("/dashboard")
    assert page.words("//figure[@id='ratings']").endswith("No data in this period.")
    assert not page.all("//figure[@data-plot]")
    assert "No data" in page.words("//dl")


def test_a_period_that_the_desk_refuses_is_told_beside_its_field(admin: Browser) -> None:
    """How long it may be is the desk's business."""
    page = admin.get("/dashboard?period_start=2020-01-01&period_end=2026-01-01")
    assert page.status == 422
    assert "731 days" in page.words("//*[@id='period_start-error']")
    assert not page.all("//figure")


def test_days_begin_and_are_named_where_the_reader_is(old_app: Flask) -> None:
    """In the reader's language too."""
    browser = Browser(old_app).log_in(ADMIN)
    browser.set_cookie("zone", "Asia/Tokyo")
    browser.set_cookie("language", "zh")
    today = datetime.now(ZoneInfo("Asia/Tokyo")).date()
    days = [today - timedelta(days=1), today]
    page = browser.get(f"/dashboard?period_start={days[0]}&period_end={days[1]}")
    named = [f"{day.year}年{day.month}月{day.day}日" for day in days]
    assert [row.text_content() for row in page.all("//figure[@id='states']//tbody//th")] == named
    assert "至".join(named) in page.words("//header")


def test_without_script_the_tables_are_open(admin: Browser) -> None:
    """And their cells are read aloud with the names of row and column."""
    page = admin.get("/dashboard")
    assert page.all("//figure//details[@open]")
    assert not page.all("//figure//tbody/tr[not(th[@scope='row'])]")
    assert not page.all("//figure//thead//th[not(@scope='col')]")
    assert datetime.now(UTC).strftime("%Y") in page.words("//figure[@id='flow']//tbody")


def test_a_change_is_that_of_the_figures_which_are_shown(app: Flask) -> None:
    """From 4.2 to 4.1 is 0.1, however little lies between what they were before they were rounded."""
    with app.test_request_context():
        found = tile("Mean rating", Decimal("4.149"), Decimal("4.151"), SCORE)
        assert (found.value, found.change and found.change.text) == ("4.1", "0.1 lower")
        share = tile("Reopened", Decimal("0.0524"), Decimal("0.0506"), SHARE)
        assert (share.value, share.change and share.change.text) == ("5.2%", "0.1% higher")
