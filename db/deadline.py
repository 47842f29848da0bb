"""A time limit for a part of a transaction."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

_STEPS_BETWEEN_LOOKS = 2_000
_QUERY_CANCELED = "57014"  # PostgreSQL's SQLSTATE


class StatementTimeoutError(Exception):
    """A statement was stopped because it took too long."""


@contextmanager
def time_limit(session: Session, seconds: float) -> Iterator[None]:
    """Stop the statements of a block when they have taken so long together on SQLite, each on PostgreSQL.

    :raises StatementTimeoutError: if one was stopped; the transaction has to be rolled back then.
    """
    driver: Any = session.connection().connection.dbapi_connection
    is_sqlite = isinstance(driver, sqlite3.Connection)
    try:
        if is_sqlite:
            end = time.monotonic() + seconds
            driver.set_progress_handler(lambda: time.monotonic() > end, _STEPS_BETWEEN_LOOKS)
        else:
            before = session.scalar(text("SHOW statement_timeout"))
            session.execute(text(f"SET LOCAL statement_timeout = {max(1, round(seconds * 1000))}"))
        yield
        if not is_sqlite:
            session.execute(text(f"SET LOCAL statement_timeout = '{before}'"))
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_INTERRUPT or getattr(error.orig, "sqlstate", None) == _QUERY_CANCELED:
            raise StatementTimeoutError from error
        raise
    finally:
        if is_sqlite:
            driver.set_progress_handler(None, 0)
