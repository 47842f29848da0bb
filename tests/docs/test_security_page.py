"""The page on security claims what a test shows."""

import ast
import re
from pathlib import Path

import pytest

from db.models.personal import PERSONAL
from soap_server.desk.privacy.erasure import Texts
from soap_server.desk.privacy.sections import SECTIONS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PRIVACY = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_that_is_named_exists(file: str, name: str) -> None:
    """Under just that name."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_claim_has_a_test() -> None:
    """Each row of the two tables of claims ends with one at least."""
    rows = [line for line in PAGE.splitlines() if re.match(r"\| \d+\.\d+", line)]
    threats = PAGE.partition("## Threats and defences")[2].partition("## Sessions")[0]
    rows += [line for line in threats.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 40
    # Erasure and export have a page of their own beside their tests.
    assert [row for row in rows if "::test_" not in row.rsplit("|", 2)[1]] == []


@pytest.mark.parametrize(
    "room", sorted(set(re.findall(r"`((?:engine|http|desk|db|operations|web_ui|settings)/[\w/.]*)`", PAGE)))
)
def test_a_place_that_is_named_exists(room: str) -> None:
    """In its room."""
    assert any((ROOT / top / room).exists() for top in ("", "soap_server"))


def test_every_file_of_an_export_is_explained() -> None:
    """And every choice of an erasure."""
    assert [section.name for section in SECTIONS if f"`{section.name}.json`" not in PRIVACY] == []
    assert [choice for choice in Texts if f"| `{choice}`" not in PRIVACY] == []
    assert "audit_log" in PERSONAL
