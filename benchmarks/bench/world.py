"""A PostgreSQL of our own with a filled desk, on which all servers do the same work.

It keeps its promises (fsync, synchronous_commit and full_page_writes are on) and takes connections over TCP, since
JDBC knows no other; everybody comes that way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import psycopg
from argon2 import PasswordHasher

from benchmarks.bench.processes import free_port
from db import schema
from db.engine import Database
from db.reading.setup import install_reader
from soap_server.demo.filling import fill
from soap_server.desk.chain import sealing
from soap_server.desk.passwords import Passwords
from tests.postgres import instance

PASSWORD = "seven quiet lanterns"
ROWS = 10_000
"""Rows of a ReadTable."""
REPLIES = 20
_READER_PASSWORD = "reader"
_STORIES = 2_000
_TALKS = 500
_SETTINGS = ("max_connections=200", "shared_buffers=512MB", "max_wal_size=4GB", "checkpoint_timeout=30min")
# What is copied of each story, and how its rows find their event.
_COPIED = ("replies", "assignments", "event_history", "ratings")
_SKIPPED = {"id", "priority_rank", "sequence"}
# Who is in a row; people grow with the desk, so that each has as many events on a desk of any size.
_WHO = {"customer_id", "submitted_by_id", "handler_id", "first_reply_by_id", "resolved_by_id"}
_WHO |= {"author_id", "assigned_by_id", "actor_id"}
_EVENTS_OF_A_TEAM = 10_000
_NEXT_TEAM = 1_000
"""How far the numbers of a person's like in the next team are away."""


