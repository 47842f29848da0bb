"""Who sees which event: in memory and in SQL, the two always agree."""

from itertools import product
from typing import Any

import pytest
from sqlalchemy import insert, select

from db.engine import Database
from db.models import Event, EventCategory, Role, User
from db.vocabulary import BUILT_IN_ROLES, EventStatus, Permission, Priority
from soap_server.desk.desk import ANONYMOUS, Actor
from soap_server.desk.visibility import is_visible, may
from tests.callers import Clock


def fill(session: Any) -> list[int]:
    """Add three users and an event in each state for each customer and handler; return the users' ids."""
    now = Clock().now
    role = session.scalars(select(Role.id)).first()
    category = session.scalars(select(EventCategory.id)).first()
    rows = [
        {
            "username": f"u{i}",
            "username_key": f"u{i}",
            "password_hash": "x",
            "role_id": role,
            "display_name": "U",
            "created_at": now,
            "last_active_at": now,
        }
        for i in range(3)
    ]
    users = list(session.scalars(insert(User).returning(User.id, sort_by_parameter_order=True), rows))
    events = [
        {
            "customer_id": customer,
            "submitted_by_id": customer,
            "handler_id": handler,
            "category_id": category,
            "title": "t",
            "content": "c",
            "status": status,
            "priority": Priority.NORMAL,
            "submitted_at": now,
            "updated_at": now,
            "reopen_count": 0,
            "version": 1,
        }
        for customer, handler, status in product(users, [None, *users], EventStatus)
        if (handler is None) == (status == EventStatus.SUBMITTED) or status in ("withdrawn", "deleted")
    ]
    session.execute(insert(Event), events)
    return users


ROLES = {
    **{role.value: permissions for role, permissions in BUILT_IN_ROLES.items()},
    "nothing": frozenset(),
    "everything": frozenset(Permission),
    "reads all but deleted": frozenset({Permission.EVENTS_READ, Permission.EVENTS_READ_ALL}),
    "handles but does not read": frozenset({Permission.EVENTS_HANDLE}),
}


@pytest.mark.parametrize("role", ROLES)
def test_memory_and_sql_agree(database: Database, role: str) -> None:
    """For every kind of role and every kind of event."""
    users = database.write(fill)

    def compare(session: Any) -> int:
        events = session.scalars(select(Event)).all()
        seen = 0
        for user in [*users, 0]:
            actor = Actor(id=user, role=role, permissions=ROLES[role])
            in_sql = set(session.scalars(select(Event.id).where(is_visible(actor))))
            in_memory = {event.id for event in events if may(actor, Permission.EVENTS_READ, event)}
            assert in_sql == in_memory
            seen += len(in_sql)
        return seen

    assert (database.read(compare) == 0) == (role in ("nothing", "handles but does not read"))


def test_an_unknown_caller_sees_nothing(database: Database) -> None:
    """Default deny."""
    database.write(fill)
    assert database.read(lambda session: session.scalars(select(Event.id).where(is_visible(ANONYMOUS))).all()) == []
