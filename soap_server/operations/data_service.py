"""DataService: granted tables are read, queried and, where that is switched on, changed."""

from typing import Annotated, Any

from sqlalchemy.orm import Session

from db.vocabulary import DEFAULT_DATA_ROWS, Permission, RowScope
from soap_server.contract.common import Cursor, ExpectedVersion, Page
from soap_server.contract.data import (
    ColumnNames,
    DataAggregate,
    DataFilter,
    DataOrder,
    DataParameter,
    DataResult,
    DataSize,
    DataTable,
    DataTableList,
    Sql,
    StatementResult,
    TableName,
)
from soap_server.contract.data_grantable import GrantableTableList
from soap_server.contract.data_grants import (
    DataAccessFilter,
    DataAccessList,
    DataGrant,
    DataGrantFilter,
    DataGrantList,
    GrantedColumns,
    GrantedConditions,
    GrantedRole,
    GrantedUser,
    GrantedVerbs,
    GrantId,
    MaxRows,
    render_access,
    render_grant,
)
from soap_server.contract.members import ZERO_IS_NIL, Items
from soap_server.desk.data import grants, journal, reading, writing
from soap_server.desk.data.grants import GrantQuery, NewGrant
from soap_server.desk.data.journal import AccessQuery
from soap_server.desk.data.results import Result
from soap_server.desk.data.rights import rights_of
from soap_server.desk.desk import Actor, Desk, Office, Visit
from soap_server.desk.errors import (
    ByteLimitError,
    ConflictError,
    CostLimitError,
    CursorInvalidError,
    DataServiceOffError,
    NotFoundError,
    QueryFailedError,
    QueryRefusedError,
    RowLimitError,
    TimeLimitError,
)
from soap_server.operations.data_rendering import (
    as_json,
    read_conditions,
    read_parameters,
    read_request,
    render_grantable_tables,
    render_result,
    render_table,
    render_tables,
)
from soap_server.operations.declaration import Service
from soap_server.operations.paging import read_page, totals

DATA = Service("DataService", "Data: what administrators have granted is read, queried and, where allowed, changed.")
READ_REFUSALS = (NotFoundError, TimeLimitError, ByteLimitError, RowLimitError, CostLimitError, QueryFailedError)
SQL_REFUSALS = (
    DataServiceOffError,
    QueryRefusedError,
    QueryFailedError,
    TimeLimitError,
    CostLimitError,
    RowLimitError,
)
QUERY_REFUSALS = (*SQL_REFUSALS, ByteLimitError)
FETCH_REFUSALS = (CursorInvalidError, TimeLimitError, ByteLimitError, CostLimitError)
Columns = Annotated[ColumnNames | None, "The columns that are answered; absent for all that are granted."]
Filter = Annotated[DataFilter | None, "Which rows; absent for all that are granted."]
SortOrder = Annotated[list[DataOrder] | None, Items(10), "The order; absent for that of the key."]
Parameters = Annotated[list[DataParameter] | None, Items(100), "The values for :name in the statement."]
FetchCursor = Annotated[Cursor, "The nextCursor of the page before."]
QueryText = Annotated[Sql, "One SELECT in the dialect that docs/data-access.md describes."]


def prepare_read(office: Office, visit: Visit, actor: Actor, **asked: Any) -> Result:
    """Read the first page of a table, with the rows that it refers to where the operation has them."""
    related = asked.get("related_tables") or ()
    return reading.read_table(office, visit, actor, request=read_request(asked), related=related)


def prepare_query(office: Office, visit: Visit, actor: Actor, **asked: Any) -> Result:
    """Run a query."""
    return reading.execute_query(
        office,
        visit,
        actor,
        sql=asked["sql"],
        parameters=read_parameters(asked["parameters"]),
        size=asked["size"] or DEFAULT_DATA_ROWS,
        validate_only=bool(asked.get("validate_only")),
    )


def prepare_fetch(office: Office, visit: Visit, actor: Actor, **asked: Any) -> Result:
    """Read the next page, with the rows that it refers to where the operation has them."""
    related = asked.get("related_tables") or ()
    return reading.fetch_more(office, visit, actor, cursor=asked["cursor"], related=related)


def record_refusal(session: Session, visit: Visit, actor: Actor, refusal: Any, **facts: Any) -> None:
    """Log an access that was refused, or that failed."""
    journal.record_refusal(session, visit, actor, refusal, **facts)


@DATA.operation(requires=Permission.DATA_USE)
def list_tables(desk: Desk) -> DataTableList:
    """List the tables that the caller may use. Without a grant of an administrator there are none."""
    return render_tables(rights_of(desk.session, desk.actor.id), desk.rules.data, desk.office.reader)


@DATA.operation(requires=Permission.DATA_USE, refuses=(NotFoundError,))
def describe_table(desk: Desk, *, table: TableName) -> DataTable:
    """Describe a table that the caller may use: its columns, relations, and which rows are granted."""
    rights = rights_of(desk.session, desk.actor.id)
    return render_table(rights, table)


@DATA.operation(
    requires=Permission.DATA_USE,
    prepare=prepare_read,
    reads_data=True,
    on_refusal=record_refusal,
    refuses=READ_REFUSALS,
)
def read_table(
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
    size: DataSize,
    with_total: Annotated[bool | None, "True to count all rows."],
) -> DataResult:
    """Read the rows of a table, or groups of them. Go on with FetchMore.

    Between pages the rows may change: a page begins behind the last row of the page before.
    """
    return render_result(desk.prepared)


