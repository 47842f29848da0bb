# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: data."""

from collections.abc import Sequence
from dataclasses import dataclass

from client_sdk.models.words import DataFunction, DataOperator, DataType, DataVerb, RowScope
from client_sdk.row_sets import RowSet
from client_sdk.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class DataAggregate:
    """A function over the rows of a group.

    :ivar function: The function.
    :ivar column: The column; absent with count for the number of rows.
    :ivar name: What the result calls it; by default function_column.
    """

    function: DataFunction
    column: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataColumn:
    """A column that the caller may read.

    :ivar name: The name.
    :ivar type: The type.
    :ivar nullable: Whether it can be NULL.
    :ivar max_length: Characters that a text has at most; None if there is no limit.
    :ivar english: The English label.
    :ivar chinese: The Chinese label.
    :ivar description: What it holds.
    :ivar references_table: The table whose key it holds; absent if the caller may not read that one.
    :ivar references_column: The key of that table.
    :ivar insertable: Whether the caller may fill it in new rows.
    :ivar updatable: Whether the caller may change it.
    """

    name: str
    type: DataType
    nullable: bool
    max_length: int | None = None
    english: str
    chinese: str
    description: str
    references_table: str | None = None
    references_column: str | None = None
    insertable: bool
    updatable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCondition:
    """A column compared with a value, or with several for oneOf.

    A value is written as XML Schema writes it: 42, 2.50, true, 2026-11-23T08:30:00Z. NULL matches isNull only.

    :ivar column: The column.
    :ivar operator: How it is compared.
    :ivar values: One value; several for oneOf; absent for isNull and isNotNull.
    """

    column: str
    operator: DataOperator
    values: Sequence[Value] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataConditionGroup:
    """Conditions of which every one has to hold.

    :ivar conditions: The conditions.
    """

    conditions: Sequence[DataCondition]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFilter:
    """Which rows are wanted.

    Every condition of all_of holds, and every condition of at least one group of any_of.

    :ivar all_of: Conditions that all have to hold.
    :ivar any_of: Groups of which one has to hold.
    """

    all_of: Sequence[DataCondition] | None = None
    any_of: Sequence[DataConditionGroup] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataOrder:
    """A column to sort by.

    Text is sorted by character codes, and NULL comes last.

    :ivar column: The column; of groups, any column of the result.
    :ivar descending: True for the greatest first.
    """

    column: str
    descending: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataParameter:
    """A value for :name in a statement.

    It is bound, never part of the SQL.

    :ivar name: The name without its colon.
    :ivar type: The type of the value.
    :ivar value: As XML Schema writes it; absent for NULL.
    """

    name: str
    type: DataType
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumns:
    """Columns of a table.

    :ivar table: The table.
    :ivar columns: The columns.
    """

    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataResult:
    """A page of a result.

    :ivar row_set: The columns and this page's rows.
    :ivar total: How many rows the whole result has, where that is known.
    :ivar reads: The columns that a query reads, by table.
    :ivar next_cursor: Send it to data.fetch_more for the next page; absent on the last one. It expires when it is
        not used.
    """

    row_set: RowSet
    total: int | None = None
    reads: tuple[TableColumns, ...] | None = None
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """A table that the caller may use, with its columns and the rows that are granted.

    :ivar name: The name.
    :ivar english: The English label.
    :ivar chinese: The Chinese label.
    :ivar description: What its rows are.
    :ivar key: The column by which a row is known.
    :ivar verbs: What the caller may do with it.
    :ivar scope: Which rows are granted.
    :ivar conditions: What else holds of every granted row.
    :ivar max_rows: The most rows of one answer or one change; None if there is no limit of its own.
    :ivar columns: The columns that are granted.
    """

    name: str
    english: str
    chinese: str
    description: str
    key: str
    verbs: tuple[DataVerb, ...]
    scope: RowScope
    conditions: tuple[DataCondition, ...] | None = None
    max_rows: int | None = None
    columns: tuple[DataColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTableSummary:
    """A table that the caller may use.

    :ivar name: The name.
    :ivar english: The English label.
    :ivar chinese: The Chinese label.
    :ivar description: What its rows are.
    :ivar verbs: What the caller may do with it.
    :ivar max_rows: The most rows of one answer or one change; None if there is no limit of its own.
    """

    name: str
    english: str
    chinese: str
    description: str
    verbs: tuple[DataVerb, ...]
    max_rows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTableList:
    """The tables that the caller may use, and what of the service is switched on.

    :ivar tables: The tables.
    :ivar queries_enabled: Whether data.execute_query is switched on.
    :ivar statements_enabled: Whether data.execute_statement is switched on.
    """

    tables: tuple[DataTableSummary, ...]
    queries_enabled: bool
    statements_enabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSetColumn:
    """A column of a row set.

    :ivar name: The name.
    :ivar type: The type of the values.
    :ivar nullable: Whether values can be None.
    :ivar label: What people call it, in the caller's language where the dictionary has it.
    """

    name: str
    type: DataType
    nullable: bool
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementResult:
    """What a statement did, or would do.

    :ivar verb: insert, update or delete.
    :ivar table: The table.
    :ivar row_count: How many rows it is for.
    :ivar dry_run: True if nothing was changed.
    """

    verb: DataVerb
    table: str
    row_count: int
    dry_run: bool
