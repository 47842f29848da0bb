"""The full-text index over titles and contents of events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # Tokens come ready-made from db.search; FTS5 only has to split them at blanks. Positions and
        # sizes are never asked for, so they are not kept.
        op.execute(
            "CREATE VIRTUAL TABLE event_search USING fts5("
            "tokens, detail=none, columnsize=0, "
            "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")"
        )
        return
    op.create_table(
        "event_search",
        sa.Column("rowid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tokens", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("rowid", name="pk_event_search"),
        sa.ForeignKeyConstraint(["rowid"], ["events.id"], name="fk_event_search_rowid_events", ondelete="CASCADE"),
    )
    op.create_index("ix_event_search_tokens", "event_search", ["tokens"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table("event_search")
