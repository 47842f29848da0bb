"""Row sets: typed columns and rows, as the data service answers them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from client_sdk.values import Value, reader_of

if TYPE_CHECKING:
    from client_sdk.models.data import RowSetColumn

Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSet:
    """Typed columns, and rows.

    :ivar columns: The columns.
    :ivar rows: For each row a value of each column, in the columns' order; None for NULL.
    """

    columns: "tuple[RowSetColumn, ...]"
    rows: tuple[Row, ...]

    def dicts(self) -> Iterator[dict[str, Value]]:
        """Yield each row as a dictionary by the columns' names."""
        names = [column.name for column in self.columns]
        for row in self.rows:
            yield dict(zip(names, row, strict=True))


def decode_rows(rows: etree._Element, columns: "tuple[RowSetColumn, ...]") -> Iterator[Row]:
    """Yield the rows of ``<rows><DataRow><values><string>…</string>…</values></DataRow>…</rows>``.

    A column is read at a time: the type is looked up once for each instead of once for each value.
    """
    by_row = [[_text(value) for value in row[0]] for row in rows]
    by_column: list[list[Any]] = []
    for index, column in enumerate(columns):
        read = reader_of(column.type)
        by_column.append([None if row[index] is None else read(row[index] or "") for row in by_row])
    yield from zip(*by_column, strict=True)


def _text(value: etree._Element) -> str | None:
    if value.text is None:
        return None if value.get(_NIL) in ("true", "1") else ""
    return value.text


_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
