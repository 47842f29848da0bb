"""ExecuteQuery and FetchMore: parameters, pages, what is checked and what is told."""

from typing import Any

import pytest
from sqlalchemy import update

from db.models import EventCategory
from tests.callers import Directory, RefusedError
from tests.data_access.conftest import ReportingDesk
from tests.data_access.grants import grant, names, query, rows

EACH = "SELECT id, code FROM event_categories ORDER BY id"


def refusal(caller: Any, sql: str, **values: Any) -> RefusedError:
    """Return the refusal of a query."""
    with pytest.raises(RefusedError) as caught:
        query(caller, sql, **values)
    return caught.value


@pytest.mark.parametrize(
    ("condition", "value", "ids"),
    [
        ("id = :x", ("integer", "3"), ["3"]),
        ("id = :x + 1", ("integer", "2"), ["3"]),
        ("id < :x", ("decimal", "2.5"), ["1", "2"]),
        ("title = :x", ("text", "zebra"), ["4"]),
        ("title LIKE :x", ("text", "%票%"), ["1"]),
        ("title = :x", ("text", "' OR '1' = '1"), []),
        ("title = :x", ("text", None), []),
        ("(status = 'completed') = :x", ("boolean", "true"), ["3", "4"]),
        ("submitted_at < :x", ("dateTime", "2026-11-24T14:30:00Z"), ["1"]),
        ("submitted_at < :x", ("dateTime", "2026-11-24T22:30:00+08:00"), ["1"]),
        ("id IN (:x, 5)", ("integer", "1"), ["1", "5"]),
        ("coalesce(:x, id) = 4", ("integer", None), ["4"]),
    ],
    ids=str,
)
def test_parameters_are_typed_and_bound(
    desk: ReportingDesk, condition: str, value: tuple[str, str | None], ids: list[str]
) -> None:
    """They are values, whatever stands in them."""
    found = query(desk.reporter, f"SELECT id FROM events WHERE {condition} ORDER BY id", x=value)
    assert [row[0] for row in found] == ids


def test_mistakes_with_parameters_are_told(desk: ReportingDesk) -> None:
    """Those that are missing, that are too many, that are not of their type, that do not go together."""
    assert ":x" in refusal(desk.reporter, "SELECT id FROM events WHERE id = :x").message
    assert ":y" in refusal(desk.reporter, EACH, y=("integer", "1")).message
    wrong = refusal(desk.reporter, "SELECT id FROM events WHERE id = :x", x=("integer", "one"))
    assert (wrong.code, wrong.field) == ("INVALID_ARGUMENT", "parameters[0].value")
    assert refusal(desk.reporter, "SELECT id FROM events WHERE id = :x", x=("text", "1")).code == "QUERY_REFUSED"
    twice = {"DataParameter": [{"name": "x", "type": "integer", "value": "1"}] * 2}
    with pytest.raises(RefusedError) as caught:
        desk.reporter.ExecuteQuery(sql="SELECT id FROM events WHERE id = :x", parameters=twice)
    assert caught.value.field == "parameters[1].name"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT nonsense FROM events", "column nonsense"),
        ("SELECT e.nonsense FROM events e", "column e.nonsense"),
        ("SELECT id FROM nonsense", "table nonsense"),
        ("SELECT id FROM events WHERE", "not valid SQL at line 1"),
        ("SELEC id FROM events", "not valid SQL"),
        ("SELECT status, count(*) FROM events GROUP BY priority", "GROUP BY"),
        ("SELECT id FROM events e JOIN ratings r ON true", "join of r needs a condition"),
        ("SELECT id FROM events WHERE title = 5", "text"),
        ("SELECT sum(title) FROM events", "number"),
        ("SELECT id FROM events LIMIT -1", "whole number"),
        ("SELECT id FROM events WHERE submitted_at > 'yesterday'", "2026-11-23"),
        ("SELECT id FROM events; SELECT 1", "one statement"),
        ("SELECT foo(id) FROM events", "not in the dialect"),
    ],
)
def test_a_refusal_says_what_is_wrong(desk: ReportingDesk, sql: str, told: str) -> None:
    """So that its author can mend it."""
    refused = refusal(desk.reporter, sql)
    assert (refused.code, refused.field) == ("QUERY_REFUSED", "sql")
    assert told in refused.message


