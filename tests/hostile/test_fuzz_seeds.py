"""The seeds of fuzzing, which hold what it has found, keep its rules; the fuzzing itself is scripts/fuzz."""

from pathlib import Path

import pytest

from tests.hostile.fuzz.target import FuzzTarget

SEEDS = sorted((Path(__file__).parent / "fuzz" / "seeds").iterdir())


@pytest.fixture(scope="module")
def target() -> FuzzTarget:
    """What is fuzzed."""
    return FuzzTarget()


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_a_seed_is_answered(target: FuzzTarget, seed: Path) -> None:
    """With a result or a fault of the client's; what was decoded is what is encoded again."""
    target(seed.read_bytes())
