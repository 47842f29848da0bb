"""The verbs that read: ReadTable, ExecuteQuery and FetchMore.

All of them run before the call's transaction, on the guarded connections, and log what they answered.
"""

import json
from collections.abc import Iterator, Sequence
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
from soap_server.desk.data.requests import TableRead, pack_read, unpack_read
from soap_server.desk.data.results import Result, ResultColumn, Row, limits_of, read_rows, refusals, take_page
from soap_server.desk.data.rights import Right, Rights, rights_of
from soap_server.desk.data.sql import CompiledQuery, Parameter, compile_query
from soap_server.desk.data.tables import TableQuery, TableReader
from soap_server.desk.desk import Actor, Office, Visit
from soap_server.desk.errors import DataServiceOffError


def read_table(office: Office, visit: Visit, actor: Actor, *, request: TableRead) -> Result:
    """Return the first page of a read.

    :raises NotFoundError: if the table or a column does not exist or is not granted.
    :raises DataLimitError: if it takes too long, or one row is too large.
    """
    packed = pack_read(request)
    access = Access(office, visit, actor, digest_of(json.dumps(packed, sort_keys=True)))
    rights = _rights(office, actor)
    right = rights.to(DataVerb.READ, request.table, "table")
    query = TableReader(request, right, rights).build()
    total = _count(office, query) if request.with_total else None
    if request.forms_groups:
        result = _whole(
            office,
            visit,
            rights,
            query,
            size=_size(request.size, [right]),
            tables=[right.table.name],
            table=right.table.name,
        )
    else:
        result = _page(office, visit, rights, request, query)
    access.record(tables=[right.table.name], rows=len(result.rows), size=result.bytes)
    return Result(
        result.columns, result.rows, result.next_cursor, total, table=right.table.name, key=_key(right, result.columns)
    )


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
    query = compile_query(sql, parameters, rights, now=visit.now)
    tables = list(query.reads)
    columns = [ResultColumn(each.name, each.type, each.nullable, each.label) for each in query.columns]
    reads = dict(query.reads)
    if validate_only:
        with refusals(office):
            office.reader.estimate(query.statement, query.allowed, limits_of(office.rules.data))
        access.record(tables=tables, rows=0, size=0)
        return Result(columns, [], reads=reads)
    size = _size(size, [rights.by_table[table] for table in tables])
    result = _whole(office, visit, rights, query, size=size, tables=tables)
    access.record(tables=tables, rows=len(result.rows), size=result.bytes)
    return Result(columns, result.rows, result.next_cursor, result.total, reads=reads)


def fetch_more(office: Office, visit: Visit, actor: Actor, *, cursor: str) -> Result:
    """Return the next page of a read or of a query.

    :raises CursorInvalidError: if the cursor is unknown or has expired, or the grants have changed.
    """
    access = Access(office, visit, actor, digest_of(cursor))

    def find(session: Session) -> tuple[Rights, Any, Any]:
        rights = rights_of(session, actor.id)
        found = find_cursor(session, rights, cursor, now=visit.now)
        return rights, found, None if "read" in found.request else kept_page(session, found)

    rights, found, kept = office.database.read(find)
    tables = found.request["tables"]
    if kept is None:
        request = unpack_read(found.request["read"])
        right = rights.to(DataVerb.READ, request.table, "cursor")
        query = TableReader(request, right, rights).build(found.position)
        result = _page(office, visit, rights, request, query, token=found.token)
        result = Result(
            result.columns, result.rows, result.next_cursor, table=request.table, key=_key(right, result.columns)
        )
    else:
        table = found.request["table"]
        columns = unpack_columns(found.request["columns"])
        rows, following = kept
        key = None if table is None else _key(rights.by_table[table], columns)
        result = Result(columns, rows, following, table=table, key=key)
    extend_cursor(office, visit, found)
    access.record(tables=tables, rows=len(result.rows), size=result.bytes)
    return result


def _rights(office: Office, actor: Actor) -> Rights:
    return office.database.read(lambda session: rights_of(session, actor.id))


def _check_queries_are_on(office: Office) -> None:
    if not office.rules.data.queries:
        raise DataServiceOffError("Queries are switched off (data.queries).")
    if not office.reader.is_guarded:
        raise DataServiceOffError("Queries need the reader role of PostgreSQL (data.reader_url).")


def _size(size: int, rights: Sequence[Right]) -> int:
    return min([size, MAX_DATA_ROWS, *(right.max_rows for right in rights if right.max_rows is not None)])


def _count(office: Office, query: TableQuery) -> int:
    with refusals(office), office.reader.rows(query.counted, query.allowed, limits_of(office.rules.data)) as rows:
        return int(next(rows)[0])


def _page(
    office: Office, visit: Visit, rights: Rights, request: TableRead, query: TableQuery, *, token: str | None = None
) -> Result:
    """Return a page of a read by key."""
    right = rights.by_table[request.table]
    width = len(query.columns)
    with read_rows(office, query.statement, query.allowed, query.types) as rows:
        page = take_page(rows, _size(request.size, [right]), office.rules.data.page_bytes)
        has_more = next(rows, None) is not None
    cursor = None
    if has_more:
        if token is None:
            kept = {"read": pack_read(request), "tables": [request.table]}
            token = open_cursor(office, visit, rights, kept, [request.table])
        cursor = cursor_at(token, page[-1][width:])
    return Result(query.columns, [row[:width] for row in page], cursor)


def _whole(
    office: Office,
    visit: Visit,
    rights: Rights,
    query: TableQuery | CompiledQuery,
    *,
    size: int,
    tables: Sequence[str],
    table: str | None = None,
) -> Result:
    """Return the first page of a result, and keep the rest of it."""
    columns = [ResultColumn(each.name, each.type, each.nullable, each.label) for each in query.columns]
    with read_rows(office, query.statement, query.allowed, [column.type for column in columns]) as rows:
        page = take_page(rows, size, office.rules.data.page_bytes)
        following = next(rows, None)
        if following is None:
            return Result(columns, page, total=len(page))
        kept = {"columns": pack_columns(columns), "tables": list(tables), "table": table}
        token = open_cursor(office, visit, rights, kept, tables)
        total = keep_pages(office, token, _chained(following, rows), size=size, first=page)
    return Result(columns, page, cursor_at(token, [1]), total)


def _chained(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest


def _key(right: Right, columns: Sequence[ResultColumn]) -> str | None:
    return right.table.key if any(column.name == right.table.key for column in columns) else None
