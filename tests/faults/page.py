"""The section "Faults" of docs/reliability.md: ``python -m tests.faults.page results`` prints the totals and checks them.

With ``--write`` it writes the section from what the runs came to; the rest of the page stays as it is.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.faults import results
from tests.faults.results import Result

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
KILLS = 200
"""Kills of workers and supervisors that the page has to stand for."""
_SECTION = re.compile(r"## Faults\n.*?(?=\n## |\Z)", re.DOTALL)
_ORDER = (
    "kill -9 of workers",
    "kill -9 of supervisors",
    "connections ended by the database",
    "kill -9 of the database's processes",
    "immediate restart of the database",
    "disk full",
    "clock set",
    "power loss",
    "migration killed",
    "two nodes at once",
)
_INTRODUCTION = """## Faults

Callers carry events through their whole life, from submitting to rating, and register accounts, while what the desk
runs on fails. Each keeps a ledger: a line is on the disk before the caller goes on. A broken connection or a fault of
the server's leaves open what happened; such a call is *unknown* and is sent again, with the same `requestId`, until it
is answered. In the end the books are audited (`tests/faults/reckoning.py`):

- **lost**: calls that were acknowledged and are not in the database;
- **doubled**: what is there more than once, or was never asked for;
- **torn**: a change without its history, its entry of the change feed, its audit row, its requestId's answer, its place
  in the search index, or with another number of replies than it says; and what SQLite's `integrity_check` finds.

Nobody helps the service back: "good again" is the time from the fault to the end of the first call that was begun after
it and carried out.
"""
_NOTES = """
- **kill -9 of workers**: one after the other, and every fourth time all at once.
- **kill -9 of supervisors**: the workers notice and end; then the server is started again on its port, as systemd
  does. The time includes both.
- **connections ended**: `pg_terminate_backend`; **kill -9 of the database's processes** makes PostgreSQL end all
  connections and recover; **immediate restart**: `pg_ctl --mode=immediate restart`.
- **disk full**: the tables are on a small disk that is filled up. Writes get `SERVER_BUSY`, reads are answered;
  "good again" counts from when there is room. Where PostgreSQL's own log has no room, it stops by itself, and
  whatever looks after it has to start it.
- **clock set**: two hours forward, then a day back (libfaketime). Sessions that were idle for too long by the new time
  end; everybody may log in, and notices go on being delivered.
- **power loss**: killing processes does not show it, since the system keeps what they wrote. Instead `strace` shows, for
  every answer, that the log of the database was brought to the disk between the last write to it and the answer.
- **migration killed**: `soapdesk db upgrade` is killed at system calls spread over its whole run. The database is as it
  was or as it should be, and the next upgrade goes through.
- **two nodes**: two servers on one database are told at the same moment to assign, to assign and to withdraw, to rate,
  to register, and to carry out one `requestId`. One of the calls is carried out, the others are told so.

Controls show that all of this would be noticed (`tests/faults/test_controls.py`, `test_power.py`): answers that are lost
on their way, without a `requestId`, double; an invented acknowledgement is found to be lost; a row that is taken away
from the history, the change feed, the audit log, the ratings, the assignments or the search index is found to be torn;
with `synchronous=OFF` (SQLite) or `synchronous_commit=off` (PostgreSQL) answers are seen before the sync.

`./scripts/test --faults` runs this, the long form; a short form is in `./scripts/test`. `./scripts/faults` writes this
section.
"""


def section(found: Sequence[Result], circumstances: str) -> str:
    """Return the section."""
    lines = [
        "| fault | database | how often | acknowledged | unknown | lost | doubled | torn | good again (median, most) |"
    ]
    lines.append("|---|---|---:|---:|---:|---:|---:|---:|---:|")
    lines += [_row(each) for each in sorted(found, key=lambda each: (_ORDER.index(each.scenario), each.database))]
    return f"{_INTRODUCTION}\n{circumstances}\n\n" + "\n".join(lines) + "\n" + _NOTES


def wanting(found: Sequence[Result]) -> list[str]:
    """Return what keeps the results from being good."""
    bad = [str(each) for each in found if each.lost or each.duplicated or each.torn]
    missing = [f"{scenario}: not run" for scenario in _ORDER if scenario not in {each.scenario for each in found}]
    return bad + missing


def kills(found: Sequence[Result]) -> int:
    """Return how many workers and supervisors were killed."""
    return sum(each.faults for each in found if each.scenario in _ORDER[:2])


def with_section(page: str, new: str) -> str:
    """Return a page with the section in the place of the one that it has, or at its end."""
    if _SECTION.search(page):
        return _SECTION.sub(lambda _: new, page)
    return f"{page.rstrip()}\n\n{new}" if page else f"# Reliability\n\n{new}"


def main() -> int:
    """Print the totals; write the section, if it is wanted and good."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--write", action="store_true", help="write the section into docs/reliability.md")
    arguments = parser.parse_args()
    found = results.read(arguments.results)
    sys.stdout.write("\n".join(map(str, found)) + f"\n{kills(found)} workers and supervisors were killed.\n")
    bad = wanting(found)
    if arguments.write and kills(found) < KILLS:
        bad.append(f"the page wants {KILLS} kills of workers and supervisors")
    for line in bad:
        sys.stderr.write(f"{line}\n")
    if arguments.write and not bad:
        page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        PAGE.write_text(with_section(page, section(found, _circumstances(kills(found)))), encoding="utf-8")
    return 1 if bad else 0


def _row(each: Result) -> str:
    away = f"{each.median:.2f} s, {max(each.seconds):.2f} s" if each.seconds else ""
    figures = (each.acknowledged, each.unknown, each.lost, each.duplicated, each.torn)
    cells = (each.scenario, each.database, f"{each.faults} {each.unit}", *map(str, figures), away)
    return f"| {' | '.join(cells)} |"


def _circumstances(killed: int) -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    load = os.getloadavg()[2]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {commit}, Python {platform.python_version()}, {os.cpu_count()} cores "
        f"(load average {load:.0f} at the end); {killed} workers and supervisors were killed."
    )


if __name__ == "__main__":
    sys.exit(main())
