"""The data service: grants, the log of accesses, cursors, and the permissions to use it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

PERMISSIONS = {"customer": ("data:use",), "staff": ("data:use",), "admin": ("data:audit", "data:grant", "data:use")}

roles = sa.table("roles", sa.column("id"), sa.column("name"), sa.column("built_in"), sa.column("version"))
role_permissions = sa.table("role_permissions", sa.column("role_id"), sa.column("permission"))


def upgrade() -> None:
    # Nothing could be granted before, so the table that was kept ready for it is empty.
    op.drop_table("data_grants")
    op.create_table(
        "data_grants",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("role_id", BIG_KEY, nullable=True),
        sa.Column("user_id", BIG_KEY, nullable=True),
        sa.Column("table_name", sa.String(length=63), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("verbs", sa.JSON(), nullable=False),
        sa.Column("scope", sa.String(length=24), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("max_rows", sa.Integer(), nullable=True),
        sa.Column("granted_by_id", BIG_KEY, nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("scope IN ('all', 'own', 'ownDepartment')", name=op.f("ck_data_grants_scope")),
        sa.CheckConstraint("(role_id IS NULL) <> (user_id IS NULL)", name=op.f("ck_data_grants_grantee")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["users.id"], name="fk_data_grants_granted_by_id_users"),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name="fk_data_grants_role_id_roles", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_data_grants_user_id_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_data_grants"),
        sa.UniqueConstraint("role_id", "table_name", name="uq_data_grants_role_id_table_name"),
        sa.UniqueConstraint("user_id", "table_name", name="uq_data_grants_user_id_table_name"),
    )
    op.create_index("ix_data_grants_granted_by_id", "data_grants", ["granted_by_id"], unique=False)
    op.create_table(
        "data_accesses",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", BIG_KEY, nullable=True),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("bytes", BIG_KEY, nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("correlation_id", sa.String(length=40), nullable=False),
        sa.CheckConstraint("outcome IN ('done', 'refused')", name=op.f("ck_data_accesses_outcome")),
        sa.PrimaryKeyConstraint("id", name="pk_data_accesses"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_data_accesses_happened_at_id", "data_accesses", ["happened_at", "id"], unique=False)
    op.create_index(
        "ix_data_accesses_actor_id_happened_at_id", "data_accesses", ["actor_id", "happened_at", "id"], unique=False
    )
    op.create_table(
        "data_cursors",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("user_id", BIG_KEY, nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("grants", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_data_cursors_user_id_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_data_cursors"),
        sa.UniqueConstraint("token", name="uq_data_cursors_token"),
    )
    op.create_index("ix_data_cursors_expires_at", "data_cursors", ["expires_at"], unique=False)
    op.create_index("ix_data_cursors_user_id", "data_cursors", ["user_id"], unique=False)
    op.create_table(
        "data_cursor_pages",
        sa.Column("cursor_id", BIG_KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cursor_id"],
            ["data_cursors.id"],
            name="fk_data_cursor_pages_cursor_id_data_cursors",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cursor_id", "number", name="pk_data_cursor_pages"),
    )
    for name, permissions in PERMISSIONS.items():
        role_id = op.get_bind().scalar(sa.select(roles.c.id).where(roles.c.name == name, roles.c.built_in))
        op.bulk_insert(role_permissions, [{"role_id": role_id, "permission": each} for each in permissions])
    op.execute(sa.update(roles).where(roles.c.built_in).values(version=roles.c.version + 1))


def downgrade() -> None:
    op.execute(sa.delete(role_permissions).where(role_permissions.c.permission.like("data:%")))
    op.execute(sa.update(roles).where(roles.c.built_in).values(version=roles.c.version + 1))
    op.drop_table("data_cursor_pages")
    op.drop_table("data_cursors")
    op.drop_table("data_accesses")
    op.drop_table("data_grants")
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
