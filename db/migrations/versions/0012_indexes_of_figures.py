"""Indexes from which figures are counted, and ratings of a score are listed, without reading anything else."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_RATINGS: tuple[tuple[str, ...], ...] = (("score", "rated_at", "id"), ("rated_at", "handler_id", "score"))
_IN_HAND = sa.text("status IN ('assigned', 'in_progress', 'resolved')")


def upgrade() -> None:
    for columns in _RATINGS:
        op.create_index(f"ix_ratings_{'_'.join(columns)}", "ratings", list(columns), unique=False)
    # Led by who handles them: a page of staff is asked for, and not everybody.
    _replace_in_hand(["handler_id", "status", "priority_rank", "submitted_at"])


def downgrade() -> None:
    _replace_in_hand(["status", "handler_id", "priority", "submitted_at"])
    for columns in _RATINGS:
        op.drop_index(f"ix_ratings_{'_'.join(columns)}", "ratings")


def _replace_in_hand(columns: list[str]) -> None:
    op.drop_index("ix_events_in_hand", "events")
    op.create_index(
        "ix_events_in_hand", "events", columns, unique=False, sqlite_where=_IN_HAND, postgresql_where=_IN_HAND
    )
