"""The schema's versions: where a database stands, and how to bring it to another (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text

from db.engine import Database, unavailability
from db.reading.setup import create_views, drop_views

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_302_011  # any number; it names the lock that keeps two nodes from migrating one database together


class UnknownRevisionError(Exception):
    """There is no such revision."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring ``database`` to ``revision``.

    :raises UnknownRevisionError: if it is at a revision of a newer version.
    :raises DatabaseUnavailableError: when it cannot be reached.
    """
    _migrate(database, command.upgrade, revision)


def downgrade(database: Database, revision: str) -> None:
    """Take ``database`` back to ``revision``; ``base`` is an empty database.

    :raises UnknownRevisionError: if there is no such revision, or it is at one of a newer version.
    :raises DatabaseUnavailableError: when it cannot be reached.
    """
    check_revision(revision)
    _migrate(database, command.downgrade, revision)


def check_revision(revision: str) -> None:
    """Say nothing if there is such a revision, or it is ``base``.

    :raises UnknownRevisionError: if there is none.
    """
    if revision == "base":
        return
    try:
        ScriptDirectory(str(_MIGRATIONS)).get_revision(revision)
    except CommandError as error:
        raise UnknownRevisionError(f"There is no revision {revision}.") from error


def difference(revision: str | None) -> str | None:
    """Return what keeps this version from working with a database at ``revision``, None if nothing does."""
    newest = head()
    if revision == newest:
        return None
    try:
        check_revision(revision or "base")
    except UnknownRevisionError:
        return f"at revision {revision}, of a newer version of SoapDesk; this one knows {newest}"
    state = "empty" if revision is None else f"at revision {revision}"
    return f"{state}; this version needs {newest}. Run: soapdesk db upgrade"


def head() -> str:
    """Return the newest revision there is."""
    return ScriptDirectory(str(_MIGRATIONS)).as_revision_number("head")  # type: ignore[return-value]


def current(database: Database) -> str | None:
    """Return the revision at which ``database`` stands, None where it is empty.

    :raises DatabaseUnavailableError: when it cannot be reached.
    """
    return database.read(lambda session: MigrationContext.configure(session.connection()).get_current_revision())


def _migrate(database: Database, run: object, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with unavailability(), database.engine.connect() as connection, connection.begin():
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        found = MigrationContext.configure(connection).get_current_revision()
        if found is not None:
            check_revision(found)
        had_views = not database.is_sqlite and drop_views(connection)
        run(config, revision)  # type: ignore[operator]
        if had_views and MigrationContext.configure(connection).get_current_revision() == head():
            create_views(connection)
