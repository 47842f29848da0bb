# Written from the contract by scripts/docs; changes are made there.
"""DataSets: results of the data service as ADO.NET DataSets.

?wsdl is for .NET, ?wsdl=any for Java and others.
"""

from collections.abc import Mapping, Sequence

from client_sdk import operations
from client_sdk.aio.base import AsyncResource
from client_sdk.data_sets import DataSetPage
from client_sdk.models.data import DataAggregate, DataFilter, DataOrder
from client_sdk.parameters import typed_parameters
from client_sdk.values import Value


class AsyncDataSets(AsyncResource):
    """DataSets: results of the data service as ADO.NET DataSets.

    ?wsdl is for .NET, ?wsdl=any for Java and others.
    """

    async def read_table(
        self,
        *,
        table: str,
        columns: Sequence[str] | None = None,
        filter: DataFilter | None = None,
        order: Sequence[DataOrder] | None = None,
        aggregates: Sequence[DataAggregate] | None = None,
        group_by: Sequence[str] | None = None,
        related_tables: Sequence[str] | None = None,
        size: int | None = None,
    ) -> DataSetPage:
        """Read the rows of a table as a DataSet, with the rows of other tables that they refer to.

        Needs the permission data:use (every role).

        :param table: The name of a table; data.list_tables has them.
        :param columns: The columns that are answered; absent for all that are granted.
        :param filter: Which rows; absent for all that are granted.
        :param order: The order; absent for that of the key.
        :param aggregates: Functions over groups of rows; absent for the rows themselves.
        :param group_by: The columns that form groups; absent for one group of all rows.
        :param related_tables: Tables that the rows refer to; the rows that are referred to come with them, and the
            DataSet has the relations. They count as rows and bytes of the answer.
        :param size: Rows of a page, 1 to 1000000; 500 if None or 0. A page that grows too large ends earlier.
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
        return await self._call(
            operations.READ_TABLE_AS_DATA_SET,
            {
                "table": table,
                "columns": columns,
                "filter": filter,
                "order": order,
                "aggregates": aggregates,
                "group_by": group_by,
                "related_tables": related_tables,
                "size": size,
            },
        )

    async def execute_query(
        self, *, sql: str, parameters: Mapping[str, Value] | None = None, size: int | None = None
    ) -> DataSetPage:
        """Answer a SELECT as a DataSet with one table, which is called result.

        Needs the permission data:use (every role).

        :param sql: One SELECT in the dialect that docs/data-access.md describes.
        :param parameters: The values for :name in the statement, by name; they are bound, never part of the SQL.
        :param size: Rows of a page, 1 to 1000000; 500 if None or 0. A page that grows too large ends earlier.
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
        return await self._call(
            operations.EXECUTE_QUERY_AS_DATA_SET, {"sql": sql, "parameters": typed_parameters(parameters), "size": size}
        )

    async def fetch_more(self, *, cursor: str, related_tables: Sequence[str] | None = None) -> DataSetPage:
        """Return the next page as a DataSet, whichever operation the cursor comes from.

        Needs the permission data:use (every role).

        :param cursor: The next_cursor of the page before.
        :param related_tables: Tables that the rows refer to; the rows that are referred to come with them, and the
            DataSet has the relations. They count as rows and bytes of the answer.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises RowLimitExceededError: The result, or the rows that a statement would change, are more than is
            allowed; message gives the limit.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        :raises TimeLimitExceededError: The statement took longer than is allowed and was stopped; message gives the
            limit.
        :raises ByteLimitExceededError: The result, or one row of it, has more bytes than is allowed; message gives
            the limit.
        :raises CostLimitExceededError: The database expects the statement to be too expensive, and it was not run;
            or it needs too much room on the disk and was stopped. message says which.
        """
        return await self._call(operations.FETCH_MORE_AS_DATA_SET, {"cursor": cursor, "related_tables": related_tables})
