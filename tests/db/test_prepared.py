"""Statements that go straight to the driver: they fail, are heard of and are replaced like all others."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Integer, Text, bindparam, column, event, insert, literal_column, select, table, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from db import libpq
from db.engine import Database, DatabaseUnavailableError
from db.models import Department, Event, User, table_of
from db.rows import run

_DEPARTMENTS = table_of(Department)
NAMES = select(_DEPARTMENTS.c.id, _DEPARTMENTS.c.name).order_by(_DEPARTMENTS.c.id)
NAMED = select(_DEPARTMENTS.c.name).where(_DEPARTMENTS.c.name == bindparam("name"))
ADDED = insert(_DEPARTMENTS).returning(_DEPARTMENTS.c.id)
PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'desk%'")


@pytest.fixture
def server(postgresql: Any) -> Any:
    """A database of PostgreSQL's of one's own, with one connection, so that it is known which one is used."""
    url = postgresql.fresh()
    database = Database(url, pool_size=1)
    yield database
    database.dispose()
    postgresql.drop(url)


def names(database: Database) -> list[str]:
    """The departments there are."""
    return [name for _, name in database.read(lambda session: run(session, NAMES, {}))]


def add(database: Database, name: str) -> int:
    """Add a department and return its number."""
    ((number,),) = database.write(lambda session: run(session, ADDED, {"name": name}))
    return int(number)


def test_values_and_rows_are_those_of_the_columns(database: Database) -> None:
    """What is written and read straight is what SQLAlchemy would have written and read."""
    number = add(database, "Straße 100% 'quoted' \\ ünï 部门")
    assert database.read(lambda session: run(session, NAMES, {})) == [(number, "Straße 100% 'quoted' \\ ünï 部门")]
    found = database.read(lambda session: session.scalars(select(Department)).one())
    assert (found.id, found.name) == (number, "Straße 100% 'quoted' \\ ünï 部门")


def test_a_statement_whose_text_depends_on_its_values_works_as_well(database: Database) -> None:
    """SQLAlchemy itself executes it."""
    numbers = [add(database, name) for name in ("one", "two", "three")]
    some = select(_DEPARTMENTS.c.id).where(_DEPARTMENTS.c.id.in_(bindparam("ids", expanding=True, type_=Integer)))
    found = database.read(lambda session: run(session, some.order_by(_DEPARTMENTS.c.id), {"ids": numbers[1:]}))
    assert [row[0] for row in found] == numbers[1:]


def test_a_failure_has_its_class_and_no_values(database: Database) -> None:
    """And what the transaction did before is undone."""

    def work(session: Any) -> None:
        run(session, ADDED, {"name": "another"})
        run(session, ADDED, {"name": "secret"})

    add(database, "secret")
    with pytest.raises(IntegrityError, match="parameters hidden") as caught:
        database.write(work)
    assert "another" not in str(caught.value)
    assert names(database) == ["secret"]


def test_a_read_cannot_write_straight_either(database: Database) -> None:
    """The database itself keeps it from that."""
    with pytest.raises(DBAPIError):
        database.read(lambda session: run(session, ADDED, {"name": "one"}))
    assert names(database) == []


def test_objects_and_straight_statements_share_their_transaction(database: Database) -> None:
    """What one has written the other sees; both are undone together."""

    def work(session: Any) -> list[Any]:
        session.add(Department(name="object"))
        session.flush()
        run(session, ADDED, {"name": "row"})
        return [session.scalars(select(Department.name).order_by(Department.name)).all(), run(session, NAMES, {})]

    objects, rows = database.write(work)
    assert objects == ["object", "row"]
    assert [name for _, name in rows] == ["object", "row"]

    def undone(session: Any) -> None:
        work(session)
        raise KeyError

    database.write(lambda session: session.execute(_DEPARTMENTS.delete()))
    with pytest.raises(KeyError):
        database.write(undone)
    assert names(database) == []


def test_listeners_hear_of_them(database: Database) -> None:
    """Before and after, like of every statement."""
    heard: list[tuple[str, str]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: heard.append(("before", told[2])))
    event.listen(database.engine, "after_cursor_execute", lambda *told: heard.append(("after", told[2])))
    names(database)
    mine = [(when, statement.split()[0]) for when, statement in heard]
    assert mine == [("before", "SELECT"), ("after", "SELECT")]


def test_a_connection_that_was_cut_costs_no_call(server: Database, postgresql: Any) -> None:
    """Neither one that reads nor one that writes."""
    add(server, "one")
    cut = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
    postgresql._admin.execute(cut, [server.url.database])
    assert names(server) == ["one"]
    postgresql._admin.execute(cut, [server.url.database])
    add(server, "two")
    assert names(server) == ["one", "two"]


def test_a_table_may_change_under_a_prepared_statement(server: Database) -> None:
    """The server refuses to go on with what it has prepared; it is asked again on a new connection."""
    other = Database(server.url.render_as_string(hide_password=False))
    change = "CREATE TABLE changing (name text)", "ALTER TABLE changing ALTER COLUMN name TYPE varchar(300)"
    changing = select(table("changing", column("name", Text)).c.name)
    for statement in change:
        other.write(lambda session, statement=statement: session.execute(text(statement)))  # type: ignore[misc]
        assert server.read(lambda session: run(session, changing, {})) == []
    other.dispose()


def test_a_prepared_statement_that_is_gone_is_prepared_again(server: Database) -> None:
    """A proxy between may have given the connection another server."""
    add(server, "one")
    assert names(server) == ["one"]
    server.read(lambda session: session.execute(text("DEALLOCATE ALL")))
    assert names(server) == ["one"]


def test_the_server_keeps_what_was_prepared_when_a_transaction_is_undone(server: Database) -> None:
    """A refused call does not make the next ones slower."""
    names(server)
    before = server.read(lambda session: session.scalar(PREPARED))

    def fail(session: Any) -> None:
        session.add(Department(name="one"))
        session.flush()
        raise KeyError

    for _ in range(8):
        with pytest.raises(KeyError):
            server.write(fail)
    names(server)
    assert server.read(lambda session: session.scalar(PREPARED)) == before + 1  # BEGIN


def test_the_server_does_not_keep_more_than_so_many(server: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest makes room for a new one, and comes back when it is needed."""
    monkeypatch.setattr(libpq, "_KEPT", 5)
    for number in range(20):
        statement: Any = select(literal_column(str(number)))
        server.read(lambda session, statement=statement: run(session, statement, {}))  # type: ignore[misc]
    assert server.read(lambda session: session.scalar(PREPARED)) == 5
    assert names(server) == []


def test_a_statement_that_takes_too_long_makes_the_database_unavailable(postgresql: Any) -> None:
    """The limit of a statement holds here, too."""
    url = postgresql.fresh()
    database = Database(url, statement_seconds=0.2)
    slow = select(text("pg_sleep(10)"))
    with pytest.raises(DatabaseUnavailableError, match="QueryCanceled"):
        database.read(lambda session: run(session, slow, {}))
    database.dispose()
    postgresql.drop(url)


def test_times_and_words_come_as_their_types(database: Database) -> None:
    """Absent ones too."""
    assert database.read(lambda session: run(session, select(Event.assigned_at, Event.status), {})) == []
    now = datetime.now(UTC)
    null = select(bindparam("at", now, type_=User.created_at.type), bindparam("no", None, type_=User.created_at.type))
    assert database.read(lambda session: run(session, null, {})) == [(now, None)]
