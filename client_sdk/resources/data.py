# Written from the contract by scripts/docs; changes are made there.
"""Data: what administrators have granted is read, queried and, where allowed, changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from client_sdk import operations
from client_sdk.arguments import given
from client_sdk.models.common import Page
from client_sdk.models.data import (
    DataAggregate,
    DataCondition,
    DataFilter,
    DataOrder,
    DataResult,
    DataTable,
    DataTableList,
    StatementResult,
)
from client_sdk.models.data_grantable import GrantableTableList
from client_sdk.models.data_grants import (
    DataAccess,
    DataAccessFilter,
    DataAccessList,
    DataGrant,
    DataGrantFilter,
    DataGrantList,
)
from client_sdk.models.words import DataVerb, Outcome, RowScope
from client_sdk.paging import Pages
from client_sdk.parameters import typed_parameters
from client_sdk.resources.base import Resource
from client_sdk.rows import Rows
from client_sdk.values import Value


class Data(Resource):
    """Data: what administrators have granted is read, queried and, where allowed, changed."""

    def list_tables(self) -> DataTableList:
        """List the tables that the caller may use.

        Without a grant of an administrator there are none. Needs the permission data:use (every role).
        """
        return self._call(operations.LIST_TABLES, {})

    def describe_table(self, *, table: str) -> DataTable:
        """Describe a table that the caller may use: its columns, relations, and which rows are granted.

        Needs the permission data:use (every role).

        :param table: The name of a table; data.list_tables has them.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        """
        return self._call(operations.DESCRIBE_TABLE, {"table": table})

    def read_table(
        self,
        *,
        table: str,
        columns: Sequence[str] | None = None,
        filter: DataFilter | None = None,
        order: Sequence[DataOrder] | None = None,
        aggregates: Sequence[DataAggregate] | None = None,
        group_by: Sequence[str] | None = None,
        size: int | None = None,
        with_total: bool | None = None,
    ) -> Rows:
        """Read the rows of a table, or groups of them.

        The rows go on by themselves. Between pages the rows may change: a page begins behind the last row of the
        page before. Needs the permission data:use (every role).

        :param table: The name of a table; data.list_tables has them.
        :param columns: The columns that are answered; absent for all that are granted.
        :param filter: Which rows; absent for all that are granted.
        :param order: The order; absent for that of the key.
        :param aggregates: Functions over groups of rows; absent for the rows themselves.
        :param group_by: The columns that form groups; absent for one group of all rows.
        :param size: Rows of a page, 1 to 1000000; 500 if None or 0. A page that grows too large ends earlier.
        :param with_total: True to count all rows.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises TimeLimitExceededError: The statement took longer than is allowed and was stopped; message gives the
            limit.
        :raises ByteLimitExceededError: The result, or one row of it, has more bytes than is allowed; message gives
            the limit.
        :raises RowLimitExceededError: The result, or the rows that a statement would change, are more than is
            allowed; message gives the limit.
        :raises CostLimitExceededError: The database expects the statement to be too expensive, and it was not run;
            or it needs too much room on the disk and was stopped. message says which.
        :raises QueryFailedError: A value of the statement cannot be computed, such as a number that grows too
            large.
        """
        return self._rows(
            operations.READ_TABLE,
            {
                "table": table,
                "columns": columns,
                "filter": filter,
                "order": order,
                "aggregates": aggregates,
                "group_by": group_by,
                "size": size,
                "with_total": with_total,
            },
        )

    def execute_query(
        self,
        *,
        sql: str,
        parameters: Mapping[str, Value] | None = None,
        size: int | None = None,
        validate_only: bool | None = None,
    ) -> Rows:
        """Answer a SELECT.

        The rows go on by themselves: the result is that of the moment when the query ran. The same statement gives
        the same answer whatever database the desk has. Needs the permission data:use (every role).

        :param sql: One SELECT in the dialect that docs/data-access.md describes.
        :param parameters: The values for :name in the statement, by name; they are bound, never part of the SQL.
        :param size: Rows of a page, 1 to 1000000; 500 if None or 0. A page that grows too large ends earlier.
        :param validate_only: True to learn what it would answer and read, without running it.
        :raises DataServiceOffError: The operator has not switched on this part of the data service; message says
            what is missing.
        :raises QueryRefusedError: The statement is not in the dialect of the data service, or uses a table or a
            column that is not granted to the caller; message says which.
        :raises QueryFailedError: A value of the statement cannot be computed, such as a number that grows too
            large.
        :raises TimeLimitExceededError: The statement took longer than is allowed and was stopped; message gives the
            limit.
        :raises CostLimitExceededError: The database expects the statement to be too expensive, and it was not run;
            or it needs too much room on the disk and was stopped. message says which.
        :raises RowLimitExceededError: The result, or the rows that a statement would change, are more than is
            allowed; message gives the limit.
        :raises ByteLimitExceededError: The result, or one row of it, has more bytes than is allowed; message gives
            the limit.
        """
        return self._rows(
            operations.EXECUTE_QUERY,
            {"sql": sql, "parameters": typed_parameters(parameters), "size": size, "validate_only": validate_only},
        )

    def fetch_more(self, *, cursor: str) -> DataResult:
        """Return the next page of a data.read_table or data.execute_query.

        A page can be fetched again with the same cursor. Needs the permission data:use (every role).

        :param cursor: The next_cursor of the page before.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        :raises TimeLimitExceededError: The statement took longer than is allowed and was stopped; message gives the
            limit.
        :raises ByteLimitExceededError: The result, or one row of it, has more bytes than is allowed; message gives
            the limit.
        :raises CostLimitExceededError: The database expects the statement to be too expensive, and it was not run;
            or it needs too much room on the disk and was stopped. message says which.
        """
        return self._call(operations.FETCH_MORE, {"cursor": cursor})

    def execute_statement(
        self,
        *,
        sql: str,
        parameters: Mapping[str, Value] | None = None,
        dry_run: bool | None = None,
        request_id: str | None = None,
    ) -> StatementResult:
        """Change rows of a table that may be written.

        Off unless the operator has switched it on. Events, ratings, roles, sessions and logs cannot be changed so:
        that is what the other operations are for. Needs the permission data:use (every role).

        :param sql: One INSERT, UPDATE or DELETE in the dialect that docs/data-access.md describes.
        :param parameters: The values for :name in the statement, by name; they are bound, never part of the SQL.
        :param dry_run: True to learn how many rows it is for, without changing them.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises DataServiceOffError: The operator has not switched on this part of the data service; message says
            what is missing.
        :raises QueryRefusedError: The statement is not in the dialect of the data service, or uses a table or a
            column that is not granted to the caller; message says which.
        :raises QueryFailedError: A value of the statement cannot be computed, such as a number that grows too
            large.
        :raises TimeLimitExceededError: The statement took longer than is allowed and was stopped; message gives the
            limit.
        :raises CostLimitExceededError: The database expects the statement to be too expensive, and it was not run;
            or it needs too much room on the disk and was stopped. message says which.
        :raises RowLimitExceededError: The result, or the rows that a statement would change, are more than is
            allowed; message gives the limit.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        """
        return self._call(
            operations.EXECUTE_STATEMENT,
            {"sql": sql, "parameters": typed_parameters(parameters), "dry_run": dry_run},
            request_id=request_id,
        )

    def list_grants(
        self,
        *,
        role: str | None = None,
        user_id: int | None = None,
        table: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
        exact_total: bool | None = None,
    ) -> Pages[DataGrant, DataGrantList]:
        """List who may do what with which table.

        Needs the permission data:grant (admin).

        :param role: Only grants to this role.
        :param user_id: Only grants to this user.
        :param table: Only grants with this table.
        :param page_size: Records a page, 1 to 200; 50 if None or 0.
        :param cursor: The next_cursor of the page before; absent for the first page.
        :param exact_total: True to count past 10000, which takes time on a large desk.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        """
        return self._pages(
            operations.LIST_DATA_GRANTS,
            {
                "filter": given(DataGrantFilter(role=role, user_id=user_id, table=table)),
                "page": given(Page(size=page_size, cursor=cursor, exact_total=exact_total)),
            },
            "grants",
        )

    def list_grantable_tables(self) -> GrantableTableList:
        """List every table that can be granted, with its columns; a grant of one's own is not needed for that.

        Needs the permission data:grant (admin).
        """
        return self._call(operations.LIST_GRANTABLE_TABLES, {})

    def grant_access(
        self,
        *,
        table: str,
        verbs: Sequence[DataVerb],
        scope: RowScope,
        role: str | None = None,
        user_id: int | None = None,
        columns: Sequence[str] | None = None,
        conditions: Sequence[DataCondition] | None = None,
        max_rows: int | None = None,
        expected_version: int | None = None,
        request_id: str | None = None,
    ) -> DataGrant:
        """Grant a role or a user something with one table, or change what was granted.

        A user's own grant for a table takes the place of their role's. Needs the permission data:grant (admin).

        :param role: The role that it is for; absent or empty if it is for a user.
        :param user_id: The user that it is for; None or 0 if it is for a role.
        :param table: The name of a table; data.list_tables has them.
        :param columns: The columns; absent for all. The key is always one of them.
        :param verbs: What may be done.
        :param scope: Which rows it is for.
        :param conditions: What else has to hold of a row; absent for nothing.
        :param max_rows: The most rows of one answer, and of one change; None or 0 for the limits of the service.
        :param expected_version: Of the grant that is changed; None or 0 for a new one.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        """
        return self._call(
            operations.GRANT_DATA_ACCESS,
            {
                "role": role,
                "user_id": user_id,
                "table": table,
                "columns": columns,
                "verbs": verbs,
                "scope": scope,
                "conditions": conditions,
                "max_rows": max_rows,
                "expected_version": expected_version,
            },
            request_id=request_id,
        )

    def revoke_access(self, grant_id: int, *, expected_version: int, request_id: str | None = None) -> None:
        """Take a grant back.

        Results that were not read to their end cannot be fetched any more. Needs the permission data:grant (admin).

        :param grant_id: The grant's number.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        """
        self._call(
            operations.REVOKE_DATA_ACCESS,
            {"grant_id": grant_id, "expected_version": expected_version},
            request_id=request_id,
        )

    def list_access(
        self,
        *,
        user_id: int | None = None,
        operation: str | None = None,
        outcome: Outcome | None = None,
        happened_from: datetime | None = None,
        happened_before: datetime | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
        exact_total: bool | None = None,
    ) -> Pages[DataAccess, DataAccessList]:
        """List who read, queried or changed what, and what was refused or failed; latest first.

        Needs the permission data:audit (admin).

        :param user_id: Only calls of this user.
        :param operation: Only calls of this operation.
        :param outcome: Only those that were done, or refused.
        :param happened_from: Only those then or later.
        :param happened_before: Only those before.
        :param page_size: Records a page, 1 to 200; 50 if None or 0.
        :param cursor: The next_cursor of the page before; absent for the first page.
        :param exact_total: True to count past 10000, which takes time on a large desk.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        """
        return self._pages(
            operations.LIST_DATA_ACCESS,
            {
                "filter": given(
                    DataAccessFilter(
                        user_id=user_id,
                        operation=operation,
                        outcome=outcome,
                        happened_from=happened_from,
                        happened_before=happened_before,
                    )
                ),
                "page": given(Page(size=page_size, cursor=cursor, exact_total=exact_total)),
            },
            "accesses",
        )
