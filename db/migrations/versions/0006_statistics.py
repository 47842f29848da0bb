"""Statistics of the desk: the indexes that they are read from, and the permission of staff and administrators."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

PERMISSION = "statistics:read"
INDEXES = (
    ("events", ("first_reply_at", "first_reply_seconds")),
    ("events", ("resolved_at", "resolution_seconds")),
    ("event_history", ("happened_at", "from_status", "to_status")),
)

roles = sa.table("roles", sa.column("id"), sa.column("name"), sa.column("built_in"), sa.column("version"))
role_permissions = sa.table("role_permissions", sa.column("role_id"), sa.column("permission"))
STAFF_AND_ADMIN = (roles.c.name.in_(("staff", "admin")), roles.c.built_in)


def upgrade() -> None:
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns, unique=False)
    granted = sa.select(roles.c.id, sa.literal(PERMISSION)).where(*STAFF_AND_ADMIN)
    op.execute(sa.insert(role_permissions).from_select(["role_id", "permission"], granted))
    op.execute(sa.update(roles).where(*STAFF_AND_ADMIN).values(version=roles.c.version + 1))


def downgrade() -> None:
    op.execute(sa.delete(role_permissions).where(role_permissions.c.permission == PERMISSION))
    op.execute(sa.update(roles).where(*STAFF_AND_ADMIN).values(version=roles.c.version + 1))
    for table, columns in reversed(INDEXES):
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
