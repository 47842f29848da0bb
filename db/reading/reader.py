"""Connections of the data service: the database itself refuses whatever is more than the reads that were granted.

This is the second of two guards. The first builds every statement from the dictionary (``desk.data``); this one
assumes that the first has failed, and allows a connection just what it needs.

On SQLite that is an authorizer for each call, on a connection that cannot write: tables and columns that were
granted, and where only some rows were, only through the common table expression that selects them, under a name
that is made up for the call. On PostgreSQL it is a role of its own that sees nothing but the views of the
dictionary, in read-only transactions, and the planner's own word on which tables a statement reads.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable


class ReadError(Exception):
    """A statement that the database would not run, or not to its end."""


class ReadRefusedError(ReadError):
    """The database refused what the statement reads or calls."""


class ReadTimeoutError(ReadError):
    """The statement took too long."""


class ReadTooCostlyError(ReadError):
    """The planner expects that the statement costs more than ``limit``."""

    def __init__(self, cost: float, limit: float) -> None:
        super().__init__(f"cost {cost:.0f} of {limit:.0f}")
        self.cost = cost


class ReadTooLargeError(ReadError):
    """Sorting and grouping take more room on the disk than a statement may have."""


class ReadFailedError(ReadError):
    """A value could not be computed: a number out of range, a text too long."""


@dataclass(frozen=True)
class TableAccess:
    """One way in which a statement may read a table.

    :ivar columns: the names of the columns.
    :ivar only_within: the name of the common table expression in which it has to be read; None for anywhere.
    """

    columns: frozenset[str]
    only_within: str | None = None


Allowed = Mapping[str, Sequence[TableAccess]]
"""What one statement may read, by the name of the table; each access stands for itself."""


@dataclass(frozen=True)
class ReadLimits:
    """What one statement may cost.

    :ivar seconds: how long it may run, fetching included.
    :ivar cost: the planner's cost units, on PostgreSQL.
    :ivar batch: rows that are fetched at a time.
    """

    seconds: float
    cost: float
    batch: int = 500


@dataclass(frozen=True)
class Estimate:
    """What the planner expects: cost in its own units, and rows."""

    cost: float
    rows: int


class RawRows:
    """The rows of a statement, while they are read.

    :param fetch: the driver's own: returns the next rows, so many at most.
    :param errors: what turns the driver's errors into ours.
    """

    def __init__(
        self,
        fetch: Callable[[int], Sequence[Sequence[Any]]],
        deadline: "Deadline",
        errors: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._fetch = fetch
        self._deadline = deadline
        self._errors = errors

    def take(self, count: int) -> Sequence[Sequence[Any]]:
        """Return the next rows; fewer than ``count`` are the last ones.

        :raises ReadError: as the reader does.
        :raises ReadTimeoutError: if the time is over: quick steps make a slow statement, too.
        """
        with self._errors():
            rows = self._fetch(count)
            if self._deadline.has_passed():
                raise ReadTimeoutError
            return rows

    def allow(self, seconds: float) -> None:
        """Let it go on for so long from now, whatever it was given before."""
        self._deadline.extend(seconds)


class Reader(Protocol):
    """Runs statements on guarded connections."""

    @property
    def is_guarded(self) -> bool:
        """Whether the database itself enforces what may be read."""

    def rows(
        self, statement: Executable, allowed: Allowed, limits: ReadLimits
    ) -> AbstractContextManager[Iterator[Sequence[Any]]]:
        """Return the rows of a statement, fetched in batches while they are read.

        :raises ReadError: when entered or while rows are read, if the database refuses or cannot go on.
        :raises DatabaseUnavailableError: when the database is busy or cannot be reached.
        """

    def raw_rows(self, statement: Executable, allowed: Allowed, limits: ReadLimits) -> AbstractContextManager[RawRows]:
        """Return the rows of a statement as the driver has them, to be taken as many at a time as one likes.

        Nothing is made of the values: PostgreSQL's are its own text, SQLite's what it stores.

        :raises ReadError: as ``rows``.
        :raises DatabaseUnavailableError: as ``rows``.
        """

    def estimate(self, statement: Select[Any], allowed: Allowed, limits: ReadLimits) -> Estimate | None:
        """Return what the planner expects of a statement; None where it does not say. Nothing is run.

        :raises ReadError: if the database refuses it.
        """

    def dispose(self) -> None:
        """Close every connection."""


class Deadline:
    """A point in time, some seconds from now."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """The seconds until then, less than none if it is over."""
        return self._end - time.monotonic()

    def has_passed(self) -> bool:
        """Say whether it is over."""
        return self.left < 0

    def extend(self, seconds: float) -> None:
        """Move it to so many seconds from now."""
        self._end = time.monotonic() + seconds


def watched(
    rows: Iterator[Sequence[Any]], deadline: Deadline, errors: Callable[[], AbstractContextManager[None]]
) -> Iterator[Sequence[Any]]:
    """Yield rows until the deadline: a statement whose steps are quick may still be slow with its rows.

    :param errors: what turns the driver's errors into ours.
    :raises ReadTimeoutError: if it passes.
    """
    # What the caller raises does not pass through here, so one block serves all rows.
    with errors():
        for row in rows:
            if deadline.has_passed():
                raise ReadTimeoutError
            yield row


@contextmanager
def driver_errors(connection: Connection, errors: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """Turn what a driver raises when it is called past SQLAlchemy into what that would have raised, and then into ours.

    :param errors: what turns SQLAlchemy's errors into ours.
    """
    dialect, driver = connection.dialect, connection.connection.dbapi_connection
    kind: Any = dialect.loaded_dbapi.Error
    with errors():
        try:
            yield
        except kind as error:
            is_lost = dialect.is_disconnect(error, driver, None)
            if is_lost:
                connection.invalidate(error)
            raise DBAPIError.instance(
                None, None, error, kind, hide_parameters=True, connection_invalidated=is_lost, dialect=dialect
            ) from error


@contextmanager
def alarm(deadline: Deadline, ring: Callable[[], object], *, grace: float = 0.0) -> Iterator[None]:
    """Call ``ring`` in a thread of its own when the deadline has passed, unless the block has ended by then.

    :param grace: so many seconds later.
    """
    over = threading.Event()
    turn = threading.Lock()

    def ring_in_time() -> None:
        # The deadline may have moved meanwhile.
        while (left := deadline.left + grace) > 0:
            if over.wait(left):
                return
        # Under the lock, or a connection that is somebody else's by now would be interrupted.
        with turn:
            if not over.is_set():
                ring()

    thread = threading.Thread(target=ring_in_time, daemon=True)
    thread.start()
    try:
        yield
    finally:
        with turn:
            over.set()
