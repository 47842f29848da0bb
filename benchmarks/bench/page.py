"""Writes docs/performance.md from the figures of a run."""

from collections.abc import Iterator, Sequence

from benchmarks.bench.bars import OURS, bars, ratio
from benchmarks.bench.jobs import JOBS
from benchmarks.bench.load import Window
from benchmarks.bench.results import Results, of, paired, short, spread

PLOT = "images/performance.svg"
_HEAD = """\
# Performance

Written by `./scripts/bench`, which measures the desk beside other SOAP servers: on one machine, with one PostgreSQL
and one load generator (wrk, which is compiled), in one go. `./scripts/install-bench` installs what they need. Do not
compare figures of two runs: machines differ, and so do their hours. What counts are the ratios, each of two windows of
time in the same round. `--only streams`, `growth` or `codec` measures that part again, of the same commit, beside
what is there; the head of the page says when.
"""
_METHOD = """\
## How it is measured

- The desk runs as `./scripts/serve` starts it on PostgreSQL, with the reader role of the data service. PostgreSQL has
  `fsync`, `synchronous_commit` and `full_page_writes` on, for everybody.
- The peers are small programs in `benchmarks/peers/`, each written as one would there: prepared statements, a pool of
  connections to the database, keep-alive. They do the work of the same operations on the same tables: look up the
  session by the digest of its token, check the permission and which rows the caller sees, validate what came in as
  their toolchain does, read or write the same rows (an event with its search entry, change, history and audit row in
  one durable transaction; a read of a table with its row in the journal), and answer in the same namespace. Before
  anything is measured, each has to give the desk's answers, value by value.
- They do not have the rest of it: filters and cursors, repeated requests, refusals that are audited, throttling, limits
  of requests, health and metrics, seals of the audit log; and the session is opened by the desk's own Login.
- All servers are up, and all but one are stopped (SIGSTOP) while that one works. In every round each does each job
  once, in turns that begin with another each time. Before a window what the others wrote is sealed, and PostgreSQL
  writes a checkpoint.
- Milliseconds are those of wrk, with 16 connections (2 for ReadTable) that each send the next call when the last is
  answered. CPU seconds are those of the server's processes (`/proc`), without wrk's and, in a column of their own,
  PostgreSQL's. Memory is the proportional set size of the server's processes under load, the most that was seen; the
  JVM may take up to 512 MB of heap.
- SoapDesk and Spyne have two worker processes, PHP eight behind one nginx, the others threads. Spyne's database code is
  psycopg without an ORM. The ASMX service is carried by HttpListener, since Debian's xsp4 does not start on Mono 6.8,
  and speaks to PostgreSQL through libpq, since Debian does not have Npgsql. PHP's PDO cannot keep a prepared statement
  from one request to the next. The server in C is there for the distance to what is possible.
"""


_ABOUT_GROWTH = """\
Milliseconds of the desk's p50, one call at a time, by the number of events; by an administrator, who sees all of them,
where nobody else is named. People grow with the events: on each desk a customer has about 280 of them and a handler
1,200, and an administrator a hundred times as many as before. Events are 2,000 stories told again and again with other
people, so a word is in the same part of them on each desk, but for the one that is in five events. Every list is told
with its total, which is counted up to 10,000: of 360 events that wait on the small desk all are counted, and of 36,000
on the large one 10,000. A search of a frequent word counts as many in its index, which takes longer than to count what
a list shows. GetDeskStatistics reads what happened in its 30 days, which is a hundred times as much.
"""


def page(results: Results) -> str:
    """Return the page."""
    parts = [_HEAD, _facts(results), _bars(results), f"![Calls a second of each server]({PLOT})\n"]
    parts += [_job(results, job, servers) for job, servers in results.windows.items()]
    parts += [_starts(results), _workers(results), _codec(results), _growth(results), _streams(results), _METHOD]
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
    return f"## As the desk grows\n\n{_ABOUT_GROWTH}\n" + "\n".join(_table(head, rows)) + "\n"


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
