"""Rows as files that people open in spreadsheets."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from flask import Response, stream_with_context

from client_sdk.rows import Rows, spreadsheet_cell
from web_ui.downloads import download

# Without it Excel reads UTF-8 as the code page of the machine, and Chinese as noise.
_BYTE_ORDER_MARK = "\ufeff"


def csv_file(rows: Rows, *, file_name: str, labels: Mapping[str, str] | None = None) -> Response:
    """Return all rows as CSV, sent while they are fetched; no text of theirs becomes a formula.

    :param labels: what columns are called in the first line, by their names; by default those.
    :raises ServiceFaultError: if there is no first page. Should a later one fail, the connection breaks, so that
        nobody takes a part for all.
    """
    rows.page()
    response = download(b"", file_name=file_name, media_type="text/csv; charset=utf-8")
    response.response = stream_with_context(_parts(rows, labels or {}))
    response.headers.pop("Content-Length", None)
    return response


def _parts(rows: Rows, labels: Mapping[str, str]) -> Iterator[bytes]:
    names = [spreadsheet_cell(labels.get(column.name, column.name)) for column in rows.columns]
    yield (_BYTE_ORDER_MARK + _lines([names])).encode()
    for page in rows.pages():
        yield _lines([spreadsheet_cell(value) for value in row] for row in page.row_set.rows).encode()


def _lines(rows: Iterable[Iterable[object]]) -> str:
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
