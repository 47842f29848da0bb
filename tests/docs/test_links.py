"""What the documents name is there."""

import re
from pathlib import Path

import pytest

from soap_server.operations.catalogue import SERVICES

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
OPERATIONS = {operation.name for service in SERVICES for operation in service.operations}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    """Links inside of the project, that is."""
    targets = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_readme_counts_the_operations() -> None:
    """It says how many there are."""
    assert f"{len(OPERATIONS)} documented operations" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{len(OPERATIONS)} operations" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "script", [path for path in (ROOT / "scripts").iterdir() if path.name != "environment"] + [ROOT / ".ci" / "run"]
)
def test_scripts_can_be_run(script: Path) -> None:
    """Straight from a clone."""
    assert script.stat().st_mode & 0o111
