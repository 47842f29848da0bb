"""The way to the database: one engine, transactions that read or write, retries in one place."""

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVar

from psycopg.errors import FeatureNotSupported, InvalidSqlStatementName
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from db.functions import add_functions
from db.later import write_left
from db.libpq import Line
from db.prepared import STRAIGHT, send
from db.session import TransactionSession

T = TypeVar("T")

RETRIED_SQLSTATES = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: PostgreSQL rolled the transaction back and asks for it again
(PostgreSQL manual, "Serialization Failure Handling")."""
# Locked by others, or out of reach: no such folder, no rights, a full disk.
_SQLITE_UNAVAILABLE = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL}
)

_ATTEMPTS = 6
_STALE_SECONDS = 1.0
# A connection that an administrator, a crash or a limit of idleness ended.
_ENDED = frozenset({"57P01", "57P02", "57P05", "25P03"})
READ, WRITE, READ_IN_TRANSACTION = "read", "write", "read in transaction"
"""What a connection is opened for, its execution option ``soapdesk_mode``; without one it may write."""
# A machine that is cut off sends no word of it: a call that waits for it would wait for hours, with its thread.
# libpq: PostgreSQL manual, "Parameter Key Words"; the last is in milliseconds.
_NETWORK = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
_PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "trusted_schema=OFF", "case_sensitive_like=ON")


class DatabaseUnavailableError(Exception):
    """The database is too busy or cannot be reached; nothing is wrong with the request."""


class Database:
    """A database, SQLite or PostgreSQL.

    ``read`` and ``write`` run a function inside one transaction: returning commits, raising rolls back.
    The function may run more than once, so it must have no effect outside the transaction.

    :param url: an SQLAlchemy URL, ``sqlite:///path`` or ``postgresql://user@host/name``.
    :param pool_size: connections kept open; also the greatest number of transactions at a time.
    :param busy_seconds: how long to wait for a connection or for a lock before giving up.
    :param statement_seconds: after this PostgreSQL cancels a statement.
    :param sqlite_synchronous: anything but ``FULL`` may lose acknowledged writes with the power; for tests.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 12,
        busy_seconds: float = 10.0,
        statement_seconds: float = 30.0,
        sqlite_synchronous: str = "FULL",
    ) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        common: dict[str, Any] = {
            "pool_size": pool_size,
            "max_overflow": 0,
            "pool_timeout": busy_seconds,
            "hide_parameters": True,  # an exception's text must not carry values into a log
        }
        # Threads of one process queue on a lock in order; left to SQLite's busy handler they would poll for it.
        self._turn: AbstractContextManager[Any] = threading.Lock() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            self.engine = create_engine(self.url, connect_args={"timeout": busy_seconds}, **common)
            _configure_sqlite(self.engine, sqlite_synchronous)
        else:
            self.engine = create_engine(
                self.url.set(drivername="postgresql+psycopg"),
                connect_args=_postgresql_options(self.url, busy_seconds, statement_seconds),
                **common,
            )
            _configure_postgresql(self.engine)
        self._reader = self.engine.execution_options(soapdesk_mode=READ)
        self._writer = self.engine.execution_options(soapdesk_mode=WRITE)

    def read(self, work: Callable[[Session], T]) -> T:
        """Return ``work(session)``, which the database itself keeps from writing.

        SQLite shows it one state of the data; on PostgreSQL each statement sees what was committed before it, as it
        would in a transaction of that database.

        :raises DatabaseUnavailableError: when the database is busy or cannot be reached.
        """
        with unavailability():
            # On PostgreSQL a transaction that only reads begins and ends with each of its statements.
            return _run(lambda: TransactionSession(self._reader, begins=self.is_sqlite), work)

    def write(self, work: Callable[[Session], T]) -> T:
        """Return ``work(session)`` after committing it; a serialization failure or deadlock runs it again.

        :raises DatabaseUnavailableError: when the database is busy or cannot be reached. Whether the
            transaction was committed is then unknown.
        """
        with self._turn, unavailability():
            return _run(lambda: TransactionSession(self._writer, begins=True), work)

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _run(new_session: Callable[[], TransactionSession], work: Callable[[Session], T]) -> T:
    started = time.monotonic()
    for attempt in range(1, _ATTEMPTS + 1):
        is_done = False
        try:
            with new_session() as session:
                answer = work(session)
                write_left(session)
                is_done = True
                session.end()
        except DBAPIError as error:
            if attempt == 1 and not is_done and _was_stale(error, started):
                continue
            if _sqlstate(error) not in RETRIED_SQLSTATES or attempt == _ATTEMPTS:
                raise
            time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - spreads retries, keeps no secret
        else:
            return answer
    raise AssertionError("unreachable")


