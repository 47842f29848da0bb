"""Lists of events: filters, order, pages, totals, and what they cost."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import insert, select

from db.models import Event, EventCategory
from soap_server.desk import paging
from tests.callers import Clock, Directory, RefusedError
from tests.operations.events import ids, submit


def test_every_filter_narrows_the_list(people: Directory, clock: Clock) -> None:
    """Alone and together."""
    customer, admin = people.customer, people.admin
    first = submit(customer, "发票有误", "invoice 12", category="billing", priority="urgent")
    clock.advance(minutes=1)
    moment = clock.now
    second = submit(people.customer2, "包裹丢失", "parcel", category="delivery", priority="low")
    third = people.event("assigned")

    def found(**filter_: Any) -> set[int]:
        return set(ids(admin.ListEvents(filter=filter_)))

    assert found() == {first, second, third}
    assert found(statuses={"EventStatus": ["assigned", "resolved"]}) == {third}
    assert found(priority="low") == {second}
    assert found(category="billing") == {first}
    assert found(customerId=people.customer2.id) == {second}
    assert found(handlerId=people.staff.id) == {third}
    assert found(submittedFrom=moment) == {second, third}
    assert found(submittedBefore=moment) == {first}
    assert found(text="发票") == {first, third}
    assert found(text="parcel") == {second}
    assert found(text="发票", priority="urgent", category="billing") == {first}
    assert found(text="发票", priority="low") == set()
    assert set(ids(customer.ListEvents(filter={"customerId": people.customer2.id}))) == set()
    assert set(ids(people.staff.ListEvents())) == {third}


def test_lists_are_sorted_both_ways(people: Directory, clock: Clock) -> None:
    """By submission, by the last change, by urgency with the longest waiting first."""
    made = {}
    for priority in ("normal", "urgent", "low", "urgent"):
        clock.advance(minutes=1)
        made[submit(people.customer, priority=priority)] = priority
    one, two, three, four = made
    clock.advance(minutes=1)
    people.customer.PostReply(eventId=two, text="x")

    def order(key: str, *, descending: bool) -> list[int]:
        return ids(people.customer.ListEvents(sort={"key": key, "descending": descending}))

    assert order("submitted", descending=True) == ids(people.customer.ListEvents()) == [four, three, two, one]
    assert order("submitted", descending=False) == [one, two, three, four]
    assert order("updated", descending=True) == [two, four, three, one]
    assert order("priority", descending=True) == [two, four, one, three]
    assert order("priority", descending=False) == [three, one, four, two]


def add_events(people: Directory, count: int) -> None:
    """Add many events of the customer at few different times."""
    now = people.application.office.clock()
    customer = people.customer.id

    def work(session: Any) -> None:
        category = session.scalars(select(EventCategory.id)).first()
        rows = [
            {
                "customer_id": customer,
                "submitted_by_id": customer,
                "category_id": category,
                "title": f"event {number}",
                "content": "c",
                "status": "submitted",
                "priority": ("low", "normal", "high", "urgent")[number % 4],
                "submitted_at": now - timedelta(seconds=number // 7),
                "updated_at": now - timedelta(seconds=number // 5),
                "reopen_count": 0,
                "version": 1,
            }
            for number in range(count)
        ]
        session.execute(insert(Event), rows)

    people.application.database.write(work)


@pytest.mark.parametrize("key", ["submitted", "updated", "priority"])
@pytest.mark.parametrize("descending", [True, False])
def test_pages_have_everything_once(people: Directory, key: str, descending: bool) -> None:
    """However the list is sorted, and though many rows have the same key."""
    add_events(people, 53)
    sort = {"key": key, "descending": descending}
    whole = ids(people.customer.ListEvents(sort=sort, page={"size": 200}))
    assert len(whole) == 53
    seen: list[int] = []
    cursor = None
    while True:
        page = people.customer.ListEvents(sort=sort, page={"size": 10, "cursor": cursor})
        assert (page.total, page.totalIsExact) == (53, True)
        seen += ids(page)
        cursor = page.nextCursor
        if cursor is None:
            break
    assert seen == whole


def test_pages_do_not_shift_when_rows_come(people: Directory, clock: Clock) -> None:
    """What is submitted while somebody turns pages is on no page twice and pushes nothing off."""
    add_events(people, 6)
    before = ids(people.customer.ListEvents())
    first = people.customer.ListEvents(page={"size": 3})
    clock.advance(minutes=1)
    submit(people.customer)
    second = people.customer.ListEvents(page={"size": 3, "cursor": first.nextCursor})
    assert ids(first) + ids(second) == before


def test_a_cursor_belongs_to_its_list(people: Directory) -> None:
    """Another filter, order, operation or caller is refused; so is what was tampered with."""
    add_events(people, 5)
    cursor = people.customer.ListEvents(page={"size": 2}).nextCursor
    page = {"size": 2, "cursor": cursor}
    for call in (
        lambda: people.customer.ListEvents(filter={"priority": "low"}, page=page),
        lambda: people.customer.ListEvents(sort={"key": "updated", "descending": True}, page=page),
        lambda: people.customer.ListEvents(sort={"key": "submitted", "descending": False}, page=page),
        lambda: people.admin.ListEvents(page=page),
        lambda: people.admin.ListUnassignedEvents(page=page),
        lambda: people.customer.ListEvents(page={"size": 2, "cursor": cursor[:-3]}),
        lambda: people.customer.ListEvents(page={"size": 2, "cursor": "é"}),
        lambda: people.customer.ListEvents(page={"size": 2, "cursor": "WyJ4Il0"}),
    ):
        with pytest.raises(RefusedError, match="CURSOR_INVALID"):
            call()


@pytest.mark.parametrize(
    "values", [["0001-01-01T00:00:00+14:00", 1], ["2026-01-01T00:00:00", 1], ["2026-01-01T00:00:00Z", True]]
)
def test_an_edited_cursor_is_refused(people: Directory, values: list[Any]) -> None:
    """However well its parts look."""
    add_events(people, 5)
    cursor = people.customer.ListEvents(page={"size": 2}).nextCursor
    digest = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))[0]
    edited = base64.urlsafe_b64encode(json.dumps([digest, *values]).encode()).decode().rstrip("=")
    with pytest.raises(RefusedError, match="CURSOR_INVALID"):
        people.customer.ListEvents(page={"size": 2, "cursor": edited})


@pytest.mark.parametrize("name", ["a\0", "\ud800"])
def test_an_edited_cursor_of_text_is_refused(people: Directory, name: str) -> None:
    """With characters that no database keeps."""
    people.hire("another", "customer")
    cursor = people.admin.ListUsers(page={"size": 1}).nextCursor
    digest = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))[0]
    edited = base64.urlsafe_b64encode(json.dumps([digest, name, 1]).encode()).decode().rstrip("=")
    with pytest.raises(RefusedError, match="CURSOR_INVALID"):
        people.admin.ListUsers(page={"size": 1, "cursor": edited})


def test_counting_stops_unless_exactness_is_asked_for(people: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list says when its total is not the whole truth."""
    monkeypatch.setattr(paging, "MAX_COUNTED", 10)
    add_events(people, 12)
    page = people.customer.ListEvents(page={"size": 2})
    assert (page.total, page.totalIsExact) == (10, False)
    page = people.customer.ListEvents(page={"size": 2, "exactTotal": True})
    assert (page.total, page.totalIsExact) == (12, True)


