"""Functions that statements of the data service need and SQLite lacks, or has in a form of its own."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import wraps
from typing import Any

from db.expressions import ascii_lower, ascii_upper

_UNITS = {"year": 4, "month": 7, "day": 10, "hour": 13}
_NO_REST = "0000-01-01 00:00:00.000000"
_DIGITS_OF_A_DOUBLE = Context(prec=400)


class TimeIsOverError(Exception):
    """A function was called when the time of its statement was over."""


def add_functions(connection: sqlite3.Connection, *, is_over: Callable[[], bool] = lambda: False) -> None:
    """Let the statements of a connection call them.

    :param is_over: says whether the time of a statement is over. SQLite itself does not look at the clock within a
        row, which may need thousands of calls.
    """
    for name, arguments, function in _FUNCTIONS:
        connection.create_function(name, arguments, _in_time(function, is_over), deterministic=True)


def _in_time(function: Callable[..., Any], is_over: Callable[[], bool]) -> Callable[..., Any]:
    @wraps(function)
    def call(*arguments: Any) -> Any:
        if is_over():
            raise TimeIsOverError
        return function(*arguments)

    return call


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


_FUNCTIONS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("ascii_lower", 1, _ascii_lower),
    ("ascii_upper", 1, _ascii_upper),
    ("date_trunc", 2, _date_trunc),
    ("rounded", 2, _rounded),
    ("whole_number", 1, _whole_number),
)
