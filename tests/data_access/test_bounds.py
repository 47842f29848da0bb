"""What a short statement can make of itself: long texts, wide rows, slow functions, long lists."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any, cast

import pytest

from db.expressions import ascii_lower, ascii_upper
from db.functions import add_functions
from db.reading import ReadLimits, ReadTimeoutError, ReadTooLargeError
from db.vocabulary import DataType
from soap_server.desk.data.journal import Access, digest_of
from soap_server.desk.data.results import batch_of, read_rows, refusals
from soap_server.desk.data.sql import Parameter, compile_query
from soap_server.desk.data.values import MAX_TEXT
from soap_server.desk.desk import Actor, Visit
from soap_server.desk.errors import CostLimitError, QueryRefusedError
from tests.callers import RefusedError
from tests.data_access.conftest import Desks, ReportingDesk
from tests.data_access.grants import condition, query
from tests.data_access.layers import rights_at

LETTERS = "字" * 4_000


def test_texts_do_not_grow_by_doubling(desk: ReportingDesk) -> None:
    """What is longer than a text may be is cut off, on both databases."""
    doubled = "".join(f", t{n} AS (SELECT x || x AS x FROM t{n - 1})" for n in range(1, 9))
    sql = f"WITH t0 AS (SELECT :p AS x){doubled} SELECT length(x) AS n FROM t8"
    assert query(desk.reporter, sql, p=("text", LETTERS)) == [[str(MAX_TEXT)]]
    assert query(desk.reporter, "SELECT length(:p || 1) AS n", p=("text", LETTERS)) == [["4001"]]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [([], 2_000), ([200], 2_000), ([MAX_TEXT], 419), ([MAX_TEXT] * 10, 41), ([MAX_TEXT] * 100, 4)],
)
def test_wide_rows_are_fetched_a_few_at_a_time(texts: list[int], expected: int) -> None:
    """A batch is in memory before anybody can count its bytes."""
    assert batch_of(texts) == expected


def test_wide_rows_are_not_gathered(desk: ReportingDesk) -> None:
    """The first row is there before the database is asked for many more of them."""
    office = desk.application.office
    taken = 0

    class Counting:
        """The desk's reader, with a look at what is taken from it."""

        @contextmanager
        def raw_rows(self, *arguments: Any) -> Iterator[Any]:
            with office.reader.raw_rows(*arguments) as rows:
                self._rows = rows
                yield self

        def take(self, count: int) -> Any:
            nonlocal taken
            rows = self._rows.take(count)
            taken += len(rows)
            return rows

    visit = Visit("ExecuteQuery", "192.0.2.7", "test", office.clock())
    actor = Actor(desk.reporter.id, "staff", frozenset())
    access = Access(replace(office, reader=cast("Any", Counting())), visit, actor, digest_of("x"))
    columns = ", ".join(f"a.x AS c{n}" for n in range(100))
    six = " UNION ALL ".join(["SELECT 'x' AS x"] * 6)
    joins = "JOIN s b ON a.x = b.x JOIN s c ON a.x = c.x"
    compiled = compile_query(f"WITH s AS ({six}) SELECT {columns} FROM s a {joins}", [], rights_at(desk), now=visit.now)
    types = [column.type for column in compiled.columns]
    with read_rows(access, compiled.statement, compiled.allowed, types) as rows:
        first = rows.take(6**3)
        assert len(first) == taken == batch_of([MAX_TEXT] * len(types)) == 4
        assert len(list(rows)) == 6**3 - 4


def test_patterns_are_counted_as_what_they_cost(desk: ReportingDesk) -> None:
    """Each is compared along a whole text, and nobody looks at the clock meanwhile."""

    def compile_patterns(count: int) -> None:
        columns = ", ".join(f"x AS c{n}" for n in range(count))
        sql = f"WITH a AS (SELECT title LIKE '%a%' AS x FROM events) SELECT {columns} FROM a"
        compile_query(sql, [], rights_at(desk), now=desk.application.office.clock())

    compile_patterns(50)
    with pytest.raises(QueryRefusedError, match="parts"):
        compile_patterns(100)


