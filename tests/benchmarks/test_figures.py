"""What is made of the figures of a run."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from benchmarks.bench.bars import Bar, bars
from benchmarks.bench.jobs import JOBS
from benchmarks.bench.load import Window, parse
from benchmarks.bench.page import page
from benchmarks.bench.plot import draw
from benchmarks.bench.results import Results, Spread, paired, short
from benchmarks.bench.servers import RECIPES

WINDOW = Window(1_000, 4, 2.0, 9_000_000, p50=4.0, p95=9.0, p99=16.0, server_cpu=1.5, database_cpu=0.5, memory=100.0)


@pytest.fixture
def results() -> Results:
    """A run in which every server was as fast as every other, but for one round of GetEvent."""
    faster = replace(WINDOW, calls=8_000)
    windows = {job: {name: [WINDOW, WINDOW, WINDOW] for name in RECIPES} for job in JOBS}
    windows["GetEvent"]["soapdesk"] = [WINDOW, faster, WINDOW]
    return Results(
        facts={"date": "2026-11-26"},
        titles={name: recipe.title for name, recipe in RECIPES.items()},
        windows=windows,
        starts={name: [1.0, 3.0] for name in RECIPES},
        idle=dict.fromkeys(RECIPES, 50.0),
        workers={"SoapDesk, 1": {"GetEvent": [WINDOW]}},
        codec={"soapdesk": [100.0, 200.0], "stock_spyne": [1_500.0, 2_000.0]},
        growth={"ListEvents": {"10000": [2.0, 4.0], "1000000": [3.0, 5.0]}},
        streams={"ReadTable, 1,000,000 rows": {"growth": 15.5, "seconds": 20.0, "sent": 309.0}},
    )


def test_what_wrk_prints_is_read() -> None:
    """Our script's line is the last one, whatever wrk says before it."""
    figures = (
        '{"calls": 49, "seconds": 12.04, "bytes": 10, "failed": 0, "p50": 1.5, "p95": 2.0, "p99": 3.0, "max": 4.0}'
    )
    assert parse(f"Running 12s test\n  49 requests\n{figures}\n")["calls"] == 49


def test_calls_that_nobody_waited_for_have_cost_something_too() -> None:
    """The server goes on with them when the load ends, which counts where there are few."""
    few = replace(WINDOW, calls=2, unanswered=2)
    assert few.rate == 1.0
    assert few.per_thousand(few.server_cpu) == 375.0


def test_ratios_are_those_of_the_same_round() -> None:
    """The hour in which both were slow does not count for one of them."""
    assert paired([10.0, 1.0, 30.0], [5.0, 1.0, 10.0]) == Spread(2.0, 1.0, 3.0)
    with pytest.raises(ValueError, match="zip"):
        paired([1.0], [1.0, 2.0])


@pytest.mark.parametrize(
    ("seen", "is_ceiling", "verdict"),
    [
        (8.0, False, "goal"),
        (4.0, False, "first bar"),
        (3.9, False, "short of it"),
        (2.0, True, "short of it"),
        (0.9, True, "first bar"),
        (0.5, True, "goal"),
    ],
)
def test_a_bar_is_passed_by_the_median(seen: float, is_ceiling: bool, verdict: str) -> None:
    """Upwards where more is better, downwards where less is."""
    first, goal = (1.0, 0.5) if is_ceiling else (4.0, 8.0)
    assert Bar("x", first, goal, Spread(seen, 0.0, 100.0), is_ceiling).verdict == verdict


def test_bars_are_what_was_measured(results: Results) -> None:
    """Each with its own pairs; a peer that is not there has no bar."""
    found = {bar.name: bar.seen for bar in bars(results)}
    assert found["GetEvent with 20 replies in one process, codec only, against stock Spyne"] == Spread(12.5, 10.0, 15.0)
    assert found["GetEvent over HTTP, against Spyne 2.14, stock"] == Spread(1.0, 1.0, 8.0)
    assert found["GetEvent over HTTP, the distance to gSOAP 2.8, C"] == Spread(1.0, 0.125, 1.0)
    assert found["SubmitEvent, p99 over p50 with 16 connections"] == Spread(4.0, 4.0, 4.0)
    assert found["ListEvents: growth of p50 from 10,000 to 1,000,000 events"] == Spread(1.375, 1.25, 1.5)
    for servers in results.windows.values():
        del servers["php"]
    assert [bar.name for bar in bars(results) if "PHP" in bar.name] == []


def test_the_page_has_every_server_and_every_bar(results: Results) -> None:
    """And its tables have as many cells in each row."""
    text = page(results)
    for bar in bars(results):
        assert f"| {bar.name} |" in text
    for job in JOBS.values():
        section = text.partition(f"## {job.title}\n")[2].partition("\n## ")[0]
        assert [title for title in results.titles.values() if f"| {title} |" not in section] == []
        assert len({line.count("|") for line in section.splitlines() if line.startswith("|")}) == 1


def test_a_page_of_a_short_run_has_what_there_is(results: Results) -> None:
    """Without the growth, which takes long."""
    results.growth = {}
    assert "As the desk grows" not in page(results)


def test_the_plot_names_every_server_in_every_panel(results: Results, tmp_path: Path) -> None:
    """As text that can be searched; and it changes with the figures only."""
    plots = [tmp_path / "new folder" / name for name in ("one.svg", "other.svg")]
    for plot in plots:
        draw(results, plot)
    texts = [each.text for each in etree.parse(plots[0]).iter("{*}text")]
    for title in results.titles.values():
        assert texts.count(title) == len(JOBS)
    assert plots[0].read_bytes() == plots[1].read_bytes()


def test_results_survive_their_file(results: Results, tmp_path: Path) -> None:
    """So that a page can be written again without half an hour of measuring."""
    results.save(tmp_path / "results.json")
    assert Results.load(tmp_path / "results.json") == results


@pytest.mark.parametrize(("figure", "text"), [(1234.5, "1,234"), (99.94, "99.9"), (9.994, "9.99"), (0.0, "0.00")])
def test_figures_have_the_digits_that_they_deserve(figure: float, text: str) -> None:
    """Three, about."""
    assert short(figure) == text
