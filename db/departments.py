"""The tree of departments."""

from sqlalchemy import Select, select

from db.models import Department


def with_descendants(name: str) -> Select[int]:
    """Return the select of the ids of a department, by name, and of all departments below it."""
    tree = select(Department.id).where(Department.name == name).cte("tree", recursive=True)
    below = select(Department.id).where(Department.parent_id == tree.c.id)
    # UNION, not UNION ALL: a circle in the data ends the recursion instead of running forever.
    return select(tree.union(below).c.id)
