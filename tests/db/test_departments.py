"""The tree of departments."""

from typing import Any

from sqlalchemy import update

from db.departments import with_descendants
from db.engine import Database
from db.models import Department


def grow(session: Any) -> None:
    """Make a tree of three levels."""
    root = Department(name="root")
    session.add(root)
    session.flush()
    child = Department(name="child", parent_id=root.id)
    session.add_all([child, Department(name="other", parent_id=root.id)])
    session.flush()
    session.add(Department(name="grandchild", parent_id=child.id))


def below(database: Database, name: str) -> list[int]:
    """The ids of a department and of those below it."""
    return sorted(database.read(lambda session: session.scalars(with_descendants(name)).all()))


def test_a_department_contains_those_below_it(database: Database) -> None:
    """All levels count."""
    database.write(grow)
    assert [len(below(database, name)) for name in ("root", "child", "grandchild", "none")] == [4, 2, 1, 0]


def test_a_circle_ends(database: Database) -> None:
    """Wrong data costs no endless recursion."""
    database.write(grow)
    lowest = max(below(database, "root"))
    circle = update(Department).where(Department.name == "root").values(parent_id=lowest)
    database.write(lambda session: session.execute(circle))
    assert len(below(database, "root")) == 4
