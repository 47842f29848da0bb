"""Rows as files that people open in spreadsheets."""

import csv
from collections.abc import Iterable, Mapping
from io import BytesIO, StringIO

from flask import Response
from flask_babel import gettext as _

from client_sdk.rows import Rows, spreadsheet_cell
from web_ui.downloads import download
from web_ui.sizes import size

# Without it Excel reads UTF-8 as the code page of the machine, and Chinese as noise.
_BYTE_ORDER_MARK = "\ufeff"
MOST_BYTES = 64 * 1024 * 1024
"""How large a file may become: it is in memory as a whole before it is sent."""


class FileTooLargeError(Exception):
    """There are more rows than one file takes; it says so to the reader."""


def csv_file(rows: Rows, *, file_name: str, labels: Mapping[str, str] | None = None) -> Response:
    """Return all rows as CSV; no text of theirs becomes a formula.

    :param labels: what columns are called in the first line, by their names; by default those.
    :raises ServiceFaultError: if a page cannot be had, so that nobody takes a part for all.
    :raises FileTooLargeError: if it would be larger than ``MOST_BYTES``.
    """
    file = BytesIO()
    names = [spreadsheet_cell((labels or {}).get(column.name, column.name)) for column in rows.columns]
    file.write((_BYTE_ORDER_MARK + _lines([names])).encode())
    for page in rows.pages():
        file.write(_lines([spreadsheet_cell(value) for value in row] for row in page.row_set.rows).encode())
        if file.tell() > MOST_BYTES:
            raise FileTooLargeError(
                _(
                    "The file would be larger than %(size)s. Choose fewer columns or rows; programs read any number.",
                    size=size(MOST_BYTES),
                )
            )
    return download(file.getvalue(), file_name=file_name, media_type="text/csv; charset=utf-8")


def _lines(rows: Iterable[Iterable[object]]) -> str:
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
