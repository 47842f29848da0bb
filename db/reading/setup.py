"""The reader role of PostgreSQL: its rights, and the views of the dictionary that it sees."""

from collections.abc import Iterator

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db.dictionary import DICTIONARY, DataTable
from db.reading.postgresql import READER_ROLE, READER_SCHEMA

# PostgreSQL grants these to everybody. They wait, talk to others, read settings and files, or run text as SQL.
_DANGEROUS = (
    "set_config(text, text, boolean)",
    "current_setting(text)",
    "current_setting(text, boolean)",
    "pg_sleep(double precision)",
    "pg_sleep_for(interval)",
    "pg_sleep_until(timestamp with time zone)",
    "pg_notify(text, text)",
    "pg_cancel_backend(integer)",
    "pg_terminate_backend(integer, bigint)",
    "query_to_xml(text, boolean, boolean, text)",
    "query_to_xmlschema(text, boolean, boolean, text)",
    "query_to_xml_and_xmlschema(text, boolean, boolean, text)",
    "table_to_xml(regclass, boolean, boolean, text)",
    "schema_to_xml(name, boolean, boolean, text)",
    "database_to_xml(boolean, boolean, text)",
    "cursor_to_xml(refcursor, integer, boolean, boolean, text)",
    "pg_advisory_lock(bigint)",
    "pg_advisory_lock(integer, integer)",
    "pg_advisory_xact_lock(bigint)",
    "pg_advisory_xact_lock(integer, integer)",
    "pg_try_advisory_lock(bigint)",
    "pg_try_advisory_lock(integer, integer)",
    "lo_creat(integer)",
    "lo_create(oid)",
    "lo_from_bytea(oid, bytea)",
    "lo_get(oid)",
    "lo_put(oid, bigint, bytea)",
    "lo_unlink(oid)",
    "lo_open(oid, integer)",
    "ts_stat(text)",
    "ts_stat(text, text)",
    "txid_current()",
    "pg_current_xact_id()",
)
_SETTINGS = {
    "default_transaction_read_only": "on",
    "statement_timeout": "'30s'",
    "lock_timeout": "'1s'",
    "idle_in_transaction_session_timeout": "'60s'",
    "work_mem": "'16MB'",
    "search_path": READER_SCHEMA,
}
_LIMIT_OF_TEMPORARY_FILES = f"ALTER ROLE {READER_ROLE} SET temp_file_limit = '256MB'"


def install_reader(connection: Connection, *, password: str | None = None) -> list[str]:
    """Create the reader role and the views, or bring them up to date; return what could not be done.

    :param connection: of a role that may create roles; a superuser can do everything that is listed.
    :param password: the new password of the role; None leaves it as it is.
    """
    return [*install_role(connection, password=password), *install_views(connection)]


def install_role(connection: Connection, *, password: str | None = None) -> list[str]:
    """Create the role, which all databases of the server share; return what could not be done."""
    if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": READER_ROLE}):
        connection.execute(text(f"CREATE ROLE {READER_ROLE}"))
    if password is not None:
        # Utility statements take no parameters; PostgreSQL itself quotes the literal.
        quoted = connection.scalar(text("SELECT quote_literal(:password)"), {"password": password})
        connection.exec_driver_sql(f"ALTER ROLE {READER_ROLE} PASSWORD {quoted}")
    rights = "LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 100"
    settings = (f"ALTER ROLE {READER_ROLE} SET {name} = {value}" for name, value in _SETTINGS.items())
    return [
        *_attempt(connection, (f"ALTER ROLE {READER_ROLE} {rights}", *settings), "the rights of the role"),
        *_attempt(connection, (_LIMIT_OF_TEMPORARY_FILES,), "the limit of temporary files"),
    ]


def install_views(connection: Connection) -> list[str]:
    """Create the views in this database, and take from everybody what is dangerous; return what could not be done."""
    drop_views(connection)
    create_views(connection)
    database = connection.scalar(text("SELECT quote_ident(current_database())"))
    rights = (
        f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
        f"GRANT TEMPORARY ON DATABASE {database} TO CURRENT_USER",
        f"GRANT CONNECT ON DATABASE {database} TO {READER_ROLE}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT ALL ON SCHEMA public TO CURRENT_USER",
    )
    missing = list(_attempt(connection, rights, "the rights of everybody"))
    for function in _DANGEROUS:
        name = f"pg_catalog.{function}"
        statements = (
            f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {name} TO CURRENT_USER",
        )
        missing += _attempt(connection, statements, f"EXECUTE on {function}")
    return missing


def create_views(connection: Connection) -> None:
    """Create the schema of the reader and a view of each table of the dictionary."""
    connection.execute(text(f"CREATE SCHEMA {READER_SCHEMA}"))
    for table in DICTIONARY.values():
        connection.execute(text(_view(table)))
    connection.execute(text(f"GRANT USAGE ON SCHEMA {READER_SCHEMA} TO {READER_ROLE}"))
    connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA {READER_SCHEMA} TO {READER_ROLE}"))


def drop_views(connection: Connection) -> bool:
    """Drop the views, which would keep a migration from changing their tables; say whether there were any."""
    found = connection.scalar(text("SELECT 1 FROM pg_namespace WHERE nspname = :name"), {"name": READER_SCHEMA})
    if found:
        connection.execute(text(f"DROP SCHEMA {READER_SCHEMA} CASCADE"))
    return found is not None


def _view(table: DataTable) -> str:
    columns = ", ".join(table.columns)
    # A security barrier: no function of a reader sees a row before the view has let it through.
    # Every name is the dictionary's own.
    selected = f"SELECT {columns} FROM {table.name}"  # noqa: S608
    return f"CREATE VIEW {READER_SCHEMA}.{table.name} WITH (security_barrier) AS {selected}"


def _attempt(connection: Connection, statements: tuple[str, ...], what: str) -> Iterator[str]:
    """Run statements that need more rights than the desk's role may have; yield what failed."""
    try:
        with connection.begin_nested():
            for statement in statements:
                connection.execute(text(statement))
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        # A function that this version of PostgreSQL does not have is no danger.
        if getattr(error.orig, "sqlstate", None) != "42883":
            yield f"{what}: {reason}"
