"""The plot of the page, by Matplotlib: calls a second of every server, a panel for each job."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.bench.jobs import JOBS
from benchmarks.bench.results import Results, of, short

_OURS, _THEIRS, _WHISKER = "#0b6e99", "#a8b3bd", "#333333"
# Words stay words, to be found and read aloud, and the same figures make the same file.
_STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "soapdesk", "font.family": "sans-serif", "font.size": 9.0}
_INCHES = (10.0, 6.0)


def draw(results: Results, path: Path) -> None:
    """Write the plot as SVG; bars are medians, whiskers reach from the least round to the greatest.

    :param path: where to; folders that are missing are made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_INCHES, layout="constrained")
        panels = figure.subplots((len(results.windows) + 1) // 2, 2, squeeze=False)
        for panel in panels.flat[len(results.windows) :]:
            panel.set_axis_off()
        for panel, job in zip(panels.flat, results.windows, strict=False):
            _fill(panel, results, job)
        figure.savefig(path, format="svg", metadata={"Date": None})


def _fill(panel: Axes, results: Results, job: str) -> None:
    rates = {name: of(windows, lambda window: window.rate) for name, windows in results.windows[job].items()}
    medians = [rate.median for rate in rates.values()]
    bars = panel.barh(
        [results.titles[name] for name in rates],
        medians,
        xerr=[
            [rate.median - rate.least for rate in rates.values()],
            [rate.greatest - rate.median for rate in rates.values()],
        ],
        color=[_OURS if name == "soapdesk" else _THEIRS for name in rates],
        ecolor=_WHISKER,
    )
    panel.bar_label(bars, [short(median) for median in medians], padding=4)
    panel.set_title(f"{JOBS[job].title}: calls a second", loc="left")
    panel.invert_yaxis()
    panel.margins(x=0.12)
    panel.spines[["top", "right"]].set_visible(False)
