"""The organisation's tree, as administrators see it."""

from soap_server.desk import departments
from soap_server.desk.desk import Desk, Visit
from tests.callers import Directory


def test_departments_are_listed_as_a_tree(people: Directory) -> None:
    """Each behind the one that it is in, by name, with its depth; and a listed name can be given to a user."""
    office = people.application.office
    assert people.admin.ListDepartments().departments is None
    for name, parent in (("服务", None), ("售后", "服务"), ("Billing", None), ("上海", "售后"), ("北京", "售后")):
        visit = Visit("AddDepartment", "", "test", office.clock())
        office.database.write(
            lambda session, visit=visit, name=name, parent=parent: departments.add_department(  # type: ignore[misc]
                Desk(session, office, visit), name, parent=parent
            )
        )
    listed = [(d.name, d.parent, d.depth) for d in people.admin.ListDepartments().departments.DepartmentNode]
    assert listed == [
        ("Billing", None, 0),
        ("服务", None, 0),
        ("售后", "服务", 1),
        ("上海", "售后", 2),
        ("北京", "售后", 2),
    ]
    words = {"password": "four green bicycles", "displayName": "新", "role": "staff"}
    assert people.admin.CreateUser(username="new", department=listed[-1][0], **words).department == "北京"
