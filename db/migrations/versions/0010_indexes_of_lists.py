"""Indexes from which lists of events are read in their order, and counted without reading an event."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_REPLACED: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("customer_id", "submitted_at", "id"), ("status",)),
    (("handler_id", "submitted_at", "id"), ("status", "customer_id")),
    (("submitted_at", "id"), ("status",)),
    (("priority_rank", "submitted_at", "id"), ("status",)),
    (("category_id", "submitted_at", "id"), ("status",)),
)
_NEW: tuple[tuple[str, ...], ...] = (
    ("handler_id", "priority_rank", "submitted_at", "id"),
    ("category_id", "resolved_at", "resolved_by_id"),
)
_IN_HAND = sa.text("status IN ('assigned', 'in_progress', 'resolved')")
_WAITING = sa.text("status = 'submitted'")
_MOST_URGENT = ["priority_rank", "submitted_at", "id"]


def upgrade() -> None:
    for columns, more in _REPLACED:
        _create(columns + more)
        _drop(columns)
    for columns in _NEW:
        _create(columns)
    _create_partial("ix_events_in_hand", ["status", "handler_id", "priority", "submitted_at"], _IN_HAND)
    # With the status in front SQLite takes it, and not the index of all events by status.
    op.drop_index("ix_events_unassigned", "events")
    _create_partial("ix_events_unassigned", ["status", *_MOST_URGENT], _WAITING)


def downgrade() -> None:
    op.drop_index("ix_events_unassigned", "events")
    _create_partial("ix_events_unassigned", _MOST_URGENT, _WAITING)
    op.drop_index("ix_events_in_hand", "events")
    for columns in _NEW:
        _drop(columns)
    for columns, more in _REPLACED:
        _create(columns)
        _drop(columns + more)


def _create(columns: tuple[str, ...]) -> None:
    op.create_index(_name(columns), "events", list(columns), unique=False)


def _create_partial(name: str, columns: list[str], which: sa.TextClause) -> None:
    op.create_index(name, "events", columns, unique=False, sqlite_where=which, postgresql_where=which)


def _drop(columns: tuple[str, ...]) -> None:
    op.drop_index(_name(columns), "events")


def _name(columns: tuple[str, ...]) -> str:
    return f"ix_events_{'_'.join(columns)}"
