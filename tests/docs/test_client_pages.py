"""The pages for each toolchain show the code that is tested."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.interop import snippets
from tests.interop.snippets import PAGES, filled, snippet


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_pages_show_tested_code(page: Path) -> None:
    """``python -m tests.interop.snippets`` writes them anew."""
    text = page.read_text(encoding="utf-8")
    assert filled(text) == text


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Write the file of a client."""
    monkeypatch.setattr(snippets, "CLIENTS", tmp_path)

    def write(text: str) -> None:
        (tmp_path / "client.php").write_text(text, encoding="utf-8")

    return write


def test_a_part_is_moved_to_the_left(client: Callable[[str], None]) -> None:
    """Relative indentation stays, and what belongs to another part only by its comment goes."""
    client("a\n  // snippet: log in\n  b {\n    c\n    // snippet: other\n  }\n  // end snippet\nd\n")
    assert snippet("client.php", "log in") == "b {\n  c\n}\n"
    page = "x\n<!-- client.php: log in -->\n```php\nold\n```\ny\n"
    assert filled(page) == "x\n<!-- client.php: log in -->\n```php\nb {\n  c\n}\n```\ny\n"


@pytest.mark.parametrize("text", ["a\n", "// snippet: log in\nb\n", "// snippet: log in\n// snippet: log in\n"])
def test_a_part_that_is_missing_is_an_error(client: Callable[[str], None], text: str) -> None:
    """As is one that does not end, or that there are two of."""
    client(text)
    with pytest.raises(LookupError):
        snippet("client.php", "log in")
