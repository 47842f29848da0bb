"""The matrix of toolchains and operations: ``python -m tests.interop.matrix results`` compares it with the page.

With ``--write`` it writes docs/interoperability.md from what the runs came to.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.interop import results
from tests.interop.checks import CHECKS
from tests.interop.registry import RUNS
from tests.interop.results import Result

PAGE = Path(__file__).parents[2] / "docs" / "interoperability.md"
SIGNS = {"pass": "✓", "fail": "✗", "missing": "?"}
HEAD = """# Interoperability

Stock toolchains read the served WSDL as it is, and the client that each of them makes, unedited, carries an event
through its whole life, calls every other operation and shows how values and refusals arrive in its language.
The programs are in `tests/interop/`; `./scripts/install-interop` installs the toolchains, `./scripts/test --interop`
runs them, and `./scripts/interoperability` writes this page from what they came to.

✓ passed. A number refers to the reason, below the table, why it cannot be done there.
"""


class Matrix:
    """The columns in the order of the registry, with the reasons numbered."""

    def __init__(self, columns: Sequence[Result]) -> None:
        order = {(toolchain.title, variant.name): place for place, (toolchain, variant) in enumerate(RUNS)}
        self.columns = sorted(columns, key=lambda column: order[column.toolchain, column.variant])
        cells = [cell for column in self.columns for cell in column.cells.values()]
        self.reasons = list(dict.fromkeys(cell for cell in cells if cell not in SIGNS))

    def page(self) -> str:
        """Return the page."""
        names = list(dict.fromkeys(name for column in self.columns for name in column.cells))
        operations = [name for name in names if name not in CHECKS]
        parts = [HEAD, "## Toolchains\n", self._legend()]
        parts += [f"## Operations ({len(operations)})\n", self._table(operations)]
        parts += ["## Values and refusals\n", self._table(CHECKS)]
        meanings = "\n".join(f"- **{name}**: {meaning}." for name, meaning in CHECKS.items())
        parts += [meanings + "\n"]
        if self.reasons:
            reasons = "\n".join(f"{number}. {reason}" for number, reason in enumerate(self.reasons, 1))
            parts += ["## What cannot be done there, and why\n", reasons + "\n"]
        return "\n".join(parts)

    def wanting(self) -> list[str]:
        """Return the cells that did not pass, and the runs that there were none of."""
        found = {(column.toolchain, column.variant) for column in self.columns}
        lost = [f"{title}, {name}: not run" for title, name in _runs() if (title, name) not in found]
        for column in self.columns:
            bad = [f"{name}: {cell}" for name, cell in column.cells.items() if cell in ("fail", "missing")]
            lost += [f"{column.toolchain}, {column.variant}: {each}" for each in bad]
        return lost

    def _legend(self) -> str:
        lines = ["| | toolchain | variant | version |", "|---|---|---|---|"]
        for letter, column in zip(_letters(), self.columns, strict=False):
            lines.append(f"| {letter} | {column.toolchain} | {column.variant} | {column.version} |")
        return "\n".join(lines) + "\n"

    def _table(self, names: Sequence[str] | Mapping[str, str]) -> str:
        letters = [letter for letter, _ in zip(_letters(), self.columns, strict=False)]
        lines = [f"| | {' | '.join(letters)} |", "|---" * (len(letters) + 1) + "|"]
        lines += [
            f"| {name} | {' | '.join(self._sign(column.cells.get(name, 'missing')) for column in self.columns)} |"
            for name in names
        ]
        return "\n".join(lines) + "\n"

    def _sign(self, cell: str) -> str:
        return SIGNS.get(cell) or str(self.reasons.index(cell) + 1)


def promises(page: str) -> str:
    """Return the part of a page that does not depend on the versions of one machine."""
    return "\n".join(line for line in page.splitlines() if not line.startswith("| ") or line.count("|") != 5)


def main() -> int:
    """Print the matrix; compare it with the page, or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--write", action="store_true", help="write docs/interoperability.md")
    arguments = parser.parse_args()
    matrix = Matrix(results.read(arguments.results))
    page = matrix.page()
    print(page)
    for line in (wanting := matrix.wanting()):
        print(f"LOST {line}", file=sys.stderr)
    if arguments.write and not wanting:
        PAGE.write_text(page, encoding="utf-8")
    elif not wanting and promises(PAGE.read_text(encoding="utf-8")) != promises(page):
        print("docs/interoperability.md says something else; ./scripts/interoperability writes it", file=sys.stderr)
        return 1
    return 1 if wanting else 0


def _runs() -> list[tuple[str, str]]:
    return [(toolchain.title, variant.name) for toolchain, variant in RUNS]


def _letters() -> list[str]:
    return [first + second for first in ("", "A", "B") for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


if __name__ == "__main__":
    sys.exit(main())
