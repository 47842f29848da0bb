"""Searches of many events: an index of the few that are deleted, which tells of each match whether it counts."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_NAME = "ix_events_deleted"
_DELETED = sa.text("status = 'deleted'")


def upgrade() -> None:
    op.create_index(_NAME, "events", ["id"], unique=False, sqlite_where=_DELETED, postgresql_where=_DELETED)


def downgrade() -> None:
    op.drop_index(_NAME, "events")
