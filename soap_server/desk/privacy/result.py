"""What an erasure did."""

from dataclasses import dataclass, field


@dataclass
class Erasure:
    """What was erased: the new name of the account, and how many rows of each kind."""

    username: str
    rows: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, number: int) -> None:
        """Add to how many rows of a kind there were."""
        self.rows[what] = self.rows.get(what, 0) + number
