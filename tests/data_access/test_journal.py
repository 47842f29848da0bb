"""The log of the data service."""

from typing import Any

import pytest
from sqlalchemy import update

from db.models import DataGrant
from tests.callers import Clock, Directory, RefusedError
from tests.data_access.grants import grant


def entries(people: Directory, **wanted: Any) -> list[Any]:
    """Return what the administrator sees, latest first."""
    found = people.admin.ListDataAccess(filter=wanted or None).accesses
    return list(found.DataAccess) if found else []


def test_every_access_is_logged(people: Directory) -> None:
    """Who, what, which tables, how much; the same statement has the same digest."""
    grant(people, people.staff, "event_categories")
    sql = "SELECT id, code FROM event_categories ORDER BY id"
    first = people.staff.ExecuteQuery(sql=sql, size=5)
    people.staff.FetchMore(cursor=first.nextCursor)
    people.staff.ExecuteQuery(sql=sql, validateOnly=True)
    people.staff.ReadTable(table="event_categories", columns={"string": ["id"]})
    people.staff.ReadTableAsDataSet(table="event_categories")
    people.staff.ExecuteQueryAsDataSet(sql=sql)
    found = entries(people)
    assert [entry.operation for entry in found] == [
        *("ExecuteQueryAsDataSet", "ReadTableAsDataSet", "ReadTable", "ExecuteQuery", "FetchMore", "ExecuteQuery")
    ]
    assert [entry.rowCount for entry in found] == [8, 8, 8, 0, 3, 5]
    assert {entry.userId for entry in found} == {people.staff.id}
    assert all(list(entry.tables.string) == ["event_categories"] for entry in found)
    assert found[0].digest == found[3].digest == found[5].digest != found[2].digest
    assert all(entry.byteCount > 0 for entry in found if entry.rowCount)
    assert all(entry.address == "192.0.2.7" and entry.correlationId for entry in found)


def test_refusals_say_why(people: Directory) -> None:
    """With the code and the sentence that the caller got."""
    for call in (
        lambda: people.staff.ExecuteQuery(sql="SELECT * FROM sessions"),
        lambda: people.staff.ReadTable(table="sessions"),
        lambda: people.staff.FetchMore(cursor="nonsense"),
    ):
        with pytest.raises(RefusedError) as caught:
            call()
        (entry, *_) = entries(people, outcome="refused")
        assert (entry.code, entry.reason) == (caught.value.code, caught.value.message)
        assert (entry.rowCount, entry.beforeImage) == (None, None)
        assert entry.correlationId == caught.value.correlation_id


def test_failures_are_in_the_log(people: Directory) -> None:
    """Whoever can make the server fail is seen; the server's own log has the rest under the same id."""
    grant(people, people.staff, "event_categories", "read", "query", "update")
    cursor = people.staff.ReadTable(table="event_categories", size=1).nextCursor
    broken = update(DataGrant).values(verbs=["nonsense"])
    people.application.database.write(lambda session: session.execute(broken))
    for name, arguments in (
        ("ReadTable", {"table": "event_categories"}),
        ("ExecuteQuery", {"sql": "SELECT 1"}),
        ("ExecuteStatement", {"sql": "UPDATE event_categories SET label_en = 'x' WHERE id = 1"}),
        ("FetchMore", {"cursor": cursor}),
        ("ReadTableAsDataSet", {"table": "event_categories"}),
    ):
        with pytest.raises(RefusedError) as caught:
            getattr(people.staff, name)(**arguments)
        (entry, *_) = entries(people, outcome="refused")
        assert (caught.value.code, entry.code, entry.operation) == ("INTERNAL_ERROR", "INTERNAL_ERROR", name)
        assert entry.correlationId == caught.value.correlation_id
        assert (entry.userId, entry.rowCount) == (people.staff.id, None)


def test_the_log_can_be_searched(people: Directory, clock: Clock) -> None:
    """By user, operation, outcome and time, page by page."""
    for whoever in (people.staff, people.staff2):
        grant(people, whoever, "event_categories")
        whoever.ReadTable(table="event_categories")
        clock.advance(minutes=1)
    start = clock.now
    people.staff.ExecuteQuery(sql="SELECT id FROM event_categories")
    assert [entry.userId for entry in entries(people, userId=people.staff2.id)] == [people.staff2.id]
    assert [entry.operation for entry in entries(people, operation="ExecuteQuery")] == ["ExecuteQuery"]
    assert len(entries(people, happenedFrom=start)) == 1
    assert len(entries(people, happenedBefore=start)) == 2
    page = people.admin.ListDataAccess(page={"size": 2})
    assert (len(page.accesses.DataAccess), page.total) == (2, 3)
    assert len(people.admin.ListDataAccess(page={"size": 2, "cursor": page.nextCursor}).accesses.DataAccess) == 1
