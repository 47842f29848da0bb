"""The audit log can be read: indexes for its filters, and the administrators' permission."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

PERMISSION = "audit:read"

roles = sa.table("roles", sa.column("id"), sa.column("name"), sa.column("built_in"), sa.column("version"))
role_permissions = sa.table("role_permissions", sa.column("role_id"), sa.column("permission"))
ADMIN = (roles.c.name == "admin", roles.c.built_in)


def upgrade() -> None:
    op.create_index("ix_audit_log_subject_happened_at_id", "audit_log", ["subject", "happened_at", "id"], unique=False)
    op.create_index("ix_audit_log_outcome_happened_at_id", "audit_log", ["outcome", "happened_at", "id"], unique=False)
    granted = sa.select(roles.c.id, sa.literal(PERMISSION)).where(*ADMIN)
    op.execute(sa.insert(role_permissions).from_select(["role_id", "permission"], granted))
    op.execute(sa.update(roles).where(*ADMIN).values(version=roles.c.version + 1))


def downgrade() -> None:
    op.execute(sa.delete(role_permissions).where(role_permissions.c.permission == PERMISSION))
    op.execute(sa.update(roles).where(*ADMIN).values(version=roles.c.version + 1))
    op.drop_index("ix_audit_log_outcome_happened_at_id", "audit_log")
    op.drop_index("ix_audit_log_subject_happened_at_id", "audit_log")
