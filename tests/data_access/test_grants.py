"""Grants: what may be given, to whom, and what it opens."""

from typing import Any

import pytest
from sqlalchemy import select

from db.dictionary import DICTIONARY, DataColumn, DataTable
from db.dictionary.entries import describe
from db.models import AuditEntry, Base, LoginSession, User
from soap_server.desk.data.scopes import OF_DEPARTMENTS, OWN
from tests.callers import Directory, RefusedError
from tests.data_access.grants import grant, query, rows
from tests.operations.happy import FILE


def ids(caller: Any, table: str) -> set[str | None]:
    """Return the keys of the rows that somebody may read."""
    return {row[0] for row in rows(caller.ReadTable(table=table, columns={"string": ["id"]}))}


def test_a_dictionary_cannot_offer_secrets() -> None:
    """Neither by table nor by column."""
    for model, column in ((LoginSession, "id"), (AuditEntry, "id"), (User, "password_hash"), (User, "username_key")):
        with pytest.raises(ValueError, match="cannot be offered"):
            describe(model, ("x", "x"), "x", [(column, "x", "x", "x")])


def test_every_secret_of_the_desk_is_out_of_reach() -> None:
    """By the names of what the desk keeps: tables that are no business of callers, and columns that give access."""
    offered = {(table.name, column) for table in DICTIONARY.values() for column in table.columns}
    assert not {table for table, _ in offered} & {"sessions", "audit_log", "idempotency_records", "data_grants"}
    stored = {(table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns}
    assert offered < stored
    words = ("password", "hash", "digest", "token", "secret", "answer", "sha256", "email", "phone", "address")
    assert not [(table, column) for table, column in offered if any(word in column for word in words)]


def test_every_column_is_described() -> None:
    """In both languages, with a sentence."""
    for table in DICTIONARY.values():
        described: list[DataTable | DataColumn] = [table, *table.columns.values()]
        for each in described:
            assert each.labels.english
            assert each.labels.chinese
            assert each.doc.endswith(".")
        assert table.key in table.columns
        assert set(OWN) | set(OF_DEPARTMENTS) <= set(DICTIONARY)


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("table", {"table": "sessions"}),
        ("columns[0]", {"columns": {"string": ["password_hash"]}, "table": "users"}),
        ("verbs[0]", {"verbs": {"DataVerb": ["update"]}}),
        ("verbs[1]", {"verbs": {"DataVerb": ["read", "delete"]}, "table": "ratings"}),
        ("scope", {"scope": "own", "table": "event_categories"}),
        ("scope", {"scope": "ownDepartment", "table": "roles"}),
        ("role", {"role": "staff"}),
        ("role", {"userId": None}),
        ("role", {"userId": None, "role": "nobody"}),
        (
            "conditions[0].column",
            {"conditions": {"DataCondition": [{"column": "password_hash", "operator": "isNull"}]}},
        ),
        ("conditions[0]", {"conditions": {"DataCondition": [{"column": "id", "operator": "equal"}]}}),
        ("maxRows", {"maxRows": 1_000_001}),
    ],
)
def test_what_cannot_be_granted(people: Directory, field: str, asked: dict[str, Any]) -> None:
    """It is refused, and named."""
    whole = {"userId": people.staff.id, "table": "events", "verbs": {"DataVerb": ["read"]}, "scope": "all", **asked}
    with pytest.raises(RefusedError) as caught:
        people.admin.GrantDataAccess(**whole)
    assert (caught.value.code, caught.value.field) == ("INVALID_ARGUMENT", field)


def test_whoever_registers_gets_little(people: Directory) -> None:
    """The role customer is everybody: their own rows, and to read only."""
    for table, scope, verbs in (
        ("events", "all", ["read"]),
        ("users", "ownDepartment", ["read"]),
        ("event_categories", "all", ["update"]),
    ):
        with pytest.raises(RefusedError, match="Whoever registers"):
            grant(people, "customer", table, *verbs, scope=scope)
    assert grant(people, "customer", "events", scope="own").scope == "own"
    assert grant(people, "customer", "event_categories").scope == "all"


