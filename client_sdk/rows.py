"""Results of the data service: rows that are fetched page after page, with their types."""

import csv
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import nullcontext
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from client_sdk.models.data import DataResult, RowSetColumn
from client_sdk.row_sets import Row
from client_sdk.values import Value, lexical

if TYPE_CHECKING:
    import pandas as pd

CsvTarget = str | PathLike[str] | TextIO
Cell = Callable[[Value], object]
# Full-width signs count: spreadsheets of Chinese and Japanese readers take them for the others.
_BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_cell(value: Value) -> object:
    """Return a value as a CSV file has it: as XML Schema writes it, empty for NULL."""
    return lexical(value)


def spreadsheet_cell(value: Value) -> object:
    """Return a value for a CSV file that a person opens in a spreadsheet: no text of it becomes a formula.

    The apostrophe before such a text is what OWASP's page on CSV injection advises.
    """
    if isinstance(value, str) and value.startswith(_BEGIN_FORMULAS):
        return f"'{value}"
    return lexical(value)


class Rows:
    """The rows of a result, page after page. Nothing is asked before it is needed.

    :param first: fetches the first page.
    :param more: takes a cursor and fetches the page that it stands for.
    """

    def __init__(self, first: Callable[[], DataResult], more: Callable[[str], DataResult]) -> None:
        self._fetch_first = first
        self._fetch_more = more
        self._first: DataResult | None = None

    def __repr__(self) -> str:
        names = "not asked for yet" if self._first is None else ", ".join(column.name for column in self.columns)
        return f"<Rows, {names}>"

    def page(self) -> DataResult:
        """Return the first page as the operation answers it."""
        if self._first is None:
            self._first = self._fetch_first()
        return self._first

    def pages(self) -> Iterator[DataResult]:
        """Yield every page. One page is in memory at a time."""
        page = self.page()
        yield page
        while page.next_cursor is not None:
            page = self._fetch_more(page.next_cursor)
            yield page

    @property
    def columns(self) -> tuple[RowSetColumn, ...]:
        """The columns."""
        return self.page().row_set.columns

    @property
    def total(self) -> int | None:
        """How many rows there are, where that is known."""
        return self.page().total

    def __iter__(self) -> Iterator[Row]:
        for page in self.pages():
            yield from page.row_set.rows

    def dicts(self) -> Iterator[dict[str, Value]]:
        """Yield each row as a dictionary by the columns' names."""
        for page in self.pages():
            yield from page.row_set.dicts()

    def to_csv(self, target: CsvTarget, *, cell: Cell = plain_cell) -> int:
        """Write all rows as CSV (RFC 4180) with a line of names, and return how many they were.

        :param target: a path, written as UTF-8, or a text file opened with ``newline=""``.
        :param cell: how a value is written; ``spreadsheet_cell`` for files that people open.
        """
        with _opened(target) as file:
            writer = _csv_writer(file, self.columns)
            return sum(_write(writer, page, cell) for page in self.pages())

    def to_pandas(self) -> "pd.DataFrame":
        """Return all rows as a DataFrame with a fitting type for each column.

        :raises ImportError: where pandas is not installed.
        """
        return _data_frame(self.columns, list(self))


class AsyncRows:
    """The same for asyncio: ``async for row in desk.data.execute_query(sql=...)``."""

    def __init__(
        self, first: Callable[[], Awaitable[DataResult]], more: Callable[[str], Awaitable[DataResult]]
    ) -> None:
        self._fetch_first = first
        self._fetch_more = more
        self._first: DataResult | None = None

    async def page(self) -> DataResult:
        """Return the first page as the operation answers it."""
        if self._first is None:
            self._first = await self._fetch_first()
        return self._first

    async def pages(self) -> AsyncIterator[DataResult]:
        """Yield every page. One page is in memory at a time."""
        page = await self.page()
        yield page
        while page.next_cursor is not None:
            page = await self._fetch_more(page.next_cursor)
            yield page

    async def columns(self) -> tuple[RowSetColumn, ...]:
        """Return the columns."""
        return (await self.page()).row_set.columns

    async def total(self) -> int | None:
        """Return how many rows there are, where that is known."""
        return (await self.page()).total

    async def __aiter__(self) -> AsyncIterator[Row]:
        async for page in self.pages():
            for row in page.row_set.rows:
                yield row

    async def dicts(self) -> AsyncIterator[dict[str, Value]]:
        """Yield each row as a dictionary by the columns' names."""
        async for page in self.pages():
            for row in page.row_set.dicts():
                yield row

    async def to_csv(self, target: CsvTarget, *, cell: Cell = plain_cell) -> int:
        """Write all rows as CSV with a line of names, and return how many they were."""
        with _opened(target) as file:
            writer = _csv_writer(file, await self.columns())
            return sum([_write(writer, page, cell) async for page in self.pages()])

    async def to_pandas(self) -> "pd.DataFrame":
        """Return all rows as a DataFrame with a fitting type for each column."""
        return _data_frame(await self.columns(), [row async for row in self])


def _opened(target: CsvTarget) -> Any:
    if isinstance(target, str | PathLike):
        return Path(target).open("w", encoding="utf-8", newline="")
    return nullcontext(target)


def _csv_writer(file: TextIO, columns: tuple[RowSetColumn, ...]) -> Any:
    writer = csv.writer(file)
    writer.writerow(column.name for column in columns)
    return writer


def _write(writer: Any, page: DataResult, cell: Cell) -> int:
    for row in page.row_set.rows:
        writer.writerow([cell(value) for value in row])
    return len(page.row_set.rows)


def _data_frame(columns: tuple[RowSetColumn, ...], rows: list[Row]) -> "pd.DataFrame":
    try:
        import pandas as pd  # noqa: PLC0415 - only for those who want a DataFrame
    except ModuleNotFoundError as error:
        raise ImportError("to_pandas needs pandas: pip install pandas") from error

    names = [column.name for column in columns]
    frame = pd.DataFrame(rows, columns=names, dtype=object)
    # Types that can hold a missing value; decimals stay exact as objects.
    fitting = {"integer": "Int64", "boolean": "boolean", "text": "string", "dateTime": "datetime64[us, UTC]"}
    types = {column.name: fitting[column.type] for column in columns if column.type in fitting}
    return frame.astype(types)
