"""The data service: tables, reads, row sets."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Protocol

from db.vocabulary import (
    DEFAULT_DATA_ROWS,
    MAX_DATA_ROWS,
    MAX_DATA_VALUES,
    DataFunction,
    DataOperator,
    DataType,
    DataVerb,
    Length,
    RowScope,
)
from soap_server.contract.common import Cursor
from soap_server.contract.data_rows import write_rows
from soap_server.contract.members import LONG, ZERO_IS_NIL, Items, Range, Text

TableName = Annotated[str, Text(1, Length.TABLE, line=True), "The name of a table; ListTables has them."]
ColumnName = Annotated[str, Text(1, Length.COLUMN, line=True)]
ColumnNames = Annotated[list[ColumnName], Items(100)]
DataSize = Annotated[
    int | None,
    ZERO_IS_NIL,
    Range(1, MAX_DATA_ROWS),
    f"Rows of a page, 1 to {MAX_DATA_ROWS}; {DEFAULT_DATA_ROWS} if nil or 0. A page that grows too large ends earlier.",
]
Sql = Annotated[str, Text(1, Length.SQL)]


@dataclass(frozen=True, slots=True)
class DataCondition:
    """A column compared with a value, or with several for oneOf.

    A value is written as XML Schema writes it: 42, 2.50, true, 2026-11-23T08:30:00Z. NULL matches isNull only.
    """

    column: Annotated[ColumnName, "The column."]
    operator: Annotated[DataOperator, "How it is compared."]
    values: Annotated[
        list[Annotated[str, Text(0, Length.VALUE)]] | None,
        Items(MAX_DATA_VALUES),
        "One value; several for oneOf; absent for isNull and isNotNull.",
    ]


@dataclass(frozen=True, slots=True)
class DataConditionGroup:
    """Conditions of which every one has to hold."""

    conditions: Annotated[list[DataCondition], Items(20), "The conditions."]


@dataclass(frozen=True, slots=True)
class DataFilter:
    """Which rows are wanted: every condition of allOf holds, and every condition of at least one group of anyOf."""

    all_of: Annotated[list[DataCondition] | None, Items(20), "Conditions that all have to hold."]
    any_of: Annotated[list[DataConditionGroup] | None, Items(20), "Groups of which one has to hold."]


@dataclass(frozen=True, slots=True)
class DataOrder:
    """A column to sort by. Text is sorted by character codes, and NULL comes last."""

    column: Annotated[ColumnName, "The column; of groups, any column of the result."]
    descending: Annotated[bool | None, "True for the greatest first."]


@dataclass(frozen=True, slots=True)
class DataAggregate:
    """A function over the rows of a group."""

    function: Annotated[DataFunction, "The function."]
    column: Annotated[ColumnName | None, "The column; absent with count for the number of rows."]
    name: Annotated[ColumnName | None, "What the result calls it; by default function_column."]


@dataclass(frozen=True, slots=True)
class DataParameter:
    """A value for :name in a statement. It is bound, never part of the SQL."""

    name: Annotated[ColumnName, "The name without its colon."]
    type: Annotated[DataType, "The type of the value."]
    value: Annotated[str | None, Text(0, Length.VALUE), "As XML Schema writes it; absent for NULL."]


@dataclass(frozen=True, slots=True)
class RowSetColumn:
    """A column of a row set."""

    name: Annotated[str, "The name."]
    type: Annotated[DataType, "The type of the values."]
    nullable: Annotated[bool, "Whether values can be nil."]
    label: Annotated[str, "What people call it, in the caller's language where the dictionary has it."]


@dataclass(frozen=True, slots=True)
class DataRow:
    """A row: a value for each column of the row set, in its order, as XML Schema writes it; nil for NULL."""

    values: Annotated[Sequence[str | None], "The values."]


class DataRows:
    """Rows on their way from the database: a list of DataRow that is written many at a time, which costs a tenth.

    :param batches: the rows; they are gone through once.
    """

    def __init__(self, batches: Iterable[Sequence[Sequence[str | None]]]) -> None:
        self._batches = batches

    def __iter__(self) -> Iterator[DataRow]:
        return map(DataRow, chain.from_iterable(self._batches))

    def xml(self) -> Iterator[str]:
        """Yield the elements, in texts of many.

        :raises ValueError: if a value has a character that would be taken for something else.
        """
        return map(write_rows, filter(None, self._batches))


@dataclass(frozen=True, slots=True)
class RowSet:
    """Typed columns, and rows."""

    columns: Annotated[list[RowSetColumn], "The columns."]
    rows: Annotated[list[DataRow], "The rows."]


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Columns of a table."""

    table: Annotated[str, "The table."]
    columns: Annotated[list[str], "The columns."]


