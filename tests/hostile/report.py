"""What a run of the corpus found, in figures, for people and for docs/reliability.md."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.hostile.runner import Runner

_TITLE = "## Hostile input"
_SECTION = re.compile(rf"^{_TITLE}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Row:
    """A category: its cases, how many failed, and the greatest growth of the workers in one of them."""

    category: str
    cases: int
    failed: int
    growth: int


@dataclass(frozen=True)
class Totals:
    """All categories, and what was measured beside them."""

    rows: tuple[Row, ...]
    failures: tuple[str, ...]
    beats: int
    worst_beat: float

    @classmethod
    def of(cls, runner: Runner) -> "Totals":
        """Return the totals of a run."""
        by_category = defaultdict(list)
        for outcome in runner.outcomes:
            by_category[outcome.case.category].append(outcome)
        rows = [
            Row(
                category,
                len(outcomes),
                sum(bool(outcome.verdicts) for outcome in outcomes),
                max(outcome.growth for outcome in outcomes),
            )
            for category, outcomes in by_category.items()
        ]
        return cls(tuple(rows), tuple(str(each) for each in runner.failures), runner.beats, runner.worst_beat)

    @property
    def cases(self) -> int:
        """How many there were."""
        return sum(row.cases for row in self.rows)

    @property
    def growth(self) -> int:
        """The greatest growth in one case, in bytes."""
        return max(row.growth for row in self.rows)

    def as_table(self) -> str:
        """Return the totals as a table in Markdown."""
        lines = ["| category | cases | failures | greatest growth |", "|---|---:|---:|---:|"]
        rows = [*self.rows, Row("all", self.cases, len(self.failures), self.growth)]
        lines += [f"| {row.category} | {row.cases} | {row.failed} | {_mebibytes(row.growth)} |" for row in rows]
        return "\n".join(lines)


def write_section(page: Path, totals: Totals, *, commit: str, database: str) -> None:
    """Write the section of a page, in place of the one that is there."""
    section = "\n".join(
        (
            _TITLE,
            "",
            f"`./scripts/test --hostile --write {page}` ran {totals.cases} hostile requests on {datetime.now(UTC):%Y-%m-%d} at",
            f"commit {commit}, against a server with two workers on {database}, while {totals.beats} valid calls were made, five",
            f"a second to each worker. {len(totals.failures) or 'None'} failed. The slowest valid call took {totals.worst_beat:.2f} s; the workers together grew",
            f"by at most {_mebibytes(totals.growth)} in one case.",
            "",
            "A case fails on a valid call that takes over 2 s or goes wrong, growth over 64 MB, a dead worker, a 5xx without a",
            "SOAP fault, a Server fault for a client's mistake, another caller's data, a trace, path, SQL or version in an",
            "answer, an address that was fetched, a line of the log over 2 kB, a secret or an unforeseen failure in it, an",
            "answer that is not right for it, or none. For each of these a control shows that the runner notices it",
            "(`tests/hostile/test_controls.py`). The categories that begin with *contract* are made from the published",
            "contract: every element of every operation's example, made wrong in seven ways.",
            "",
            totals.as_table(),
            "",
            "Besides, `./scripts/fuzz` lets atheris loose on the gate and the codec; `tests/hostile/fuzz/seeds` has what it begins",
            "with and what it has found.",
            "",
        )
    )
    text = page.read_text(encoding="utf-8") if page.exists() else "# Reliability\n"
    changed = _SECTION.sub(lambda _found: section, text) if _SECTION.search(text) else f"{text.rstrip()}\n\n{section}"
    page.write_text(changed, encoding="utf-8")


def _mebibytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MiB"
