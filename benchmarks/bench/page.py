"""Writes docs/performance.md from the figures of a run."""

from collections.abc import Iterator, Sequence

from benchmarks.bench.bars import OURS, bars, ratio
from benchmarks.bench.jobs import JOBS
from benchmarks.bench.load import Window
from benchmarks.bench.results import Results, of, paired, short, spread
from benchmarks.bench.texts import ABOUT_GROWTH, HEAD, METHOD, PROFILE

PLOT = "images/performance.svg"


def page(results: Results) -> str:
    """Return the page."""
    parts = [HEAD, _facts(results), _bars(results), f"![Calls a second of each server]({PLOT})\n"]
    parts += [_job(results, job, servers) for job, servers in results.windows.items()]
    parts += [
        _starts(results),
        _workers(results),
        _codec(results),
        _growth(results),
        _streams(results),
        PROFILE,
        METHOD,
    ]
    return "\n".join(part for part in parts if part)


def _facts(results: Results) -> str:
    return "\n".join(_table(["", ""], [[name, value] for name, value in results.facts.items()])) + "\n"


def _bars(results: Results) -> str:
    rows = [
        [
            bar.name,
            f"at most {bar.first:g}" if bar.is_ceiling else f"{bar.first:g}",
            f"{bar.goal:g}",
            str(bar.seen),
            bar.verdict,
        ]
        for bar in bars(results)
    ]
    head = [
        "times as many calls a second, or as long",
        "first bar",
        "goal",
        "seen: median (least to greatest)",
        "reached",
    ]
    return "## Bars\n\n" + "\n".join(_table(head, rows)) + "\n"


def _job(results: Results, job: str, servers: dict[str, list[Window]]) -> str:
    head = [
        "server",
        "calls/s",
        "p50, ms",
        "p95, ms",
        "p99, ms",
        "CPU s per 1,000",
        "PostgreSQL's",
        "memory, MB",
        "bytes a call",
        "the desk's calls/s are",
    ]
    rows = []
    for name, windows in servers.items():
        against = ratio(results, job, OURS, name)
        rows.append(
            [
                results.titles[name],
                str(of(windows, lambda window: window.rate)),
                *(short(of(windows, figure).median) for figure in (_p50, _p95, _p99, _server_cpu, _database_cpu)),
                short(max(window.memory for window in windows)),
                f"{of(windows, lambda window: window.bytes / window.calls).median:,.0f}",
                "" if name == OURS or against is None else f"{against} times as many",
            ]
        )
    return f"## {JOBS[job].title}\n\n" + "\n".join(_table(head, rows)) + "\n"


def _starts(results: Results) -> str:
    if not results.starts:
        return ""
    rows = [
        [results.titles[name], str(spread(seconds)), short(results.idle[name])]
        for name, seconds in results.starts.items()
    ]
    head = ["server", "seconds from its start to its first GetEvent", "memory then, MB"]
    return "## Start\n\n" + "\n".join(_table(head, rows)) + "\n"


def _workers(results: Results) -> str:
    if not results.workers:
        return ""
    jobs = list(next(iter(results.workers.values())))
    rows = []
    for name, found in results.workers.items():
        rates = [str(of(found[job], lambda window: window.rate)) for job in jobs]
        rows.append([name, *rates, short(max(window.memory for windows in found.values() for window in windows))])
    head = ["server, workers or nodes", *(f"{job}, calls/s" for job in jobs), "memory, MB"]
    return "## By number of workers, and of nodes\n\n" + "\n".join(_table(head, rows)) + "\n"


def _codec(results: Results) -> str:
    if not results.codec:
        return ""
    rows = [[results.titles[name], str(spread(each))] for name, each in results.codec.items()]
    about = (
        "A GetEvent with 20 replies from the request's bytes to the answer's, in one thread and without a database.\n"
    )
    return f"## The codec alone\n\n{about}\n" + "\n".join(_table(["", "µs of CPU"], rows)) + "\n"


def _streams(results: Results) -> str:
    if not results.streams:
        return ""
    lines = [
        "## What is large\n",
        "From one worker, to a client that keeps nothing: the most that the worker's resident memory was above what it",
        "was before. The settings allow answers of a million rows; by default one has 50,000 and 8 MiB.\n",
        "| what is read | MiB more | seconds | MB sent |",
        "| --- | --- | --- | --- |",
    ]
    for name, found in results.streams.items():
        lines.append(f"| {name} | {short(found['growth'])} | {short(found['seconds'])} | {short(found['sent'])} |")
    return "\n".join([*lines, ""])


def _growth(results: Results) -> str:
    if not results.growth:
        return ""
    sizes = sorted(next(iter(results.growth.values())), key=int)
    rows = [
        [
            name,
            *(short(spread(found[size]).median) for size in sizes),
            str(paired(found[sizes[-1]], found[sizes[0]])),
        ]
        for name, found in results.growth.items()
    ]
    head = ["", *(f"{int(size):,}" for size in sizes), "times as long"]
    return f"## As the desk grows\n\n{ABOUT_GROWTH}\n" + "\n".join(_table(head, rows)) + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(row)} |"


def _p50(window: Window) -> float:
    return window.p50


def _p95(window: Window) -> float:
    return window.p95


def _p99(window: Window) -> float:
    return window.p99


def _server_cpu(window: Window) -> float:
    return window.per_thousand(window.server_cpu)


def _database_cpu(window: Window) -> float:
    return window.per_thousand(window.database_cpu)
