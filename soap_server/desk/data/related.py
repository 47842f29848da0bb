"""Rows that the rows of a result refer to, within what the caller may read of them, and of one answer's limits."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from db.dictionary import Relation
from db.vocabulary import DataOperator, DataVerb
from soap_server.desk.data.comparing import Condition
from soap_server.desk.data.journal import Access
from soap_server.desk.data.requests import TableRead
from soap_server.desk.data.results import GATHERED_BYTES, GATHERED_ROWS, Result, Row, Rows, read_rows, size_of
from soap_server.desk.data.rights import Right, Rights
from soap_server.desk.data.tables import TableQuery, TableReader
from soap_server.desk.errors import ByteLimitError, InvalidArgumentError, RowLimitError

_KEYS_AT_ONCE = 5_000


def with_related(
    access: Access, rights: Rights, result: Result, tables: Sequence[str], *, may_shorten: bool = False
) -> Result:
    """Return a result together with the rows of other tables that it refers to.

    They count as the rows, the bytes and the time of the same answer.

    :param may_shorten: whether rows may be left to the next page, so that the others find room with theirs.
    :raises NotFoundError: if one of the tables does not exist or is not granted.
    :raises InvalidArgumentError: if nothing in the result refers to one of them.
    :raises RowLimitError: if there are more rows than one answer may have.
    :raises ByteLimitError: if there are more bytes.
    """
    wanted = [_Wanted(access, rights, result, table, place) for place, table in enumerate(dict.fromkeys(tables))]
    while wanted:
        try:
            return _together(result, wanted)
        except (RowLimitError, ByteLimitError):
            if not may_shorten or result.rows.count < 2:
                raise
            result = result.with_rows(Rows.gathered([*result.rows][: result.rows.count // 2]))
    return result


def _together(result: Result, wanted: Sequence["_Wanted"]) -> Result:
    for each in wanted:
        found = each.read(result)
        result = replace(result, related=[*result.related, found], relations=[*result.relations, *each.relations])
    return result


class _Wanted:
    """A related table that the caller asks for."""

    def __init__(self, access: Access, rights: Rights, result: Result, table: str, place: int) -> None:
        field = f"relatedTables[{place}]"
        self._access = access
        self._rights = rights
        self._right: Right = rights.to(DataVerb.READ, table, field)
        if table == result.table:
            raise InvalidArgumentError("The table itself is not one of its related tables.", field=field)
        self._names = [column.name for column in result.columns]
        own = rights.by_table[result.table].table.relations if result.table else ()
        self.relations: list[Relation] = [each for each in own if each.table == table and each.column in self._names]
        if not self.relations:
            raise InvalidArgumentError("No column of the result refers to this table.", field=field)

    def read(self, result: Result) -> Result:
        """Return the rows that a result refers to, if they have room beside what it holds."""
        keys = self._keys(result)
        most = min(GATHERED_ROWS - result.row_count, self._right.max_rows or GATHERED_ROWS)
        if len(keys) > most:
            raise RowLimitError(
                f"With its rows of {self._right.table.name} the answer has too many rows; ask for fewer."
            )
        most_bytes = min(self._access.office.rules.data.page_bytes, GATHERED_BYTES)
        room = most_bytes - result.bytes
        rows: list[Row] = []
        query = self._built(TableRead(self._right.table.name))
        for some in _batches(keys):
            wanted = Condition(self._right.table.key, DataOperator.ONE_OF, tuple(some))
            query = self._built(TableRead(self._right.table.name, all_of=(wanted,), size=len(some)))
            with read_rows(self._access, query.statement, query.allowed, query.types, query.lengths) as found:
                while batch := found.take(len(some)):
                    answered = [row[: len(query.columns)] for row in batch]
                    rows += answered
                    room -= size_of(answered)
                    if room < 0:
                        raise ByteLimitError(
                            f"With those that they refer to the rows have more than {most_bytes} bytes."
                        )
        return Result(query.columns, Rows.gathered(rows), table=self._right.table.name, key=self._right.table.key)

    def _keys(self, result: Result) -> list[str]:
        places = [self._names.index(each.column) for each in self.relations]
        return sorted({key for row in result.rows for place in places if (key := row[place]) is not None})

    def _built(self, request: TableRead) -> TableQuery:
        return TableReader(request, self._right, self._rights).build()


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        yield keys[start : start + _KEYS_AT_ONCE]
