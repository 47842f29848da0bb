"""Events: submitting, listing, changing, their files."""

import hashlib

import pytest
from sqlalchemy import update

from db.models import User
from tests.callers import Directory, RefusedError
from tests.operations.events import ids, submit
from tests.operations.happy import FILE


def test_staff_submit_on_behalf_of_a_customer(people: Directory) -> None:
    """The event is the customer's; who is not one cannot be named, and customers submit their own only."""
    event = people.staff.SubmitEvent(title="电话来的", content="x", customerId=people.customer.id)
    assert event.customer.id == people.customer.id
    assert people.customer.GetEvent(eventId=event.id).event.title == "电话来的"
    for caller, customer, code, words in (
        (people.staff, None, "INVALID_ARGUMENT", "Name the customer"),
        (people.admin, people.admin.id, "INVALID_ARGUMENT", "This user is not a customer"),
        (people.admin, 10**9, "INVALID_ARGUMENT", "There is no such active customer"),
        (people.customer, people.customer2.id, "PERMISSION_DENIED", "for yourself only"),
    ):
        with pytest.raises(RefusedError, match=code) as caught:
            caller.SubmitEvent(title="a", content="b", customerId=customer)
        assert caught.value.field == "customerId"
        assert words in str(caught.value)
    own = people.customer.SubmitEvent(title="a", content="b", customerId=people.customer.id)
    assert own.customer.id == people.customer.id
    assert people.customer.SubmitEvent(title="a", content="b", customerId=0).customer.id == people.customer.id


def test_text_comes_back_as_it_went_in(people: Directory) -> None:
    """Line breaks, tabs, blanks at the ends, emoji, markup, quotes, characters beyond the basic plane."""
    text = " <b>a</b> & \"q\" 'p' \r\n\t中文 😀 𠀀 \u200d \u3000 end "
    event_id = submit(people.customer, "  <标题> & 😀  ", text)
    event = people.customer.GetEvent(eventId=event_id).event
    assert (event.title, event.content) == ("<标题> & 😀", text)


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


def test_a_change_to_what_it_is_already_is_none(people: Directory) -> None:
    """No new version, which would be a conflict for others, and no row of history."""
    event_id = people.event("assigned")
    event = people.customer.GetEvent(eventId=event_id).event
    before = people.customer.GetEventHistory(eventId=event_id).total
    same = {"title": event.title, "content": event.content, "category": event.category, "priority": event.priority}
    for given in ({}, same):
        unchanged = people.customer.UpdateEvent(eventId=event_id, expectedVersion=event.version, **given)
        assert (unchanged.version, unchanged.updatedAt) == (event.version, event.updatedAt)
    assert people.customer.GetEventHistory(eventId=event_id).total == before


def test_the_bad_one_of_several_files_is_named(people: Directory) -> None:
    """By its place in the request; a request with one file has no place to name."""
    bad = {**FILE, "fileName": "setup.exe"}
    with pytest.raises(RefusedError, match="ATTACHMENT_REJECTED") as caught:
        people.customer.SubmitEvent(title="a", content="b", attachments={"NewAttachment": [FILE, bad]})
    assert caught.value.field == "attachments[1].fileName"
    with pytest.raises(RefusedError, match="ATTACHMENT_REJECTED") as caught:
        people.customer.AddAttachment(eventId=people.event("submitted"), **bad)
    assert caught.value.field == "fileName"


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
