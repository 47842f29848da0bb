"""Records as a table for people, as CSV, or as JSON with one record a line."""

import csv
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from io import TextIOBase
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from rich.table import Table
from rich.text import Text

from client_sdk.cli.output_file import opened
from client_sdk.cli.progress import counted
from client_sdk.cli.texts import json_text, shown, visible
from client_sdk.cli.workplace import Workplace
from client_sdk.paging import Pages
from client_sdk.rows import plain_cell, spreadsheet_cell

TABLE_ROWS = 50
MAX_PAGE = 200


class Format(StrEnum):
    """How records are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option(help="json has one record a line.")]
RawOption = Annotated[
    bool, typer.Option("--raw", help="CSV for programs: texts that a spreadsheet takes for formulas stay as they are.")
]
LimitOption = Annotated[
    int | None, typer.Option(min=1, help=f"At most so many; by default {TABLE_ROWS} in a table, else all.")
]


@dataclass(frozen=True)
class Column:
    """A column of a listing.

    :ivar read: takes a record and returns what stands in the column.
    :ivar gives_way: whether it is shortened first where the terminal is narrow.
    """

    name: str
    read: Callable[[Any], Any]
    gives_way: bool = False


def write_pages(
    place: Workplace,
    pages: Pages[Any, Any],
    columns: Sequence[Column],
    format: Format,
    *,
    limit: int | None = None,
    raw: bool = False,
) -> None:
    """Write a list of the desk, and say if there is more."""
    wanted = limit or (TABLE_ROWS if format is Format.TABLE else None)
    total = min(pages.total, wanted or pages.total)
    items: Iterable[Any] = islice(pages, wanted)
    if format is Format.TABLE or not sys.stdout.isatty():
        items = counted(place.err, items, "Reading", total)
    write_records(place, items, columns, format, raw=raw)
    if (left := pages.total - total) > 0:
        about = "" if pages.total_is_exact else "at least "
        place.say(f"{about}{left} more; --limit takes another number.")


def write_records(
    place: Workplace, records: Iterable[Any], columns: Sequence[Column], format: Format, *, raw: bool = False
) -> None:
    """Write records."""
    if format is Format.TABLE:
        table = new_table()
        for column in columns:
            add_column(table, column.name, gives_way=column.gives_way)
        for record in records:
            table.add_row(*(Text(shown(column.read(record))) for column in columns))
        place.out.print(table)
    elif format is Format.CSV:
        with output(None) as file:
            write_csv(file, [column.name for column in columns], _cells(records, columns), raw=raw)
    else:
        with output(None) as file:
            write_json(file, records)


def _cells(records: Iterable[Any], columns: Sequence[Column]) -> Iterable[Sequence[Any]]:
    return ([column.read(record) for column in columns] for record in records)


def write_csv(file: TextIO, names: Sequence[str], rows: Iterable[Sequence[Any]], *, raw: bool) -> None:
    """Write a line of names and rows, each as soon as it is there."""
    cell = plain_cell if raw else spreadsheet_cell
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([cell(value) for value in row])


def write_json(file: TextIO, records: Iterable[Any]) -> None:
    """Write a line for each record, as soon as it is there."""
    file.writelines(f"{json_text(record)}\n" for record in records)


def output(path: Path | None) -> Any:
    """Open what records are written to: a file, or standard output."""
    if path is not None:
        return opened(path)
    return nullcontext(_Visible(sys.stdout) if sys.stdout.isatty() else sys.stdout)


class _Visible(TextIOBase):
    """A terminal, to which control characters are written out."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal

    def write(self, text: str) -> int:
        """Write a text."""
        return self._terminal.write(visible(text))


def new_table() -> Table:
    """Return a table in the look of all tables."""
    return Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))


def add_column(table: Table, name: str, *, gives_way: bool) -> None:
    """Add a column to a table; what does not fit ends with an ellipsis."""
    table.add_column(Text(name), no_wrap=True, overflow="ellipsis", min_width=None if gives_way else min(len(name), 8))


def show_facts(place: Workplace, facts: Mapping[str, Any]) -> None:
    """Show what is known of one thing, a line for each fact; what is not known is left out."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts.items():
        if value is not None:
            table.add_row(name, Text(shown(value)))
    place.out.print(table)
