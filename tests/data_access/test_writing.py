"""ExecuteStatement: what it changes, and what it cannot."""

import json
import sys
from typing import Any

import pytest
from sqlalchemy import select

from db.models import DataAccess, EventCategory
from soap_server.desk.data.writing import execute_statement, prepare_statement
from soap_server.desk.desk import Actor, Desk, Visit
from soap_server.desk.errors import QueryRefusedError
from tests.callers import Directory, RefusedError, new_id
from tests.data_access.grants import EVERYTHING, grant, parameters

NEW = "INSERT INTO event_categories (code, label_en, label_zh) VALUES (:code, 'Spares', '备件')"
WITHIN = [("code", "startsWith", "x")]


@pytest.fixture
def editor(people: Directory) -> Any:
    """Somebody who may do everything with the categories and the departments."""
    grant(people, people.staff, "event_categories", *EVERYTHING)
    grant(people, people.staff, "departments", *EVERYTHING)
    return people.staff


def run(caller: Any, sql: str, *, dry: bool | None = None, request_id: str | None = None, **values: Any) -> int:
    """Return how many rows a statement is for."""
    given = parameters(**values) if values else None
    return int(caller.ExecuteStatement(sql=sql, parameters=given, dryRun=dry, requestId=request_id).rowCount)


def categories(people: Directory) -> dict[str, str]:
    """Return the English labels by code."""
    labels = select(EventCategory.code, EventCategory.label_en)
    return people.application.database.read(lambda session: {row.code: row.label_en for row in session.execute(labels)})


def test_rows_are_inserted_changed_and_deleted(people: Directory, editor: Any) -> None:
    """With constants and parameters."""
    assert run(editor, NEW, code=("text", "spares")) == 1
    assert categories(people)["spares"] == "Spares"
    several = "INSERT INTO departments (name, parent_id) VALUES ('a', NULL), ('b', NULL), ('c', 1)"
    with pytest.raises(RefusedError, match="CONFLICT"):
        run(editor, several.replace("1)", "999)"))
    assert run(editor, "UPDATE event_categories SET label_en = :x WHERE code LIKE 'spa%'", x=("text", "Back")) == 1
    assert categories(people)["spares"] == "Back"
    assert run(editor, "DELETE FROM event_categories WHERE code = 'spares'") == 1
    assert "spares" not in categories(people)
    assert run(editor, "DELETE FROM event_categories WHERE code = 'spares'") == 0


def test_a_dry_run_changes_nothing(people: Directory, editor: Any) -> None:
    """It says how many rows it would be."""
    before = categories(people)
    assert run(editor, "UPDATE event_categories SET label_en = 'x' WHERE active", dry=True) == 8
    assert run(editor, NEW, dry=True, code=("text", "spares")) == 1
    assert categories(people) == before


@pytest.mark.parametrize("dry", [None, True])
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM event_categories WHERE code = 'general'",
        "DELETE FROM event_categories WHERE id > 0",
        "UPDATE event_categories SET active = FALSE WHERE code = 'general'",
        "UPDATE event_categories SET label_en = 'x', active = FALSE WHERE id > 0",
    ],
)
def test_the_category_of_events_without_one_stays(people: Directory, editor: Any, sql: str, dry: bool | None) -> None:
    """Otherwise nobody could submit an event without naming a category; its labels may change."""
    before = categories(people)
    with pytest.raises(RefusedError, match="QUERY_REFUSED: The desk needs the row of event_categories with code gener"):
        run(editor, sql, dry=dry)
    assert categories(people) == before
    run(editor, "UPDATE event_categories SET label_en = 'Anything', active = TRUE WHERE code = 'general'")
    run(editor, "UPDATE event_categories SET active = FALSE WHERE code = 'billing'")
    run(editor, "DELETE FROM event_categories WHERE code <> 'general' AND NOT active")
    assert people.customer.SubmitEvent(title="x", content="x").category == "general"


