"""Guarded connections: what they can do, and what they cannot."""

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, literal, literal_column, select, table, text
from sqlalchemy.sql.expression import column

from db import schema
from db.dictionary import DICTIONARY
from db.engine import Database, DatabaseUnavailableError
from db.reading import (
    READER_ROLE,
    READER_SCHEMA,
    PostgreSQLReader,
    Reader,
    ReadFailedError,
    ReadLimits,
    ReadRefusedError,
    ReadTimeoutError,
    ReadTooCostlyError,
    ReadTooLargeError,
    SQLiteReader,
    TableAccess,
)
from db.reading.setup import install_reader
from tests.conftest import reader_url
from tests.data_access.layers import RawSql

CATEGORIES = DICTIONARY["event_categories"].core
ALLOWED = {"event_categories": [TableAccess(frozenset({"id", "code"}))]}
LIMITS = ReadLimits(seconds=2, cost=1_000_000)


@pytest.fixture
def reader(database: Database) -> Iterator[Reader]:
    """Guarded connections to a database of each kind."""
    made: Any = SQLiteReader(database, connections=2) if database.is_sqlite else None
    made = made or PostgreSQLReader(database, url=reader_url(database), connections=2)
    yield made
    made.dispose()


def read(reader: Reader, statement: Any, allowed: Any = None, limits: ReadLimits = LIMITS) -> list[Any]:
    """Return the rows of a statement."""
    with reader.rows(statement, ALLOWED if allowed is None else allowed, limits) as rows:
        return [tuple(row) for row in rows]


def test_what_is_allowed_is_read(reader: Reader) -> None:
    """In batches, as many as there are."""
    found = read(reader, select(CATEGORIES.c.id, CATEGORIES.c.code).order_by(CATEGORIES.c.id), limits=LIMITS)
    assert (len(found), found[0][0]) == (8, 1)
    assert read(reader, select(func.count()).select_from(CATEGORIES)) == [(8,)]
    assert reader.is_guarded


def test_other_tables_are_refused(reader: Reader) -> None:
    """Whether or not they exist."""
    for name in ("users", "sessions", "nonsense", "sqlite_master", "pg_class"):
        with pytest.raises((ReadRefusedError, ReadFailedError)):
            read(reader, select(literal_column("1")).select_from(table(name)))


def test_other_columns_are_refused_on_sqlite(reader: Reader) -> None:
    """PostgreSQL's guard knows the columns of the dictionary only."""
    statement = select(CATEGORIES.c.label_en)
    if isinstance(reader, SQLiteReader):
        with pytest.raises(ReadRefusedError):
            read(reader, statement)
    with pytest.raises((ReadRefusedError, ReadFailedError)):
        read(
            reader, select(column("password_hash")).select_from(table("users")), {"users": ALLOWED["event_categories"]}
        )


def test_nothing_is_written(reader: Reader, database: Database) -> None:
    """Not even by somebody who has the connection in hand."""
    engine: Any = reader._engine  # type: ignore[attr-defined]
    for statement in (
        "INSERT INTO event_categories (code, label_en, label_zh, active) VALUES ('x', 'x', 'x', TRUE)",
        "CREATE TABLE x (id INTEGER)",
        "CREATE TEMPORARY TABLE x (id INTEGER)",
        "DELETE FROM users",
    ):
        with pytest.raises(Exception), engine.connect() as connection:  # noqa: B017 - each driver has its own
            connection.execute(text(statement))
    counted = select(func.count()).select_from(CATEGORIES)
    assert database.read(lambda session: session.scalar(counted)) == 8


def test_a_slow_statement_is_stopped(reader: Reader) -> None:
    """And the connection serves the next one."""
    one, *more = (CATEGORIES.alias(f"c{n}") for n in range(9))
    source: Any = one
    for each in more:
        source = source.join(each, each.c.id > 0)
    slow = select(func.sum(one.c.id)).select_from(source)
    limits = ReadLimits(seconds=0.2, cost=1e18)
    for _ in range(3):
        with pytest.raises(ReadTimeoutError):
            read(reader, slow, limits=limits)
    assert read(reader, select(func.count()).select_from(CATEGORIES)) == [(8,)]


def test_what_sorting_puts_on_the_disk_is_limited(reader: Reader, database: Database) -> None:
    """A short statement could fill it: PostgreSQL has a limit for the role, SQLite has none by itself."""
    few: Any = SQLiteReader(database, connections=1, temporary_bytes=2**20) if database.is_sqlite else reader
    one, *more = (CATEGORIES.alias(f"c{n}") for n in range(6))
    source: Any = one
    for each in more:
        source = source.join(each, each.c.id > 0)
    wide = (one.c.code + literal("x" * 2_000)).label("wide")
    with pytest.raises(ReadTooLargeError):
        read(few, select(wide).select_from(source).order_by(wide), limits=ReadLimits(seconds=30, cost=1e18))
    assert read(few, select(func.count()).select_from(CATEGORIES)) == [(8,)]
    few.dispose()