@DATA.operation(
    requires=Permission.DATA_USE,
    prepare=prepare_query,
    reads_data=True,
    on_refusal=record_refusal,
    refuses=QUERY_REFUSALS,
)
def execute_query(
    desk: Desk,
    *,
    sql: QueryText,
    parameters: Parameters,
    size: DataSize,
    validate_only: Annotated[bool | None, "True to learn what it would answer and read, without running it."],
) -> DataResult:
    """Answer a SELECT. Go on with FetchMore: the result is that of the moment when the query ran.

    The same statement gives the same answer whatever database the desk has.
    """
    return render_result(desk.prepared)


@DATA.operation(
    requires=Permission.DATA_USE,
    prepare=prepare_fetch,
    reads_data=True,
    on_refusal=record_refusal,
    refuses=FETCH_REFUSALS,
)
def fetch_more(desk: Desk, *, cursor: FetchCursor) -> DataResult:
    """Return the next page of a ReadTable or ExecuteQuery. A page can be fetched again with the same cursor."""
    return render_result(desk.prepared)


def prepare_statement(
    office: Office, visit: Visit, actor: Actor, *, sql: str, parameters: Any, **_asked: Any
) -> writing.PreparedStatement:
    """Translate a statement."""
    return writing.prepare_statement(office, visit, actor, sql=sql, parameters=read_parameters(parameters))


@DATA.operation(
    requires=Permission.DATA_USE,
    prepare=prepare_statement,
    writes=True,
    reads_data=True,
    on_refusal=record_refusal,
    refuses=(*SQL_REFUSALS, ConflictError),
)
def execute_statement(
    desk: Desk,
    *,
    sql: Annotated[Sql, "One INSERT, UPDATE or DELETE in the dialect that docs/data-access.md describes."],
    parameters: Parameters,
    dry_run: Annotated[bool | None, "True to learn how many rows it is for, without changing them."],
) -> StatementResult:
    """Change rows of a table that may be written. Off unless the operator has switched it on.

    Events, ratings, roles, sessions and logs cannot be changed so: that is what the other operations are for.
    """
    change = writing.execute_statement(desk, dry_run=bool(dry_run))
    return StatementResult(verb=change.verb, table=change.table, row_count=change.rows, dry_run=bool(dry_run))


@DATA.operation(requires=Permission.DATA_GRANT, refuses=(CursorInvalidError,))
def list_data_grants(
    desk: Desk,
    *,
    filter: Annotated[DataGrantFilter | None, "Which grants; absent for all."],
    page: Annotated[Page | None, "Which page; absent for the first 50."],
) -> DataGrantList:
    """List who may do what with which table."""
    wanted = GrantQuery() if filter is None else GrantQuery(filter.role or None, filter.user_id, filter.table)
    found = grants.list_grants(desk, wanted, read_page(page))
    return DataGrantList(grants=[render_grant(grant) for grant in found.rows], **totals(found))


@DATA.operation(requires=Permission.DATA_GRANT)
def list_grantable_tables(desk: Desk) -> GrantableTableList:
    """List every table that can be granted, with its columns; a grant of one's own is not needed for that."""
    return render_grantable_tables()


@DATA.operation(requires=Permission.DATA_GRANT, writes=True, refuses=(NotFoundError, ConflictError))
def grant_data_access(
    desk: Desk,
    *,
    role: GrantedRole,
    user_id: GrantedUser,
    table: TableName,
    columns: GrantedColumns,
    verbs: GrantedVerbs,
    scope: Annotated[RowScope, "Which rows it is for."],
    conditions: GrantedConditions,
    max_rows: MaxRows,
    expected_version: Annotated[int | None, ZERO_IS_NIL, "Of the grant that is changed; nil or 0 for a new one."],
) -> DataGrant:
    """Grant a role or a user something with one table, or change what was granted.

    A user's own grant for a table takes the place of their role's.
    """
    new = NewGrant(
        role=role or None,
        user_id=user_id,
        table=table,
        columns=tuple(columns or ()),
        verbs=tuple(verbs),
        scope=scope,
        conditions=read_conditions(conditions),
        max_rows=max_rows,
    )
    return render_grant(grants.grant_access(desk, new, expected_version=expected_version))


@DATA.operation(requires=Permission.DATA_GRANT, writes=True, refuses=(NotFoundError, ConflictError))
def revoke_data_access(desk: Desk, *, grant_id: GrantId, expected_version: ExpectedVersion) -> None:
    """Take a grant back. Results that were not read to their end cannot be fetched any more."""
    grants.revoke_access(desk, grant_id, expected_version=expected_version)


@DATA.operation(requires=Permission.DATA_AUDIT, refuses=(CursorInvalidError,))
def list_data_access(
    desk: Desk,
    *,
    filter: Annotated[DataAccessFilter | None, "Which entries; absent for all."],
    page: Annotated[Page | None, "Which page; absent for the first 50."],
) -> DataAccessList:
    """List who read, queried or changed what, and what was refused or failed; latest first."""
    wanted = AccessQuery()
    if filter is not None:
        wanted = AccessQuery(
            filter.user_id, filter.operation, filter.outcome, filter.happened_from, filter.happened_before
        )
    found = journal.list_accesses(desk, wanted, read_page(page))
    rows = [render_access(access, as_json(access.before)) for access in found.rows]
    return DataAccessList(accesses=rows, **totals(found))