def test_a_users_own_grant_takes_the_place_of_the_roles(people: Directory) -> None:
    """Table by table, more or less than the role has."""
    grant(people, "staff", "events", columns=("title",))
    grant(people, "staff", "event_categories")
    mine = grant(people, people.staff, "events", "read", scope="own", columns=("status",))
    tables = people.staff.ListTables().tables.DataTableSummary
    assert [table.name for table in tables] == ["event_categories", "events"]
    described = people.staff.DescribeTable(table="events")
    assert [column.name for column in described.columns.DataColumn] == ["id", "status"]
    assert (described.scope, list(described.verbs.DataVerb)) == ("own", ["read"])
    people.admin.RevokeDataAccess(grantId=mine.id, expectedVersion=mine.version)
    assert [c.name for c in people.staff.DescribeTable(table="events").columns.DataColumn] == ["id", "title"]


def test_a_new_role_ends_a_users_own_grants(people: Directory) -> None:
    """Up or down, with what was not read to its end; the audit log says so, and what the new role has is theirs."""
    grant(people, "customer", "event_categories")
    grant(people, "staff", "event_categories")
    for name, role in (("staff", "customer"), ("customer", "staff")):
        caller = getattr(people, name)
        for table in ("users", "events"):
            grant(people, caller, table)
        cursor = caller.ReadTable(table="users", size=1).nextCursor
        user = people.admin.GetUser(userId=caller.id)
        people.admin.SetUserRole(userId=user.id, role=role, expectedVersion=user.version)
        assert [table.name for table in caller.ListTables().tables.DataTableSummary] == ["event_categories"]
        with pytest.raises(RefusedError, match="CURSOR_INVALID"):
            caller.FetchMore(cursor=cursor)
        assert not people.admin.ListDataGrants(filter={"userId": caller.id}).grants
        assert last_subject(people, "SetUserRole") == f"user:{caller.id}, no longer granted: events, users"


def last_subject(people: Directory, operation: str) -> str | None:
    """Return what the audit log says that the latest call of an operation was about."""
    latest = select(AuditEntry.subject).where(AuditEntry.operation == operation).order_by(AuditEntry.id.desc())
    return people.application.database.read(lambda session: session.scalar(latest))


def test_a_grant_is_changed_with_its_version(people: Directory) -> None:
    """And a stale version is a conflict."""
    first = grant(people, people.staff, "events", columns=("title",))
    second = grant(people, people.staff, "events", columns=("status",), expectedVersion=first.version)
    assert (second.id, list(second.columns.string)) == (first.id, ["id", "status"])
    for version in (first.version, None):
        with pytest.raises(RefusedError, match="CONFLICT"):
            grant(people, people.staff, "events", expectedVersion=version)


def test_relations_are_told_of_tables_that_may_be_read(people: Directory) -> None:
    """And of no other."""
    grant(people, people.staff, "ratings")
    columns = {column.name: column for column in people.staff.DescribeTable(table="ratings").columns.DataColumn}
    assert columns["event_id"].referencesTable is None
    grant(people, people.staff, "events")
    columns = {column.name: column for column in people.staff.DescribeTable(table="ratings").columns.DataColumn}
    assert (columns["event_id"].referencesTable, columns["event_id"].referencesColumn) == ("events", "id")
    assert columns["customer_id"].referencesTable is None


def test_conditions_narrow_the_rows(people: Directory) -> None:
    """In reads and in queries."""
    done, fresh = people.event("completed"), people.event("submitted")
    assert fresh != done
    grant(people, people.staff, "events", conditions=[("status", "oneOf", "completed", "resolved")])
    assert ids(people.staff, "events") == {str(done)}
    assert query(people.staff, "SELECT id FROM events") == [[str(done)]]


