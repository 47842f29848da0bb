"""DataSetService: results of the data service as ADO.NET DataSets, for .NET programs that bind to them."""

from typing import Annotated, cast

from db.vocabulary import Permission
from soap_server.contract.data import ColumnNames, DataAggregate, DataSize, TableName
from soap_server.contract.data_set import DataSet, DataSetColumn, DataSetPage, DataSetRelation, DataSetTable
from soap_server.contract.members import Items
from soap_server.desk.data.results import Result
from soap_server.desk.desk import Desk
from soap_server.desk.errors import NotFoundError, RowLimitError
from soap_server.operations.data_service import (
    FETCH_REFUSALS,
    QUERY_REFUSALS,
    READ_REFUSALS,
    Columns,
    FetchCursor,
    Filter,
    Parameters,
    QueryText,
    SortOrder,
    prepare_fetch,
    prepare_query,
    prepare_read,
    record_refusal,
)
from soap_server.operations.declaration import Service

DATA_SETS = Service(
    "DataSetService",
    "DataSets: results of the data service as ADO.NET DataSets. ?wsdl is for .NET, ?wsdl=any for Java and others.",
)
_RESULT_TABLE = "result"
RelatedTables = Annotated[
    ColumnNames | None,
    "Tables that the rows refer to; the rows that are referred to come with them, and the DataSet has the relations. "
    "They count as rows and bytes of the answer.",
]


@DATA_SETS.operation(
    requires=Permission.DATA_USE,
    prepare=prepare_read,
    reads_data=True,
    on_refusal=record_refusal,
    refuses=READ_REFUSALS,
)
def read_table_as_data_set(
    desk: Desk,
    *,
    table: TableName,
    columns: Columns,
    filter: Filter,
    order: SortOrder,
    aggregates: Annotated[
        list[DataAggregate] | None, Items(20), "Functions over groups of rows; absent for the rows themselves."
    ],
    group_by: Annotated[ColumnNames | None, "The columns that form groups; absent for one group of all rows."],
    related_tables: RelatedTables,
    size: DataSize,
) -> DataSetPage:
    """Read the rows of a table as a DataSet, with the rows of other tables that they refer to."""
    return _render(desk.prepared)


@DATA_SETS.operation(
    requires=Permission.DATA_USE,
    prepare=prepare_query,
    reads_data=True,
    on_refusal=record_refusal,
    refuses=QUERY_REFUSALS,
)
def execute_query_as_data_set(desk: Desk, *, sql: QueryText, parameters: Parameters, size: DataSize) -> DataSetPage:
    """Answer a SELECT as a DataSet with one table, which is called result."""
    return _render(desk.prepared)


@DATA_SETS.operation(
    requires=Permission.DATA_USE,
    prepare=prepare_fetch,
    reads_data=True,
    on_refusal=record_refusal,
    refuses=(NotFoundError, RowLimitError, *FETCH_REFUSALS),
)
def fetch_more_as_data_set(desk: Desk, *, cursor: FetchCursor, related_tables: RelatedTables) -> DataSetPage:
    """Return the next page as a DataSet, whichever operation the cursor comes from."""
    return _render(desk.prepared)


def _render(result: Result) -> DataSetPage:
    return cast("DataSetPage", _Page(result))


class _Page:
    """A DataSetPage whose cursor is known when the rows are written."""

    __match_args__ = DataSetPage.__match_args__

    def __init__(self, result: Result) -> None:
        tables = [_table(each) for each in (result, *result.related)]
        relations = [DataSetRelation(tables[0].name, each.column, each.table, each.target) for each in result.relations]
        self.result = DataSet(tables, relations)
        self._result = result

    @property
    def next_cursor(self) -> str | None:
        """What leads to the next page."""
        return self._result.settled.next_cursor


def _table(result: Result) -> DataSetTable:
    columns = [DataSetColumn(each.name, each.type, each.label) for each in result.columns]
    return DataSetTable(result.table or _RESULT_TABLE, columns, result.rows, result.key)
