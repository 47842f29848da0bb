# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: common."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which part of a list is wanted.

    :ivar size: Records a page, 1 to 200; 50 if None or 0.
    :ivar cursor: The next_cursor of the page before; absent for the first page.
    :ivar exact_total: True to count past 10000, which takes time on a large desk.
    """

    size: int | None = None
    cursor: str | None = None
    exact_total: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSummary:
    """A person, named.

    :ivar id: The user's number.
    :ivar display_name: The name that others see.
    """

    id: int
    display_name: str