def test_validation_runs_nothing(desk: ReportingDesk) -> None:
    """It says what would be answered and read."""
    sql = "SELECT e.title, r.score FROM events e JOIN ratings r ON r.event_id = e.id WHERE e.id > 3"
    answer = desk.reporter.ExecuteQuery(sql=sql, validateOnly=True)
    assert (names(answer), rows(answer)) == (["title", "score"], [])
    reads = {each.table: each.columns.string for each in answer.reads.TableColumns}
    assert reads == {"events": ["id", "title"], "ratings": ["event_id", "score"]}
    with pytest.raises(RefusedError, match="QUERY_REFUSED"):
        desk.reporter.ExecuteQuery(sql="SELECT content FROM events", validateOnly=True)


def test_a_result_is_that_of_one_moment(people: Directory) -> None:
    """What changes between two pages does not change the result."""
    grant(people, people.staff, "event_categories")
    first = people.staff.ExecuteQuery(sql=EACH, size=3)
    assert (len(rows(first)), first.total) == (3, 8)
    renamed = update(EventCategory).values(code=EventCategory.code + "x")
    people.application.database.write(lambda session: session.execute(renamed))
    second = people.staff.FetchMore(cursor=first.nextCursor)
    third = people.staff.FetchMore(cursor=second.nextCursor)
    found = [*rows(first), *rows(second), *rows(third)]
    assert [row[0] for row in found] == [str(number) for number in range(1, 9)]
    assert not any((row[1] or "").endswith("x") for row in found)
    assert third.nextCursor is None
    assert people.staff.FetchMore(cursor=first.nextCursor) == second


def test_row_filters_hold_at_every_reference(desk: ReportingDesk) -> None:
    """In joins, subqueries, unions and common table expressions alike."""
    own = [["1"], ["2"], ["3"], ["4"], ["5"]]
    for sql in (
        "SELECT id FROM events ORDER BY id",
        "SELECT b.id FROM events a JOIN events b ON b.id = a.id ORDER BY 1",
        "SELECT id FROM (SELECT * FROM events) x ORDER BY id",
        "WITH x AS (SELECT id FROM events) SELECT id FROM x ORDER BY id",
        "SELECT id FROM events UNION SELECT id FROM events ORDER BY id",
        "SELECT id FROM events WHERE id IN (SELECT id FROM events) ORDER BY id",
        "SELECT id FROM events e WHERE EXISTS (SELECT 1 FROM events x WHERE x.id = e.id) ORDER BY id",
        "SELECT id FROM events WHERE id > 0 OR 1 = 1 ORDER BY id",
    ):
        assert query(desk.reporter, sql) == own, sql
    assert query(desk.reporter, "SELECT count(*) FROM events") == [["5"]]
    assert query(desk.reporter, "SELECT (SELECT max(id) FROM events)") == [["5"]]
    assert query(desk.reporter, "SELECT count(*) FROM users u WHERE EXISTS (SELECT 1 FROM events)") == [["5"]]


def test_labels_are_in_the_callers_language(people: Directory) -> None:
    """Where the dictionary has them."""
    grant(people, people.staff, "event_categories")
    english = people.staff.ExecuteQuery(sql=EACH).rowSet.columns.RowSetColumn
    profile = people.staff.GetCurrentUser()
    people.staff.UpdateProfile(displayName="x", language="zh", expectedVersion=profile.version)
    chinese = people.staff.ExecuteQuery(sql=EACH).rowSet.columns.RowSetColumn
    assert [column.label for column in english] == ["Number", "Code"]
    assert [column.label for column in chinese] == ["编号", "代码"]


def test_a_verb_is_for_its_door_only(people: Directory) -> None:
    """Who may read may not query, and the other way round."""
    grant(people, people.staff, "event_categories", "read")
    grant(people, people.staff2, "event_categories", "query")
    assert people.staff.ReadTable(table="event_categories")
    assert refusal(people.staff, EACH).code == "QUERY_REFUSED"
    assert query(people.staff2, EACH)
    with pytest.raises(RefusedError, match="NOT_FOUND"):
        people.staff2.ReadTable(table="event_categories")


def test_without_a_grant_there_is_nothing(people: Directory) -> None:
    """Not even for administrators."""
    assert people.admin.ListTables().tables is None
    assert refusal(people.admin, "SELECT id FROM events").code == "QUERY_REFUSED"
    assert refusal(people.admin, "SELECT 1 AS one").code == "QUERY_REFUSED"
