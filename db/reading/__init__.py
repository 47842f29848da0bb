"""Guarded reads: connections of the data service, on which the database itself refuses what was not granted."""

from db.reading.postgresql import READER_ROLE, READER_SCHEMA, PostgreSQLReader
from db.reading.reader import (
    Allowed,
    Estimate,
    RawRows,
    Reader,
    ReadError,
    ReadFailedError,
    ReadLimits,
    ReadRefusedError,
    ReadTimeoutError,
    ReadTooCostlyError,
    ReadTooLargeError,
    TableAccess,
)
from db.reading.sqlite import SQLiteReader
from db.reading.translation import translate

__all__ = [
    "READER_ROLE",
    "READER_SCHEMA",
    "Allowed",
    "Estimate",
    "PostgreSQLReader",
    "RawRows",
    "ReadError",
    "ReadFailedError",
    "ReadLimits",
    "ReadRefusedError",
    "ReadTimeoutError",
    "ReadTooCostlyError",
    "ReadTooLargeError",
    "Reader",
    "SQLiteReader",
    "TableAccess",
    "translate",
]
