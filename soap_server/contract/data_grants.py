"""What administrators see and decide of the data service: grants, and the log of accesses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from db.models import DataAccess as DataAccessRow
from db.models import DataGrant as DataGrantRow
from db.vocabulary import MAX_DATA_ROWS, DataOperator, DataVerb, Length, Outcome, RowScope
from soap_server.contract.common import (
    NextCursor,
    Total,
    TotalIsExact,
    UserSummary,
    Version,
    render_user_summary,
)
from soap_server.contract.data import ColumnName, ColumnNames, DataCondition, TableName
from soap_server.contract.members import LONG, ZERO_IS_NIL, Items, Range, Text

GrantedRole = Annotated[
    str | None, Text(0, Length.ROLE, line=True), "The role that it is for; absent or empty if it is for a user."
]
GrantedUser = Annotated[int | None, LONG, ZERO_IS_NIL, "The user that it is for; nil or 0 if it is for a role."]
GrantedColumns = Annotated[ColumnNames | None, "The columns; absent for all. The key is always one of them."]
GrantedVerbs = Annotated[list[DataVerb], Items(5), "What may be done."]
GrantedConditions = Annotated[
    list[DataCondition] | None, Items(20), "What else has to hold of a row; absent for nothing."
]
MaxRows = Annotated[
    int | None,
    ZERO_IS_NIL,
    Range(1, MAX_DATA_ROWS),
    "The most rows of one answer, and of one change; nil or 0 for the limits of the service.",
]
GrantId = Annotated[int, LONG, "The grant's number."]


@dataclass(frozen=True, slots=True)
class DataGrant:
    """What a role or a user may do with one table. A user's own grant takes the place of their role's."""

    id: GrantId
    role: Annotated[str | None, "The role that it is for."]
    user: Annotated[UserSummary | None, "The user that it is for."]
    table: TableName
    columns: Annotated[list[str], "The columns."]
    verbs: Annotated[list[DataVerb], "What may be done."]
    scope: Annotated[RowScope, "Which rows it is for."]
    conditions: Annotated[list[DataCondition] | None, "What else holds of those rows."]
    max_rows: Annotated[int | None, "The most rows of one answer, and of one change."]
    granted_by: Annotated[UserSummary, "The administrator who granted it, or last changed it."]
    granted_at: Annotated[datetime, "When."]
    version: Version


@dataclass(frozen=True, slots=True)
class DataGrantFilter:
    """Which grants are wanted; all that is given must hold."""

    role: Annotated[str | None, Text(0, Length.ROLE, line=True), "Only grants to this role."]
    user_id: Annotated[int | None, LONG, ZERO_IS_NIL, "Only grants to this user."]
    table: Annotated[ColumnName | None, "Only grants with this table."]


@dataclass(frozen=True, slots=True)
class DataGrantList:
    """A page of grants, oldest first."""

    grants: Annotated[list[DataGrant], "The grants."]
    total: Total
    total_is_exact: TotalIsExact
    next_cursor: NextCursor


@dataclass(frozen=True, slots=True)
class DataAccess:
    """One call of the data service."""

    id: Annotated[int, LONG, "The entry's number."]
    happened_at: Annotated[datetime, "When."]
    user_id: Annotated[int | None, LONG, "Who called."]
    operation: Annotated[str, "The operation."]
    digest: Annotated[str, "The SHA-256 of the statement or request; the same for the same statement."]
    tables: Annotated[list[str], "The tables that were read or changed."]
    row_count: Annotated[int | None, "Rows that were answered or changed; nil if it was refused."]
    byte_count: Annotated[int | None, LONG, "Bytes of their values."]
    milliseconds: Annotated[int, "How long it took."]
    outcome: Annotated[Outcome, "Whether it was done or refused; a failure of the server is among the refused ones."]
    code: Annotated[str | None, "The code of the fault, if it was refused; INTERNAL_ERROR if the server failed."]
    reason: Annotated[str | None, "Why it was refused."]
    before_image: Annotated[str | None, "Of changed rows, what they were, as JSON."]
    address: Annotated[str, "The address that the call came from."]
    correlation_id: Annotated[str, "Names the call in the server's log."]


@dataclass(frozen=True, slots=True)
class DataAccessFilter:
    """Which entries are wanted; all that is given must hold."""

    user_id: Annotated[int | None, LONG, ZERO_IS_NIL, "Only calls of this user."]
    operation: Annotated[str | None, Text(1, Length.OPERATION, line=True), "Only calls of this operation."]
    outcome: Annotated[Outcome | None, "Only those that were done, or refused."]
    happened_from: Annotated[datetime | None, "Only those then or later."]
    happened_before: Annotated[datetime | None, "Only those before."]


@dataclass(frozen=True, slots=True)
class DataAccessList:
    """A page of the log of the data service, latest first."""

    accesses: Annotated[list[DataAccess], "The entries."]
    total: Total
    total_is_exact: TotalIsExact
    next_cursor: NextCursor


def render_grant(grant: DataGrantRow) -> DataGrant:
    """Return a grant; ``role``, ``user`` and ``granted_by`` must be loaded."""
    return DataGrant(
        id=grant.id,
        role=grant.role.name if grant.role else None,
        user=render_user_summary(grant.user) if grant.user else None,
        table=grant.table_name,
        columns=grant.columns,
        verbs=[DataVerb(verb) for verb in grant.verbs],
        scope=grant.scope,
        conditions=[
            DataCondition(each["column"], DataOperator(each["operator"]), each["values"] or None)
            for each in grant.conditions
        ]
        or None,
        max_rows=grant.max_rows,
        granted_by=render_user_summary(grant.granted_by),
        granted_at=grant.granted_at,
        version=grant.version,
    )


def render_access(access: DataAccessRow, before_image: str | None) -> DataAccess:
    """Return an entry of the log; ``before_image`` is its JSON."""
    return DataAccess(
        id=access.id,
        happened_at=access.happened_at,
        user_id=access.actor_id,
        operation=access.operation,
        digest=access.digest,
        tables=access.tables,
        row_count=access.rows,
        byte_count=access.bytes,
        milliseconds=access.milliseconds,
        outcome=access.outcome,
        code=access.code,
        reason=access.reason,
        before_image=before_image,
        address=access.address,
        correlation_id=access.correlation_id,
    )
