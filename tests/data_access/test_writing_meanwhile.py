"""ExecuteStatement beside others: between finding its rows and changing them."""

from typing import Any

import pytest
from sqlalchemy import event, select, text

from db.models import EventCategory
from soap_server.desk.data.writing import Change, PreparedStatement, execute_statement, prepare_statement
from soap_server.desk.desk import Actor, Desk, Visit
from soap_server.desk.errors import ConflictError
from tests.callers import Directory
from tests.data_access.grants import grant


class Editing:
    """A statement of the staff member, in its two steps."""

    def __init__(self, people: Directory) -> None:
        self._office = people.application.office
        self._visit = Visit("ExecuteStatement", "192.0.2.7", "test", self._office.clock())
        self._actor = Actor(people.staff.id, "staff", frozenset())

    def prepare(self, sql: str) -> PreparedStatement:
        """Find the rows."""
        return prepare_statement(self._office, self._visit, self._actor, sql=sql, parameters=[])

    def execute(self, prepared: PreparedStatement) -> Change:
        """Change them."""

        def work(session: Any) -> Change:
            desk = Desk(session, self._office, self._visit, self._actor, prepared=prepared)
            return execute_statement(desk, dry_run=False)

        return self._office.database.write(work)


def test_conditions_are_computed_before_the_lock(people: Directory) -> None:
    """While a caller's conditions are computed, however slowly, other people can write."""
    grant(people, people.staff, "event_categories", "update")
    editing = Editing(people)
    prepared = editing.prepare("UPDATE event_categories SET label_en = 'x' WHERE code LIKE '%billing%'")
    ran: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        ran.append(statement)

    engine = people.application.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert editing.execute(prepared).rows == 1
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert any(statement.startswith("UPDATE event_categories") for statement in ran)
    assert not any("LIKE" in statement for statement in ran)


@pytest.mark.parametrize("changed", ["label_en = 'meanwhile'", "active = FALSE"])
def test_rows_that_have_changed_meanwhile_are_left_alone(people: Directory, changed: str) -> None:
    """A row may no longer be one that the statement, or the grant, is for."""
    columns, conditions = ["code", "label_en"], [("active", "equal", "true")]
    grant(people, people.staff, "event_categories", "update", columns=columns, conditions=conditions)
    editing, database = Editing(people), people.application.database
    prepared = editing.prepare("UPDATE event_categories SET label_en = 'x' WHERE code = 'billing'")
    meanwhile = text(f"UPDATE event_categories SET {changed} WHERE code = 'billing'")
    database.write(lambda session: session.execute(meanwhile))
    with pytest.raises(ConflictError, match="changed a row"):
        editing.execute(prepared)
    label = select(EventCategory.label_en).where(EventCategory.code == "billing")
    assert database.read(lambda session: session.scalar(label)) != "x"
