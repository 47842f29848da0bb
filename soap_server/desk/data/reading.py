"""The verbs that read: ReadTable, ExecuteQuery and FetchMore.

They run on the guarded connections, outside of any transaction of the desk's own, and log what they answer.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from sqlalchemy.orm import Session

from db.vocabulary import DataVerb
from soap_server.desk.data.cursors import KeptPiece, OpenCursor, extend_cursor, find_cursor, kept_piece
from soap_server.desk.data.journal import Access, digest_of
from soap_server.desk.data.pages import PageOfKept, PageOfTable, PageOfWhole, record
from soap_server.desk.data.requests import TableRead, pack_read, unpack_read
from soap_server.desk.data.results import Result, Rows, refusals
from soap_server.desk.data.rights import Rights, rights_of
from soap_server.desk.data.sql import Parameter, compile_query
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
    if not request.forms_groups:
        return PageOfTable(access, rights, request, query, total=total).result(related)
    return PageOfWhole(access, rights, query, request.size, [request.table], request.table).result(related)


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
        result = Result(query.columns, Rows())
        record(access, result, tables)
    else:
        result = PageOfWhole(access, rights, query, size, tables).result()
    return replace(result, reads=dict(query.reads))


def fetch_more(office: Office, visit: Visit, actor: Actor, *, cursor: str, related: Sequence[str] = ()) -> Result:
    """Return the next page of a read or of a query.

    :param related: as for ``read_table``.
    :raises CursorInvalidError: if the cursor is unknown or has expired, or the grants have changed.
    """
    access = Access(office, visit, actor, digest_of(cursor))

    def find(session: Session) -> tuple[Rights, OpenCursor, KeptPiece | None]:
        rights = rights_of(session, actor.id)
        found = find_cursor(session, rights, cursor, now=visit.now)
        return rights, found, None if "read" in found.request else kept_piece(session, found)

    rights, found, kept = office.database.read(find)
    if kept is None:
        request = unpack_read(found.request["read"])
        right = rights.to(DataVerb.READ, request.table, "cursor")
        query = TableReader(request, right, rights, found.position).build()
        extend_cursor(office, visit, found)
        return PageOfTable(access, rights, request, query, found.token).result(related)
    extend_cursor(office, visit, found)
    return PageOfKept(access, rights, found.request, kept).result(related)


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


def _count(access: Access, query: TableQuery) -> int:
    with refusals(access.office), access.office.reader.rows(query.counted, query.allowed, access.limits) as rows:
        return int(next(rows)[0])
