"""Events, categories, replies, assignments, ratings and attachments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

CATEGORIES = {
    "general": ("General question", "一般咨询"),
    "account": ("Account and access", "账号与权限"),
    "billing": ("Invoices and payment", "发票与付款"),
    "delivery": ("Delivery and logistics", "配送与物流"),
    "product": ("Product defect", "产品故障"),
    "software": ("Software and interfaces", "软件与接口"),
    "returns": ("Returns and refunds", "退货与退款"),
    "complaint": ("Complaint", "投诉"),
}

categories = sa.table(
    "event_categories", sa.column("code"), sa.column("label_en"), sa.column("label_zh"), sa.column("active")
)


def upgrade() -> None:
    op.create_table(
        "event_categories",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label_en", sa.String(length=100), nullable=False),
        sa.Column("label_zh", sa.String(length=100), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event_categories"),
        sa.UniqueConstraint("code", name="uq_event_categories_code"),
    )
    op.create_table(
        "events",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("customer_id", BIG_KEY, nullable=False),
        sa.Column("submitted_by_id", BIG_KEY, nullable=False),
        sa.Column("handler_id", BIG_KEY, nullable=True),
        sa.Column("category_id", BIG_KEY, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("priority", sa.String(length=24), nullable=False),
        sa.Column(
            "priority_rank",
            sa.Integer(),
            sa.Computed(
                "CASE priority WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'normal' THEN 3 ELSE 4 END", persisted=True
            ),
            nullable=False,
        ),
        sa.Column("reply_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reopen_count", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_reply_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_reply_by_id", BIG_KEY, nullable=True),
        sa.Column("first_reply_seconds", sa.Integer(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", BIG_KEY, nullable=True),
        sa.Column("resolution_seconds", sa.Integer(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(handler_id IS NULL) = (status = 'submitted') OR status IN ('withdrawn', 'deleted')",
            name=op.f("ck_events_handler"),
        ),
        sa.CheckConstraint("priority IN ('low', 'normal', 'high', 'urgent')", name=op.f("ck_events_priority")),
        sa.CheckConstraint(
            "status IN ('submitted', 'assigned', 'in_progress', 'resolved', 'completed', 'withdrawn', 'deleted')",
            name=op.f("ck_events_status"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["event_categories.id"], name="fk_events_category_id_event_categories"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["users.id"], name="fk_events_customer_id_users"),
        sa.ForeignKeyConstraint(["first_reply_by_id"], ["users.id"], name="fk_events_first_reply_by_id_users"),
        sa.ForeignKeyConstraint(["handler_id"], ["users.id"], name="fk_events_handler_id_users"),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["users.id"], name="fk_events_resolved_by_id_users"),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["users.id"], name="fk_events_submitted_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_events_category_id_submitted_at_id", "events", ["category_id", "submitted_at", "id"], unique=False
    )
    op.create_index(
        "ix_events_customer_id_submitted_at_id", "events", ["customer_id", "submitted_at", "id"], unique=False
    )
    op.create_index(
        "ix_events_first_reply_by_id_first_reply_at", "events", ["first_reply_by_id", "first_reply_at"], unique=False
    )
    op.create_index(
        "ix_events_handler_id_submitted_at_id", "events", ["handler_id", "submitted_at", "id"], unique=False
    )
    op.create_index(
        "ix_events_priority_rank_submitted_at_id", "events", ["priority_rank", "submitted_at", "id"], unique=False
    )
    op.create_index("ix_events_resolved_by_id_resolved_at", "events", ["resolved_by_id", "resolved_at"], unique=False)
    op.create_index("ix_events_status_submitted_at_id", "events", ["status", "submitted_at", "id"], unique=False)
    op.create_index("ix_events_submitted_at_id", "events", ["submitted_at", "id"], unique=False)
    op.create_index(
        "ix_events_unassigned",
        "events",
        ["priority_rank", "submitted_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'submitted'"),
        postgresql_where=sa.text("status = 'submitted'"),
    )
    op.create_index("ix_events_updated_at_id", "events", ["updated_at", "id"], unique=False)
    op.create_table(
        "replies",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("event_id", BIG_KEY, nullable=False),
        sa.Column("author_id", BIG_KEY, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('reply', 'internal_note', 'solution')", name=op.f("ck_replies_kind")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_replies_author_id_users"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_replies_event_id_events"),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_replies_author_id", "replies", ["author_id"], unique=False)
    op.create_index("ix_replies_event_id_id", "replies", ["event_id", "id"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("event_id", BIG_KEY, nullable=False),
        sa.Column("handler_id", BIG_KEY, nullable=False),
        sa.Column("assigned_by_id", BIG_KEY, nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["users.id"], name="fk_assignments_assigned_by_id_users"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_assignments_event_id_events"),
        sa.ForeignKeyConstraint(["handler_id"], ["users.id"], name="fk_assignments_handler_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
    )
    op.create_index("ix_assignments_assigned_by_id", "assignments", ["assigned_by_id"], unique=False)
    op.create_index("ix_assignments_event_id_id", "assignments", ["event_id", "id"], unique=False)
    op.create_index("ix_assignments_handler_id_assigned_at", "assignments", ["handler_id", "assigned_at"], unique=False)
    op.create_index(
        "uq_assignments_in_force",
        "assignments",
        ["event_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "ratings",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("event_id", BIG_KEY, nullable=False),
        sa.Column("customer_id", BIG_KEY, nullable=False),
        sa.Column("handler_id", BIG_KEY, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("opinion", sa.String(length=2000), nullable=True),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_ratings_score")),
        sa.ForeignKeyConstraint(["customer_id"], ["users.id"], name="fk_ratings_customer_id_users"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_ratings_event_id_events"),
        sa.ForeignKeyConstraint(["handler_id"], ["users.id"], name="fk_ratings_handler_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_ratings"),
    )
    op.create_index("ix_ratings_customer_id_rated_at_id", "ratings", ["customer_id", "rated_at", "id"], unique=False)
    op.create_index("ix_ratings_event_id", "ratings", ["event_id"], unique=True)
    op.create_index("ix_ratings_handler_id_rated_at_id", "ratings", ["handler_id", "rated_at", "id"], unique=False)
    op.create_index("ix_ratings_rated_at_id", "ratings", ["rated_at", "id"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("event_id", BIG_KEY, nullable=False),
        sa.Column("reply_id", BIG_KEY, nullable=True),
        sa.Column("uploaded_by_id", BIG_KEY, nullable=False),
        sa.Column("file_name", sa.String(length=150), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_attachments_event_id_events"),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.id"], name="fk_attachments_reply_id_replies"),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["users.id"], name="fk_attachments_uploaded_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attachments_event_id_id", "attachments", ["event_id", "id"], unique=False)
    op.create_index("ix_attachments_reply_id", "attachments", ["reply_id"], unique=False)
    op.create_index("ix_attachments_uploaded_by_id", "attachments", ["uploaded_by_id"], unique=False)
    op.create_table(
        "attachment_contents",
        sa.Column("attachment_id", BIG_KEY, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.id"],
            name="fk_attachment_contents_attachment_id_attachments",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attachment_id", name="pk_attachment_contents"),
    )
    seed_categories()
    create_search_index()


def seed_categories() -> None:
    op.bulk_insert(
        categories,
        [
            {"code": code, "label_en": english, "label_zh": chinese, "active": True}
            for code, (english, chinese) in CATEGORIES.items()
        ],
    )


def create_search_index() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # Tokens come ready-made from db.search; FTS5 only has to split them at blanks. Positions and sizes
        # are never asked for, so they are not kept.
        op.execute(
            "CREATE VIRTUAL TABLE event_search USING fts5(tokens, detail=none, columnsize=0, "
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
    op.drop_table("attachment_contents")
    op.drop_table("attachments")
    op.drop_table("ratings")
    op.drop_table("assignments")
    op.drop_table("replies")
    op.drop_table("events")
    op.drop_table("event_categories")