def test_functions_of_sqlite_stop_when_time_is_over() -> None:
    """One row may need thousands of calls, between which SQLite does not look at the clock."""
    calls = 0

    def is_over() -> bool:
        nonlocal calls
        calls += 1
        return calls > 3

    lowered = "'A'"
    for _ in range(10):
        lowered = f"ascii_lower({lowered})"
    with closing(sqlite3.connect(":memory:")) as connection:
        add_functions(connection, is_over=is_over)
        with pytest.raises(sqlite3.OperationalError):
            connection.execute(f"SELECT {lowered}").fetchall()
        assert calls == 4
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_function_that_stops_is_a_time_limit(desks: Desks) -> None:
    """Callers learn that it took too long, not that a value cannot be computed."""
    desk = desks["sqlite"]
    given = [Parameter("p", DataType.TEXT, LETTERS)]
    now = desk.application.office.clock()
    compiled = compile_query("SELECT lower(:p) AS x", given, rights_at(desk), now=now)
    rows = desk.application.office.reader.rows(compiled.statement, compiled.allowed, ReadLimits(seconds=0, cost=1))
    with pytest.raises(ReadTimeoutError), rows as found:
        list(found)


def test_what_does_not_find_room_on_the_disk_costs_too_much(desk: ReportingDesk) -> None:
    """Callers learn that it is the sorting, not a value that cannot be computed."""
    with pytest.raises(CostLimitError, match="room on the disk"), refusals(desk.application.office):
        raise ReadTooLargeError


def test_letters_of_ascii_alone_change_their_case() -> None:
    """Whatever else stands in the text."""
    assert ascii_lower("AZaz09[`Äß字😀") == "azaz09[`Äß字😀"
    assert ascii_upper("AZaz09{@äß字😀") == "AZAZ09{@äß字😀"


def test_filters_have_a_bounded_number_of_values(desk: ReportingDesk) -> None:
    """Tens of thousands would take long to be written out, in groups of which each is short enough."""
    keys = [str(n) for n in range(200)]
    group = {"conditions": {"DataCondition": [condition("id", "oneOf", *keys)] * 2}}
    few, many = ({"anyOf": {"DataConditionGroup": [group] * count}} for count in (2, 3))
    assert desk.reporter.ReadTable(table="events", filter=few).rowSet.rows is not None
    with pytest.raises(RefusedError, match="INVALID_ARGUMENT"):
        desk.reporter.ReadTable(table="events", filter=many)


def test_groups_of_a_filter_have_conditions(desk: ReportingDesk) -> None:
    """One without would be for every row, or for none: whoever sends it has made a mistake."""
    one = {"conditions": {"DataCondition": [condition("id", "equal", "1")]}}
    asked = {"anyOf": {"DataConditionGroup": [one, {"conditions": {"DataCondition": []}}]}}
    with pytest.raises(RefusedError) as caught:
        desk.reporter.ReadTable(table="events", filter=asked)
    assert (caught.value.code, caught.value.field) == ("INVALID_ARGUMENT", "filter.anyOf[1].conditions")


def test_what_a_text_contains_is_short(desk: ReportingDesk) -> None:
    """It is looked for at each character of each text; the beginning of one is looked at once."""

    def find(operator: str, length: int) -> None:
        conditions = {"allOf": {"DataCondition": [condition("title", operator, "a" * length)]}}
        assert desk.reporter.ReadTable(table="events", filter=conditions).rowSet.rows is None

    find("contains", 200)
    find("startsWith", 4_000)
    with pytest.raises(RefusedError, match="INVALID_ARGUMENT"):
        find("contains", 201)


@pytest.mark.parametrize("verb", ["ExecuteQuery", "ExecuteStatement"])
def test_nothing_is_worked_at_for_callers_without_a_grant(desk: ReportingDesk, verb: str) -> None:
    """Not even a statement that names no table, or is none at all."""
    for sql in ("SELECT 1", "((((("):
        with pytest.raises(RefusedError, match="There is no table that you may"):
            getattr(desk.people.admin, verb)(sql=sql)
