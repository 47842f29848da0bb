"""The conversation, and what customers never see of it."""

from typing import Any

import pytest

from tests.callers import Clock, Directory, RefusedError
from tests.operations.happy import FILE


def texts(answer: Any) -> list[tuple[str, str]]:
    """The kinds and texts of some replies."""
    return [(reply.kind, reply.text) for reply in answer.replies.Reply] if answer.replies else []


def secret_note(people: Directory, event_id: int) -> Any:
    """Have staff write an internal note with a file."""
    file = {**FILE, "fileName": "机密.txt"}
    return people.staff.PostReply(
        eventId=event_id, text="机密备注", internal=True, attachments={"NewAttachment": [file]}
    )


def test_the_handlers_first_reply_puts_an_event_in_progress(people: Directory, clock: Clock) -> None:
    """Nobody else's does, nor does a note."""
    event_id = people.event("assigned")

    def status() -> str:
        return str(people.customer.GetEvent(eventId=event_id).event.status)

    people.customer.PostReply(eventId=event_id, text="还在吗？")
    people.admin.PostReply(eventId=event_id, text="马上")
    people.staff.PostReply(eventId=event_id, text="备注", internal=True)
    assert status() == "assigned"
    people.staff.PostReply(eventId=event_id, text="在")
    assert status() == "in_progress"


def test_replies_are_counted_and_move_the_event_up(people: Directory, clock: Clock) -> None:
    """A reply is no new version of the event, so that it brings nobody's assignment into conflict."""
    event_id = people.event()
    clock.advance(minutes=5)
    people.customer.PostReply(eventId=event_id, text="one")
    people.admin.PostReply(eventId=event_id, text="note", internal=True)
    event = people.customer.GetEvent(eventId=event_id).event
    assert (event.replyCount, event.updatedAt, event.version) == (1, clock.now, 1)
    before = clock.now
    clock.advance(minutes=5)
    note = people.admin.PostReply(eventId=event_id, text="note", internal=True)
    people.admin.AddAttachment(eventId=event_id, replyId=note.id, **FILE)
    assert people.customer.GetEvent(eventId=event_id).event.updatedAt == before


def test_a_file_belongs_to_a_reply_of_its_event(people: Directory) -> None:
    """Not to one of the same author on another event."""
    event_id, other = people.event("assigned"), people.event("assigned")
    reply = people.staff.PostReply(eventId=other, text="x")
    with pytest.raises(RefusedError, match="NOT_FOUND") as caught:
        people.staff.AddAttachment(eventId=event_id, replyId=reply.id, **FILE)
    assert caught.value.field == "replyId"


def test_notes_on_ones_own_event_are_not_for_ones_eyes(people: Directory) -> None:
    """Not even when its customer has become staff, or an administrator, since."""
    event_id = people.event("assigned")
    secret_note(people, event_id)
    file_id = people.staff.GetEvent(eventId=event_id).attachments.Attachment[0].id
    customer = people.customer
    for role in ("staff", "admin"):
        version = people.admin.GetUser(userId=customer.id).version
        people.admin.SetUserRole(userId=customer.id, role=role, expectedVersion=version)
        seen = repr(
            [
                customer.GetEvent(eventId=event_id),
                customer.ListReplies(eventId=event_id),
                customer.GetEventHistory(eventId=event_id),
            ]
        )
        assert "机密" not in seen
        assert "PostReply" not in [change.operation for change in customer.GetChanges().changes.Change]
        with pytest.raises(RefusedError, match="NOT_FOUND"):
            customer.GetAttachment(attachmentId=file_id)
        with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
            customer.PostReply(eventId=event_id, text="x", internal=True)


def test_internal_notes_stay_internal(people: Directory) -> None:
    """By no way does a customer learn of one: not by lists, history, feed, search, files or counts."""
    event_id = people.event("assigned")
    note = secret_note(people, event_id)
    file = people.staff.AddAttachment(eventId=event_id, replyId=note.id, **{**FILE, "fileName": "机密2.txt"})
    assert ("internal_note", "机密备注") in texts(people.staff.ListReplies(eventId=event_id))
    assert len(people.staff.GetEvent(eventId=event_id).attachments.Attachment) == 2

    customer = people.customer
    seen = repr(
        [
            customer.GetEvent(eventId=event_id),
            customer.ListReplies(eventId=event_id),
            customer.GetEventHistory(eventId=event_id),
            customer.GetChanges(),
            customer.ListEvents(filter={"text": "机密"}),
            customer.ListEvents(),
        ]
    )
    assert "机密" not in seen
    assert "PostReply" not in repr(customer.GetChanges())
    assert customer.GetEvent(eventId=event_id).event.replyCount == 0
    for attachment_id in (file.id, file.id - 1):
        with pytest.raises(RefusedError, match="NOT_FOUND"):
            customer.GetAttachment(attachmentId=attachment_id)
    with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
        customer.PostReply(eventId=event_id, text="x", internal=True)


def test_a_file_belongs_to_ones_own_reply(people: Directory) -> None:
    """Nobody adds to what another wrote."""
    event_id = people.event("assigned")
    reply = people.staff.PostReply(eventId=event_id, text="x")
    file = people.staff.AddAttachment(eventId=event_id, replyId=reply.id, **FILE)
    assert file.replyId == reply.id
    with pytest.raises(RefusedError, match="NOT_FOUND"):
        people.customer.AddAttachment(eventId=event_id, replyId=reply.id, **FILE)


def test_the_latest_replies_come_with_the_event(people: Directory) -> None:
    """In order of time; all of them come in pages."""
    event_id = people.event("assigned")
    for number in range(53):
        people.customer.PostReply(eventId=event_id, text=str(number))
    latest = [text for _, text in texts(people.customer.GetEvent(eventId=event_id))]
    assert latest == [str(number) for number in range(3, 53)]
    first = people.customer.ListReplies(eventId=event_id, page={"size": 40})
    rest = people.customer.ListReplies(eventId=event_id, page={"size": 40, "cursor": first.nextCursor})
    assert [text for _, text in texts(first) + texts(rest)] == [str(number) for number in range(53)]
    assert (first.total, rest.nextCursor) == (53, None)


def test_a_solution_is_a_reply(people: Directory, clock: Clock) -> None:
    """Resolving says how."""
    event_id = people.event("in_progress")
    people.later(hours=2)
    version = people.admin.version(event_id)
    event = people.staff.ResolveEvent(eventId=event_id, expectedVersion=version, solution="重启即可")
    assert (event.status, event.resolvedAt) == ("resolved", clock.now)
    assert texts(people.customer.ListReplies(eventId=event_id))[-1] == ("solution", "重启即可")
    for caller in (people.customer, people.admin):
        with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
            caller.ResolveEvent(eventId=event_id, expectedVersion=event.version, solution="x")
