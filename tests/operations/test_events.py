"""Events: submitting, listing, changing, their files."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import insert, select, update

from db.models import Event, EventCategory, User
from soap_server.desk import paging
from tests.callers import Caller, Clock, Directory, RefusedError
from tests.operations.happy import FILE


def ids(answer: Any) -> list[int]:
    """The ids of a list of events."""
    return [event.id for event in answer.events.EventSummary] if answer.events else []


def submit(caller: Caller, title: str = "标题", content: str = "内容", **more: Any) -> int:
    """Submit an event and return its id."""
    return int(caller.SubmitEvent(title=title, content=content, **more).id)


def test_staff_submit_on_behalf_of_a_customer(people: Directory) -> None:
    """The event is the customer's; who is not one cannot be named, and customers submit their own only."""
    event = people.staff.SubmitEvent(title="电话来的", content="x", customerId=people.customer.id)
    assert event.customer.id == people.customer.id
    assert people.customer.GetEvent(eventId=event.id).event.title == "电话来的"
    for caller, customer, code in (
        (people.staff, None, "INVALID_ARGUMENT"),
        (people.admin, people.staff.id, "INVALID_ARGUMENT"),
        (people.admin, 10**9, "INVALID_ARGUMENT"),
        (people.customer, people.customer2.id, "PERMISSION_DENIED"),
    ):
        with pytest.raises(RefusedError, match=code) as caught:
            caller.SubmitEvent(title="a", content="b", customerId=customer)
        assert caught.value.field == "customerId"
    own = people.customer.SubmitEvent(title="a", content="b", customerId=people.customer.id)
    assert own.customer.id == people.customer.id
    assert people.customer.SubmitEvent(title="a", content="b", customerId=0).customer.id == people.customer.id


def test_text_comes_back_as_it_went_in(people: Directory) -> None:
    """Line breaks, tabs, blanks at the ends, emoji, markup, quotes, characters beyond the basic plane."""
    text = " <b>a</b> & \"q\" 'p' \r\n\t中文 😀 𠀀 \u200d \u3000 end "
    event_id = submit(people.customer, "  <标题> & 😀  ", text)
    event = people.customer.GetEvent(eventId=event_id).event
    assert (event.title, event.content) == ("<标题> & 😀", text)


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


def test_a_customer_changes_everything_staff_the_triage(people: Directory) -> None:
    """Title and content are the customer's."""
    event_id = people.event("assigned")
    version = people.admin.version(event_id)
    changed = people.customer.UpdateEvent(eventId=event_id, expectedVersion=version, title="新标题", content="新内容")
    assert (changed.title, changed.content, changed.version) == ("新标题", "新内容", version + 1)
    changed = people.staff.UpdateEvent(
        eventId=event_id, expectedVersion=changed.version, category="billing", priority="urgent"
    )
    assert (changed.category, changed.priority) == ("billing", "urgent")
    for caller in (people.staff, people.admin):
        with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
            caller.UpdateEvent(eventId=event_id, expectedVersion=changed.version, title="x")
    assert ids(people.customer.ListEvents(filter={"text": "新标题"})) == [event_id]


def test_an_event_of_another_is_not_found(people: Directory) -> None:
    """It is not said that it exists; staff who do not handle it do not see it either."""
    event_id = people.event("in_progress")
    for caller in (people.customer2, people.staff2):
        for call in (
            lambda c=caller: c.GetEvent(eventId=event_id),
            lambda c=caller: c.ListReplies(eventId=event_id),
            lambda c=caller: c.GetEventHistory(eventId=event_id),
            lambda c=caller: c.DescribeEvents(eventId=event_id),
            lambda c=caller: c.PostReply(eventId=event_id, text="x"),
            lambda c=caller: c.WithdrawEvent(eventId=event_id, expectedVersion=1),
            lambda c=caller: c.GetRating(eventId=event_id),
        ):
            with pytest.raises(RefusedError, match="NOT_FOUND"):
                call()


def test_a_withdrawn_event_can_be_deleted_and_restored(people: Directory) -> None:
    """Deleted, only administrators see it."""
    event_id = people.event("deleted")
    with pytest.raises(RefusedError, match="NOT_FOUND"):
        people.customer.GetEvent(eventId=event_id)
    assert ids(people.customer.ListEvents(filter={"statuses": {"EventStatus": ["deleted"]}})) == []
    assert ids(people.admin.ListEvents()) == []
    assert ids(people.admin.ListEvents(filter={"statuses": {"EventStatus": ["deleted"]}})) == [event_id]
    restored = people.admin.RestoreEvent(eventId=event_id, expectedVersion=people.admin.version(event_id))
    assert restored.status == "withdrawn"
    assert people.customer.GetEvent(eventId=event_id).event.status == "withdrawn"


def test_files_come_back_byte_for_byte(people: Directory) -> None:
    """With a safe name, their size and their digest."""
    content = bytes(range(256)) * 1000
    event_id = submit(people.customer, attachments={"NewAttachment": [FILE]})
    added = people.customer.AddAttachment(
        eventId=event_id, fileName="../发票?.PDF", mediaType="Application/PDF", content=content
    )
    assert (added.fileName, added.mediaType, added.size) == ("发票_.PDF", "application/pdf", len(content))
    assert added.sha256 == hashlib.sha256(content).digest()
    found = people.customer.GetAttachment(attachmentId=added.id)
    assert found.content == content
    names = [file.fileName for file in people.customer.GetEvent(eventId=event_id).attachments.Attachment]
    assert names == ["a.txt", "发票_.PDF"]
    with pytest.raises(RefusedError, match="NOT_FOUND"):
        people.customer2.GetAttachment(attachmentId=added.id)


def test_an_event_has_room_for_so_many_files(people: Directory) -> None:
    """Fifty, and eleven in one call are one too many."""
    event_id = submit(people.customer)
    with pytest.raises(RefusedError, match="INVALID_ARGUMENT") as caught:
        submit(people.customer, attachments={"NewAttachment": [FILE] * 11})
    assert caught.value.field == "attachments"
    for _ in range(5):
        people.customer.PostReply(eventId=event_id, text="x", attachments={"NewAttachment": [FILE] * 10})
    with pytest.raises(RefusedError, match="ATTACHMENT_REJECTED"):
        people.customer.AddAttachment(eventId=event_id, **FILE)


def test_words_have_labels_in_both_languages(people: Directory) -> None:
    """For those who show them to people."""
    described = people.customer.DescribeEvents()
    labels = {label.value: (label.english, label.chinese) for label in described.statuses.Label}
    assert labels["in_progress"] == ("In progress", "处理中")
    assert len(labels) == 7
    assert [label.value for label in described.priorities.Label] == ["low", "normal", "high", "urgent"]
    assert "billing" in {label.value for label in described.categories.Label}
    assert described.allowedOperations is None


def test_a_frozen_customer_gets_no_events(people: Directory) -> None:
    """Nobody submits for an account that may not log in."""
    customer_id = people.customer.id
    freeze = update(User).where(User.id == customer_id).values(status="frozen")
    people.application.database.write(lambda session: session.execute(freeze))
    with pytest.raises(RefusedError, match="INVALID_ARGUMENT"):
        people.staff.SubmitEvent(title="a", content="b", customerId=customer_id)
