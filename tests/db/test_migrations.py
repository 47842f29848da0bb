"""The schema's versions on both databases."""

from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from db import schema, search
from db.engine import Database
from db.models import Base, Event, EventCategory, Role, RolePermission, User
from db.vocabulary import BUILT_IN_ROLES, EventStatus, Priority

REVISIONS = [script.revision for script in reversed(list(ScriptDirectory(str(schema._MIGRATIONS)).walk_revisions()))]


@pytest.fixture
def empty(empty_database_url: str) -> Any:
    """A database of each kind without tables."""
    opened = Database(empty_database_url, sqlite_synchronous="OFF")
    yield opened
    opened.dispose()


def test_models_and_migrations_agree(own_database: Database) -> None:
    """A migrated database has just the tables, columns, indexes and constraints of the models."""

    def ours(_object: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
        return not (kind == "table" and (name or "").startswith("event_search"))

    with own_database.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_object": ours}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    assert differences == []


def test_every_constraint_of_the_models_is_in_the_database(own_database: Database) -> None:
    """Alembic does not compare check constraints, so they are compared here."""
    inspector = inspect(own_database.engine)
    for name, table in Base.metadata.tables.items():
        declared = {c.name for c in table.constraints if type(c).__name__ == "CheckConstraint"}
        assert {c["name"] for c in inspector.get_check_constraints(name)} == declared


def test_every_revision_goes_up_and_down(empty: Database) -> None:
    """Each step can be taken in both directions, and the end is where it began."""
    for revision in REVISIONS:
        schema.upgrade(empty, revision)
        assert schema.current(empty) == revision
    for revision in [*reversed(REVISIONS[:-1]), "base"]:
        schema.downgrade(empty, revision)
        assert schema.current(empty) == (None if revision == "base" else revision)
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version", "sqlite_sequence"}


def test_a_filled_database_can_be_taken_back(own_database: Database) -> None:
    """Rows in every direction of reference do not keep a downgrade from dropping their tables."""
    own_database.write(add_event)
    schema.downgrade(own_database, "base")
    schema.upgrade(own_database)
    assert own_database.read(lambda session: session.scalar(select(Event.id))) is None


def test_upgrading_twice_changes_nothing(own_database: Database) -> None:
    """An upgraded database is left alone, data and all."""
    own_database.write(add_event)
    schema.upgrade(own_database)
    assert own_database.read(lambda session: session.scalar(select(Event.title))) == "标题"


def test_a_failed_migration_leaves_nothing_behind(empty: Database) -> None:
    """A migration is one transaction: its tables are all there or none is."""
    with empty.engine.begin() as connection:
        connection.execute(text("CREATE TABLE data_grants (id INTEGER)"))
    with pytest.raises(Exception, match="data_grants"):
        schema.upgrade(empty)
    assert schema.current(empty) is None
    assert set(inspect(empty.engine).get_table_names()) == {"data_grants"}


def test_the_data_service_comes_to_a_desk_in_use(empty: Database) -> None:
    """Its permissions go to the built-in roles, whose copies in memory are out of date then; all else stays."""
    schema.upgrade(empty, "0003")
    empty.write(add_event)
    empty.write(
        lambda session: session.execute(text("INSERT INTO roles (name, built_in, version) VALUES ('x', FALSE, 1)"))
    )
    before = empty.read(role_versions)
    schema.upgrade(empty, "0004")
    assert empty.read(role_versions) == {name: version + (name != "x") for name, version in before.items()}
    granted = text("SELECT count(*) FROM role_permissions WHERE permission LIKE 'data:%'")
    assert empty.read(lambda session: session.scalar(granted)) == 5
    assert empty.read(lambda session: session.scalar(select(Event.title))) == "标题"
    schema.downgrade(empty, "0003")
    assert empty.read(lambda session: session.scalar(granted)) == 0


@pytest.mark.parametrize(
    ("revision", "permission", "gaining"),
    [("0005", "audit:read", {"admin"}), ("0006", "statistics:read", {"staff", "admin"})],
)
def test_a_new_permission_comes_to_a_desk_in_use(
    empty: Database, revision: str, permission: str, gaining: set[str]
) -> None:
    """Built-in roles get it, whose copies in memory are out of date then, and lose it again on the way back."""
    earlier = REVISIONS[REVISIONS.index(revision) - 1]
    schema.upgrade(empty, earlier)
    empty.write(
        lambda session: session.execute(text("INSERT INTO roles (name, built_in, version) VALUES ('x', FALSE, 1)"))
    )
    before = empty.read(role_versions)
    schema.upgrade(empty, revision)
    assert empty.read(role_versions) == {name: version + (name in gaining) for name, version in before.items()}
    holding = select(Role.name).join(RolePermission).where(RolePermission.permission == permission)
    assert empty.read(lambda session: set(session.scalars(holding))) == gaining
    schema.downgrade(empty, earlier)
    assert empty.read(lambda session: set(session.scalars(holding))) == set()


def test_built_in_roles_have_their_permissions(own_database: Database) -> None:
    """The permissions that the migrations write are those of the vocabulary."""

    def stored(session: Any) -> dict[str, set[str]]:
        rows = session.execute(select(Role.name, RolePermission.permission).join(RolePermission))
        found: dict[str, set[str]] = {}
        for role, permission in rows:
            found.setdefault(role, set()).add(permission)
        return found

    expected = {role.value: {p.value for p in permissions} for role, permissions in BUILT_IN_ROLES.items()}
    assert own_database.read(stored) == expected


def role_versions(session: Any) -> dict[str, int]:
    """Return the version of each role."""
    return {name: version for name, version in session.execute(select(Role.name, Role.version))}  # noqa: C416 - rows


def add_event(session: Any) -> int:
    """Add a customer with an event and return the event's id."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    user = User(
        username="a",
        username_key="a",
        password_hash="x",
        role=session.scalars(select(Role)).first(),
        display_name="A",
        created_at=now,
        last_active_at=now,
    )
    session.add(user)
    session.flush()
    event = Event(
        customer_id=user.id,
        submitted_by_id=user.id,
        category=session.scalars(select(EventCategory)).first(),
        title="标题",
        content="内容",
        status=EventStatus.SUBMITTED,
        priority=Priority.NORMAL,
        submitted_at=now,
        updated_at=now,
        reopen_count=0,
    )
    session.add(event)
    session.flush()
    search.index_event(session, event, is_new=True)
    return event.id
