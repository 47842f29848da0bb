"""Files in parts: for whom they are, and two calls at the same moment."""

import os
from hashlib import sha256
from typing import Any

import pytest

from db.models import Attachment, UploadPart
from soap_server.app import Application
from tests.callers import Directory
from tests.operations.happy import upload
from tests.operations.test_races import at_once, count, nodes
from tests.operations.uploads import (
    CONTENT,
    MOST,
    base64,
    finish,
    part,
    refused,
    send,
    settings,
)

__all__ = ["nodes", "settings"]
STEPS: dict[str, dict[str, Any]] = {
    "UploadPart": {"offset": 0, "content": CONTENT[:MOST]},
    "GetUpload": {},
    "FinishUpload": {"sha256": sha256(CONTENT).digest()},
    "AbortUpload": {},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("who", ["customer2", "staff", "staff2", "admin"])
def test_an_upload_is_its_users_alone(people: Directory, step: str, who: str) -> None:
    """Whoever else sees the event, and whatever their role is."""
    begun = upload(people, CONTENT, eventId=people.event("in_progress"))
    send(people.customer, begun)
    call = getattr(getattr(people, who), step)
    refused(people, lambda: call(uploadId=begun.id, **STEPS[step]), "NOT_FOUND", "uploadId")


@pytest.mark.parametrize("step", ["UploadPart", "FinishUpload"])
def test_an_event_that_is_withdrawn_takes_nothing_more(people: Directory, step: str) -> None:
    """At whichever step it is."""
    event_id = people.event()
    begun = upload(people, CONTENT, eventId=event_id)
    send(people.customer, begun)
    people.customer.WithdrawEvent(eventId=event_id, expectedVersion=1)
    call = getattr(people.customer, step)
    refused(people, lambda: call(uploadId=begun.id, **STEPS[step]), "INVALID_STATE")
    people.customer.AbortUpload(uploadId=begun.id)


@pytest.mark.parametrize("step", STEPS)
def test_a_handler_who_lost_the_event_lost_the_upload(people: Directory, step: str) -> None:
    """They no longer see either."""
    event_id = people.event("in_progress")
    described = {"fileName": "a", "mediaType": "a/b", "size": len(CONTENT)}
    begun = people.staff.BeginUpload(eventId=event_id, **described)
    send(people.staff, begun)
    version = people.admin.version(event_id)
    people.admin.AssignEvent(eventId=event_id, handlerId=people.staff2.id, expectedVersion=version)
    call = getattr(people.staff, step)
    refused(people, lambda: call(uploadId=begun.id, **STEPS[step]), "NOT_FOUND", "uploadId")


def test_a_frozen_user_does_not_go_on(people: Directory) -> None:
    """Their session has ended."""
    begun = upload(people, CONTENT)
    user = people.admin.GetUser(userId=people.customer.id)
    people.admin.FreezeUser(userId=user.id, reason="x", expectedVersion=user.version)
    refused(people, lambda: send(people.customer, begun), "SESSION_EXPIRED")


def test_a_file_on_an_internal_note_is_hidden(people: Directory) -> None:
    """As one of a single call is, and so is the step in the event's history."""
    event_id = people.event("in_progress")
    note = people.staff.PostReply(eventId=event_id, text="x", internal=True)
    described = {"eventId": event_id, "replyId": note.id, "fileName": "a", "mediaType": "a/b", "size": len(CONTENT)}
    begun = people.staff.BeginUpload(**described)
    send(people.staff, begun)
    kept = finish(people.staff, begun)
    assert kept.replyId == note.id
    read = lambda: people.customer.GetAttachment(attachmentId=kept.id, length=10)  # noqa: E731
    refused(people, read, "NOT_FOUND", "attachmentId")
    entries = people.customer.GetEventHistory(eventId=event_id).entries.HistoryEntry
    assert "FinishUpload" not in [entry.operation for entry in entries]
    other = lambda: people.customer.BeginUpload(**described)  # noqa: E731
    refused(people, other, "NOT_FOUND", "replyId")


def test_a_finished_upload_is_finished_once(people: Directory) -> None:
    """Finishing it again answers the same attachment, whatever became of the event; with another digest it is refused."""
    event_id = people.event()
    begun = upload(people, CONTENT, eventId=event_id)
    send(people.customer, begun)
    wrong = lambda: people.customer.FinishUpload(uploadId=begun.id, sha256=bytes(32))  # noqa: E731
    refused(people, wrong, "DIGEST_MISMATCH", "sha256")
    kept = finish(people.customer, begun)
    people.customer.WithdrawEvent(eventId=event_id, expectedVersion=1)
    assert finish(people.customer, begun) == kept
    refused(people, wrong, "DIGEST_MISMATCH", "sha256")
    assert count(people, Attachment) == 1


def test_parts_at_the_same_moment_are_one(people: Directory, nodes: list[Application]) -> None:
    """Those with the same bytes are all well; of those with different bytes one wins and the others are told so."""
    small = os.urandom(300)
    for contents, expected in (([small] * 4, {"OK"}), ([small, bytes(300)] * 2, {"OK", "UPLOAD_OFFSET"})):
        begun = upload(people, small)
        calls: list[tuple[str | None, str]] = [(people.customer.token, part(begun.id, content)) for content in contents]
        assert set(at_once(nodes, calls)) == expected
        assert people.customer.GetUpload(uploadId=begun.id).receivedBytes == 300
        assert count(people, UploadPart, UploadPart.upload_id == begun.id) == 1


def test_finishing_at_the_same_moment_makes_one_attachment(people: Directory, nodes: list[Application]) -> None:
    """And everybody gets it."""
    begun = upload(people, CONTENT)
    send(people.customer, begun)
    digest = base64(sha256(CONTENT).digest())
    body = f"<t:FinishUpload><t:uploadId>{begun.id}</t:uploadId><t:sha256>{digest}</t:sha256></t:FinishUpload>"
    assert at_once(nodes, [(people.customer.token, body)] * 4) == ["OK"] * 4
    assert count(people, Attachment) == 1


def test_beginning_at_the_same_moment_keeps_the_limit(people: Directory, nodes: list[Application]) -> None:
    """On different events too."""
    events = [people.event() for _ in range(6)]
    described = "<t:fileName>a</t:fileName><t:mediaType>a/b</t:mediaType><t:size>3</t:size>"
    bodies = [f"<t:BeginUpload><t:eventId>{id_}</t:eventId>{described}</t:BeginUpload>" for id_ in events]
    codes = at_once(nodes, [(people.customer.token, body) for body in bodies])
    assert sorted(codes) == ["OK"] * 3 + ["UPLOAD_LIMIT_EXCEEDED"] * 3
