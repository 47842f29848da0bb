"""The audit log becomes append-only and chained; rows that are there are sealed by the next sealer."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CONTENT = (
    *("id", "happened_at", "actor_id", "operation", "outcome"),
    *("code", "subject", "address", "correlation_id"),
)
REFUSAL = "the audit log is append-only"


def upgrade() -> None:
    op.add_column("audit_log", sa.Column("position", BIG_KEY, nullable=True))
    op.add_column("audit_log", sa.Column("digest", sa.LargeBinary(length=32), nullable=True))
    op.create_index("ix_audit_log_position", "audit_log", ["position"], unique=True)
    op.create_index(
        "ix_audit_log_unsealed",
        "audit_log",
        ["id"],
        unique=False,
        sqlite_where=sa.text("position IS NULL"),
        postgresql_where=sa.text("position IS NULL"),
    )
    op.execute("INSERT INTO counters (name, value) VALUES ('audit', 0)")
    for statement in _postgresql() if _is_postgresql() else _sqlite():
        op.execute(statement)


def downgrade() -> None:
    if _is_postgresql():
        op.execute("DROP TRIGGER audit_log_rows ON audit_log")
        op.execute("DROP TRIGGER audit_log_whole ON audit_log")
        op.execute("DROP FUNCTION audit_log_guard()")
    else:
        for name in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER audit_log_{name}")
    op.execute("DELETE FROM counters WHERE name = 'audit'")
    op.drop_index("ix_audit_log_unsealed", "audit_log")
    op.drop_index("ix_audit_log_position", "audit_log")
    op.drop_column("audit_log", "digest")
    op.drop_column("audit_log", "position")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _postgresql() -> list[str]:
    new, old = (", ".join(f"{row}.{column}" for column in CONTENT) for row in ("NEW", "OLD"))
    return [
        f"""
        CREATE FUNCTION audit_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF OLD.position IS NULL AND NEW.position IS NOT NULL AND NEW.digest IS NOT NULL
                    AND ROW({new}) IS NOT DISTINCT FROM ROW({old}) THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
        END
        $$
        """,
        (
            "CREATE TRIGGER audit_log_rows BEFORE UPDATE OR DELETE ON audit_log "
            "FOR EACH ROW EXECUTE FUNCTION audit_log_guard()"
        ),
        "CREATE TRIGGER audit_log_whole BEFORE TRUNCATE ON audit_log EXECUTE FUNCTION audit_log_guard()",
    ]


def _sqlite() -> list[str]:
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in CONTENT)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    # OR REPLACE deletes the row in its way without asking the trigger for deletes.
    taken = "EXISTS (SELECT 1 FROM audit_log WHERE position = NEW.position)"
    return [
        (
            "CREATE TRIGGER audit_log_update BEFORE UPDATE ON audit_log WHEN OLD.position IS NOT NULL "
            f"OR NEW.position IS NULL OR NEW.digest IS NULL OR {changed} OR {taken} {refuse}"
        ),
        f"CREATE TRIGGER audit_log_delete BEFORE DELETE ON audit_log {refuse}",
        (
            "CREATE TRIGGER audit_log_replace BEFORE INSERT ON audit_log "  # noqa: S608 - of our own words
            f"WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id) OR {taken} {refuse}"
        ),
    ]
