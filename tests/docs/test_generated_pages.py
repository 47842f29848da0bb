"""Pages that are written by the program say what the program does."""

from pathlib import Path

import client_sdk.client
from client_sdk import errors, models
from soap_server.cli.config import settings_reference
from soap_server.publishing.fault_page import fault_page
from soap_server.publishing.sdk.reference.pages import differing_pages, reference_pages, write_reference
from soap_server.sdk_shape.naming import RESOURCES

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_faults_is_up_to_date() -> None:
    """Otherwise run: scripts/docs."""
    assert (DOCS / "faults.md").read_text(encoding="utf-8") == fault_page()


def test_the_page_of_settings_is_up_to_date() -> None:
    """Otherwise run: scripts/docs."""
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == settings_reference() + "\n"


def test_the_reference_of_the_sdk_is_up_to_date() -> None:
    """Otherwise run: scripts/docs."""
    assert differing_pages() == []


def test_the_reference_has_every_method_and_error() -> None:
    """With what is said of it; parameters and errors too."""
    pages = reference_pages()
    for name in RESOURCES.values():
        resource = getattr(client_sdk.resources, name.attribute)
        methods = [each for each in vars(getattr(resource, name.class_name)) if not each.startswith("_")]
        assert [each for each in methods if f"\n## {each}\n" not in pages[f"docs/sdk/{name.attribute}.md"]] == []
    assert "\n## download_attachment\n" in pages["docs/sdk/events.md"]
    assert [code for code in errors.BY_CODE if f"Its code is `{code}`." not in pages["docs/sdk/errors.md"]] == []
    assert [each for each in models.__all__ if not any(f"\n## {each}\n" in page for page in pages.values())] == []


def test_writing_the_reference_takes_away_pages_of_what_is_gone(tmp_path: Path) -> None:
    """And leaves nothing different."""
    assert write_reference(tmp_path) == len(reference_pages())
    (tmp_path / "docs/sdk/old.md").write_text("old")
    assert differing_pages(tmp_path) == ["docs/sdk/old.md"]
    write_reference(tmp_path)
    assert differing_pages(tmp_path) == []