def test_a_costly_statement_is_not_run(reader: Reader) -> None:
    """Where the planner knows."""
    if isinstance(reader, PostgreSQLReader):
        with pytest.raises(ReadTooCostlyError):
            read(reader, select(CATEGORIES.c.id), limits=ReadLimits(seconds=2, cost=0.1))
        estimate = reader.estimate(select(CATEGORIES.c.id), ALLOWED, LIMITS)
        assert estimate is not None
        assert estimate.cost > 0
    else:
        assert reader.estimate(select(CATEGORIES.c.id), ALLOWED, LIMITS) is None
    with pytest.raises(ReadRefusedError):
        reader.estimate(select(DICTIONARY["users"].core.c.id), ALLOWED, LIMITS)


def test_connections_are_few(reader: Reader, database: Database) -> None:
    """Whoever finds none waits, and is told in the end."""
    few: Any = SQLiteReader(database, connections=1, busy_seconds=0.05) if database.is_sqlite else None
    few = few or PostgreSQLReader(database, url=reader_url(database), connections=1, busy_seconds=0.05)
    statement = select(CATEGORIES.c.id)
    with few.rows(statement, ALLOWED, LIMITS) as rows:
        next(rows)
        failures: list[BaseException] = []

        def second() -> None:
            try:
                read(few, statement)
            except DatabaseUnavailableError as error:
                failures.append(error)

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(failures) == 1
    assert len(read(few, statement)) == 8
    few.dispose()


@pytest.mark.postgresql
class TestPostgreSQL:
    """The reader role itself."""

    @pytest.fixture
    def url(self, shared_databases: Any) -> str:
        """The URL of the reader role."""
        return reader_url(shared_databases.empty("postgresql")) or ""

    @pytest.mark.parametrize(
        "statement",
        [
            "SELECT * FROM public.users",
            "SELECT password_hash FROM users",
            "CREATE TEMP TABLE x (id int)",
            "SELECT set_config('statement_timeout', '0', false)",
            "SELECT pg_sleep(0)",
            "SELECT pg_read_file('/etc/passwd')",
            "SELECT query_to_xml('SELECT 1', true, true, '')",
            "SELECT pg_notify('a', 'b')",
            "SELECT pg_advisory_lock(1)",
            "SELECT lo_creat(1)",
            "SET ROLE postgres",
            "SELECT 1; SELECT 2",
        ],
    )
    def test_it_may_do_nothing_else(self, url: str, statement: str) -> None:
        """Not even by itself, without any other guard."""
        with psycopg.connect(url) as connection, pytest.raises(psycopg.Error):
            connection.execute(statement.encode(), prepare=True)

    def test_it_sees_the_dictionary(self, url: str) -> None:
        """Each table as a security barrier, and no other."""
        with psycopg.connect(url) as connection:
            found = connection.execute(
                "SELECT relname, reloptions FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
                "WHERE nspname = %s",
                [READER_SCHEMA],
            ).fetchall()
        assert {name for name, _ in found} == set(DICTIONARY)
        assert all(options == ["security_barrier=true"] for _, options in found)

    def test_upgrades_keep_the_views(self, shared_databases: Any, postgresql: Any) -> None:
        """A migration finds none in its way, and they are there again afterwards."""
        database = Database(postgresql.fresh())
        with database.engine.begin() as connection:
            install_reader(connection)
        views = text("SELECT count(*) FROM pg_views WHERE schemaname = :name")
        schema.downgrade(database, "0003")
        assert database.read(lambda session: session.scalar(views, {"name": READER_SCHEMA})) == 0
        schema.upgrade(database)
        with database.engine.begin() as connection:
            install_reader(connection)
        schema.upgrade(database)
        assert database.read(lambda session: session.scalar(views, {"name": READER_SCHEMA})) == len(DICTIONARY)
        rights = text("SELECT has_table_privilege(:role, :view, 'SELECT')")
        values = {"role": READER_ROLE, "view": f"{READER_SCHEMA}.events"}
        assert database.read(lambda session: session.scalar(rights, values))
        database.dispose()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_statement_that_needs_too_much_room_has_failed(database: Database) -> None:
    """It is not the database that is out of reach, though PostgreSQL fails a second time when it rolls back."""
    role = f'ALTER ROLE {READER_ROLE} IN DATABASE "{database.url.database}"'
    database.write(lambda session: session.execute(text(f"{role} SET temp_file_limit = '1MB'")))
    reader = PostgreSQLReader(database, url=reader_url(database), connections=1)
    try:
        six = " UNION ALL ".join(["SELECT 1 AS k"] * 6)
        joins = " ".join(f"JOIN a AS a{n} ON a{n}.k = a.k" for n in range(3))
        many = f"WITH a AS ({six}) SELECT repeat('x', 100000) || a.k AS x FROM a {joins}"
        with pytest.raises(ReadTooLargeError):
            read(reader, RawSql(f"SELECT x FROM ({many}) AS b"))
        assert read(reader, RawSql("SELECT 1")) == [(1,)]
    finally:
        reader.dispose()
        database.write(lambda session: session.execute(text(f"{role} RESET temp_file_limit")))