def test_a_repeated_statement_acts_once(people: Directory, editor: Any) -> None:
    """Although it would not if it were sent anew."""
    request_id = new_id()
    for _ in range(2):
        assert run(editor, NEW, request_id=request_id, code=("text", "spares")) == 1
    with pytest.raises(RefusedError, match="CONFLICT"):
        run(editor, NEW, code=("text", "spares"))
    assert len(categories(people)) == 9


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE event_categories SET label_en = 'x'", "need a WHERE"),
        ("DELETE FROM event_categories", "need a WHERE"),
        ("UPDATE event_categories SET code = 'x' WHERE id = 1", "cannot be written"),
        ("UPDATE event_categories SET id = 9 WHERE id = 1", "cannot be written"),
        ("UPDATE departments SET parent_id = 1 WHERE id = 1", "cannot be written"),
        ("UPDATE event_categories SET label_en = label_zh WHERE id = 1", "constant or a parameter"),
        ("UPDATE event_categories SET label_en = (SELECT 'x') WHERE id = 1", "constant or a parameter"),
        ("UPDATE event_categories SET label_en = 5 WHERE id = 1", "of the type text"),
        ("UPDATE event_categories SET label_en = NULL WHERE id = 1", "cannot be NULL"),
        ("UPDATE event_categories SET label_en = ' ' WHERE id = 1", "cannot be blank"),
        ("UPDATE event_categories SET label_en = 'a', label_en = 'b' WHERE id = 1", "set twice"),
        (f"UPDATE event_categories SET label_en = '{'x' * 101}' WHERE id = 1", "at most 100"),
        ("UPDATE event_categories SET label_en = 'a\nb' WHERE id = 1", "one line"),
        ("UPDATE event_categories SET label_en = 'x' FROM departments WHERE true", "From"),
        ("UPDATE event_categories SET label_en = 'x' WHERE id = 1 RETURNING id", "Returning"),
        ("UPDATE events SET status = 'completed' WHERE id = 1", "no table events"),
        ("UPDATE users SET role_id = 3 WHERE id = 2", "no table users"),
        ("DELETE FROM ratings WHERE id = 1", "no table ratings"),
        ("DELETE FROM sessions WHERE id = 1", "no table sessions"),
        ("DELETE FROM event_categories USING departments WHERE true", "Using"),
        ("INSERT INTO event_categories (code) SELECT 'x'", "behind VALUES"),
        ("INSERT INTO event_categories VALUES (1, 'a', 'b', 'c', TRUE)", "names its columns"),
        ("INSERT INTO event_categories (id, code) VALUES (9, 'a')", "cannot be written"),
        ("INSERT INTO event_categories (code, label_en) VALUES ('a')", "as many values"),
        ("INSERT INTO event_categories (code, code) VALUES ('a', 'b')", "each of its columns once"),
        ("INSERT INTO event_categories (code) VALUES ('a') ON CONFLICT DO NOTHING", "Conflict"),
        ("INSERT OR REPLACE INTO event_categories (code) VALUES ('a')", ""),
        ("WITH x AS (SELECT 1) DELETE FROM event_categories WHERE id = 1", "With"),
        ("SELECT 1", "INSERT, UPDATE or DELETE"),
        ("TRUNCATE event_categories", "INSERT, UPDATE or DELETE"),
        ("DROP TABLE event_categories", "INSERT, UPDATE or DELETE"),
        (
            "UPDATE event_categories SET label_en = 'x' WHERE id = 1; DELETE FROM departments WHERE id = 1",
            "one statement",
        ),
    ],
)
def test_what_statements_cannot_do(people: Directory, editor: Any, sql: str, told: str) -> None:
    """Each is refused, and nothing is changed."""
    before = categories(people)
    with pytest.raises(RefusedError) as caught:
        run(editor, sql)
    assert caught.value.code == "QUERY_REFUSED"
    assert told in caught.value.message
    assert categories(people) == before


