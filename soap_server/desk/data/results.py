"""Results: rows as text, in pages, and what ends a statement before its time."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import structlog
from sqlalchemy import Select

from db.dictionary import Relation
from db.engine import DatabaseUnavailableError
from db.reading import (
    Allowed,
    RawRows,
    ReadFailedError,
    ReadRefusedError,
    ReadTimeoutError,
    ReadTooCostlyError,
    ReadTooLargeError,
)
from db.vocabulary import DataType
from soap_server.desk.data.journal import Access
from soap_server.desk.data.values import MAX_TEXT, write_column
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

GATHERED_ROWS, GATHERED_BYTES = 50_000, 64 * 2**20
"""What is gathered in memory may have, whatever the settings allow answers that go out while they are read."""
_BYTES_BESIDE_A_VALUE = 16
# Rows that are fetched at a time: the first ones, and the most where they turn out to be so short that they are no more
# than so many bytes. What a batch may take at most, if each of its texts is as long as one can be, bounds both.
_FIRST_BATCH, _LARGEST_BATCH, _USUAL_BYTES = 500, 2_000, 2**19
_BATCH_BYTES, _BYTES_OF_A_CHARACTER = 64 * 2**20, 4


@dataclass(frozen=True)
class ResultColumn:
    """A column of a result.

    :ivar label: what people call it, in the caller's language where the dictionary has it.
    """

    name: str
    type: DataType
    nullable: bool
    label: str


class Rows:
    """The rows of a page, in batches. Those that are still being read can be gone through once.

    :ivar count: how many there are so far.
    :ivar bytes: about how many bytes they take in an answer.
    """

    def __init__(self, batches: Iterable[Sequence[Row]] = ()) -> None:
        self._batches = batches
        self._is_read = True
        self.count = self.bytes = 0

    def __iter__(self) -> Iterator[Row]:
        return chain.from_iterable(self.batches())

    def batches(self) -> Iterator[Sequence[Row]]:
        """Yield them, some at a time."""
        yield from self._batches
        self._is_read = True

    def follow(self, batches: Iterable[Sequence[Row]]) -> None:
        """Have these rows, which are still to be read."""
        self._batches = batches
        self._is_read = False

    def settle(self) -> None:
        """Read those that are still to be read, and keep them."""
        if not self._is_read:
            self._batches = list(self._batches)
            self._is_read = True

    def add(self, batch: Sequence[Row], size: int) -> Sequence[Row]:
        """Count a batch, and return it."""
        self.count += len(batch)
        self.bytes += size
        return batch

    @classmethod
    def gathered(cls, rows: Sequence[Row]) -> "Rows":
        """Return rows that are all there."""
        made = cls([rows] if rows else [])
        made.add(rows, size_of(rows))
        return made


@dataclass
class End:
    """What is known of a result when its page was read to the end.

    :ivar total: how many rows the whole result has, where that was asked for or is known.
    """

    next_cursor: str | None = None
    total: int | None = None


@dataclass(frozen=True)
class Result:
    """One page of a result.

    :ivar table: the table that was read, if it was one.
    :ivar reads: the columns that are read, by table.
    :ivar key: the name of the column by which a row of the table is known, if it is in the result.
    :ivar related: the rows of other tables that the rows refer to, where that was asked for.
    :ivar relations: by which of the columns they do.
    """

    columns: Sequence[ResultColumn]
    rows: Rows
    end: End = field(default_factory=End)
    reads: dict[str, Sequence[str]] = field(default_factory=dict)
    table: str | None = None
    key: str | None = None
    related: Sequence["Result"] = ()
    relations: Sequence[Relation] = ()

    def with_rows(self, rows: Rows) -> "Result":
        """Return the same with other rows."""
        return replace(self, rows=rows)

    @property
    def settled(self) -> End:
        """What is known when the rows are read; they are read now if nobody has gone through them."""
        self.rows.settle()
        return self.end

    @property
    def row_count(self) -> int:
        """The number of rows, with those that they refer to."""
        return self.rows.count + sum(each.row_count for each in self.related)

    @property
    def bytes(self) -> int:
        """The bytes of all values, with those of the rows that they refer to."""
        return self.rows.bytes + sum(each.bytes for each in self.related)


def size_of(rows: Sequence[Row]) -> int:
    """Return about how many bytes rows take in an answer."""
    values = sum(map(len, rows))
    text = "".join(filter(None, chain.from_iterable(rows)))
    return _BYTES_BESIDE_A_VALUE * values + (len(text) if text.isascii() else len(text.encode()))


class ReadRows:
    """The rows of a statement as text, while they are read."""

    def __init__(self, raw: RawRows, types: Sequence[DataType], lengths: Sequence[int]) -> None:
        self.raw = raw
        self._types = types
        self._most = batch_of(lengths)
        self._batch = min(_FIRST_BATCH, self._most)
        self._ahead: Sequence[Row] = ()
        self._is_over = False

    def __iter__(self) -> Iterator[Row]:
        while batch := self.take(_LARGEST_BATCH):
            yield from batch

    def take(self, most: int) -> Sequence[Row]:
        """Return some of the next rows, none at the end."""
        if self._ahead:
            rows, self._ahead = self._ahead[:most], self._ahead[most:]
            return rows
        if self._is_over:
            return ()
        count = min(self._batch, most)
        raw = self.raw.take(count)
        self._is_over = len(raw) < count
        columns = map(write_column, self._types, zip(*raw, strict=True))
        return list(zip(*columns, strict=True))

    def give_back(self, rows: Sequence[Row]) -> None:
        """Take rows back, which are the next ones then."""
        self._ahead = [*rows, *self._ahead]

    def has_more(self) -> bool:
        """Say whether another row follows."""
        if not self._ahead:
            self._ahead = self.take(1)
        return bool(self._ahead)

    def adapt(self, count: int, size: int) -> None:
        """Fetch as many rows at a time as are worth it, going by some that were so large."""
        usual = min(_LARGEST_BATCH, max(1, _USUAL_BYTES * count // size))
        self._batch = min(usual, self._most)


def take_page(read: ReadRows, rows: Rows, size: int, max_bytes: int) -> Iterator[Sequence[Row]]:
    """Yield the next rows: at most ``size``, and at most ``max_bytes`` of them. No row is left out.

    :param rows: counts them.
    :raises ByteLimitError: if one row alone is larger.
    """
    room = max_bytes
    while size > 0 and room > 0 and (batch := read.take(size)):
        used = size_of(batch)
        if used >= room:
            batch, used = _fitting(read, batch, room, is_first=room == max_bytes)
        else:
            read.adapt(len(batch), used)
        room -= used
        size -= len(batch)
        yield rows.add(batch, used)


def _fitting(read: ReadRows, batch: Sequence[Row], room: int, *, is_first: bool) -> tuple[Sequence[Row], int]:
    """Return the rows until there is no room any more, the one that takes the last of it too, and their bytes."""
    used = 0
    for place, row in enumerate(batch):
        used += size_of([row])
        if used > room and is_first and place == 0:
            raise ByteLimitError(f"A row has more than the {room} bytes that an answer may have.")
        if used >= room:
            read.give_back(batch[place + 1 :])
            return batch[: place + 1], used
    return batch, used


@contextmanager
def read_rows(
    access: Access,
    statement: Select[Any],
    allowed: Allowed,
    types: Sequence[DataType],
    lengths: Sequence[int | None] | None = None,
) -> Iterator[ReadRows]:
    """Return the rows of a statement as text, read on a guarded connection while they are taken.

    :param lengths: how many characters the texts have at most, where that is known.
    :raises DeskError: as ``refusals`` says.
    """
    known = lengths or [None] * len(types)
    widths = [length or MAX_TEXT for data_type, length in zip(types, known, strict=True) if data_type is DataType.TEXT]
    office = access.office
    with refusals(office), office.reader.raw_rows(statement, allowed, access.limits) as raw:
        yield ReadRows(raw, types, widths)


def batch_of(lengths: Sequence[int]) -> int:
    """Return how many rows may be fetched at a time: they are in memory before anybody can count their bytes.

    :param lengths: how many characters each text of a row may have.
    """
    widest = _BYTES_OF_A_CHARACTER * sum(lengths)
    return min(_LARGEST_BATCH, max(1, _BATCH_BYTES // widest)) if widest else _LARGEST_BATCH


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
