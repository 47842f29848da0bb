"""Uploads: files that come in parts, and the bytes of those parts."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFERENCES = (
    ("event_id", "events", None),
    ("reply_id", "replies", None),
    ("uploaded_by_id", "users", None),
    ("attachment_id", "attachments", "CASCADE"),
)


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("event_id", BIG_KEY, nullable=False),
        sa.Column("reply_id", BIG_KEY, nullable=True),
        sa.Column("uploaded_by_id", BIG_KEY, nullable=False),
        sa.Column("attachment_id", BIG_KEY, nullable=True),
        sa.Column("file_name", sa.String(length=150), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("received_bytes BETWEEN 0 AND size", name=op.f("ck_uploads_received_bytes")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_uploads_{column}_{table}", ondelete=on_delete)
            for column, table, on_delete in REFERENCES
        ),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
        sqlite_autoincrement=True,
    )
    for column, _, _ in REFERENCES:
        op.create_index(f"ix_uploads_{column}", "uploads", [column], unique=column == "attachment_id")
    op.create_index("ix_uploads_expires_at", "uploads", ["expires_at"], unique=False)
    op.create_table(
        "upload_parts",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("upload_id", BIG_KEY, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["uploads.id"], name="fk_upload_parts_upload_id_uploads", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_upload_parts"),
    )
    op.create_index("ix_upload_parts_upload_id_start", "upload_parts", ["upload_id", "start"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        # Compressing what is mostly compressed already costs more time than it saves room.
        op.execute("ALTER TABLE upload_parts ALTER COLUMN content SET STORAGE EXTERNAL")


def downgrade() -> None:
    op.drop_table("upload_parts")
    # Attachments whose bytes are gone would be broken, so they go too.
    op.execute("DELETE FROM attachments WHERE id IN (SELECT attachment_id FROM uploads)")
    op.drop_table("uploads")
