"""Statements that have to be refused, and statements that have to work, on both databases."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.callers import RefusedError
from tests.data_access.conftest import Desks, ReportingDesk
from tests.data_access.dialect import ALLOWED
from tests.data_access.grants import names, rows
from tests.data_access.layers import both_refuse, database_refuses, first_guard_refuses
from tests.data_access.statements import HOSTILE

PAGE = Path(__file__).parents[2] / "docs" / "data-access.md"
BEGIN, END = "<!-- results: written by tests/data_access -->\n", "<!-- end of results -->\n"
ALL_HOSTILE = [(kind, sql) for kind, statements in HOSTILE.items() for sql in statements]
Guard = Callable[[ReportingDesk, str], bool]


def test_there_are_enough() -> None:
    """At least 100 that must be refused, and 40 that must work; none twice."""
    assert len({sql for _, sql in ALL_HOSTILE}) == len(ALL_HOSTILE) >= 100
    assert len(set(ALLOWED)) == len(ALLOWED) >= 40


@pytest.mark.parametrize(("kind", "sql"), ALL_HOSTILE, ids=[f"{kind}: {sql[:50]}" for kind, sql in ALL_HOSTILE])
def test_hostile_statements_are_refused(desk: ReportingDesk, kind: str, sql: str) -> None:
    """As callers send them: with a code, and without a word of what was in the statement's way."""
    with pytest.raises(RefusedError) as caught:
        desk.reporter.ExecuteQuery(sql=sql or " ")
    assert caught.value.code in {"QUERY_REFUSED", "INVALID_ARGUMENT"}, kind
    assert not any(
        word in caught.value.message.lower() for word in ("sqlite3", "psycopg", "sqlalchemy", "sqlglot", "traceback")
    )


@pytest.mark.parametrize("sql", ALLOWED)
def test_statements_of_the_dialect_answer_the_same_everywhere(desks: Desks, sql: str) -> None:
    """Names, types and values, whichever the database."""
    found = {}
    for kind, desk in desks.items():
        answer = desk.use().reporter.ExecuteQuery(sql=sql)
        types = [(column.type, column.nullable) for column in answer.rowSet.columns.RowSetColumn]
        found[kind] = (names(answer), types, rows(answer), answer.total)
    assert found["sqlite"] == found["postgresql"]
    assert found["sqlite"][2], "it should answer something"


def test_the_page_tells_what_each_guard_refuses(desks: Desks) -> None:
    """With each of the two switched off in turn; SOAPDESK_WRITE_DOCS=1 writes the tables into the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    written = before + BEGIN + "\n" + "\n".join(_results(desks)) + "\n\n" + END + after
    if os.environ.get("SOAPDESK_WRITE_DOCS"):
        PAGE.write_text(written, encoding="utf-8")
    assert text == written or os.environ.get("SOAPDESK_WRITE_DOCS")


def _results(desks: Desks) -> Iterator[str]:
    guards: dict[str, tuple[Guard, str]] = {
        "first guard alone": (first_guard_refuses, "sqlite"),
        "SQLite alone": (database_refuses, "sqlite"),
        "PostgreSQL alone": (database_refuses, "postgresql"),
        "both, SQLite": (both_refuse, "sqlite"),
        "both, PostgreSQL": (both_refuse, "postgresql"),
    }
    passed = {
        name: {(kind, sql) for kind, sql in ALL_HOSTILE if not refuses(desks[which], sql)}
        for name, (refuses, which) in guards.items()
    }
    yield f"### Refused: {len(ALL_HOSTILE)} statements that must not run"
    yield ""
    yield f"| what they try | statements | {' | '.join(guards)} |"
    yield "|---|---" + "|---" * len(guards) + "|"
    for kind, statements in HOSTILE.items():
        counts = [len(statements) - sum(1 for other, _ in passed[name] if other == kind) for name in guards]
        yield f"| {kind} | {len(statements)} | {' | '.join(map(str, counts))} |"
    totals = [len(ALL_HOSTILE) - len(passed[name]) for name in guards]
    yield f"| **all** | **{len(ALL_HOSTILE)}** | {' | '.join(f'**{total}**' for total in totals)} |"
    yield ""
    for name in guards:
        if passed[name]:
            yield f"What gets through {name}:"
            yield ""
            yield from (
                f"- `{sql[:100]}`".replace("\n", " ") for kind, sql in ALL_HOSTILE if (kind, sql) in passed[name]
            )
            yield ""
    yield f"### Allowed: {len(ALLOWED)} statements that must work"
    yield ""
    yield "| statement | rows | the same on both databases |"
    yield "|---|---|---|"
    for sql in ALLOWED:
        answers = [rows(desk.use().reporter.ExecuteQuery(sql=sql)) for desk in desks.values()]
        same = "yes" if answers[0] == answers[1] else "**no**"
        yield f"| `{sql.replace('|', chr(92) + '|')}` | {len(answers[0])} | {same} |"