def _was_stale(error: DBAPIError, started: float) -> bool:
    """Say whether a connection was found cut, at once, before anything could be committed on it.

    To ask each connection first whether it still is one would cost every call a round trip.
    """
    return error.connection_invalidated and time.monotonic() - started < _STALE_SECONDS


@contextmanager
def unavailability() -> Iterator[None]:
    """Turn what drivers raise when a database is busy or out of reach into DatabaseUnavailableError."""
    try:
        yield
    except PoolTimeoutError as error:
        raise DatabaseUnavailableError("every connection is in use") from error
    except DBAPIError as error:
        if _is_unavailable(error):
            raise DatabaseUnavailableError(type(error.orig).__name__) from error
        raise


def _sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _is_unavailable(error: DBAPIError) -> bool:
    if error.connection_invalidated or _sqlstate(error) in RETRIED_SQLSTATES:
        return True
    if isinstance(error.orig, sqlite3.OperationalError):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_UNAVAILABLE
    # psycopg reports a server that is absent, full or shutting down, and a cancelled statement or lock
    # wait, as OperationalError: classes 08, 53, 57 and 55 of the SQLSTATE table, or none at all.
    return isinstance(error, OperationalError) and (_sqlstate(error) or "08000")[:2] in {"08", "53", "55", "57"}


def network_options(url: URL, busy_seconds: float) -> dict[str, Any]:
    """Return what libpq is told about a server that may vanish, but for what ``url`` says itself."""
    options = {"connect_timeout": max(2, round(busy_seconds)), **_NETWORK}
    return {name: value for name, value in options.items() if name not in url.query}


def _postgresql_options(url: URL, busy_seconds: float, statement_seconds: float) -> dict[str, Any]:
    options = {
        "timezone": "UTC",
        "statement_timeout": f"{statement_seconds:g}s",
        "lock_timeout": f"{busy_seconds:g}s",
        "idle_in_transaction_session_timeout": f"{2 * statement_seconds:g}s",
        # It compiles what it expects to take long, for a second or two; statements here stop when a page is full.
        "jit": "off",
    }
    return {
        "application_name": "soapdesk",
        **network_options(url, busy_seconds),
        "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
    }


def _lower(value: str | None) -> str | None:
    return None if value is None else str(value).lower()


def _is_outdated(error: BaseException) -> bool:
    """Say whether a statement that was prepared is gone, or would return other columns since a table was changed."""
    is_other = isinstance(error, FeatureNotSupported) and error.diag.source_function == "RevalidateCachedQuery"
    return is_other or isinstance(error, InvalidSqlStatementName)


def _configure_sqlite(engine: Engine, synchronous: str) -> None:
    if synchronous not in {"FULL", "OFF"}:
        raise ValueError(f"synchronous is FULL or OFF, not {synchronous!r}")

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info[STRAIGHT] = lambda text, values: connection.execute(text, values).fetchall()
        # The driver must not begin transactions by itself: ours say BEGIN IMMEDIATE when they mean to write.
        connection.isolation_level = None
        # SQLite's own knows the letters of ASCII only. No index uses it.
        connection.create_function("lower", 1, _lower, deterministic=True)
        add_functions(connection)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()
        connection.execute(f"PRAGMA synchronous={synchronous}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later fails at once with SQLITE_BUSY when another
        # wrote in between, whatever the busy timeout; so a writer takes the write lock at the start.
        reads = connection.get_execution_options().get("soapdesk_mode") == READ
        driver: Any = connection.connection.driver_connection
        if connection.info.get("reads") is not reads:
            connection.info["reads"] = reads
            driver.execute(f"PRAGMA query_only={int(reads)}").close()
        if reads:
            driver.execute("BEGIN").close()
        else:
            send(connection, "BEGIN IMMEDIATE")  # which may fail, and must say so as all statements do


def _configure_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[STRAIGHT] = Line(connection).execute
        # The driver must not begin transactions by itself: a statement that only reads is one, and two more round
        # trips, to begin and to end it, would show it nothing else. So reads are read-only by the session's default.
        connection.autocommit = True
        connection.execute("SET default_transaction_read_only = on")

    @event.listens_for(engine, "handle_error")
    def handle_error(context: ExceptionContext) -> None:
        # The server says so before it cuts the connection, which only then looks like one that was cut.
        if getattr(context.original_exception, "sqlstate", None) in _ENDED or _is_outdated(context.original_exception):
            context.is_disconnect = True

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("soapdesk_mode", WRITE)
        if mode != READ:
            send(connection, _BEGIN[mode])


_BEGIN = {WRITE: "BEGIN READ WRITE", READ_IN_TRANSACTION: "BEGIN READ ONLY"}
