"""Statements that nobody thought of mean the same on both databases, and never fail inside."""

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from soap_server.desk.data.reading import execute_query
from soap_server.desk.desk import Actor, Visit
from soap_server.desk.errors import DeskError
from tests.data_access.conftest import Desks, ReportingDesk

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


def answer(desk: ReportingDesk, sql: str) -> Any:
    """Return what a statement answers, or the code of its refusal."""
    office = desk.application.office
    visit = Visit("ExecuteQuery", "192.0.2.7", "test", office.clock())
    actor = Actor(desk.reporter.id, "staff", frozenset())
    try:
        result = execute_query(office, visit, actor, sql=sql, parameters=[], size=100, validate_only=False)
    except DeskError as error:
        return error.code
    return [(column.name, column.type) for column in result.columns], [list(row) for row in result.rows]


def test_invented_statements_answer_the_same_everywhere(desks: Desks) -> None:
    """Or are refused for the same reason everywhere."""

    @settings(
        max_examples=100,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(STATEMENTS)
    def compare(sql: str) -> None:
        answers = [answer(desk, sql) for desk in desks.values()]
        assert answers[0] == answers[1], sql

    compare()
