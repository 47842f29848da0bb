"""How many rows a statement changed."""

from sqlalchemy import CursorResult


def changed_rows(result: object) -> int:
    """Return the number of rows that a statement changed, which only some of SQLAlchemy's results tell."""
    return result.rowcount if isinstance(result, CursorResult) else 0
