"""Departments: the organisation's tree, in which staff have their places."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db.models import Department
from db.vocabulary import Length
from soap_server.desk.desk import Desk
from soap_server.desk.errors import ConflictError, InvalidArgumentError


def add_department(desk: Desk, name: str, *, parent: str | None = None) -> Department:
    """Add a department, below another or at the top.

    :raises ConflictError: if there is one of this name.
    """
    name = name.strip()
    if not 1 <= len(name) <= Length.DEPARTMENT or not name.isprintable():
        raise InvalidArgumentError(f"A department's name has 1 to {Length.DEPARTMENT} characters.", field="name")
    above = find_department(desk, parent)
    department = Department(name=name, parent_id=above.id if above else None)
    try:
        with desk.session.begin_nested():
            desk.session.add(department)
    except IntegrityError as error:
        raise ConflictError("There is a department of this name.", field="name") from error
    desk.about("department", department.id)
    return department


def find_department(desk: Desk, name: str | None) -> Department | None:
    """Return the department with this name; None and the empty name are none.

    :raises InvalidArgumentError: if there is no such department.
    """
    if not name:
        return None
    department = desk.session.scalar(select(Department).where(Department.name == name))
    if department is None:
        raise InvalidArgumentError("There is no such department.", field="department")
    return department


def list_departments(desk: Desk) -> list[tuple[int, Department]]:
    """Return every department behind the one that it is in, with its depth; 0 is the top."""
    departments = desk.session.scalars(select(Department).order_by(Department.name)).all()
    return list(_below(None, departments, 0))


def _below(parent_id: int | None, departments: Sequence[Department], depth: int) -> Iterator[tuple[int, Department]]:
    for department in departments:
        if department.parent_id == parent_id:
            yield depth, department
            yield from _below(department.id, departments, depth + 1)
