"""Pages of results: read while they are gone through, so that only a batch of their rows is in memory at a time.

When the last row has gone by, what follows it is known: the cursor for the next page, the number of all rows. Then the
read is logged, before anybody gets the end of the answer. Only where rows of other tables have to come along is a page
gathered first.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from soap_server.desk.data.cursors import (
    KeptPiece,
    cursor_at,
    keep_pages,
    kept_rows,
    open_cursor,
    pack_columns,
    unpack_columns,
)
from soap_server.desk.data.journal import Access
from soap_server.desk.data.related import with_related
from soap_server.desk.data.requests import TableRead, pack_read
from soap_server.desk.data.results import (
    GATHERED_BYTES,
    GATHERED_ROWS,
    End,
    ReadRows,
    Result,
    ResultColumn,
    Row,
    Rows,
    read_rows,
    size_of,
    take_page,
)
from soap_server.desk.data.rights import Rights
from soap_server.desk.data.sql import CompiledQuery
from soap_server.desk.data.tables import TableQuery

# Bytes of an answer, beyond which it goes out while it is read; until then whatever is wrong can be said in its place.
_WINDOW = 4 * 2**20
# A query may turn out to have too large a result when its first page has gone by. So pages that have no more than these
# bytes, which is what they have by default, do not go out before that is known.
_USUAL_BYTES = 8 * 2**20


@dataclass(frozen=True)
class PageOfTable:
    """A page of a read by key.

    :ivar token: of the cursor with which it came; None for the first page.
    """

    access: Access
    rights: Rights
    request: TableRead
    query: TableQuery
    token: str | None = None
    total: int | None = None

    def result(self, related: Sequence[str]) -> Result:
        """Return it, with the rows that it refers to where that is asked for."""
        query, table = self.query, self.request.table
        key = key_of(self.rights, table, query.columns)
        result = Result(query.columns, Rows(), End(total=self.total), table=table, key=key)
        return self._gathered(result, related) if related else read_later(self.access, result, [table], self._batches)

    def _batches(self, result: Result) -> Iterator[Sequence[Row]]:
        last: Row = ()
        with self._read() as read:
            let_out(self.access, result, read, [self.request.table])
            for batch in self._page(read, result.rows):
                last = batch[-1]
                yield self._answered(batch)
            has_more = read.has_more()
        if has_more:
            result.end.next_cursor = self._cursor_behind(last)

    def _gathered(self, result: Result, related: Sequence[str]) -> Result:
        with self._read() as read:
            page = list(chain.from_iterable(self._page(read, Rows(), gathers=True)))
            has_more = read.has_more()
        result = result.with_rows(Rows.gathered(self._answered(page)))
        result = with_related(self.access, self.rights, result, related, may_shorten=True)
        count = result.rows.count
        if has_more or count < len(page):
            result.end.next_cursor = self._cursor_behind(page[count - 1])
        record(self.access, result, [self.request.table])
        return result

    def _read(self) -> Any:
        query = self.query
        return read_rows(self.access, query.statement, query.allowed, query.types, query.lengths)

    def _page(self, read: ReadRows, rows: Rows, *, gathers: bool = False) -> Iterator[Sequence[Row]]:
        size, size_bytes = limits_of_page(self.access, self.request.size, gathers=gathers)
        right = self.rights.by_table[self.request.table]
        return take_page(read, rows, min(size, right.max_rows or size), size_bytes)

    def _answered(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return rows without the values that are there for the cursor alone."""
        width = len(self.query.columns)
        return rows if not rows or len(rows[0]) == width else [row[:width] for row in rows]

    def _cursor_behind(self, row: Row) -> str:
        table = self.request.table
        kept = {"read": pack_read(self.request), "tables": [table]}
        token = self.token or open_cursor(self.access, self.rights, kept, [table])
        return cursor_at(token, [row[place] for place in self.query.keys])


