"""Work, scorecards and the dashboard in a real browser: what is drawn, and what is there when nothing is."""

import pytest
from playwright.sync_api import Page

from tests.e2e.browser.conftest import Visit, Visitor
from tests.e2e.conftest import Server

pytestmark = pytest.mark.e2e
PLOTS = ("states", "flow", "first-reply", "resolution", "ratings", "backlog-status", "backlog-priority")
# How many pixels of the plot's colours are on the canvas: the swatch's own, not those of axes and text.
COUNT_PIXELS = """
figure => {
  const canvas = figure.querySelector("canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return [...figure.querySelectorAll("thead .swatch")].map(swatch => {
    const wanted = getComputedStyle(swatch).backgroundColor.match(/\\d+/g).map(Number);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] === 255 && wanted.every((part, of) => Math.abs(data[at + of] - part) < 3)) count += 1;
    }
    return count;
  });
}
"""
IS_REPAINTED = """
() => {
  const figure = document.querySelector("#states");
  const shown = getComputedStyle(figure.querySelector(".swatch.resolved")).backgroundColor;
  return Chart.getChart(figure.querySelector("canvas")).data.datasets[3].backgroundColor === shown;
}
"""


def pixels(page: Page, plot: str) -> list[int]:
    """Return how many pixels each series has on a plot."""
    counted: list[int] = page.locator(f"#{plot}").evaluate(COUNT_PIXELS)
    return counted


def totals(page: Page, plot: str) -> list[float]:
    """Return the sum of each column of a plot's table."""
    summed: list[float] = page.locator(f"#{plot} table").evaluate(
        "table => [...table.tHead.rows[0].cells].slice(1).map((_, column) => [...table.tBodies[0].rows]"
        ".reduce((sum, row) => sum + Number(row.cells[column + 1].dataset.value ?? 0), 0))"
    )
    return summed


def test_from_work_to_the_scorecard_to_the_dashboard(look: Visit, server: Server) -> None:
    """As staff go, with another period on the way."""
    # The demo's staff have chosen Chinese; a choice on the page counts for more.
    language = look.page.evaluate("navigator.language").partition("-")[0]
    look.context.add_cookies([{"name": "language", "value": language, "url": server.url}])
    page = look.log_in("staff").page
    assert page.url.endswith("/work")
    look.check("work")
    page.locator(".tabs a").nth(2).click()
    page.wait_for_url("**/work?list=in-progress")
    assert page.locator("[aria-current=page]").nth(-1).inner_text().split()[-1].isdigit()
    page.locator(".page-head a").first.click()
    page.locator(".tabs a").nth(2).click()
    page.wait_for_url("**/work/scorecard?days=365")
    assert page.locator(".ratings li").count() > 0
    look.check("scorecard")
    page.locator(".page-head a").first.click()
    page.locator("#states[data-drawn]").wait_for()
    page.locator(".tabs a").nth(1).click()
    page.wait_for_url("**/dashboard?days=90")
    page.locator("#flow[data-drawn]").wait_for()
    look.check("dashboard")
    page.locator("#flow summary").click()
    look.check("dashboard-table")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_plot_is_drawn_from_its_table(visitor: Visitor, scheme: str) -> None:
    """Each series that has something is seen in its own colour."""
    window = visitor(scheme=scheme).log_in("admin")
    page = window.page
    page.goto("/dashboard?days=365")
    for plot in PLOTS:
        page.locator(f"#{plot}[data-drawn]").wait_for()
        hidden = page.locator(f"#{plot} thead th[data-series]").evaluate_all(
            "heads => heads.map(head => 'hidden' in head.dataset)"
        )
        drawn, summed = pixels(page, plot), totals(page, plot)
        for total, is_hidden, count in zip(summed, hidden, drawn, strict=True):
            if total == 0 or is_hidden:
                assert count <= 20, (plot, summed, hidden, drawn)
            # What is less is thinner than a pixel.
            elif total > sum(summed) / 50:
                assert count > 20, (plot, summed, hidden, drawn)
    assert not window.complaints


def test_the_legend_shows_and_hides(visitor: Visitor) -> None:
    """By the keyboard too."""
    page = visitor().log_in("admin").page
    page.goto("/dashboard?days=365")
    button = page.locator("#states .legend button").nth(4)
    assert button.get_attribute("aria-pressed") == "false"
    assert pixels(page, "states")[4] == 0
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert pixels(page, "states")[4] > 1000


def test_the_legend_brings_out_one_line(visitor: Visitor) -> None:
    """While it is pointed at, all others are pale."""
    page = visitor().log_in("admin").page
    page.goto("/dashboard?days=365")
    assert all(pixels(page, "first-reply"))
    page.locator("#first-reply .legend button").first.hover()
    median, other = pixels(page, "first-reply")
    assert median > 0
    assert other == 0
    page.locator("h1").hover()
    assert all(pixels(page, "first-reply"))


def test_plots_follow_the_systems_colours_and_are_light_on_paper(visitor: Visitor) -> None:
    """Without a new page."""
    page = visitor().log_in("admin").page
    page.goto("/dashboard")
    page.locator("#states[data-drawn]").wait_for()
    line = "document.querySelector('#states .swatch.resolved')"
    light = page.evaluate(f"getComputedStyle({line}).backgroundColor")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(f"getComputedStyle({line}).backgroundColor") != light
    page.wait_for_function(IS_REPAINTED)
    assert pixels(page, "states")[3] > 100
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(f"getComputedStyle({line}).backgroundColor") == light
    assert pixels(page, "states")[3] > 100
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(f"getComputedStyle({line}).backgroundColor") != light


def test_without_script_there_are_the_tables(visitor: Visitor) -> None:
    """With the same figures as with it, and a form for the period."""
    drawn, plain = (visitor(script=script).log_in("admin").page for script in (True, False))
    for page in (drawn, plain):
        page.goto("/dashboard?days=90")
        page.locator("#period_start").fill("2026-01-05")
        page.locator("#period_end").fill("2026-02-05")
        page.locator(".period button").click()
        assert "period_start=2026-01-05" in page.url
        page.goto("/dashboard?days=90")
    assert plain.locator("#states table").is_visible()
    assert not plain.locator("canvas").count()
    assert not drawn.locator("#states table").is_visible()
    zoned = drawn.locator("#backlog-status tbody").inner_text
    drawn.locator("#backlog-status summary").click()
    assert zoned() == plain.locator("#backlog-status tbody").inner_text()
