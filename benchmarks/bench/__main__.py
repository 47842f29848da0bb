"""Runs the comparison and writes docs/performance.md: see --help."""

import os
import platform
import subprocess
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from benchmarks.bench import codec, contract, page, plot
from benchmarks.bench.growth import measure_growth
from benchmarks.bench.jobs import JOBS
from benchmarks.bench.results import Results
from benchmarks.bench.rounds import Contest, Times, log_in, running, start_up
from benchmarks.bench.servers import BUILD, NODES, OURS, RECIPES, Recipe
from benchmarks.bench.streams import measure_streams
from benchmarks.bench.world import World, make_world, postgresql

_KEPT = BUILD / "results.json"
_EVENTS = 100_000
_SIZES = (10_000, 100_000, 1_000_000)
_WORKER_JOBS = ("GetEvent", "ListEvents", "SubmitEvent")
_SHORT = Times(rounds=2, window=2, warm=2, starts=1)
_LONG = Times(rounds=5, window=6, warm=10, starts=3)
_TITLES = {recipe.name: recipe.title for recipe in RECIPES.values()}
_console = Console(stderr=True)


def main() -> None:
    """Measure, keep the figures, and write the page."""
    parser = ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument(
        "--short", action="store_true", help="a few minutes: two short rounds, no growth to 1,000,000, nothing large"
    )
    parser.add_argument(
        "--only", nargs="+", choices=_PARTS, help="measure these parts again, beside what was kept of the same commit"
    )
    parser.add_argument("--peers", nargs="*", default=list(RECIPES), choices=list(RECIPES), help="only these")
    parser.add_argument("--without-page", action="store_true", help="print the page instead of writing it")
    parser.add_argument("--page-only", action="store_true", help="write the page from the figures of the last run")
    asked = parser.parse_args()
    results = Results.load(_KEPT) if asked.page_only else _run_only(asked.only) if asked.only else _run(asked)
    results.save(_KEPT)
    if asked.without_page:
        print(page.page(results))
    else:
        docs = contract.ROOT / "docs"
        if results.windows:
            plot.draw(results, docs / page.PLOT)
        (docs / "performance.md").write_text(page.page(results), encoding="utf-8")


def _run(asked: Namespace) -> Results:
    times = _SHORT if asked.short else _LONG
    contract.write(BUILD / "desk.wsdl")
    wanted = [recipe for recipe in RECIPES.values() if recipe.name in {OURS.name, *asked.peers}]
    recipes = [recipe for recipe in wanted if not recipe.missing]
    absent = [f"{recipe.title} ({', '.join(recipe.missing)})" for recipe in wanted if recipe.missing]
    for recipe in recipes:
        recipe.build()
    results = Results(titles=_TITLES)
    with postgresql() as (port, postmaster):
        world = make_world(port, postmaster, _EVENTS, "desk")
        results.facts = _facts(world, times, asked) | ({"not measured": ", ".join(absent)} if absent else {})
        _console.log(f"{_EVENTS:,} events are written")
        _compare(results, recipes, world, times)
        results.save(_KEPT)
        scaling = [recipe for recipe in recipes if recipe.has_workers and (recipe is OURS or not asked.short)]
        _by_workers(results, scaling if NODES.missing else [*scaling, NODES], world, times)
        results.save(_KEPT)
        _measure_codec(results, times)
        if not asked.short:
            _measure_growth_on(results, port, postmaster)
            results.save(_KEPT)
    if not asked.short:
        _measure_streams(results)
    return results


def _run_only(parts: list[str]) -> Results:
    results = kept_of(_commit(), _KEPT)
    contract.write(BUILD / "desk.wsdl")
    OURS.build()
    for part in parts:
        _PARTS[part](results)
        results.facts[f"measured apart: {part}"] = _now()
        results.save(_KEPT)
    return results


def kept_of(commit: str, path: Path) -> Results:
    """Return what is kept of a commit: figures of two would say nothing together.

    :raises SystemExit: if what is kept is of another one.
    """
    results = Results.load(path) if path.exists() else Results(_facts_of(commit), titles=_TITLES)
    if results.facts["commit"] != commit:
        raise SystemExit(f"{path} is of the commit {results.facts['commit']}: move it away, or measure everything.")
    return results


def _measure_codec(results: Results, times: Times = _LONG) -> None:
    results.codec = codec.compare(times.rounds + 3, 50)


def _measure_growth(results: Results) -> None:
    with postgresql() as server:
        _measure_growth_on(results, *server)


def _measure_growth_on(results: Results, port: int, postmaster: int) -> None:
    worlds = {size: make_world(port, postmaster, size, f"desk_{size}") for size in _SIZES}
    results.growth = measure_growth(worlds, _console.log)


def _measure_streams(results: Results) -> None:
    results.streams = measure_streams(_console.log)


_PARTS = {"codec": _measure_codec, "growth": _measure_growth, "streams": _measure_streams}


def _compare(results: Results, recipes: list[Recipe], world: World, times: Times) -> None:
    with running([OURS], world) as servers:
        token = log_in(servers[OURS.name].port, "demo.admin")
    with ExitStack() as stack:
        servers = {}
        for recipe in recipes:
            results.starts[recipe.name] = []
            for number in range(times.starts):
                server, seconds, results.idle[recipe.name] = start_up(recipe, world, token)
                results.starts[recipe.name].append(seconds)
                if number < times.starts - 1:
                    server.stop()
            stack.callback(server.stop)
            servers[recipe.name] = server
        contest = Contest(world, servers, list(JOBS.values()), _console.log)
        contest.check()
        contest.warm(times.warm)
        results.windows = contest.rounds(times)
        for server in servers.values():
            server.resume()
        contest.check()


def _by_workers(results: Results, recipes: list[Recipe], world: World, times: Times) -> None:
    jobs = [JOBS[name] for name in _WORKER_JOBS]
    for workers in (1, 2):
        with running(recipes, world, workers=workers) as servers:
            contest = Contest(world, servers, jobs, _console.log)
            contest.warm(max(1, times.warm // 2))
            found = contest.rounds(replace(times, rounds=min(times.rounds, 3)))
        for recipe in recipes:
            results.workers[f"{recipe.title}, {workers}"] = {job: found[job][recipe.name] for job in _WORKER_JOBS}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _commit() -> str:
    def ask(*command: str) -> str:
        return subprocess.run(
            ["git", *command], check=True, capture_output=True, text=True, cwd=contract.ROOT
        ).stdout.strip()

    # The page that is written changes nothing that is measured.
    changed = ask("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs")
    return ask("describe", "--always") + ("-dirty" if changed else "")


def _facts_of(commit: str) -> dict[str, str]:
    described = dict(
        line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")
    )
    memory = Path("/proc/meminfo").read_text().split()[1]
    return {
        "date": _now(),
        "commit": commit,
        "machine": f"{os.cpu_count()} cores, {next(iter(described.values())).strip()}, {int(memory) / 1e6:.0f} GB",
        "load before the run": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
    }


def _facts(world: World, times: Times, asked: Namespace) -> dict[str, str]:
    form = "short form" if asked.short else "long form"
    return _facts_of(_commit()) | {
        "form": f"{form}: {times.rounds} rounds with windows of {times.window} s",
        "PostgreSQL": f"{world.ask('SHOW server_version')[0][0]}, "
        + ", ".join(f"{name}={world.ask(f'SHOW {name}')[0][0]}" for name in ("fsync", "synchronous_commit")),
        "desk": f"{_EVENTS:,} events",
    }


if __name__ == "__main__":
    main()
