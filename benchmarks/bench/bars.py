"""What the desk wants to reach beside its peers, and whether it does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.bench.results import Results, Spread, paired, spread

OURS = "soapdesk"


@dataclass(frozen=True)
class Bar:
    """Something to reach, with what was seen.

    :ivar first: the bar to pass; ``goal`` is where it is to end.
    :ivar is_ceiling: whether less is better.
    """

    name: str
    first: float
    goal: float
    seen: Spread
    is_ceiling: bool = False

    @property
    def verdict(self) -> str:
        """Where the median stands."""
        if self._passes(self.goal):
            return "goal"
        return "first bar" if self._passes(self.first) else "short of it"

    def _passes(self, limit: float) -> bool:
        return self.seen.median <= limit if self.is_ceiling else self.seen.median >= limit


# Of calls a second, how many times the peer's the desk's are to be; a job that is not named has no bar.
_AT_LEAST: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "stock_spyne": {"GetEvent": (4, 8), "SubmitEvent": (2, 4)},
    "jaxws": dict.fromkeys(("GetEvent", "SubmitEvent", "ListEvents", "ReadTable"), (0.5, 1.0)),
    "php": dict.fromkeys(("GetEvent", "SubmitEvent", "ListEvents", "ReadTable"), (2, 4)),
}
# How many times the desk's the calls a second of a server in C may be.
_GAP = ("gsoap", 6, 2)
_TAIL = (5, 3)
_GROWTH = (1.5, 1.1)
_STREAM = (64, 16)


def bars(results: Results) -> Iterator[Bar]:
    """Yield the bars of what was measured."""
    if results.codec:
        faster = paired(results.codec["stock_spyne"], results.codec[OURS])
        yield Bar("GetEvent with 20 replies in one process, codec only, against stock Spyne", 10, 20, faster)
    for peer, limits in _AT_LEAST.items():
        for job, (first, goal) in limits.items():
            if (seen := ratio(results, job, OURS, peer)) is not None:
                yield Bar(f"{job} over HTTP, against {results.titles[peer]}", first, goal, seen)
    peer, first, goal = _GAP
    for job in results.windows:
        if (seen := ratio(results, job, peer, OURS)) is not None:
            yield Bar(f"{job} over HTTP, the distance to {results.titles[peer]}", first, goal, seen, is_ceiling=True)
    for job, servers in results.windows.items():
        if job != "ReadTable":  # with 2 connections
            tails = spread([window.p99 / window.p50 for window in servers[OURS]])
            yield Bar(f"{job}, p99 over p50 with 16 connections", *_TAIL, tails, is_ceiling=True)
    yield from _growth_of_lists(results)
    for name, found in results.streams.items():
        yield Bar(f"{name}: growth of memory, MiB", *_STREAM, spread([found["growth"]]), is_ceiling=True)


def _growth_of_lists(results: Results) -> Iterator[Bar]:
    for name, sizes in results.growth.items():
        if name.startswith("ListEvents"):
            least, most = min(sizes, key=int), max(sizes, key=int)
            title = f"{name}: growth of p50 from {int(least):,} to {int(most):,} events"
            yield Bar(title, *_GROWTH, paired(sizes[most], sizes[least]), is_ceiling=True)


def ratio(results: Results, job: str, one: str, other: str) -> Spread | None:
    """Return how many times the calls a second of ``other`` those of ``one`` are; None where one was not measured."""
    servers = results.windows.get(job, {})
    if one not in servers or other not in servers:
        return None
    return paired([window.rate for window in servers[one]], [window.rate for window in servers[other]])
