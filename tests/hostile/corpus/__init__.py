"""The corpus: every case, in categories. A module of this folder has one category or a few that belong together."""

from collections.abc import Iterator

from tests.hostile.case import Case
from tests.hostile.corpus import (
    actions,
    denial,
    doctypes,
    encodings,
    framing,
    generated,
    injection,
    messages,
    mixing,
    packages,
    securing,
    slowness,
    structure,
    uploads,
    values,
)

MODULES = (
    doctypes,
    denial,
    encodings,
    messages,
    structure,
    actions,
    securing,
    values,
    injection,
    packages,
    uploads,
    framing,
    mixing,
    generated,
    slowness,
)


def all_cases() -> Iterator[Case]:
    """Yield every case."""
    for module in MODULES:
        yield from module.cases()


def sample(most: int, most_slow: int) -> Iterator[Case]:
    """Yield some cases of every category, always the same: spread evenly over it.

    :param most: of a category that takes no time.
    :param most_slow: of one that waits for deadlines.
    """
    by_category: dict[str, list[Case]] = {}
    for case in all_cases():
        by_category.setdefault(case.category, []).append(case)
    for category, cases in by_category.items():
        wanted = most_slow if category == slowness.CATEGORY else most
        step = max(1, len(cases) // wanted)
        yield from cases[::step][:wanted]
