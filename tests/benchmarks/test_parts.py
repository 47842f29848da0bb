"""Parts that are measured apart from the rest."""

from pathlib import Path

import pytest

from benchmarks.bench.__main__ import kept_of
from benchmarks.bench.results import Results


def test_they_stand_beside_what_is_kept_of_the_same_commit(tmp_path: Path) -> None:
    """Or begin a report."""
    path = tmp_path / "results.json"
    begun = kept_of("abc", path)
    begun.codec = {"soapdesk": [1.0]}
    begun.save(path)
    assert kept_of("abc", path) == begun


def test_figures_of_two_commits_do_not_stand_together(tmp_path: Path) -> None:
    """They would say nothing."""
    path = tmp_path / "results.json"
    Results({"commit": "abc"}).save(path)
    with pytest.raises(SystemExit, match="is of the commit abc"):
        kept_of("def", path)
