"""PostgreSQL by libpq's own calls: the statements of every call, which the server keeps prepared.

A cursor of psycopg's takes three times as long as libpq and the conversion of the rows together, which are both in C.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result

_KEPT = 100
# Of values as text the server finds out the types by itself; rows are faster to read in binary.
_TEXT = (PyFormat.TEXT,) * 1000
_FINE = frozenset({pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK})


@dataclass(frozen=True, slots=True)
class _OnServer:
    """A statement that the server has prepared on one connection, and what converts its values and rows."""

    name: bytes
    convert: Any


class Line:
    """A connection of psycopg's, past its cursors. One thread uses it at a time."""

    def __init__(self, driver: Connection[Any]) -> None:
        self._driver = driver
        self._libpq = driver.pgconn
        self._prepared: dict[str, _OnServer] = {}
        self._number = 0
        # Whenever a transaction is rolled back, psycopg has the server forget every prepared statement, ours too, in
        # case that a table was made in it. If one is ever gone all the same, the connection is replaced (db.engine).
        driver._prepared.clear = lambda: False  # type: ignore[method-assign]

    def execute(self, text: str, values: Sequence[Any]) -> Sequence[Any]:
        """Return the rows of a statement, whose parameters are ``$1`` and so on."""
        known = self._prepared.get(text) or self._prepare(text)
        convert = known.convert
        bound = convert.dump_sequence(values, _TEXT[: len(values)])
        result = _checked(self._libpq.exec_prepared(known.name, bound, None, pq.Format.BINARY))
        convert.set_pgresult(result, set_loaders=False)
        rows: Sequence[Any] = convert.load_rows(0, result.ntuples, tuple)
        convert.set_pgresult(None, set_loaders=False)
        return rows

    def _prepare(self, text: str) -> _OnServer:
        if len(self._prepared) >= _KEPT:
            first = next(iter(self._prepared))
            _checked(self._libpq.exec_(b"DEALLOCATE " + self._prepared.pop(first).name))
        self._number += 1
        new = _OnServer(b"desk_%d" % self._number, Transformer(self._driver))
        _checked(self._libpq.prepare(new.name, text.encode()))
        described = _checked(self._libpq.describe_prepared(new.name))
        new.convert.set_pgresult(described, format=pq.Format.BINARY)
        self._prepared[text] = new
        return new


def _checked(result: Any) -> Any:
    if result.status not in _FINE:
        raise error_from_result(result)
    return result
