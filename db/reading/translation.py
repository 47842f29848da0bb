"""What the drivers' errors mean for a statement of the data service."""

import sqlite3

from sqlalchemy.exc import DBAPIError

from db.reading import postgresql, sqlite
from db.reading.reader import ReadError


def translate(error: DBAPIError) -> ReadError | None:
    """Return what an error says of the statement; None if it says something of the database."""
    if isinstance(error.orig, sqlite3.Error):
        return sqlite.translate(error.orig)
    return postgresql.translate(getattr(error.orig, "sqlstate", None) or "")
