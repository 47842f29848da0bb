"""Rows that the rows of a result refer to, within what the caller may read of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.dictionary import Relation
from db.vocabulary import DataOperator, DataVerb
from soap_server.desk.data.comparing import Condition
from soap_server.desk.data.requests import TableRead
from soap_server.desk.data.results import Result, Row, read_rows
from soap_server.desk.data.rights import Right, Rights
from soap_server.desk.data.tables import TableReader
from soap_server.desk.desk import Office
from soap_server.desk.errors import InvalidArgumentError

_KEYS_AT_ONCE = 500


@dataclass(frozen=True)
class Related:
    """The rows of other tables that a result refers to, and by which of its columns."""

    results: Sequence[Result]
    relations: Sequence[Relation]


def read_related(office: Office, rights: Rights, result: Result, tables: Sequence[str]) -> Related:
    """Return the rows of other tables that a result of one table refers to.

    :raises NotFoundError: if one of the tables does not exist or is not granted.
    """
    names = [column.name for column in result.columns]
    own = rights.by_table[result.table].table.relations if result.table else ()
    results, relations = [], []
    for place, table in enumerate(dict.fromkeys(tables)):
        right = rights.to(DataVerb.READ, table, f"relatedTables[{place}]")
        if table == result.table:
            raise InvalidArgumentError(
                "The table itself is not one of its related tables.", field=f"relatedTables[{place}]"
            )
        used = [each for each in own if each.table == table and each.column in names]
        keys = {row[names.index(each.column)] for each in used for row in result.rows} - {None}
        results.append(_read(office, rights, right, sorted(key for key in keys if key is not None)))
        relations += used
    return Related(results, relations)


def _read(office: Office, rights: Rights, right: Right, keys: Sequence[str]) -> Result:
    rows: list[Row] = []
    query = TableReader(TableRead(right.table.name), right, rights).build()
    for some in _batches(keys):
        wanted = Condition(right.table.key, DataOperator.ONE_OF, tuple(some))
        request = TableRead(right.table.name, all_of=(wanted,), size=_KEYS_AT_ONCE)
        query = TableReader(request, right, rights).build()
        with read_rows(office, query.statement, query.allowed, query.types) as found:
            rows += (row[: len(query.columns)] for row in found)
    return Result(query.columns, rows, table=right.table.name, key=right.table.key)


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        yield keys[start : start + _KEYS_AT_ONCE]