def test_an_insert_needs_what_cannot_be_absent(editor: Any) -> None:
    """The database says so, and nothing of itself."""
    with pytest.raises(RefusedError) as caught:
        run(editor, "INSERT INTO event_categories (code) VALUES ('a')")
    assert caught.value.code == "CONFLICT"
    assert "sql" not in caught.value.message.lower()


def test_a_grant_is_for_its_rows_only(people: Directory) -> None:
    """Others are not matched, and a row cannot be made one of them."""
    grant(people, people.staff, "event_categories", *EVERYTHING, conditions=WITHIN)
    assert run(people.staff, "UPDATE event_categories SET label_en = 'x' WHERE active") == 0
    with pytest.raises(RefusedError, match="not for rows with these values"):
        run(people.staff, NEW, code=("text", "spares"))
    assert run(people.staff, NEW, code=("text", "xspares")) == 1
    assert run(people.staff, "UPDATE event_categories SET active = FALSE WHERE active") == 1
    assert "spares" not in categories(people)


def test_a_changed_row_stays_within_the_grant(people: Directory) -> None:
    """A change that would take it out is refused and undone."""
    grant(people, people.staff, "event_categories", *EVERYTHING, conditions=[("active", "equal", "true")])
    with pytest.raises(RefusedError, match="not for rows with these values"):
        run(people.staff, "UPDATE event_categories SET active = FALSE WHERE code = 'billing'")
    assert run(people.staff, "UPDATE event_categories SET label_en = 'x' WHERE code = 'billing'") == 1


def test_verbs_are_separate(people: Directory) -> None:
    """Who may update may not insert or delete, nor query in a condition."""
    grant(people, people.staff, "event_categories", "update")
    assert run(people.staff, "UPDATE event_categories SET label_en = 'x' WHERE id = 1") == 1
    for sql in (
        "DELETE FROM event_categories WHERE id = 1",
        "INSERT INTO event_categories (code, label_en, label_zh) VALUES ('a', 'b', 'c')",
        "UPDATE event_categories SET label_en = 'x' WHERE id IN (SELECT id FROM event_categories)",
        "UPDATE event_categories SET label_en = 'x' WHERE EXISTS (SELECT 1 FROM users WHERE password_hash > 'm')",
    ):
        with pytest.raises(RefusedError, match="QUERY_REFUSED"):
            run(people.staff, sql)


def test_what_was_changed_is_kept(people: Directory, editor: Any) -> None:
    """The rows as they were, in the log."""
    run(editor, "UPDATE event_categories SET label_en = 'x' WHERE code = 'billing'")
    entry = people.admin.ListDataAccess().accesses.DataAccess[0]
    (before,) = json.loads(entry.beforeImage)
    assert (before["code"], before["label_en"] != "x", before["active"]) == ("billing", True, "true")
    assert (entry.operation, entry.rowCount, list(entry.tables.string)) == ("ExecuteStatement", 1, ["event_categories"])
    run(editor, "UPDATE event_categories SET label_en = 'y' WHERE code = 'billing'", dry=True)
    assert people.admin.ListDataAccess().accesses.DataAccess[0].beforeImage is None


def test_a_grant_limits_the_rows_of_a_change(people: Directory) -> None:
    """Below the limit of the service."""
    grant(people, people.staff, "event_categories", "update", maxRows=2)
    with pytest.raises(RefusedError, match="ROW_LIMIT_EXCEEDED"):
        run(people.staff, "UPDATE event_categories SET label_en = 'x' WHERE active")
    assert run(people.staff, "UPDATE event_categories SET label_en = 'x' WHERE id IN (1, 2)") == 2


def test_refusals_are_logged_too(people: Directory, editor: Any) -> None:
    """With why; the statement itself is not kept."""
    assert run(editor, "DELETE FROM event_categories WHERE label_en = 'a secret'") == 0
    with pytest.raises(RefusedError):
        run(editor, "DELETE FROM sessions WHERE token_digest = 'a secret'")
    entry = people.admin.ListDataAccess(filter={"outcome": "refused"}).accesses.DataAccess[0]
    assert (entry.code, entry.userId) == ("QUERY_REFUSED", people.staff.id)
    assert "sessions" in entry.reason
    stored = people.application.database.read(lambda session: session.scalars(select(DataAccess)).all())
    assert not any("a secret" in str(vars(each)) for each in stored)


