"""What an erasure did."""

from dataclasses import dataclass, field

from sqlalchemy import CursorResult


@dataclass
class Erasure:
    """What was erased: the new name of the account, and how many rows of each kind."""

    username: str
    rows: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, result: object) -> None:
        """Note how many rows a statement changed."""
        self.rows[what] = self.rows.get(what, 0) + (result.rowcount if isinstance(result, CursorResult) else 0)
