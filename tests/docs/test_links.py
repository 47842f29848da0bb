"""What the documents name is there."""

import re
from functools import cache
from pathlib import Path

import pytest

from soap_server.operations.catalogue import SERVICES

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
OPERATIONS = {operation.name for service in SERVICES for operation in service.operations}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    """Links inside of the project, that is; to headings too."""
    targets = re.findall(r"\]\(([^)#:]*)(?:#([^)]+))?\)", document.read_text(encoding="utf-8"))
    pages = [(document.parent / target if target else document, heading) for target, heading in targets]
    assert [page for page, _ in pages if not page.exists()] == []
    assert [(page, heading) for page, heading in pages if heading and heading not in headings(page)] == []


@cache
def headings(page: Path) -> set[str]:
    """Return what the headings of a page are called in links."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


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