def test_statements_are_translated_before_their_transaction(people: Directory, editor: Any) -> None:
    """Whoever sends a long one keeps nobody from writing."""
    callers: list[set[str]] = []

    def look(frame: Any, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code.co_name == "compile_statement":
            names = set()
            while frame is not None:
                names.add(frame.f_code.co_name)
                frame = frame.f_back
            callers.append(names)

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        assert run(editor, "UPDATE event_categories SET label_en = 'x' WHERE id = 1") == 1
    finally:
        sys.setprofile(before)
    assert len(callers) == 1
    assert "_prepare" in callers[0]
    assert "_transact" not in callers[0]


@pytest.mark.parametrize("change", ["revoked", "narrowed"])
def test_a_grant_that_changes_before_the_transaction_counts(people: Directory, change: str) -> None:
    """What was translated with it is not carried out."""
    given = grant(people, people.staff, "event_categories", *EVERYTHING)
    office = people.application.office
    visit, actor = (
        Visit("ExecuteStatement", "192.0.2.7", "test", office.clock()),
        Actor(people.staff.id, "staff", frozenset()),
    )
    sql = "UPDATE event_categories SET label_en = 'x' WHERE active"
    prepared = prepare_statement(office, visit, actor, sql=sql, parameters=[])
    if change == "revoked":
        people.admin.RevokeDataAccess(grantId=given.id, expectedVersion=given.version)
    else:
        grant(people, people.staff, "event_categories", *EVERYTHING, conditions=WITHIN, expectedVersion=given.version)
    before = categories(people)
    with pytest.raises(QueryRefusedError, match="has just been changed"):
        office.database.write(
            lambda session: execute_statement(Desk(session, office, visit, actor, prepared=prepared), dry_run=False)
        )
    assert categories(people) == before


def test_a_repeated_statement_is_answered_after_its_grant_is_gone(people: Directory) -> None:
    """As the first time: it was done."""
    given = grant(people, people.staff, "event_categories", *EVERYTHING)
    request_id = new_id()
    assert run(people.staff, NEW, request_id=request_id, code=("text", "spares")) == 1
    people.admin.RevokeDataAccess(grantId=given.id, expectedVersion=given.version)
    assert run(people.staff, NEW, request_id=request_id, code=("text", "spares")) == 1
    with pytest.raises(RefusedError, match="QUERY_REFUSED"):
        run(people.staff, NEW, request_id=new_id(), code=("text", "more"))


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ("id * 9223372036854775807 * 9 > 5", "QUERY_FAILED"),
        ("id + 9223372036854775807 > 5", "QUERY_FAILED"),
        ("round(id / 3, 2) = 0.67", 1),
        ("date_trunc('day', TIMESTAMP '2026-11-23 08:30:00') = '2026-11-23' AND id = 2", 1),
        ("extract(year FROM TIMESTAMP '9999-12-31 23:59:59.999999') = 9999 AND id = 2", 1),
        ("lower('ÄB') = 'Äb' AND upper('äb') = 'äB' AND id = 2", 1),
        ("'ÄB' ILIKE 'Äb' AND id = 2", 1),
        ("'ÄB' ILIKE 'äb'", 0),
    ],
)
def test_conditions_of_statements_mean_what_they_mean_in_queries(
    people: Directory, editor: Any, condition: str, answer: int | str
) -> None:
    """On both databases; and what cannot be computed is a refusal, too."""
    sql = f"UPDATE event_categories SET label_en = 'x' WHERE {condition}"
    if isinstance(answer, int):
        assert run(editor, sql) == answer
    else:
        with pytest.raises(RefusedError, match=answer):
            run(editor, sql)
