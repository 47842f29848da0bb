"""SoapDesk follows the profile, and the page says how far that was looked at."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.page import DEVIATIONS, NOT_THERE, page
from tests.conformance.probes import PROBES
from tests.conformance.subjects import check
from tests.operations.happy import HAPPY

pytestmark = pytest.mark.e2e
PAGE = Path(__file__).parents[2] / "docs/conformance.md"


def test_every_rule_is_followed(subjects: Mapping[str, list[Any]]) -> None:
    """By every WSDL and message, but for the deviations; otherwise the page is out of date: run scripts/docs."""
    counts, findings = check(subjects)
    unexpected = [found for found in findings if (found.rule, found.subject) not in DEVIATIONS]
    assert not unexpected
    assert {(found.rule, found.subject) for found in findings} == set(DEVIATIONS)
    assert {number for number, count in counts.items() if not count} == NOT_THERE
    written = page(counts, findings, probes=len(PROBES), operations=len(HAPPY))
    if os.environ.get("SOAPDESK_WRITE_DOCS"):
        PAGE.write_text(written, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == written
