"""What a statement costs before the database sees it: counted in calls of functions, not in time."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.dialects import postgresql, sqlite

from db.dictionary import DICTIONARY
from db.vocabulary import DataVerb, Language, RowScope
from soap_server.desk.data.rights import Right, Rights
from soap_server.desk.data.scopes import Holder
from soap_server.desk.data.sql import compile_query
from soap_server.desk.data.sql.parsing import MAX_NODES, parse
from soap_server.desk.errors import QueryRefusedError

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def right(table: str) -> Right:
    """Return the right to do everything with a table."""
    described = DICTIONARY[table]
    columns = tuple(described.columns.values())
    return Right(1, 1, described, columns, frozenset(DataVerb), RowScope.ALL, (), None)


HOLDER = Holder(1, (), frozenset())
RIGHTS = Rights(HOLDER, Language.ENGLISH, {table: right(table) for table in DICTIONARY})


def total(parts: int) -> str:
    """Return a long sum, which is as deep as the limit allows, and several of them."""
    return " + ".join(["(" + " + ".join(["id"] * 12) + ")"] * parts)


def spread(parts: int) -> str:
    """Return many values of a condition."""
    return ", ".join(f"coalesce({total(1)}, {number})" for number in range(parts))


def nested(write: Callable[[str], str], depth: int, innermost: str = "id") -> str:
    """Return an expression that stands in itself."""
    for _ in range(depth):
        innermost = write(innermost)
    return innermost


SHAPES: dict[str, Callable[[int], str]] = {
    "groups": lambda n: f"SELECT id IN ({spread(n)}) AS x, count(*) FROM events GROUP BY id IN ({spread(n)})",
    "having": lambda n: f"SELECT id FROM events GROUP BY id HAVING id IN ({spread(n)})",
    "groups by number": lambda n: (
        f"SELECT id IN ({spread(n)}) AS x, count(*) FROM events GROUP BY {', '.join(['1'] * min(20, n))}"
    ),
    "orders": lambda n: f"SELECT id IN ({spread(n)}) AS x FROM events ORDER BY {', '.join(['1'] * 8 * n)}",
    "orders by name": lambda n: f"SELECT id IN ({spread(n)}) AS x FROM events ORDER BY {', '.join(['x'] * 8 * n)}",
    "conditions": lambda n: f"SELECT id FROM events WHERE {' OR '.join(['id = 1'] * 2 * n)}",
    "columns": lambda n: f"SELECT {', '.join(f'{total(1)} AS c{k}' for k in range(n))} FROM events",
    "subqueries": lambda n: (
        "SELECT id FROM events e WHERE "
        + " AND ".join(["EXISTS (SELECT 1 FROM ratings r WHERE r.event_id = e.id + 1)"] * n)
    ),
    "between": lambda n: (
        f"SELECT {nested(lambda x: f'CASE WHEN {x} BETWEEN 1 AND 2 THEN 1 END', n // 4)} AS x FROM events"
    ),
    "case": lambda n: f"SELECT {nested(lambda x: f'CASE {x} WHEN 1 THEN 1 WHEN 2 THEN 2 END', n)} AS x FROM events",
    "branches": lambda n: f"SELECT CASE {total(n // 2)} {' '.join(['WHEN 1 THEN 2'] * n)} END AS x FROM events",
    "parentheses": lambda n: f"SELECT {nested(lambda x: f'({x})', n)} AS x FROM events GROUP BY id",
    "negations": lambda n: f"SELECT NOT {nested(lambda x: f'(NOT {x})', n // 2, 'TRUE')} AS x FROM events GROUP BY 1",
    "lists": lambda n: f"SELECT id FROM events WHERE id IN ({', '.join(['id'] * 10 * n)})",
}


def calls(work: Callable[[], object]) -> int:
    """Return how many functions are called, those written in C too."""
    counted = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


def make(sql: str) -> None:
    """Do all that is done with a statement before it is sent."""
    statement = compile_query(sql, [], RIGHTS, now=NOW).statement
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        assert str(statement.compile(dialect=dialect))


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_as_the_statement_does(shape: str) -> None:
    """Twice the statement is not more than about twice the work."""
    make(SHAPES[shape](4))
    least, more, most = (calls(lambda n=n: make(SHAPES[shape](n))) for n in (5, 10, 15))  # type: ignore[misc]
    assert most - more < 1.5 * (more - least) + 2_000


def test_work_is_bounded_for_every_caller() -> None:
    """The largest statement that is taken makes no more work than so many calls for each of its nodes."""
    wide = nested(lambda x: f"coalesce({x}, {', '.join(['id'] * 69)})", 14)
    largest = f"SELECT id FROM events GROUP BY id HAVING {wide} = 1"
    assert MAX_NODES * 0.9 < sum(1 for _ in parse(largest).walk()) <= MAX_NODES
    nobody = Rights(HOLDER, Language.ENGLISH, {})
    assert calls(lambda: make(largest)) < 1_500 * MAX_NODES

    def refused() -> None:
        with pytest.raises(QueryRefusedError):
            make_for(nobody, largest)

    assert calls(refused) < 800 * MAX_NODES


def make_for(rights: Rights, sql: str) -> None:
    """Translate a statement for somebody."""
    compile_query(sql, [], rights, now=NOW)


def test_columns_of_subqueries_count_as_what_they_stand_for() -> None:
    """The databases write them out: a chain of subqueries that each double a column would be of any length."""
    doubled = "".join(f", a{n} AS (SELECT x + x AS x FROM a{n - 1})" for n in range(1, 25))
    with pytest.raises(QueryRefusedError, match="parts"):
        make(f"WITH a0 AS (SELECT id AS x FROM events){doubled} SELECT x FROM a24")
