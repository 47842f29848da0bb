"""The plot of the page, in SVG: calls a second of every server, a panel for each job."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from benchmarks.bench.jobs import JOBS
from benchmarks.bench.load import Window
from benchmarks.bench.results import Results, Spread, of, short

_OURS, _THEIRS, _WHISKER = "#0b6e99", "#a8b3bd", "#333333"
_NAMES, _BARS, _FIGURES = 130, 300, 60
_LINE, _TITLE = 22, 34
_WIDTH = _NAMES + _BARS + _FIGURES


def draw(results: Results, path: Path) -> None:
    """Write the plot; bars are medians, whiskers reach from the least round to the greatest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(picture(results), encoding="utf-8")


def picture(results: Results) -> str:
    """Return the plot as SVG, two panels in a row."""
    panels = [list(_panel(results, job, servers)) for job, servers in results.windows.items()]
    height = _TITLE + _LINE * max(len(servers) for servers in results.windows.values()) + 10
    placed = [
        f'<g transform="translate({number % 2 * (_WIDTH + 20)},{number // 2 * height})">{"".join(panel)}</g>'
        for number, panel in enumerate(panels)
    ]
    width, rows = 2 * _WIDTH + 20, (len(panels) + 1) // 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{rows * height}" '
        f'viewBox="0 0 {width} {rows * height}" font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(placed)}</svg>\n'
    )


def _panel(results: Results, job: str, servers: dict[str, list[Window]]) -> Iterator[str]:
    title = f"{JOBS[job].title}: calls a second"
    yield f'<text x="{_NAMES}" y="20" font-size="14" font-weight="bold">{escape(title)}</text>'
    rates = {name: of(windows, lambda window: window.rate) for name, windows in servers.items()}
    most = max(rate.greatest for rate in rates.values())
    for place, (name, rate) in enumerate(rates.items()):
        colour = _OURS if name == "soapdesk" else _THEIRS
        yield from _bar(results.titles[name], rate, _TITLE + place * _LINE, _BARS / most, colour)


def _bar(title: str, rate: Spread, top: float, scale: float, colour: str) -> Iterator[str]:
    middle = top + _LINE / 2 - 3
    least, greatest = (_NAMES + each * scale for each in (rate.least, rate.greatest))
    yield f'<text x="{_NAMES - 8}" y="{middle + 4:.1f}" text-anchor="end">{escape(title)}</text>'
    yield f'<rect x="{_NAMES}" y="{top}" width="{rate.median * scale:.1f}" height="{_LINE - 6}" fill="{colour}"/>'
    yield f'<path d="M{least:.1f} {middle}H{greatest:.1f}" stroke="{_WHISKER}" stroke-width="1.5"/>'
    yield f'<text x="{greatest + 6:.1f}" y="{middle + 4:.1f}">{short(rate.median)}</text>'
