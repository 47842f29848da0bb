"""ExecuteStatement: what it changes, and what it cannot."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from db.models import DataAccess, EventCategory
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
