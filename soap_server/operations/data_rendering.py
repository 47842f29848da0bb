"""Between the contract of the data service and its verbs: requests in, results out."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from db.dictionary import DICTIONARY, Relation
from db.dictionary import DataColumn as Column
from db.reading import Reader
from db.vocabulary import DEFAULT_DATA_ROWS, DataVerb
from soap_server.contract.data import (
    DataColumn,
    DataCondition,
    DataParameter,
    DataResult,
    DataRows,
    DataTable,
    DataTableList,
    DataTableSummary,
    GrowingDataResult,
    RowSet,
    RowSetColumn,
    TableColumns,
)
from soap_server.contract.data_grantable import GrantableTableList, render_grantable_table
from soap_server.desk.data import grants
from soap_server.desk.data.comparing import Condition
from soap_server.desk.data.requests import Aggregate, SortKey, TableRead
from soap_server.desk.data.results import Result
from soap_server.desk.data.rights import Right, Rights
from soap_server.desk.data.sql import Parameter
from soap_server.desk.desk import DataRules
from soap_server.desk.errors import NotFoundError


def read_conditions(given: Sequence[DataCondition] | None) -> tuple[Condition, ...]:
    """Return conditions as the verbs take them."""
    return tuple(Condition(each.column, each.operator, tuple(each.values or ())) for each in given or ())


def read_parameters(given: Sequence[DataParameter] | None) -> list[Parameter]:
    """Return parameters as the verbs take them."""
    return [Parameter(each.name, each.type, each.value) for each in given or ()]


def read_request(asked: Mapping[str, Any]) -> TableRead:
    """Return a read as the verbs take it."""
    wanted = asked["filter"]
    groups = (wanted.any_of or ()) if wanted else ()
    return TableRead(
        table=asked["table"],
        columns=tuple(asked["columns"] or ()),
        all_of=read_conditions(wanted.all_of if wanted else None),
        any_of=tuple(read_conditions(group.conditions) for group in groups),
        order=tuple(SortKey(each.column, bool(each.descending)) for each in asked["order"] or ()),
        aggregates=tuple(Aggregate(each.function, each.column, each.name) for each in asked.get("aggregates") or ()),
        group_by=tuple(asked.get("group_by") or ()),
        size=asked["size"] or DEFAULT_DATA_ROWS,
        with_total=bool(asked.get("with_total")),
    )


def render_result(result: Result) -> DataResult:
    """Return a page as a row set, whose rows are read while they are written."""
    columns = [RowSetColumn(each.name, each.type, each.nullable, each.label) for each in result.columns]
    reads = [TableColumns(table, list(columns)) for table, columns in result.reads.items()] or None
    rows: Any = DataRows(result.rows.batches())
    return cast("DataResult", GrowingDataResult(RowSet(columns, rows), reads, lambda: result.settled))


def render_tables(rights: Rights, rules: DataRules, reader: Reader) -> DataTableList:
    """Return the tables of a caller."""
    tables = [_summary(right) for _, right in sorted(rights.by_table.items())]
    return DataTableList(tables, rules.queries and reader.is_guarded, rules.statements)


def render_table(rights: Rights, name: str) -> DataTable:
    """Return one table of a caller.

    :raises NotFoundError: if there is no such table, or it is not granted.
    """
    right = rights.by_table.get(name)
    if right is None:
        raise NotFoundError("There is no such table, or you may not use it.", field="table")
    summary = _summary(right)
    conditions = [DataCondition(each.column, each.operator, list(each.values) or None) for each in right.conditions]
    relations = {each.column: each for each in right.table.relations if each.table in rights.by_table}
    return DataTable(
        name=summary.name,
        english=summary.english,
        chinese=summary.chinese,
        description=summary.description,
        key=right.table.key,
        verbs=summary.verbs,
        scope=right.scope,
        conditions=conditions or None,
        max_rows=right.max_rows,
        columns=[_column(right, column, relations.get(column.name)) for column in right.columns],
    )


def render_grantable_tables() -> GrantableTableList:
    """Return the dictionary with what can be granted of each table."""
    tables = [
        render_grantable_table(table, grants.grantable_verbs(table), grants.grantable_scopes(table))
        for table in DICTIONARY.values()
    ]
    return GrantableTableList(tables, total=len(tables))


def as_json(image: Sequence[Mapping[str, Any]] | None) -> str | None:
    """Return rows as they were before a change as JSON, None for none."""
    return None if image is None else json.dumps(image, ensure_ascii=False)


def _summary(right: Right) -> DataTableSummary:
    table = right.table
    return DataTableSummary(
        name=table.name,
        english=table.labels.english,
        chinese=table.labels.chinese,
        description=table.doc,
        verbs=[verb for verb in DataVerb if verb in right.verbs],
        max_rows=right.max_rows,
    )


def _column(right: Right, column: Column, relation: Relation | None) -> DataColumn:
    return DataColumn(
        name=column.name,
        type=column.type,
        nullable=column.nullable,
        max_length=column.max_length,
        english=column.labels.english,
        chinese=column.labels.chinese,
        description=column.doc,
        references_table=relation.table if relation else None,
        references_column=relation.target if relation else None,
        insertable=DataVerb.INSERT in right.verbs and column.name in right.table.insertable,
        updatable=DataVerb.UPDATE in right.verbs and column.name in right.table.updatable,
    )
