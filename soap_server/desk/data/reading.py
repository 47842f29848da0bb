"""The verbs that read: ReadTable, ExecuteQuery and FetchMore.

All of them run before the call's transaction, on the guarded connections, and log what they answered.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from db.vocabulary import MAX_DATA_ROWS, DataVerb
from soap_server.desk.data.cursors import (
    cursor_at,
    extend_cursor,
    find_cursor,
    keep_pages,
    kept_page,
    open_cursor,
    pack_columns,
    unpack_columns,
)
from soap_server.desk.data.journal import Access, digest_of
from soap_server.desk.data.related import with_related
from soap_server.desk.data.requests import TableRead, pack_read, unpack_read
from soap_server.desk.data.results import Result, ResultColumn, read_rows, refusals, take_page
from soap_server.desk.data.rights import Right, Rights, rights_of
from soap_server.desk.data.sql import CompiledQuery, Parameter, compile_query
from soap_server.desk.data.tables import TableQuery, TableReader
from soap_server.desk.desk import Actor, Office, Visit
from soap_server.desk.errors import DataServiceOffError, InvalidArgumentError, QueryRefusedError

MAX_FILTER_VALUES = 1_000


def read_table(
    office: Office, visit: Visit, actor: Actor, *, request: TableRead, related: Sequence[str] = ()
) -> Result:
    """Return the first page of a read.

    :param related: tables of which the rows are wanted, too, that the rows of the page refer to.
    :raises NotFoundError: if the table or a column does not exist or is not granted.
    :raises DataLimitError: if it takes too long, or one row is too large.
    """
    _check_filter(request)
    packed = pack_read(request)
    access = Access(office, visit, actor, digest_of(json.dumps(packed, sort_keys=True)))
    rights = _rights(office, actor)
    right = rights.to(DataVerb.READ, request.table, "table")
    query = TableReader(request, right, rights).build()
    total = _count(access, query) if request.with_total else None
    if request.forms_groups:
        size = _size(request.size, [right])
        result = _whole(access, rights, query, size=size, tables=[request.table], table=request.table)
        result = with_related(access, rights, result, related)
    else:
        result = _page(access, rights, request, query, related=related)
    result = replace(result, total=total)
    _record(access, result, [request.table])
    return result


def execute_query(
    office: Office,
    visit: Visit,
    actor: Actor,
    *,
    sql: str,
    parameters: Sequence[Parameter],
    size: int,
    validate_only: bool,
) -> Result:
    """Return the first page of a query's result; or only what it would answer and read.

    :raises DataServiceOffError: if queries are switched off, or the database has no reader role.
    :raises QueryRefusedError: if it is not in the dialect, or uses what is not granted.
    :raises DataLimitError: if it is too expensive, takes too long or answers too much.
    """
    _check_queries_are_on(office)
    access = Access(office, visit, actor, digest_of(sql))
    rights = _rights(office, actor)
    if not rights.may_any(DataVerb.QUERY):
        # Even a statement without tables costs its time.
        raise QueryRefusedError("There is no table that you may query.", field="sql")
    query = compile_query(sql, parameters, rights, now=visit.now)
    tables = list(query.reads)
    if validate_only:
        with refusals(office):
            office.reader.estimate(query.statement, query.allowed, access.limits)
        result = Result(_columns(query), [])
    else:
        size = _size(size, [rights.by_table[table] for table in tables])
        result = _whole(access, rights, query, size=size, tables=tables)
    _record(access, result, tables)
    return replace(result, reads=dict(query.reads))


def fetch_more(office: Office, visit: Visit, actor: Actor, *, cursor: str, related: Sequence[str] = ()) -> Result:
    """Return the next page of a read or of a query.

    :param related: as for ``read_table``.
    :raises CursorInvalidError: if the cursor is unknown or has expired, or the grants have changed.
    """
    access = Access(office, visit, actor, digest_of(cursor))

    def find(session: Session) -> tuple[Rights, Any, Any]:
        rights = rights_of(session, actor.id)
        found = find_cursor(session, rights, cursor, now=visit.now)
        return rights, found, None if "read" in found.request else kept_page(session, found)

    rights, found, kept = office.database.read(find)
    if kept is None:
        request = unpack_read(found.request["read"])
        right = rights.to(DataVerb.READ, request.table, "cursor")
        query = TableReader(request, right, rights, found.position).build()
        result = _page(access, rights, request, query, related=related, token=found.token)
    else:
        table = found.request["table"]
        columns = unpack_columns(found.request["columns"])
        rows, following = kept
        result = Result(columns, rows, following, table=table, key=_key(rights, table, columns))
        result = with_related(access, rights, result, related)
    extend_cursor(office, visit, found)
    _record(access, result, found.request["tables"])
    return result


def _check_filter(request: TableRead) -> None:
    """Refuse a filter that takes longer to be written out than the database would need for it."""
    conditions = chain(request.all_of, *request.any_of)
    if sum(len(each.values) for each in conditions) > MAX_FILTER_VALUES:
        raise InvalidArgumentError(f"A filter has at most {MAX_FILTER_VALUES} values.", field="filter")


def _rights(office: Office, actor: Actor) -> Rights:
    return office.database.read(lambda session: rights_of(session, actor.id))


def _check_queries_are_on(office: Office) -> None:
    if not office.rules.data.queries:
        raise DataServiceOffError("Queries are switched off (data.queries).")
    if not office.reader.is_guarded:
        raise DataServiceOffError("Queries need the reader role of PostgreSQL (data.reader_url).")


def _size(size: int, rights: Sequence[Right]) -> int:
    return min([size, MAX_DATA_ROWS, *(right.max_rows for right in rights if right.max_rows is not None)])


def _count(access: Access, query: TableQuery) -> int:
    with refusals(access.office), access.office.reader.rows(query.counted, query.allowed, access.limits) as rows:
        return int(next(rows)[0])


def _page(
    access: Access,
    rights: Rights,
    request: TableRead,
    query: TableQuery,
    *,
    related: Sequence[str],
    token: str | None = None,
) -> Result:
    """Return a page of a read by key, with the rows that it refers to."""
    table = request.table
    width = len(query.columns)
    with read_rows(access, query.statement, query.allowed, query.types) as rows:
        page = take_page(rows, _size(request.size, [rights.by_table[table]]), access.office.rules.data.page_bytes)
        has_more = next(rows, None) is not None
    key = _key(rights, table, query.columns)
    result = Result(query.columns, [row[:width] for row in page], table=table, key=key)
    result = with_related(access, rights, result, related, may_shorten=True)
    count = len(result.rows)
    if not has_more and count == len(page):
        return result
    if token is None:
        kept = {"read": pack_read(request), "tables": [table]}
        token = open_cursor(access, rights, kept, [table])
    return replace(result, next_cursor=cursor_at(token, page[count - 1][width:]))


def _whole(
    access: Access,
    rights: Rights,
    query: TableQuery | CompiledQuery,
    *,
    size: int,
    tables: Sequence[str],
    table: str | None = None,
) -> Result:
    """Return the first page of a result, and keep the rest of it."""
    columns = _columns(query)
    key = _key(rights, table, columns)
    with read_rows(access, query.statement, query.allowed, [column.type for column in columns]) as rows:
        page = take_page(rows, size, access.office.rules.data.page_bytes)
        following = next(rows, None)
        if following is None:
            return Result(columns, page, total=len(page), table=table, key=key)
        kept = {"columns": pack_columns(columns), "tables": list(tables), "table": table}
        token = open_cursor(access, rights, kept, tables)
        total = keep_pages(access, token, chain([following], rows), size=size, first=page)
    return Result(columns, page, cursor_at(token, [1]), total, table=table, key=key)


def _record(access: Access, result: Result, tables: Sequence[str]) -> None:
    related = [each.table for each in result.related if each.table is not None]
    access.record(tables=[*tables, *related], rows=result.row_count, size=result.bytes)


def _columns(query: TableQuery | CompiledQuery) -> list[ResultColumn]:
    return [ResultColumn(each.name, each.type, each.nullable, each.label) for each in query.columns]


def _key(rights: Rights, table: str | None, columns: Sequence[ResultColumn]) -> str | None:
    key = None if table is None else rights.by_table[table].table.key
    return key if any(column.name == key for column in columns) else None
