"""The fence: a caller's own conditions are never evaluated on rows that are not granted."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Select, create_engine

from db.vocabulary import DataFunction, DataOperator, DataVerb
from soap_server.desk.data.comparing import Condition
from soap_server.desk.data.requests import Aggregate, SortKey, TableRead
from soap_server.desk.data.rights import rights_of
from soap_server.desk.data.sql import compile_query
from soap_server.desk.data.tables import TableReader
from tests.data_access.conftest import Desks, ReportingDesk

HIDDEN = {"打印机卡纸", "a'b", "x"}
"""The titles of the events that are not the reporter's."""
LOOKED_FOR = "needle"
FILTER = (Condition("title", DataOperator.CONTAINS, (LOOKED_FOR,)),)
COUNT = Aggregate(DataFunction.COUNT)
READS: dict[str, TableRead] = {
    "filter": TableRead("events", all_of=FILTER),
    "one of several filters": TableRead("events", any_of=(FILTER, (Condition("id", DataOperator.LESS, ("3",)),))),
    "filters with an index each": TableRead(
        "events", any_of=tuple((Condition("id", DataOperator.EQUAL, (key,)), *FILTER) for key in "178")
    ),
    "order": TableRead("events", all_of=FILTER, order=(SortKey("status"),)),
    "groups": TableRead("events", all_of=FILTER, aggregates=(COUNT,), group_by=("status",)),
    "one group": TableRead("events", all_of=FILTER, aggregates=(COUNT,)),
}
Statement = Callable[[ReportingDesk], list[Select[Any]]]


def reading(request: TableRead, position: list[str] | None = None) -> Statement:
    """Return what makes the statements of a read: of its page, and of the number of its rows."""

    def make(desk: ReportingDesk) -> list[Select[Any]]:
        rights = desk.application.database.read(lambda session: rights_of(session, desk.reporter.id))
        query = TableReader(request, rights.to(DataVerb.READ, request.table), rights, position).build()
        return [query.statement, query.counted]

    return make


def querying(desk: ReportingDesk) -> list[Select[Any]]:
    """Return the statement of a query."""
    rights = desk.application.database.read(lambda session: rights_of(session, desk.reporter.id))
    sql = f"SELECT id FROM events WHERE title LIKE '%{LOOKED_FOR}%'"
    return [compile_query(sql, [], rights, now=desk.application.office.clock()).statement]


STATEMENTS: dict[str, Statement] = {
    **{name: reading(request) for name, request in READS.items()},
    "a later page": reading(READS["filter"], ["3"]),
    "a later page in an order": reading(READS["order"], ["assigned", "3"]),
    "query": querying,
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_sqlite_compares_granted_rows_only(desks: Desks, name: str) -> None:
    """LIKE is called for none of the titles that are hidden: a pattern that failed there would tell of them."""
    desk = desks["sqlite"]
    seen: set[str] = set()

    def like(_pattern: str, text: str, _escape: str = "") -> bool:
        seen.add(text)
        return False

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(str(desk.application.database.url.database))
        for arguments in (2, 3):
            connection.create_function("like", arguments, like)
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect)
    for statement in STATEMENTS[name](desk):
        with engine.connect() as connection, closing(connection.execute(statement)) as result:
            result.all()
    engine.dispose()
    assert seen, "the caller's condition is evaluated at all"
    assert not seen & HIDDEN


@pytest.mark.parametrize("name", STATEMENTS)
def test_postgresql_compares_behind_the_fence(desks: Desks, name: str) -> None:
    """The plan has the caller's condition on what the fence lets through, never where the table itself is read."""
    desk = desks["postgresql"]
    for statement in STATEMENTS[name](desk):
        places = [
            ("Relation Name" in node, "title" in filter_)
            for node, filter_ in _filters(_plan(desk, statement))
            if LOOKED_FOR in filter_
        ]
        assert places
        assert set(places) == {(False, True)}


def _plan(desk: ReportingDesk, statement: Select[Any]) -> dict[str, Any]:
    with desk.application.database.engine.connect() as connection:
        compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
        sql = f"EXPLAIN (VERBOSE, FORMAT JSON) {compiled}"
        plan: dict[str, Any] = connection.exec_driver_sql(sql, dict(compiled.params)).scalar_one()[0]["Plan"]
        return plan


def _filters(node: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    yield node, str([value for name, value in node.items() if name.endswith(("Filter", "Cond"))])
    for child in node.get("Plans", ()):
        yield from _filters(child)


@pytest.mark.parametrize(
    ("asked", "position"),
    [
        (TableRead("events", size=3), ["1"]),
        (TableRead("events", all_of=(Condition("id", DataOperator.ONE_OF, ("1", "2", "7")),)), None),
        (TableRead("events", all_of=(Condition("id", DataOperator.GREATER, ("4",)), *FILTER)), None),
    ],
)
def test_keys_lead_to_the_place_in_the_index_behind_the_fence(
    desks: Desks, asked: TableRead, position: list[str] | None
) -> None:
    """They are numbers that mean nothing; so a later page does not look at all that is granted before it."""
    (statement, _) = reading(asked, position)(desks["sqlite"])
    steps = _steps(desks["sqlite"], statement)
    assert any("INTEGER PRIMARY KEY" in step for step in steps) or any("MULTI-INDEX OR" in step for step in steps)
    assert not any(step.startswith("SCAN events") for step in steps)


def test_keys_lead_to_the_place_in_the_index_where_all_rows_are_granted(desks: Desks) -> None:
    """There is nothing to hide, so a later page costs what the first does."""
    (statement, _) = reading(TableRead("users"), ["3"])(desks["sqlite"])
    (step,) = _steps(desks["sqlite"], statement)
    assert "SEARCH" in step
    assert "INTEGER PRIMARY KEY" in step


def _steps(desk: ReportingDesk, statement: Select[Any]) -> list[str]:
    """Return what SQLite says that it does for a statement."""
    with desk.application.database.engine.connect() as connection:
        compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
        values = tuple(compiled.params[name] for name in compiled.positiontup or ())
        return [step.detail for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)]
