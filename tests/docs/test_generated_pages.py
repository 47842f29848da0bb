"""Pages that are written by the program say what the program does."""

from pathlib import Path

from soap_server.cli.config import settings_reference
from soap_server.publishing.fault_page import fault_page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_faults_is_up_to_date() -> None:
    """Otherwise run: scripts/docs."""
    assert (DOCS / "faults.md").read_text(encoding="utf-8") == fault_page()


def test_the_page_of_settings_is_up_to_date() -> None:
    """Otherwise run: scripts/docs."""
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == settings_reference() + "\n"
