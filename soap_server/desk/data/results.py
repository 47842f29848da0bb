"""Results: rows as text, in pages, and what ends a statement before its time."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

import structlog
from sqlalchemy import Select

from db.dictionary import Relation
from db.engine import DatabaseUnavailableError
from db.reading import (
    Allowed,
    ReadFailedError,
    ReadRefusedError,
    ReadTimeoutError,
    ReadTooCostlyError,
    ReadTooLargeError,
)
from db.vocabulary import DataType
from soap_server.desk.data.journal import Access
from soap_server.desk.data.values import MAX_TEXT, writer
from soap_server.desk.desk import Office
from soap_server.desk.errors import (
    ByteLimitError,
    CostLimitError,
    QueryFailedError,
    QueryRefusedError,
    ServerBusyError,
    TimeLimitError,
)

log = structlog.get_logger("soapdesk.data")
Row = Sequence[str | None]
"""The values of a row as XML Schema writes them; None is NULL."""

_BYTES_BESIDE_A_VALUE = 16
_BATCH = 500
# What a batch of rows may take at most, if each of its texts is as long as one can be.
_BATCH_BYTES, _MOST_BYTES_OF_A_TEXT = 64 * 2**20, 4 * MAX_TEXT


@dataclass(frozen=True)
class ResultColumn:
    """A column of a result.

    :ivar label: what people call it, in the caller's language where the dictionary has it.
    """

    name: str
    type: DataType
    nullable: bool
    label: str


@dataclass(frozen=True)
class Result:
    """One page of a result.

    :ivar table: the table that was read, if it was one.
    :ivar total: how many rows the whole result has, where that was asked for or is known.
    :ivar reads: the columns that are read, by table.
    :ivar key: the name of the column by which a row of the table is known, if it is in the result.
    :ivar related: the rows of other tables that the rows refer to, where that was asked for.
    :ivar relations: by which of the columns they do.
    """

    columns: Sequence[ResultColumn]
    rows: Sequence[Row]
    next_cursor: str | None = None
    total: int | None = None
    reads: dict[str, Sequence[str]] = field(default_factory=dict)
    table: str | None = None
    key: str | None = None
    related: Sequence["Result"] = ()
    relations: Sequence[Relation] = ()

    @property
    def row_count(self) -> int:
        """The number of rows, with those that they refer to."""
        return len(self.rows) + sum(each.row_count for each in self.related)

    @property
    def bytes(self) -> int:
        """The bytes of all values, with those of the rows that they refer to."""
        values = sum(map(len, self.rows))
        text = "".join(filter(None, chain.from_iterable(self.rows)))
        return _BYTES_BESIDE_A_VALUE * values + len(text.encode()) + sum(each.bytes for each in self.related)


def bytes_of(row: Row) -> int:
    """Return about how many bytes a row takes in an answer."""
    return _BYTES_BESIDE_A_VALUE * len(row) + len("".join(filter(None, row)).encode())


def take_page(rows: Iterator[Row], size: int, max_bytes: int) -> list[Row]:
    """Return the next rows: at most ``size``, and at most ``max_bytes`` of them. No row is left out.

    :raises ByteLimitError: if one row alone is larger.
    """
    page: list[Row] = []
    room = max_bytes
    for row in islice(rows, size):
        room -= bytes_of(row)
        page.append(row)
        if room < 0 and len(page) == 1:
            raise ByteLimitError(f"A row has more than the {max_bytes} bytes that an answer may have.")
        if room <= 0:
            break
    return page


@contextmanager
def read_rows(
    access: Access, statement: Select[Any], allowed: Allowed, types: Sequence[DataType]
) -> Iterator[Iterator[Row]]:
    """Return the rows of a statement as text, read on a guarded connection while they are taken.

    :raises DeskError: as ``refusals`` says.
    """
    writers = [writer(data_type) for data_type in types]
    office, limits = access.office, replace(access.limits, batch=batch_of(types))
    with refusals(office), office.reader.rows(statement, allowed, limits) as rows:
        yield _written(rows, writers, limits.batch)


def batch_of(types: Sequence[DataType]) -> int:
    """Return how many rows are fetched at a time: they are in memory before anybody can count their bytes."""
    texts = sum(data_type is DataType.TEXT for data_type in types)
    return min(_BATCH, max(1, _BATCH_BYTES // (_MOST_BYTES_OF_A_TEXT * texts))) if texts else _BATCH


@contextmanager
def refusals(office: Office) -> Iterator[None]:
    """Turn what the guarded connection raises into what the caller is told.

    :raises TimeLimitError: if it took too long.
    :raises CostLimitError: if the planner expects too much work, or sorting takes too much room on the disk.
    :raises QueryFailedError: if a value cannot be computed.
    :raises QueryRefusedError: if the database refused it.
    :raises ServerBusyError: if the database is busy or out of reach.
    """
    rules = office.rules.data
    try:
        yield
    except ReadTimeoutError as error:
        raise TimeLimitError(f"The statement ran longer than the {rules.seconds:g} seconds allowed.") from error
    except ReadTooCostlyError as error:
        # Not what it expects: that tells how many rows there are, those too that are not granted.
        raise CostLimitError(f"The database expects a cost of more than the {rules.cost:g} allowed.") from error
    except ReadTooLargeError as error:
        raise CostLimitError("Sorting and grouping take more room on the disk than a statement may have.") from error
    except ReadFailedError as error:
        raise QueryFailedError("A value cannot be computed: a number or a text grows too large.") from error
    except ReadRefusedError as error:
        # The first guard should have refused it: this is worth a look.
        log.error("the database refused a statement that was checked", reason=str(error))  # noqa: TRY400 - no text
        raise QueryRefusedError("The database refused the statement.") from error
    except DatabaseUnavailableError as error:
        raise ServerBusyError from error


def _written(rows: Iterator[Sequence[Any]], writers: Sequence[Callable[[Any], str]], size: int) -> Iterator[Row]:
    """Yield rows as text; column by column, which costs less than row by row."""
    while batch := list(islice(rows, size)):
        columns = [
            [None if value is None else write(value) for value in values]
            for write, values in zip(writers, zip(*batch, strict=True), strict=True)
        ]
        yield from zip(*columns, strict=True)
