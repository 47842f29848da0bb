# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: data grants."""

from dataclasses import dataclass
from datetime import datetime

from client_sdk.models.common import UserSummary
from client_sdk.models.data import DataCondition
from client_sdk.models.words import DataVerb, Outcome, RowScope


@dataclass(frozen=True, slots=True, kw_only=True)
class DataAccess:
    """One call of the data service.

    :ivar id: The entry's number.
    :ivar happened_at: When.
    :ivar user_id: Who called.
    :ivar operation: The operation.
    :ivar digest: The SHA-256 of the statement or request; the same for the same statement.
    :ivar tables: The tables that were read or changed.
    :ivar row_count: Rows that were answered or changed; None if it was refused.
    :ivar byte_count: Bytes of their values.
    :ivar milliseconds: How long it took.
    :ivar outcome: Whether it was done or refused; a failure of the server is among the refused ones.
    :ivar code: The code of the fault, if it was refused; INTERNAL_ERROR if the server failed.
    :ivar reason: Why it was refused.
    :ivar before_image: Of changed rows, what they were, as JSON.
    :ivar address: The address that the call came from.
    :ivar correlation_id: Names the call in the server's log.
    """

    id: int
    happened_at: datetime
    user_id: int | None = None
    operation: str
    digest: str
    tables: tuple[str, ...]
    row_count: int | None = None
    byte_count: int | None = None
    milliseconds: int
    outcome: Outcome
    code: str | None = None
    reason: str | None = None
    before_image: str | None = None
    address: str
    correlation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataAccessFilter:
    """Which entries are wanted; all that is given must hold.

    :ivar user_id: Only calls of this user.
    :ivar operation: Only calls of this operation.
    :ivar outcome: Only those that were done, or refused.
    :ivar happened_from: Only those then or later.
    :ivar happened_before: Only those before.
    """

    user_id: int | None = None
    operation: str | None = None
    outcome: Outcome | None = None
    happened_from: datetime | None = None
    happened_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataAccessList:
    """A page of the log of the data service, latest first.

    :ivar accesses: The entries.
    :ivar total: How many records the filter matches; see total_is_exact.
    :ivar total_is_exact: False where counting stopped at 10000 because exact_total was not asked for.
    :ivar next_cursor: Send it as page.cursor for the next page; absent on the last page.
    """

    accesses: tuple[DataAccess, ...]
    total: int
    total_is_exact: bool
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataGrant:
    """What a role or a user may do with one table.

    A user's own grant takes the place of their role's.

    :ivar id: The grant's number.
    :ivar role: The role that it is for.
    :ivar user: The user that it is for.
    :ivar table: The name of a table; data.list_tables has them.
    :ivar columns: The columns.
    :ivar verbs: What may be done.
    :ivar scope: Which rows it is for.
    :ivar conditions: What else holds of those rows.
    :ivar max_rows: The most rows of one answer, and of one change.
    :ivar granted_by: The administrator who granted it, or last changed it.
    :ivar granted_at: When.
    :ivar version: Rises with every change of the record; send it back as expected_version.
    """

    id: int
    role: str | None = None
    user: UserSummary | None = None
    table: str
    columns: tuple[str, ...]
    verbs: tuple[DataVerb, ...]
    scope: RowScope
    conditions: tuple[DataCondition, ...] | None = None
    max_rows: int | None = None
    granted_by: UserSummary
    granted_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataGrantFilter:
    """Which grants are wanted; all that is given must hold.

    :ivar role: Only grants to this role.
    :ivar user_id: Only grants to this user.
    :ivar table: Only grants with this table.
    """

    role: str | None = None
    user_id: int | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataGrantList:
    """A page of grants, oldest first.

    :ivar grants: The grants.
    :ivar total: How many records the filter matches; see total_is_exact.
    :ivar total_is_exact: False where counting stopped at 10000 because exact_total was not asked for.
    :ivar next_cursor: Send it as page.cursor for the next page; absent on the last page.
    """

    grants: tuple[DataGrant, ...]
    total: int
    total_is_exact: bool
    next_cursor: str | None = None
