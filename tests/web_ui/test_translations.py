"""Every message has its Chinese."""

import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

from web_ui.translating import po_file

ROOT = Path(__file__).parents[2]
EXTRACT = (
    *("--quiet", "extract", "--mapping-file", "web_ui/translations/babel.cfg", "--keywords", "_l"),
    *("--omit-header", "--no-location"),
)


def test_every_message_is_translated(tmp_path: Path) -> None:
    """Nothing is missing, vague or left over. Otherwise run: scripts/translate."""
    template = tmp_path / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", *EXTRACT, "--output-file", str(template), "web_ui"]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    with template.open("rb") as source, po_file("zh").open("rb") as translated:
        wanted, found = read_po(source), read_po(translated, locale="zh")
    missing = [message.id for message in wanted if message.id and not _is_translated(found.get(message.id))]
    assert not missing
    assert not [message.id for message in found if message.id and message.id not in wanted]


def test_a_translation_names_the_same_values() -> None:
    """A placeholder that is misspelt fails only when the page is shown."""
    with po_file("zh").open("rb") as translated:
        catalog = read_po(translated, locale="zh")
    assert not [(message.id, errors) for message, errors in catalog.check() if errors]


def _is_translated(message: object) -> bool:
    texts = getattr(message, "string", "")
    return bool(texts) and all([texts] if isinstance(texts, str) else texts) and not getattr(message, "fuzzy", True)