@dataclass(frozen=True)
class World:
    """A filled desk.

    :ivar talks: the numbers of the events that have as many replies as a GetEvent is to answer.
    :ivar last_row: the number up to which a ReadTable has as many rows as it is to have.
    """

    port: int
    database: str
    postmaster: int
    talks: list[int]
    last_row: int

    @property
    def url(self) -> str:
        """The URL of the desk's database."""
        return f"postgresql://soapdesk@127.0.0.1:{self.port}/{self.database}"

    @property
    def reader_url(self) -> str:
        """The same, as the reader of the data service."""
        return f"postgresql://soapdesk_reader:{_READER_PASSWORD}@127.0.0.1:{self.port}/{self.database}"

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what the database answers, outside of a transaction."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(statement.encode())
            return found.fetchall() if found.description else []

    def is_idle(self) -> bool:
        """Say whether nobody is in a transaction."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND state <> 'idle'"
        return self.ask(f"{query} AND pid <> pg_backend_pid()") == [(0,)]

    def tidy(self) -> None:
        """Seal what was written to the audit log, so that the desk does it for no one else, and write a checkpoint."""
        database = Database(self.url, pool_size=1)
        sealing.seal_entries(database)
        database.dispose()
        self.ask("CHECKPOINT")


@contextmanager
def postgresql() -> Iterator[tuple[int, int]]:
    """Start PostgreSQL; yield its port and the process id of its postmaster."""
    port = free_port()
    with instance(f"port={port}", "listen_addresses=127.0.0.1", *_SETTINGS) as server:
        yield port, server.pid


def make_world(port: int, postmaster: int, events: int, name: str) -> World:
    """Fill a new database of this name with so many events."""
    empty = World(port, name, postmaster, [], 0)
    with psycopg.connect(replace(empty, database="postgres").url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    database = Database(empty.url, statement_seconds=3_600)
    schema.upgrade(database)
    hashed = Passwords(PasswordHasher()).hash(PASSWORD)
    fill(database, password_hash=hashed, events=min(events, _STORIES), days=365, now=datetime.now(UTC))
    with database.engine.begin() as connection:
        install_reader(connection, password=_READER_PASSWORD)
    database.dispose()
    with psycopg.connect(empty.url) as connection:
        talks = _let_them_talk(connection)
        _copy_stories(connection, min(events, _STORIES), events)
    last = empty.ask(
        f"SELECT max(id) FROM (SELECT id FROM events WHERE status <> 'deleted' ORDER BY id LIMIT {ROWS}) x"
    )
    empty.ask("VACUUM ANALYZE")
    return World(port, name, postmaster, talks, last[0][0])


def _let_them_talk(connection: psycopg.Connection[Any]) -> list[int]:
    """Give some events exactly as many replies as wanted, and return their numbers."""
    found = connection.execute("SELECT id FROM events WHERE status <> 'deleted' ORDER BY id LIMIT %s", (_TALKS,))
    talks = [row[0] for row in found.fetchall()]
    connection.execute("DELETE FROM replies WHERE event_id = ANY(%s)", (talks,))
    connection.execute(
        """
        INSERT INTO replies (event_id, author_id, kind, text, posted_at)
        SELECT e.id, CASE WHEN mod(n, 2) = 0 THEN coalesce(e.handler_id, e.customer_id) ELSE e.customer_id END, 'reply',
               CASE WHEN mod(n, 3) = 0 THEN '您好，二楼的打印机打到第 ' || n || ' 页还是会停，换了纸盒也一样。'
                    ELSE 'It still stops after page ' || n || '; we have tried the other tray, too. Please call.' END,
               e.submitted_at + n * interval '1 minute'
        FROM events e, generate_series(1, %s) n WHERE e.id = ANY(%s) ORDER BY e.id, n
        """,
        (REPLIES, talks),
    )
    connection.execute("UPDATE events SET reply_count = %s WHERE id = ANY(%s)", (REPLIES, talks))
    return talks


def _copy_stories(connection: psycopg.Connection[Any], stories: int, events: int) -> None:
    """Tell the same stories again, each a little earlier, until there are as many events as wanted."""
    copies = events // stories - 1
    if copies < 1:
        return
    # Keys are not looked up for each copied row; they are right, since they were.
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET maintenance_work_mem = '512MB'")
    teams = -(-events // _EVENTS_OF_A_TEAM)
    _hire(connection, teams)
    times = f"generate_series(1, {copies}) k"
    instead = {column: f"{column} + mod(k, {teams}) * {_NEXT_TEAM}" for column in _WHO}
    instead |= {
        "submitted_at": "submitted_at - k * interval '7 minutes'",
        "event_id": f"event_id + k * {stories}",
        "rowid": f"rowid + k * {stories}",
    }
    with _without_indexes(connection):
        kept = _columns(connection, "events")
        chosen = ", ".join(instead.get(column, column) for column in kept)
        into = f"INSERT INTO events (id, {', '.join(kept)})"
        connection.execute(f"{into} SELECT id + k * {stories}, {chosen} FROM events, {times} ORDER BY k, id".encode())
        for table in (*_COPIED, "event_search"):
            kept = _columns(connection, table)
            chosen = ", ".join(instead.get(column, column) for column in kept)
            order = "k, rowid" if table == "event_search" else "k, id"
            into = f"INSERT INTO {table} ({', '.join(kept)})"
            connection.execute(f"{into} SELECT {chosen} FROM {table}, {times} ORDER BY {order}".encode())
    connection.execute("SELECT setval('events_id_seq', (SELECT max(id) FROM events))")


def _hire(connection: psycopg.Connection[Any], teams: int) -> None:
    """Hire the likes of everybody, once for each further team."""
    instead = {"username": "username || '.' || k", "username_key": "username_key || '.' || k"}
    kept = _columns(connection, "users")
    chosen = ", ".join(instead.get(column, column) for column in kept)
    connection.execute(
        f"INSERT INTO users (id, {', '.join(kept)}) SELECT id + k * {_NEXT_TEAM}, {chosen} "
        f"FROM users, generate_series(1, {teams - 1}) k".encode()
    )
    connection.execute("SELECT setval('users_id_seq', (SELECT max(id) FROM users))")


@contextmanager
def _without_indexes(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Drop the indexes of what is copied, and make them again at the end, which takes a fraction of the time."""
    found = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE "
        "i.indrelid::regclass::text = ANY(%s) AND NOT EXISTS "
        "(SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        (["events", "event_search", *_COPIED],),
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}".encode())
    yield
    for _, definition in found:
        connection.execute(definition.encode())


def _columns(connection: psycopg.Connection[Any], table: str) -> list[str]:
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'", (table,)
    )
    return [row[0] for row in found.fetchall() if row[0] not in _SKIPPED]
