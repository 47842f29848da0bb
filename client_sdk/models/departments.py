# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: departments."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentNode:
    """A department and its place in the tree.

    :ivar name: The department's name; users.create takes it.
    :ivar parent: The name of the department that it is in; absent at the top.
    :ivar depth: How many departments it is below; 0 at the top.
    """

    name: str
    parent: str | None = None
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentList:
    """Every department, each behind the one that it is in, by name.

    :ivar departments: The departments.
    :ivar total: How many there are.
    """

    departments: tuple[DepartmentNode, ...]
    total: int
