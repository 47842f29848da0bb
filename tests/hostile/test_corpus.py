"""A sample of every category against a server with two workers; scripts/test --hostile runs all of it."""

from collections import Counter

import pytest

from tests.callers import OPERATIONS
from tests.hostile.corpus import all_cases, sample
from tests.hostile.stage import hostile_stage

PUBLISHED_CATEGORIES = {
    *("DTD and XXE", "XML denial of service", "encodings", "characters", "content types", "structure", "SOAP headers"),
    *("SOAPAction", "WS-Addressing", "WS-Security", "XSD types", "markup", "CRLF", "SQL", "LIKE", "path traversal"),
    *("base64", "MIME", "compression", "HTTP methods", "framing and smuggling", "slow clients"),
}


def test_the_corpus_is_complete() -> None:
    """Every category has cases, each with a name of its own, and those from the contract are for every operation."""
    names = Counter((case.category, case.name) for case in all_cases())
    assert [name for name, count in names.items() if count > 1] == []
    assert {category for category, _ in names} >= PUBLISHED_CATEGORIES
    assert sum(not category.startswith("contract") for category, _ in names) > 400
    made = " ".join(name for category, name in names if category.startswith("contract"))
    assert [name for name in OPERATIONS if f"{name} itself" not in made] == []


@pytest.mark.e2e
def test_hostile_requests_do_no_harm(sqlite_url: str) -> None:
    """No stall, no growth, no dead worker; each gets a fault that says what is wrong, and nothing more."""
    with hostile_stage(sqlite_url) as runner:
        runner.run(sample(5, 2))
        assert [str(failure) for failure in runner.failures] == []
        assert runner.beats > 20
