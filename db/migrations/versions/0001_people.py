"""Accounts, roles, departments, sessions and failed logins."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

ROLES = {
    "customer": (
        "account:use changes:read events:decide events:read events:submit events:update "
        "ratings:read replies:post server:read"
    ),
    "staff": (
        "account:use changes:read events:decide events:handle events:read events:submit events:submit_for_others "
        "events:update internal_notes:use ratings:read replies:post scorecards:read server:read"
    ),
    "admin": (
        "account:use assignments:read assignments:write changes:read events:decide events:delete "
        "events:read events:read_all events:submit events:submit_for_others events:update internal_notes:use "
        "ratings:read replies:post scorecards:read scorecards:read_all server:read users:create "
        "users:freeze users:read users:reset_password users:set_role"
    ),
}

roles = sa.table("roles", sa.column("id"), sa.column("name"), sa.column("built_in"), sa.column("version"))
role_permissions = sa.table("role_permissions", sa.column("role_id"), sa.column("permission"))


def upgrade() -> None:
    op.create_table(
        "departments",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("parent_id", BIG_KEY, nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_departments_own_parent")),
        sa.ForeignKeyConstraint(["parent_id"], ["departments.id"], name="fk_departments_parent_id_departments"),
        sa.PrimaryKeyConstraint("id", name="pk_departments"),
        sa.UniqueConstraint("name", name="uq_departments_name"),
    )
    op.create_index("ix_departments_parent_id", "departments", ["parent_id"], unique=False)
    op.create_table(
        "roles",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("built_in", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_roles"),
        sa.UniqueConstraint("name", name="uq_roles_name"),
    )
    op.create_table(
        "role_permissions",
        sa.Column("role_id", BIG_KEY, nullable=False),
        sa.Column("permission", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["roles.id"], name="fk_role_permissions_role_id_roles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("role_id", "permission", name="pk_role_permissions"),
    )
    op.create_table(
        "users",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("username_key", sa.String(length=256), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("role_id", BIG_KEY, nullable=False),
        sa.Column("department_id", BIG_KEY, nullable=True),
        sa.Column("display_name", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("frozen_reason", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_active_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("language IN ('en', 'zh')", name=op.f("ck_users_language")),
        sa.CheckConstraint("status IN ('active', 'frozen')", name=op.f("ck_users_status")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name="fk_users_department_id_departments"),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name="fk_users_role_id_roles"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("username_key", name="uq_users_username_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_users_department_id", "users", ["department_id"], unique=False)
    op.create_index("ix_users_role_id_status", "users", ["role_id", "status"], unique=False)
    op.create_index("ix_users_status_last_active_at", "users", ["status", "last_active_at"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", BIG_KEY, nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("token_digest", name="uq_sessions_token_digest"),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], unique=False)
    op.create_table(
        "known_sources",
        sa.Column("user_id", BIG_KEY, nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_known_sources_user_id_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "address", name="pk_known_sources"),
    )
    op.create_table(
        "login_throttles",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("bucket", sa.String(length=400), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("window_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_login_throttles"),
        sa.UniqueConstraint("bucket", name="uq_login_throttles_bucket"),
    )
    op.create_index("ix_login_throttles_window_started_at", "login_throttles", ["window_started_at"], unique=False)
    seed_roles()


def seed_roles() -> None:
    connection = op.get_bind()
    for name, permissions in ROLES.items():
        connection.execute(sa.insert(roles).values(name=name, built_in=True, version=1))
        role_id = connection.scalar(sa.select(roles.c.id).where(roles.c.name == name))
        op.bulk_insert(
            role_permissions,
            [{"role_id": role_id, "permission": permission} for permission in permissions.split()],
        )


def downgrade() -> None:
    op.drop_table("login_throttles")
    op.drop_table("known_sources")
    op.drop_table("sessions")
    op.drop_table("users")
    op.drop_table("role_permissions")
    op.drop_table("roles")
    op.drop_table("departments")
