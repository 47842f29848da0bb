"""What the scenarios came to, kept as files for the page that is made of them."""

import json
import os
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.faults.ledger import Ledger, Outcome
from tests.faults.reckoning import Reckoning

FOLDER = "SOAPDESK_FAULTS_RESULTS"
"""Where to keep them; without it they are not kept."""


@dataclass
class Result:
    """One row of the page.

    :ivar faults: how many there were, of what is said in ``unit``.
    :ivar seconds: from each fault to the end of the first call that was begun after it and carried out.
    """

    scenario: str
    database: str
    unit: str
    faults: int = 0
    acknowledged: int = 0
    unknown: int = 0
    lost: int = 0
    duplicated: int = 0
    torn: int = 0
    seconds: list[float] = field(default_factory=list)
    note: str = ""

    def add(self, ledger: Ledger, reckoning: Reckoning) -> None:
        """Add the figures of a ledger and of what the books say."""
        self.acknowledged += ledger.count(Outcome.OK)
        self.unknown += ledger.count(Outcome.UNKNOWN)
        self.lost += len(reckoning.lost)
        self.duplicated += len(reckoning.duplicated) + len(reckoning.unasked)
        self.torn += len(reckoning.torn)

    def __str__(self) -> str:
        """Return the totals in a line."""
        away = f", good again after {self.median:.2f} s, {max(self.seconds):.2f} s at most" if self.seconds else ""
        return (
            f"{self.scenario}, {self.database}: {self.faults} {self.unit}, {self.acknowledged} acknowledged, "
            f"{self.unknown} unknown, {self.lost} lost, {self.duplicated} doubled, {self.torn} torn{away}"
        )

    @property
    def median(self) -> float:
        """The median of the seconds."""
        return statistics.median(self.seconds)


@contextmanager
def result(scenario: str, database: str, unit: str) -> Iterator[Result]:
    """Yield a result to fill; print it in the end, and keep it if results are kept."""
    made = Result(scenario, database, unit)
    yield made
    sys.stdout.write(f"{made}\n")
    folder = os.environ.get(FOLDER)
    if folder:
        path = Path(folder) / f"{scenario}-{database}.json".replace(" ", "-")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(made), ensure_ascii=False, indent=1), encoding="utf-8")


def read(folder: Path) -> list[Result]:
    """Return what is kept."""
    return [Result(**json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json"))]