@dataclass(frozen=True)
class PageOfWhole:
    """The first page of a result whose rest is kept.

    :ivar table: the table that was read, if it was one.
    """

    access: Access
    rights: Rights
    query: TableQuery | CompiledQuery
    size: int
    tables: Sequence[str]
    table: str | None = None

    def result(self, related: Sequence[str] = ()) -> Result:
        """Return it, with the rows that it refers to where that is asked for."""
        columns = self.query.columns
        result = Result(columns, Rows(), table=self.table, key=key_of(self.rights, self.table, columns))
        if not related:
            return read_later(self.access, result, self.tables, self._batches)
        batches = self._batches(result, gathers=True)
        return gathered(self.access, self.rights, result, batches, related, self.tables)

    def _batches(self, result: Result, *, gathers: bool = False) -> Iterator[Sequence[Row]]:
        access, query, rows, end = self.access, self.query, result.rows, result.end
        rights = [self.rights.by_table[table] for table in self.tables]
        size, size_bytes = limits_of_page(access, self.size, gathers=gathers)
        size = min([size, *(right.max_rows for right in rights if right.max_rows is not None)])
        types = [column.type for column in result.columns]
        with read_rows(access, query.statement, query.allowed, types) as read:
            if not gathers and (size_bytes > _USUAL_BYTES or size > GATHERED_ROWS):
                let_out(access, result, read, self.tables)
            yield from take_page(read, rows, size, size_bytes)
            end.total = rows.count
            if read.has_more():
                kept = {"columns": pack_columns(result.columns), "tables": list(self.tables), "table": self.table}
                token = open_cursor(access, self.rights, kept, self.tables)
                end.total = keep_pages(access, token, read, size=size, first=rows)
                end.next_cursor = cursor_at(token, [1])


@dataclass(frozen=True)
class PageOfKept:
    """A page of a result that was kept.

    :ivar packed: what the cursor keeps of the request.
    :ivar piece: the first rows of the page.
    """

    access: Access
    rights: Rights
    packed: Mapping[str, Any]
    piece: KeptPiece

    def result(self, related: Sequence[str] = ()) -> Result:
        """Return it, with the rows that it refers to where that is asked for."""
        table, tables = self.packed["table"], self.packed["tables"]
        columns = unpack_columns(self.packed["columns"])
        result = Result(columns, Rows(), table=table, key=key_of(self.rights, table, columns))
        if not related:
            return read_later(self.access, result, tables, self._batches)
        batches = kept_rows(self.access, self.piece, result.end)
        return gathered(self.access, self.rights, result, batches, related, tables)

    def _batches(self, result: Result) -> Iterator[Sequence[Row]]:
        let_out(self.access, result, None, self.packed["tables"])
        for batch in kept_rows(self.access, self.piece, result.end):
            yield result.rows.add(batch, size_of(batch))


def read_later(access: Access, result: Result, tables: Sequence[str], batches: Any) -> Result:
    """Return a result whose rows are read when somebody goes through them, and logged when that is done."""

    def read() -> Generator[Sequence[Row], None, None]:
        yield from batches(result)
        record(access, result, tables)

    # Whoever goes through them may stop half-way, and nothing stays open then.
    result.rows.follow(access.visit.going.closing(read()))
    return result


def gathered(
    access: Access,
    rights: Rights,
    result: Result,
    batches: Iterable[Sequence[Row]],
    related: Sequence[str],
    tables: Sequence[str],
) -> Result:
    """Return a result whose rows were read, with those that they refer to, and logged."""
    rows = Rows.gathered(list(chain.from_iterable(batches)))
    result = with_related(access, rights, result.with_rows(rows), related)
    record(access, result, tables)
    return result


def let_out(access: Access, result: Result, read: ReadRows | None, tables: Sequence[str]) -> None:
    """Let a long answer go out while it is read: it is logged first, and has time of its own.

    :param read: the statement from which it comes; None for one that was kept.
    """

    def begin() -> None:
        access.begin(tables=tables, tally=result.rows)
        if read is not None:
            read.raw.allow(access.office.rules.data.send_seconds)

    access.visit.going.let_out(_WINDOW, begin)


def record(access: Access, result: Result, tables: Sequence[str]) -> None:
    """Log a read that succeeded, with the rows that came along."""
    related = [each.table for each in result.related if each.table is not None]
    access.record(tables=[*tables, *related], rows=result.row_count, size=result.bytes)


def limits_of_page(access: Access, size: int, *, gathers: bool) -> tuple[int, int]:
    """Return how many rows and bytes a page has at most.

    :param gathers: whether it is gathered in memory; it is in any case where it cannot go out while it is read.
    """
    rules = access.office.rules.data
    if gathers or access.visit.going.outlet is None:
        return min(size, rules.page_rows, GATHERED_ROWS), min(rules.page_bytes, GATHERED_BYTES)
    return min(size, rules.page_rows), rules.page_bytes


def key_of(rights: Rights, table: str | None, columns: Sequence[ResultColumn]) -> str | None:
    """Return the name of the key of a table, if it is among the columns of a result."""
    key = None if table is None else rights.by_table[table].table.key
    return key if any(column.name == key for column in columns) else None
