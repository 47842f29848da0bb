"""Functions that statements of the data service need and SQLite lacks, or has in a form of its own."""

import sqlite3
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal

from db.expressions import ascii_lower, ascii_upper

_UNITS = {"year": 4, "month": 7, "day": 10, "hour": 13}
_NO_REST = "0000-01-01 00:00:00.000000"
_DIGITS_OF_A_DOUBLE = Context(prec=400)


def add_functions(connection: sqlite3.Connection) -> None:
    """Let the statements of a connection call them."""
    connection.create_function("ascii_lower", 1, _ascii_lower, deterministic=True)
    connection.create_function("ascii_upper", 1, _ascii_upper, deterministic=True)
    connection.create_function("date_trunc", 2, _date_trunc, deterministic=True)
    connection.create_function("rounded", 2, _rounded, deterministic=True)
    connection.create_function("whole_number", 1, _whole_number, deterministic=True)


def _ascii_lower(text: str | None) -> str | None:
    return None if text is None else ascii_lower(text)


def _ascii_upper(text: str | None) -> str | None:
    return None if text is None else ascii_upper(text)


def _whole_number(number: float | None) -> int | None:
    """Return a whole number; SQLite has made a float of one that is too large."""
    if isinstance(number, float):
        raise OverflowError("a whole number has grown beyond 64 bits")
    return number


def _rounded(number: float | None, places: int) -> float | None:
    """Return a number rounded half away from zero, as PostgreSQL's numeric is: of a double it has 15 digits."""
    if number is None:
        return None
    exact = Decimal(number) if isinstance(number, int) else Decimal(f"{number:.15g}")
    if not exact.is_finite():
        return number
    return float(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _DIGITS_OF_A_DOUBLE))


def _date_trunc(unit: str, instant: str | None) -> str | None:
    """Return a stored instant with everything below the unit at its least, as PostgreSQL's date_trunc does."""
    if instant is None:
        return None
    kept = _UNITS[unit]
    truncated = instant[:kept] + _NO_REST[kept:]
    return datetime.fromisoformat(truncated).isoformat(" ", "microseconds")
