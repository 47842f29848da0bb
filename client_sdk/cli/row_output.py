"""Rows of the data service on their way to a terminal, a pipe or a file. One page of them is in memory at a time."""

import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from rich.text import Text

from client_sdk.cli.listing import TABLE_ROWS, Format, add_column, new_table, output, write_csv, write_json
from client_sdk.cli.progress import counted
from client_sdk.cli.refusals import USAGE, CommandError
from client_sdk.cli.texts import shown
from client_sdk.cli.workplace import Workplace
from client_sdk.row_sets import Row
from client_sdk.rows import Rows

_LINES_BESIDE = 4
"""Of a terminal: the header, the note, the prompt, and one for the eye."""
_NARROWEST = 9
"""Characters that a column needs to say something, with the gap to the next."""


def rows_that_fit(place: Workplace) -> int:
    """Return how many rows a table shows: as many as the terminal has lines for."""
    return max(place.out.height - _LINES_BESIDE, 5) if place.out.is_terminal else TABLE_ROWS


def write_rows(
    place: Workplace, rows: Rows, format: Format, *, limit: int | None, raw: bool, path: Path | None
) -> None:
    """Write the rows of a result."""
    if format is Format.TABLE:
        if path is not None:
            raise CommandError("A file wants --format csv or json.", status=USAGE)
        _show_rows(place, rows, limit)
        return
    wanted: Iterable[Row] = islice(rows, limit)
    names = [column.name for column in rows.columns]  # what is refused is refused before a file is made
    if path is not None or not sys.stdout.isatty():
        total = rows.total if rows.total is None or limit is None else min(rows.total, limit)
        wanted = counted(place.err, wanted, "Rows", total)
    with output(path) as file:
        if format is Format.CSV:
            write_csv(file, names, wanted, raw=raw)
        else:
            write_json(file, (dict(zip(names, row, strict=True)) for row in wanted))


def _show_rows(place: Workplace, rows: Rows, limit: int | None) -> None:
    fitting = rows_that_fit(place)
    taken = list(islice(rows, min(limit or fitting + 1, fitting + 1)))
    columns = rows.columns[: max(place.out.width // _NARROWEST, 1)]
    table = new_table()
    for column in columns:
        add_column(table, column.name, gives_way=True)
    for row in taken[:fitting]:
        table.add_row(*(Text(shown(value)) for value in row[: len(columns)]))
    place.out.print(table)
    for note in _notes(rows, len(columns), min(len(taken), fitting), limit):
        place.say(note)


def _notes(rows: Rows, columns: int, shown_rows: int, limit: int | None) -> Iterable[str]:
    """Yield what the table leaves out."""
    if (hidden := len(rows.columns) - columns) > 0:
        yield f"{hidden} more columns; choose some, or take --format csv or json."
    if limit is not None and shown_rows >= limit:
        return
    if rows.total is not None and rows.total > shown_rows:
        yield f"{rows.total - shown_rows} more rows; --format csv or json has them all."
    elif rows.total is None and rows.page().next_cursor is not None:
        yield "There are more rows; --format csv or json has them all."
