"""The organisation's tree, for those who give users their places in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from db.models import Department as DepartmentRow
from soap_server.contract.members import LONG


@dataclass(frozen=True, slots=True)
class DepartmentNode:
    """A department and its place in the tree."""

    name: Annotated[str, "The department's name; CreateUser takes it."]
    parent: Annotated[str | None, "The name of the department that it is in; absent at the top."]
    depth: Annotated[int, "How many departments it is below; 0 at the top."]


@dataclass(frozen=True, slots=True)
class DepartmentList:
    """Every department, each behind the one that it is in, by name."""

    departments: Annotated[list[DepartmentNode], "The departments."]
    total: Annotated[int, LONG, "How many there are."]


def render_departments(tree: Sequence[tuple[int, DepartmentRow]]) -> DepartmentList:
    """Return the tree, given as pairs of depth and department."""
    names = {department.id: department.name for _, department in tree}
    nodes = [
        DepartmentNode(department.name, names[department.parent_id] if department.parent_id else None, depth)
        for depth, department in tree
    ]
    return DepartmentList(nodes, total=len(nodes))
