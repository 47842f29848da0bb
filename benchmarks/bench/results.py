"""What a run found, as it is kept in a file until the page is written from it."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.bench.load import Window


@dataclass(frozen=True)
class Spread:
    """The median of some figures, with the least and the greatest of them."""

    median: float
    least: float
    greatest: float

    def __str__(self) -> str:
        return f"{short(self.median)} ({short(self.least)} to {short(self.greatest)})"


@dataclass
class Results:
    """The figures of one run.

    :ivar facts: what is said of the machine and of the run, by name.
    :ivar windows: by job and server, a window for each round; the same place in two lists is the same round.
    :ivar starts: by server, the seconds from the start of its process to its first answer, for each start.
    :ivar idle: by server, the megabytes that it holds after its first answer.
    :ivar workers: by server with its number of workers, and job, the windows of the rounds.
    :ivar codec: the microseconds of a call without a database, by ours and Spyne's, for each round.
    :ivar streams: by what was read, the MiB by which a worker grew meanwhile, the seconds, and the MB that were sent.
    :ivar growth: by list and size of the desk, the median milliseconds of each round.
    """

    facts: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    windows: dict[str, dict[str, list[Window]]] = field(default_factory=dict)
    starts: dict[str, list[float]] = field(default_factory=dict)
    idle: dict[str, float] = field(default_factory=dict)
    workers: dict[str, dict[str, list[Window]]] = field(default_factory=dict)
    codec: dict[str, list[float]] = field(default_factory=dict)
    growth: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    streams: dict[str, dict[str, float]] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Write them to a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Results":
        """Read them from a file."""
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for name in ("windows", "workers"):
            kept[name] = {
                outer: {inner: [Window(**each) for each in windows] for inner, windows in found.items()}
                for outer, found in kept[name].items()
            }
        return cls(**kept)


def spread(figures: Sequence[float]) -> Spread:
    """Return the median of some figures, with the least and the greatest."""
    return Spread(statistics.median(figures), min(figures), max(figures))


def paired(ones: Sequence[float], others: Sequence[float]) -> Spread:
    """Return how many times ``others`` the ``ones`` are, each compared with the one of its own round."""
    return spread([one / other for one, other in zip(ones, others, strict=True)])


def of(windows: Sequence[Window], figure: Callable[[Window], float]) -> Spread:
    """Return the spread of one figure of some windows."""
    return spread([figure(window) for window in windows])


def short(figure: float) -> str:
    """Return a figure with as many digits as it deserves."""
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.1f}" if abs(figure) >= 10 else f"{figure:.2f}"
