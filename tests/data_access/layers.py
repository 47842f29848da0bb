"""The guards of the data service one by one: what each refuses when the others are switched off."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ClauseElement, Executable

from db.reading import Allowed, ReadLimits, TableAccess
from db.vocabulary import DataVerb
from soap_server.desk.data.rights import Rights, rights_of
from soap_server.desk.data.sql import compile_query
from soap_server.desk.errors import DeskError
from tests.data_access.conftest import ReportingDesk

LIMITS = ReadLimits(seconds=0.5, cost=1_000_000)
_ANSWERED = 1_000_000  # bytes after which nobody listens any more


class RawSql(Executable, ClauseElement):
    """A text that goes to the database as it is."""

    inherit_cache = False

    def __init__(self, text: str) -> None:
        self.text = text


@compiles(RawSql)
def _compile(element: RawSql, compiler: Any, **_options: Any) -> str:
    return element.text.replace("%", "%%") if compiler.dialect.name == "postgresql" else element.text


def rights_at(desk: ReportingDesk) -> Rights:
    """Return what the reporting user may do."""
    return desk.application.database.read(lambda session: rights_of(session, desk.reporter.id))


def first_guard_refuses(desk: ReportingDesk, sql: str) -> bool:
    """Say whether a statement is refused before the database sees anything of it."""
    try:
        compile_query(sql, [], rights_at(desk), now=desk.application.office.clock())
    except DeskError:
        return True
    return False


def database_refuses(desk: ReportingDesk, sql: str) -> bool:
    """Say whether the guarded connection refuses the text itself, or stops it."""
    return _is_stopped(desk, RawSql(sql), _allowed(desk))


def both_refuse(desk: ReportingDesk, sql: str) -> bool:
    """Say whether a statement is refused as callers meet it."""
    try:
        query = compile_query(sql, [], rights_at(desk), now=desk.application.office.clock())
    except DeskError:
        return True
    return _is_stopped(desk, query.statement, query.allowed)


def _is_stopped(desk: ReportingDesk, statement: Any, allowed: Allowed) -> bool:
    answered = 0
    try:
        with desk.application.office.reader.rows(statement, allowed, LIMITS) as rows:
            for row in rows:
                answered += len(str(row))
                if answered > _ANSWERED:
                    return True
    except Exception:  # noqa: BLE001 - whatever it is, the statement did not come through
        return True
    return False


def _allowed(desk: ReportingDesk) -> Allowed:
    """Return what the database is told of the grants: rows that are filtered have a name that nobody guesses."""
    rights = rights_at(desk)
    allowed: dict[str, list[TableAccess]] = {}
    for name, right in rights.by_table.items():
        if DataVerb.QUERY in right.verbs:
            is_filtered = rights.rows(right, right.table.core) is not None
            allowed[name] = [TableAccess(right.names, "rows_7f3a9c" if is_filtered else None)]
    return allowed
