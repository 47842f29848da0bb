"""The main job: an event from submission to rating."""

import pytest

from tests.callers import Directory, RefusedError


def test_an_event_goes_from_submission_to_rating(people: Directory) -> None:
    """A customer submits, an administrator assigns, staff reply and resolve, the customer completes and rates."""
    customer, staff, admin = people.customer, people.staff, people.admin
    event = customer.SubmitEvent(
        title="发票抬头有误",
        content="订单 20231 的发票抬头写错了 😀",
        category="billing",
        priority="high",
        attachments={"NewAttachment": [{"fileName": "发票.pdf", "mediaType": "application/pdf", "content": b"%PDF"}]},
    )
    assert (event.status, event.handler) == ("submitted", None)

    assigned = admin.AssignEvent(eventId=event.id, handlerId=staff.id, expectedVersion=event.version)
    assert (assigned.status, assigned.handler.id) == ("assigned", staff.id)

    reply = staff.PostReply(eventId=event.id, text="已收到，正在核实。")
    assert reply.kind == "reply"
    details = staff.GetEvent(eventId=event.id)
    assert details.event.status == "in_progress"
    assert details.attachments.Attachment[0].fileName == "发票.pdf"

    resolved = staff.ResolveEvent(eventId=event.id, expectedVersion=details.event.version, solution="已重新开具")
    assert resolved.status == "resolved"
    completed = customer.CompleteEvent(eventId=event.id, expectedVersion=resolved.version)
    assert completed.status == "completed"
    rating = customer.RateEvent(
        eventId=event.id, expectedVersion=completed.version, score=5, opinion="回复很快，谢谢！"
    )
    assert (rating.score, rating.handler.id) == (5, staff.id)

    history = customer.GetEventHistory(eventId=event.id)
    assert [entry.operation for entry in history.entries.HistoryEntry] == [
        "SubmitEvent",
        "AssignEvent",
        "PostReply",
        "ResolveEvent",
        "CompleteEvent",
        "RateEvent",
    ]


def test_a_stranger_gets_nowhere(people: Directory) -> None:
    """Without a session there is no event."""
    with pytest.raises(RefusedError, match="AUTHENTICATION_REQUIRED"):
        people.stranger.ListEvents()
