"""The tree of departments."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from db.models import Department


def with_descendants(name: str) -> Select[int]:
    """Return the select of the ids of a department, by name, and of all departments below it."""
    return _tree(Department.name == name)


def below(session: Session, department_id: int) -> Sequence[int]:
    """Return the ids of a department and of all departments below it, in order."""
    return sorted(session.scalars(_tree(Department.id == department_id)))


def _tree(top: ColumnElement[bool]) -> Select[int]:
    tree = select(Department.id).where(top).cte("tree", recursive=True)
    children = select(Department.id).where(Department.parent_id == tree.c.id)
    # UNION, not UNION ALL: a circle in the data ends the recursion instead of running forever.
    return select(tree.union(children).c.id)
