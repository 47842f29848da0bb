"""Statements that nobody thought of mean the same on both databases, and never fail inside."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from soap_server.desk.data.reading import execute_query
from soap_server.desk.data.writing import execute_statement, prepare_statement
from soap_server.desk.desk import Actor, Desk, Visit
from soap_server.desk.errors import DeskError
from tests.data_access.conftest import Desks, ReportingDesk
from tests.data_access.layers import first_guard_refuses

Strategy = st.SearchStrategy[str]
INTEGERS: Strategy = st.deferred(
    lambda: (
        st.sampled_from(["id", "handler_id", "reply_count", "0", "7", "-3", "NULL"])
        | st.tuples(st.sampled_from("+-*%"), INTEGERS, INTEGERS).map(lambda t: f"({t[1]} {t[0]} {t[2]})")
        | TEXTS.map(lambda text: f"length({text})")
        | st.tuples(CONDITIONS, INTEGERS, INTEGERS).map(lambda t: f"CASE WHEN {t[0]} THEN {t[1]} ELSE {t[2]} END")
        | st.tuples(INTEGERS, INTEGERS).map(lambda t: f"coalesce({t[0]}, {t[1]}, 1)")
        | st.tuples(INTEGERS, INTEGERS).map(lambda t: f"nullif({t[0]}, {t[1]})")
        | st.sampled_from(["year", "month", "day", "hour"]).map(lambda unit: f"extract({unit} FROM submitted_at)")
    )
)
DECIMALS: Strategy = st.deferred(
    lambda: (
        st.sampled_from(["1.5", "-0.25", "100.125"])
        | st.tuples(INTEGERS, INTEGERS).map(lambda t: f"({t[0]} / {t[1]})")
        | st.tuples(st.sampled_from("+-*"), DECIMALS, INTEGERS).map(lambda t: f"({t[1]} {t[0]} {t[2]})")
        | st.tuples(DECIMALS, st.integers(0, 4)).map(lambda t: f"round({t[0]}, {t[1]})")
        | DECIMALS.map(lambda number: f"abs({number})")
    )
)
TEXTS: Strategy = st.deferred(
    lambda: (
        st.sampled_from(["title", "status", "'Zebra'", "''", "'发票'", "'a''b%_'", "NULL"])
        | TEXTS.map(lambda text: f"upper({text})")
        | TEXTS.map(lambda text: f"lower({text})")
        | TEXTS.map(lambda text: f"trim({text})")
        | st.tuples(TEXTS, st.integers(1, 9), st.integers(0, 5)).map(lambda t: f"substr({t[0]}, {t[1]}, {t[2]})")
        | st.tuples(TEXTS, INTEGERS).map(lambda t: f"({t[0]} || {t[1]})")
        | INTEGERS.map(lambda number: f"CAST({number} AS text)")
    )
)
DATES: Strategy = st.sampled_from(
    [
        "submitted_at",
        "CURRENT_TIMESTAMP",
        "date_trunc('day', submitted_at)",
        "date_trunc('month', submitted_at)",
        "TIMESTAMP '2026-11-25 14:30:00'",
    ]
)
OPERATORS: Strategy = st.sampled_from(["=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM"])
CONDITIONS: Strategy = st.deferred(
    lambda: (
        st.tuples(INTEGERS, OPERATORS, INTEGERS).map(" ".join)
        | st.tuples(TEXTS, OPERATORS, TEXTS).map(" ".join)
        | st.tuples(DATES, OPERATORS, DATES).map(" ".join)
        | st.tuples(TEXTS, st.sampled_from(["LIKE", "ILIKE"]), st.sampled_from(["'%a%'", "'Z_b%'", "'%\\%'"])).map(
            " ".join
        )
        | st.tuples(INTEGERS, INTEGERS, INTEGERS).map(lambda t: f"{t[0]} BETWEEN {t[1]} AND {t[2]}")
        | st.tuples(INTEGERS, INTEGERS).map(lambda t: f"{t[0]} IN ({t[1]}, 2, NULL)")
        | st.tuples(CONDITIONS, st.sampled_from(["AND", "OR"]), CONDITIONS).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
        | CONDITIONS.map(lambda condition: f"NOT ({condition})")
        | CONDITIONS.map(lambda condition: f"({condition}) IS TRUE")
        | TEXTS.map(lambda text: f"{text} IS NULL")
    )
)
VALUES: Strategy = INTEGERS | DECIMALS | TEXTS | DATES | CONDITIONS.map(lambda condition: f"({condition})")
AGGREGATES: Strategy = (
    INTEGERS.map(lambda number: f"sum({number})")
    | INTEGERS.map(lambda number: f"avg({number})")
    | VALUES.map(lambda value: f"count({value})")
    | TEXTS.map(lambda text: f"min({text})")
    | DATES.map(lambda date: f"max({date})")
    | TEXTS.map(lambda text: f"count(DISTINCT {text})")
)
PLAIN: Strategy = st.tuples(VALUES, VALUES, CONDITIONS).map(
    lambda t: f"SELECT id, {t[0]} AS a, {t[1]} AS b FROM events WHERE {t[2]} ORDER BY 2, 3 DESC, 1"
)
GROUPED: Strategy = st.tuples(VALUES, AGGREGATES, CONDITIONS).map(
    lambda t: f"SELECT {t[0]} AS a, {t[1]} AS b, count(*) AS c FROM events WHERE {t[2]} GROUP BY 1 ORDER BY 2, 3, 1"
)
STATEMENTS: Strategy = PLAIN | GROUPED
KINDS: list[Strategy] = [INTEGERS, DECIMALS, TEXTS, DATES, CONDITIONS.map(lambda condition: f"({condition})")]
# Anything beside anything, too large, or where it cannot stand: most of it is refused, and none may fail inside.
ANYTHING: Strategy = st.deferred(
    lambda: (
        VALUES
        | AGGREGATES
        | st.sampled_from(["9223372036854775807", "99999999999999999999.5", "'2026-11-23'", "TRUE", "e.id", "nothing"])
        | st.tuples(ANYTHING, st.sampled_from("+-*/%"), ANYTHING).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
        | st.tuples(ANYTHING, OPERATORS, ANYTHING).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
        | st.tuples(ANYTHING, ANYTHING, ANYTHING).map(lambda t: f"({t[0]} BETWEEN {t[1]} AND {t[2]})")
        | st.tuples(ANYTHING, ANYTHING, ANYTHING).map(lambda t: f"CASE {t[0]} WHEN {t[1]} THEN {t[2]} END")
        | st.tuples(st.sampled_from(["coalesce", "nullif"]), ANYTHING, ANYTHING).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        )
        | st.tuples(st.sampled_from(["sum", "max", "count", "round", "abs", "lower", "length"]), ANYTHING).map(
            lambda t: f"{t[0]}({t[1]})"
        )
        | st.tuples(ANYTHING, ANYTHING).map(lambda t: f"({t[0]} IN (SELECT {t[1]} FROM ratings))")
        | st.tuples(ANYTHING, CONDITIONS).map(lambda t: f"(SELECT max({t[0]}) FROM events x WHERE {t[1]})")
        | st.tuples(ANYTHING, ANYTHING).map(
            lambda t: f"(SELECT {t[0]} FROM ratings GROUP BY {t[1]} ORDER BY 1 LIMIT 1)"
        )
        | ANYTHING.map(lambda value: f"EXISTS (SELECT {value} FROM ratings r WHERE r.event_id = e.id)")
    )
)
WILD: Strategy = (
    st.tuples(ANYTHING, ANYTHING).map(lambda t: f"SELECT {t[0]} AS a, {t[1]} AS b FROM events e ORDER BY 1, 2")
    | st.tuples(ANYTHING, ANYTHING).map(lambda t: f"SELECT {t[0]} AS a FROM events e UNION SELECT {t[1]} ORDER BY 1")
    | st.tuples(ANYTHING, ANYTHING, ANYTHING).map(
        lambda t: f"SELECT {t[0]} AS a, count(*) AS b FROM events e GROUP BY {t[1]} HAVING {t[2]} ORDER BY 1, 2"
    )
    | ANYTHING.map(lambda value: f"SELECT DISTINCT x.a FROM (SELECT {value} AS a FROM events e) x ORDER BY 1")
)
UNIONS: Strategy = st.sampled_from(KINDS).flatmap(
    lambda kind: st.tuples(kind | st.just("NULL"), kind, st.sampled_from(["", " ALL"])).map(
        lambda t: f"SELECT {t[0]} AS a FROM events UNION{t[2]} SELECT {t[1]} FROM events ORDER BY 1"
    )
)
WRITES: Strategy = (
    CONDITIONS.map(lambda condition: f"UPDATE event_categories SET label_en = 'x' WHERE {_of_categories(condition)}")
    | CONDITIONS.map(lambda condition: f"DELETE FROM event_categories WHERE {_of_categories(condition)}")
    | st.tuples(ANYTHING, CONDITIONS).map(
        lambda t: f"DELETE FROM event_categories WHERE id IN (SELECT {t[0]} FROM events e WHERE {t[1]})"
    )
    | ANYTHING.map(lambda value: f"UPDATE event_categories SET label_en = {value} WHERE id = 1")
    | st.tuples(TEXTS, ANYTHING).map(
        lambda t: f"INSERT INTO event_categories (code, label_en, label_zh) VALUES ('new', {t[0]}, {t[1]})"
    )
)


def _of_categories(condition: str) -> str:
    """Return a condition on events as one on categories."""
    columns = {"title": "label_en", "status": "code", "handler_id": "id", "reply_count": "id"}
    for name, other in columns.items():
        condition = condition.replace(name, other)
    return condition.replace("submitted_at", "TIMESTAMP '2026-11-25 14:30:00'")


def answer(desk: ReportingDesk, sql: str) -> Any:
    """Return what a statement answers, or the code of its refusal."""
    office = desk.application.office
    visit = Visit("ExecuteQuery", "192.0.2.7", "test", office.clock())
    actor = Actor(desk.reporter.id, "staff", frozenset())
    try:
        if not sql.startswith(("SELECT", "WITH")):
            prepared = prepare_statement(office, visit, actor, sql=sql, parameters=[])
            return office.database.write(
                lambda session: execute_statement(Desk(session, office, visit, actor, prepared=prepared), dry_run=True)
            )
        result = execute_query(office, visit, actor, sql=sql, parameters=[], size=100, validate_only=False)
    except DeskError as error:
        return error.code
    return [(column.name, column.type) for column in result.columns], [list(row) for row in result.rows]


def compare_all(desks: Desks, statements: Strategy, examples: int, *, may_fail: bool = False) -> None:
    """Let both databases answer invented statements.

    :param may_fail: whether one may not be able to compute what the other need not look at.
    """

    @settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(statements)
    def compare(sql: str) -> None:
        answers = [answer(desk, sql) for desk in desks.values()]
        assert answers[0] == answers[1] or (may_fail and "QUERY_FAILED" in answers), sql

    compare()


def test_invented_statements_answer_the_same_everywhere(desks: Desks) -> None:
    """Or are refused for the same reason everywhere."""
    compare_all(desks, STATEMENTS, 100)


def test_invented_unions_answer_the_same_everywhere(desks: Desks) -> None:
    """Of one type, or of two that go together."""
    compare_all(desks, UNIONS, 50)


def test_what_cannot_be_is_a_refusal_everywhere(desks: Desks) -> None:
    """Whatever stands where it cannot; and what can is answered in the same way."""
    compare_all(desks, WILD, 150, may_fail=True)


def test_invented_changes_are_for_the_same_rows_everywhere(desks: Desks) -> None:
    """Or are refused for the same reason everywhere."""
    compare_all(desks, WRITES, 100, may_fail=True)


@pytest.mark.parametrize(
    "write",
    [
        "(1 + {})", "{} + 1", "-({})", "round({} + 1)", "coalesce(1, {})", "CASE WHEN {} > 1 THEN 1 ELSE 2 END",
        "CASE {} WHEN 1 THEN 2 END", "CASE WHEN id = 1 THEN {} END", "CASE WHEN 1 BETWEEN 2 AND {} THEN 1 END",
        "(1 / {})", "CASE WHEN 1 IN (2, {}) THEN 1 END", "(SELECT max({}) FROM ratings)", "length(CAST({} AS text))",
        "nullif(2, nullif(1, {}))", "CASE WHEN NOT ({} = 1 AND (1 = 1 OR 2 > 1)) IS TRUE THEN 1 END",
    ],
)  # fmt: skip
def test_what_is_nested_as_deep_as_is_taken_runs_everywhere(desks: Desks, write: str) -> None:
    """SQLite's parser gives up sooner than PostgreSQL's; the limit is below both."""
    desk = desks["sqlite"]
    expression, deeper, depth = "id", "id", 0
    statement = (
        "SELECT {} AS x FROM events UNION SELECT id FROM (SELECT id FROM events WHERE id IN (1, 2)) x ORDER BY 1"
    )
    while not first_guard_refuses(desk, statement.format(deeper)):
        expression, depth, deeper = deeper, depth + 1, write.format(deeper)
    assert depth > 3
    answers = [answer(desk, statement.format(expression)) for desk in desks.values()]
    assert answers[0] == answers[1]
    assert answers[0] not in ("QUERY_FAILED", "QUERY_REFUSED")
