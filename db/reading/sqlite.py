"""Guarded reads on SQLite (https://sqlite.org/security.html, "Untrusted SQL Inputs")."""

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from typing import Any
from urllib.parse import quote

from sqlalchemy import Select, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.expression import Executable

from db.engine import Database, unavailability
from db.functions import add_functions
from db.reading.reader import (
    Allowed,
    Deadline,
    Estimate,
    RawRows,
    ReadError,
    ReadFailedError,
    ReadLimits,
    ReadRefusedError,
    ReadTimeoutError,
    ReadTooLargeError,
    alarm,
    driver_errors,
    watched,
)
from db.reading.spilling import Spill

FUNCTIONS = frozenset(
    {
        *("abs", "ascii_lower", "ascii_upper", "avg", "coalesce", "count", "date_trunc", "length", "like", "max"),
        *("min", "nullif", "rounded", "substr", "sum", "trim", "whole_number"),
    }
)
"""The functions that statements may call."""
_STEPS_BETWEEN_LOOKS = 2_000
# What sorting and grouping may put on the disk: as much as PostgreSQL's role may.
_TEMPORARY_BYTES = 256 * 2**20
# The greatest length is what stops zeroblob, printf and replace: within one step nobody looks at the clock.
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 64_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 10,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 20_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    # Above what is accepted: a pattern that is too long would fail for each row, those too that are not granted.
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 40_000,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_PRAGMAS = ("query_only=ON", "trusted_schema=OFF", "case_sensitive_like=ON", "cache_size=-2000", "temp_store=DEFAULT")


class SQLiteReader:
    """Runs statements on read-only connections with an authorizer.

    :param connections: how many statements may run at a time.
    :param temporary_bytes: what a statement may put into temporary files.
    """

    is_guarded = True

    def __init__(
        self,
        database: Database,
        *,
        connections: int,
        busy_seconds: float = 10.0,
        temporary_bytes: int = _TEMPORARY_BYTES,
    ) -> None:
        self._temporary_bytes = temporary_bytes
        self._path = str(database.url.database)
        self._busy_seconds = busy_seconds
        self._engine = create_engine(
            "sqlite+pysqlite://",
            creator=self._open,
            poolclass=QueuePool,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=busy_seconds,
            hide_parameters=True,
            query_cache_size=0,  # hardly a statement comes twice, and each would be kept
        )

    @contextmanager
    def rows(self, statement: Executable, allowed: Allowed, limits: ReadLimits) -> Iterator[Iterator[Sequence[Any]]]:
        """Return the rows of a statement; see Reader."""
        with self._executed(statement, allowed, limits, yield_per=limits.batch) as (result, deadline, errors):
            yield watched(iter(result), deadline, errors)

    @contextmanager
    def raw_rows(self, statement: Executable, allowed: Allowed, limits: ReadLimits) -> Iterator[RawRows]:
        """Return the rows of a statement as SQLite stores them; see Reader."""
        with self._executed(statement, allowed, limits) as (result, deadline, errors):
            yield RawRows(result.cursor.fetchmany, deadline, partial(driver_errors, result.connection, errors))

    def estimate(self, statement: Select[Any], allowed: Allowed, limits: ReadLimits) -> Estimate | None:
        """Let SQLite prepare the statement, which asks the authorizer; it has no estimates."""
        with self.rows(statement.limit(0), allowed, limits):
            return None

    def dispose(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _executed(
        self, statement: Executable, allowed: Allowed, limits: ReadLimits, **options: Any
    ) -> Iterator[tuple[Any, Deadline, Any]]:
        """Run a statement, and return its result, its deadline, and what turns the driver's errors into ours."""
        with unavailability(), self._engine.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            deadline, spill = Deadline(limits.seconds), Spill(self._temporary_bytes)
            driver.set_progress_handler(lambda: deadline.has_passed() or spill.look(), _STEPS_BETWEEN_LOOKS)
            add_functions(driver, is_over=deadline.has_passed)
            driver.set_authorizer(authorizer(allowed))
            try:
                errors = partial(_read_errors, deadline, spill)
                with (
                    alarm(deadline, driver.interrupt),
                    errors(),
                    closing(connection.execution_options(**options).execute(statement)) as result,
                ):
                    yield result, deadline, errors
            finally:
                driver.set_authorizer(_nothing)
                driver.set_progress_handler(None, 0)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quote(self._path)}?mode=ro",
            uri=True,
            timeout=self._busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=0,
        )
        if sys.version_info >= (3, 12):
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DQS_DML, False)
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DQS_DDL, False)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()
        for limit, value in _LIMITS.items():
            connection.setlimit(limit, value)
        return connection


def authorizer(allowed: Allowed) -> Any:
    """Return the authorizer that lets a statement read what is allowed, and call the listed functions."""

    def decide(action: int, first: str | None, second: str | None, _schema: str | None, within: str | None) -> int:
        if action == sqlite3.SQLITE_SELECT:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and second in FUNCTIONS:
            return sqlite3.SQLITE_OK
        if action != sqlite3.SQLITE_READ:
            return sqlite3.SQLITE_DENY
        # Without a column the rows are only counted.
        may = any(
            access.only_within in (None, within) and (not second or second in access.columns)
            for access in allowed.get(first or "", ())
        )
        return sqlite3.SQLITE_OK if may else sqlite3.SQLITE_DENY

    return decide


def _nothing(*_: object) -> int:
    return sqlite3.SQLITE_DENY


@contextmanager
def _read_errors(deadline: Deadline, spill: Spill) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        translated = translate(error.orig)
        if translated is None:
            raise
        if isinstance(translated, ReadTimeoutError) and spill.is_over:
            raise ReadTooLargeError from error
        if isinstance(translated, ReadFailedError) and deadline.has_passed():
            # A function that looked at the clock says no more than that it failed.
            raise ReadTimeoutError from error
        raise translated from error


def translate(error: BaseException | None) -> ReadError | None:
    """Return what an error of the driver says of the statement; None if it says something of the database."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return ReadTimeoutError()
    if code in (sqlite3.SQLITE_AUTH, sqlite3.SQLITE_READONLY) or "not authorized" in str(error):
        return ReadRefusedError()
    if isinstance(error, sqlite3.DataError | OverflowError) or code in (sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_ERROR):
        return ReadFailedError(str(error))
    return None