@dataclass(frozen=True, slots=True)
class DataResult:
    """A page of a result."""

    row_set: Annotated[RowSet, "The columns and this page's rows."]
    total: Annotated[int | None, LONG, "How many rows the whole result has, where that is known."]
    reads: Annotated[list[TableColumns] | None, "The columns that a query reads, by table."]
    next_cursor: Annotated[
        Cursor | None, "Send it to FetchMore for the next page; absent on the last one. It expires when it is not used."
    ]


class End(Protocol):
    """What is known when the rows of a page have gone by."""

    @property
    def total(self) -> int | None:
        """How many rows the whole result has."""

    @property
    def next_cursor(self) -> str | None:
        """What leads to the next page."""


class GrowingDataResult:
    """A DataResult whose members behind the rows are known when the rows are written.

    :param end: returns them.
    """

    def __init__(self, row_set: RowSet, reads: list[TableColumns] | None, end: Callable[[], End]) -> None:
        self.row_set = row_set
        self.reads = reads
        self._end = end

    @property
    def total(self) -> int | None:
        """How many rows the whole result has."""
        return self._end().total

    @property
    def next_cursor(self) -> str | None:
        """What leads to the next page."""
        return self._end().next_cursor


@dataclass(frozen=True, slots=True)
class StatementResult:
    """What a statement did, or would do."""

    verb: Annotated[DataVerb, "insert, update or delete."]
    table: Annotated[str, "The table."]
    row_count: Annotated[int, "How many rows it is for."]
    dry_run: Annotated[bool, "True if nothing was changed."]


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column that the caller may read."""

    name: Annotated[str, "The name."]
    type: Annotated[DataType, "The type."]
    nullable: Annotated[bool, "Whether it can be NULL."]
    max_length: Annotated[int | None, "Characters that a text has at most; nil if there is no limit."]
    english: Annotated[str, "The English label."]
    chinese: Annotated[str, "The Chinese label."]
    description: Annotated[str, "What it holds."]
    references_table: Annotated[str | None, "The table whose key it holds; absent if the caller may not read that one."]
    references_column: Annotated[str | None, "The key of that table."]
    insertable: Annotated[bool, "Whether the caller may fill it in new rows."]
    updatable: Annotated[bool, "Whether the caller may change it."]


@dataclass(frozen=True, slots=True)
class DataTableSummary:
    """A table that the caller may use."""

    name: Annotated[str, "The name."]
    english: Annotated[str, "The English label."]
    chinese: Annotated[str, "The Chinese label."]
    description: Annotated[str, "What its rows are."]
    verbs: Annotated[list[DataVerb], "What the caller may do with it."]
    max_rows: Annotated[int | None, "The most rows of one answer or one change; nil if there is no limit of its own."]


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table that the caller may use, with its columns and the rows that are granted."""

    name: Annotated[str, "The name."]
    english: Annotated[str, "The English label."]
    chinese: Annotated[str, "The Chinese label."]
    description: Annotated[str, "What its rows are."]
    key: Annotated[str, "The column by which a row is known."]
    verbs: Annotated[list[DataVerb], "What the caller may do with it."]
    scope: Annotated[RowScope, "Which rows are granted."]
    conditions: Annotated[list[DataCondition] | None, "What else holds of every granted row."]
    max_rows: Annotated[int | None, "The most rows of one answer or one change; nil if there is no limit of its own."]
    columns: Annotated[list[DataColumn], "The columns that are granted."]


@dataclass(frozen=True, slots=True)
class DataTableList:
    """The tables that the caller may use, and what of the service is switched on."""

    tables: Annotated[list[DataTableSummary], "The tables."]
    queries_enabled: Annotated[bool, "Whether ExecuteQuery is switched on."]
    statements_enabled: Annotated[bool, "Whether ExecuteStatement is switched on."]
