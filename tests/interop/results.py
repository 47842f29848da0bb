"""What the runs of clients came to, kept as files for the matrix that is made of them."""

import json
import os
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.interop.checks import CHECKS, Said
from tests.interop.toolchain import Toolchain, Variant, Workshop

FOLDER = "SOAPDESK_INTEROP_RESULTS"
"""Where to keep them; without it they are not kept."""


@dataclass(frozen=True)
class Result:
    """One column of the matrix.

    :param cells: for each operation and check "pass", "fail", "missing" or the reason why it cannot be done.
    """

    toolchain: str
    variant: str
    version: str
    cells: Mapping[str, str]


def write(toolchain: Toolchain, variant: Variant, said: Said, operations: AbstractSet[str], workshop: Workshop) -> None:
    """Keep what a client said."""
    folder = os.environ.get(FOLDER)
    if folder:
        cells = {name: _cell(name, said, variant) for name in [*sorted(operations), *CHECKS]}
        version = workshop.run("sh", "-c", " ".join(toolchain.version)).strip().partition("\n")[0]
        result = Result(toolchain.title, variant.name, version, cells)
        path = Path(folder) / f"{toolchain.name}-{variant.name.replace(' ', '-')}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(result), ensure_ascii=False, indent=1), encoding="utf-8")


def read(folder: Path) -> list[Result]:
    """Return what is kept."""
    return [Result(**json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json"))]


def _cell(name: str, said: Said, variant: Variant) -> str:
    if name in said.failed:
        return "fail"
    if name in said.passed:
        return "pass"
    return variant.cannot.get(name, "missing")
