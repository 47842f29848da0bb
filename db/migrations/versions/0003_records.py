"""History, change feed, audit log, stored answers, outbox and data grants."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

counters = sa.table("counters", sa.column("name"), sa.column("value"))


def upgrade() -> None:
    op.create_table(
        "event_history",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("event_id", BIG_KEY, nullable=False),
        sa.Column("actor_id", BIG_KEY, nullable=False),
        sa.Column("handler_id", BIG_KEY, nullable=True),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("from_status", sa.String(length=24), nullable=True),
        sa.Column("to_status", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("note_internal", sa.Boolean(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "from_status IN ('submitted', 'assigned', 'in_progress', 'resolved', 'completed', 'withdrawn', 'deleted')",
            name=op.f("ck_event_history_from_status"),
        ),
        sa.CheckConstraint(
            "to_status IN ('submitted', 'assigned', 'in_progress', 'resolved', 'completed', 'withdrawn', 'deleted')",
            name=op.f("ck_event_history_to_status"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_event_history_actor_id_users"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_event_history_event_id_events"),
        sa.ForeignKeyConstraint(["handler_id"], ["users.id"], name="fk_event_history_handler_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_event_history"),
    )
    op.create_index("ix_event_history_actor_id", "event_history", ["actor_id"], unique=False)
    op.create_index("ix_event_history_event_id_id", "event_history", ["event_id", "id"], unique=False)
    op.create_index(
        "ix_event_history_handler_id_operation_happened_at",
        "event_history",
        ["handler_id", "operation", "happened_at"],
        unique=False,
    )
    op.create_table(
        "changes",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("sequence", BIG_KEY, nullable=True),
        sa.Column("event_id", BIG_KEY, nullable=False),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("event_version", sa.Integer(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("removed_for_id", BIG_KEY, nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('submitted', 'assigned', 'in_progress', 'resolved', 'completed', 'withdrawn', 'deleted')",
            name=op.f("ck_changes_status"),
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_changes_event_id_events"),
        sa.ForeignKeyConstraint(["removed_for_id"], ["users.id"], name="fk_changes_removed_for_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        sa.UniqueConstraint("sequence", name="uq_changes_sequence"),
    )
    op.create_index("ix_changes_event_id", "changes", ["event_id"], unique=False)
    op.create_index("ix_changes_removed_for_id_sequence", "changes", ["removed_for_id", "sequence"], unique=False)
    op.create_index(
        "ix_changes_unnumbered",
        "changes",
        ["id"],
        unique=False,
        sqlite_where=sa.text("sequence IS NULL"),
        postgresql_where=sa.text("sequence IS NULL"),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", BIG_KEY, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", BIG_KEY, nullable=True),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("correlation_id", sa.String(length=40), nullable=False),
        sa.CheckConstraint("outcome IN ('done', 'refused')", name=op.f("ck_audit_log_outcome")),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_log_actor_id_happened_at", "audit_log", ["actor_id", "happened_at"], unique=False)
    op.create_index("ix_audit_log_happened_at_id", "audit_log", ["happened_at", "id"], unique=False)
    op.create_table(
        "idempotency_records",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("caller", BIG_KEY, nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("secret_hash", sa.String(length=200), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_idempotency_records"),
        sa.UniqueConstraint("caller", "request_id", name="uq_idempotency_records_caller_request_id"),
    )
    op.create_index("ix_idempotency_records_created_at", "idempotency_records", ["created_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("recipient_id", BIG_KEY, nullable=False),
        sa.Column("event_id", BIG_KEY, nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_outbox_event_id_events"),
        sa.ForeignKeyConstraint(["recipient_id"], ["users.id"], name="fk_outbox_recipient_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_due_at", "outbox", ["due_at"], unique=False)
    op.create_index("ix_outbox_event_id", "outbox", ["event_id"], unique=False)
    op.create_index("ix_outbox_recipient_id", "outbox", ["recipient_id"], unique=False)
    op.create_table(
        "data_grants",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("role_id", BIG_KEY, nullable=True),
        sa.Column("user_id", BIG_KEY, nullable=True),
        sa.Column("table_name", sa.String(length=63), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("verbs", sa.JSON(), nullable=False),
        sa.Column("row_filter", sa.JSON(), nullable=True),
        sa.Column("row_limit", sa.Integer(), nullable=True),
        sa.Column("granted_by_id", BIG_KEY, nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(role_id IS NULL) <> (user_id IS NULL)", name=op.f("ck_data_grants_grantee")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["users.id"], name="fk_data_grants_granted_by_id_users"),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name="fk_data_grants_role_id_roles", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_data_grants_user_id_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_data_grants"),
    )
    op.create_index("ix_data_grants_role_id_table_name", "data_grants", ["role_id", "table_name"], unique=False)
    op.create_index("ix_data_grants_user_id_table_name", "data_grants", ["user_id", "table_name"], unique=False)
    op.bulk_insert(counters, [{"name": "changes", "value": 0}])


def downgrade() -> None:
    op.drop_table("data_grants")
    op.drop_table("outbox")
    op.drop_table("idempotency_records")
    op.drop_table("audit_log")
    op.drop_table("counters")
    op.drop_table("changes")
    op.drop_table("event_history")