def test_own_rows_are_those_that_the_other_services_show(people: Directory) -> None:
    """To customers, to staff, with notes and without; deleted events to nobody."""
    mine, others = people.event("in_progress"), people.event("in_progress", customer="customer2", staff="staff2")
    people.event("deleted")
    note = people.staff.PostReply(eventId=mine, text="机密", internal=True, attachments={"NewAttachment": [FILE]})
    people.staff2.PostReply(eventId=others, text="hello")
    for whoever in (people.customer, people.staff):
        for table in OWN:
            grant(people, whoever, table, scope="own")
        shown = {str(event.id) for event in people_events(whoever)}
        assert ids(whoever, "events") == shown == {str(mine)}
        replies = {str(reply.id) for reply in whoever.ListReplies(eventId=mine).replies.Reply}
        assert ids(whoever, "replies") == replies
        assert (str(note.id) in replies) == (whoever is people.staff)
        steps = whoever.GetEventHistory(eventId=mine)
        assert (
            len(ids(whoever, "event_history")) <= len(steps["history"]["HistoryEntry"]) if "history" in steps else True
        )
        assert ids(whoever, "users") == {str(whoever.id)}
    assert ids(people.customer, "attachments") == set()
    assert len(ids(people.staff, "attachments")) == 1
    assert ids(people.customer, "assignments") == set()
    assert len(ids(people.staff, "assignments")) == 1


def people_events(caller: Any) -> list[Any]:
    """Return the events that somebody sees."""
    return list(caller.ListEvents().events.EventSummary)


def test_rows_of_ones_department(people: Directory) -> None:
    """What its people handle, and those below it; without a department nothing."""
    from soap_server.desk.departments import add_department  # noqa: PLC0415
    from soap_server.desk.desk import Desk, Visit  # noqa: PLC0415

    office = people.application.office

    def build(session: Any) -> None:
        desk = Desk(session, office, Visit("x", "x", "x", office.clock()))
        top = add_department(desk, "service")
        below = add_department(desk, "repairs", parent="service")
        add_department(desk, "sales")
        session.get(User, people.staff.id).department_id = top.id
        session.get(User, people.staff2.id).department_id = below.id

    mine, theirs, nobodys = (
        people.event("assigned"),
        people.event("assigned", staff="staff2"),
        people.event("submitted"),
    )
    assert nobodys
    office.database.write(build)
    for whoever in (people.staff, people.staff2, people.staff3):
        for table in ("events", "departments", "users", "replies", "event_history", "assignments", "attachments"):
            grant(people, whoever, table, scope="ownDepartment")
    assert ids(people.staff, "events") == {str(mine), str(theirs)}
    assert ids(people.staff2, "events") == {str(theirs)}
    assert ids(people.staff3, "events") == set()
    assert len(ids(people.staff, "departments")) == 2
    assert ids(people.staff2, "users") == {str(people.staff2.id)}
    assert query(people.staff, "SELECT count(*) FROM event_history WHERE operation = 'AssignEvent'") == [["2"]]
    for table in ("departments", "users", "replies", "event_history", "assignments", "attachments"):
        assert ids(people.staff3, table) == set()


def test_what_can_be_granted_is_listed_as_it_is_granted(people: Directory) -> None:
    """Administrators see every table without a grant of their own; each of its verbs and scopes is accepted."""
    assert people.admin.ListTables().tables is None
    listed = people.admin.ListGrantableTables()
    tables = {table.name: table for table in listed.tables.GrantableTable}
    assert listed.total == len(tables)
    assert list(tables) == list(DICTIONARY)
    for name, table in tables.items():
        assert [column.name for column in table.columns.GrantableColumn] == list(DICTIONARY[name].columns)
        for scope in table.scopes.RowScope:
            given = grant(people, people.staff, name, *table.verbs.DataVerb, scope=scope)
            people.admin.RevokeDataAccess(grantId=given.id, expectedVersion=given.version)