def test_lists_cost_the_same_number_of_statements(people: Directory) -> None:
    """However many rows a page has: nothing is loaded one by one."""
    statements: list[str] = []
    engine = people.application.database.engine

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    counts = []
    people.admin.ListEvents()
    for number in (1, 60):
        add_events(people, number)
        sa_event.listen(engine, "before_cursor_execute", note)
        people.admin.ListEvents(page={"size": 200})
        people.admin.ListUnassignedEvents(page={"size": 200})
        sa_event.remove(engine, "before_cursor_execute", note)
        counts.append(len(statements))
        statements.clear()
    assert counts[0] == counts[1]


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("key", ["submitted", "updated", "priority"])
def test_whoever_sees_on_two_grounds_gets_one_list(
    people: Directory, clock: Clock, key: str, *, descending: bool
) -> None:
    """A member of staff gets what they handle and what they submitted before they were one, page by page, each once."""
    admin, both = people.admin, people.customer2
    seen = []
    for priority in ("normal", "urgent", "low", "urgent"):
        clock.advance(minutes=1)
        seen += [submit(both, priority=priority), submit(people.customer, priority=priority)]
    submit(people.customer)
    admin.SetUserRole(userId=both.id, role="staff", expectedVersion=both.user.version)
    for event_id in seen[1::2]:
        admin.AssignEvent(eventId=event_id, handlerId=both.id, expectedVersion=1)
    sort = {"key": key, "descending": descending}
    whole = both.ListEvents(sort=sort)
    assert (set(ids(whole)), len(ids(whole)), whole.total) == (set(seen), len(seen), len(seen))
    paged: list[int] = []
    cursor = None
    while not paged or cursor:
        page = both.ListEvents(sort=sort, page={"size": 3, "cursor": cursor})
        assert page.total == len(seen)
        paged += ids(page)
        cursor = page.nextCursor
    assert paged == ids(whole) == [event for event in ids(admin.ListEvents(sort=sort)) if event in seen]
