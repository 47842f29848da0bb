"""Files in parts: what goes up comes down, in order and within limits."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from db.models import Attachment, Upload, UploadPart
from soap_server.desk import housekeeping
from tests.callers import PASSWORD, Clock, Directory
from tests.operations.happy import upload
from tests.operations.test_races import count
from tests.operations.uploads import (
    CONTENT,
    KIB,
    LARGEST,
    LEAST,
    MOST,
    finish,
    refused,
    send,
    settings,
    whole,
)

__all__ = ["settings"]


def test_a_file_in_parts_becomes_an_attachment(people: Directory, clock: Clock) -> None:
    """With all that one of a single call has; the event's conversation has gone on."""
    event_id = people.event("in_progress")
    clock.advance(minutes=5)
    begun = upload(people, CONTENT, eventId=event_id, fileName="C:\\x\\日志.TXT", mediaType="Text/Plain")
    assert (begun.size, begun.receivedBytes, begun.partBytes, begun.attachmentId) == (len(CONTENT), 0, MOST, None)
    assert begun.expiresAt == clock.now + timedelta(hours=24)
    send(people.customer, begun)
    assert people.customer.GetEvent(eventId=event_id).attachments is None
    kept = finish(people.customer, begun)
    details = people.staff.GetEvent(eventId=event_id)
    assert details.attachments.Attachment == [kept]
    assert (kept.fileName, kept.mediaType, kept.size) == ("日志.TXT", "text/plain", len(CONTENT))
    assert (kept.sha256, kept.uploadedById) == (sha256(CONTENT).digest(), people.customer.id)
    assert details.event.updatedAt == clock.now
    last = people.customer.GetEventHistory(eventId=event_id).entries.HistoryEntry[-1]
    assert (last.operation, last.note) == ("FinishUpload", "日志.TXT")
    assert people.customer.GetUpload(uploadId=begun.id).attachmentId == kept.id


@pytest.mark.parametrize(
    ("offset", "length"),
    [(None, 10), (1, None), (0, MOST), (MOST - 1, 2), (MOST, MOST), (2 * MOST - 5, 50), (len(CONTENT) - 1, MOST)],
)
@pytest.mark.parametrize("in_parts", [True, False])
def test_a_part_of_an_attachment_is_read(
    people: Directory, offset: int | None, length: int | None, *, in_parts: bool
) -> None:
    """Wherever its bytes are, and as many as there are; with the size and digest of the whole."""
    content = CONTENT if in_parts else CONTENT[: 128 * KIB]
    if in_parts:
        kept = whole(people)
    else:
        described = {"fileName": "a.bin", "mediaType": "a/b", "content": content}
        kept = people.customer.AddAttachment(eventId=people.event(), **described)
    if (offset or 0) > len(content):
        offset = len(content) - 1
    found = people.customer.GetAttachment(attachmentId=kept.id, offset=offset, length=length)
    start = offset or 0
    assert found.content == content[start : start + min(length or MOST, MOST)]
    assert (found.attachment.size, found.attachment.sha256) == (len(content), sha256(content).digest())


def test_there_is_nothing_behind_the_end(people: Directory) -> None:
    """Just behind the last byte is an empty part, further on is no part."""
    kept = whole(people)
    read: Callable[..., Any] = people.customer.GetAttachment
    assert read(attachmentId=kept.id, offset=len(CONTENT)).content is None  # zeep's empty value
    refused(people, lambda: read(attachmentId=kept.id, offset=len(CONTENT) + 1), "INVALID_ARGUMENT", "offset")


def test_what_one_answer_carries_needs_no_range(people: Directory) -> None:
    """Up to the limit of one call; beyond it the answer says how to read."""
    for size, code in ((128 * KIB, None), (128 * KIB + 1, "RANGE_REQUIRED")):
        content = CONTENT[:size]
        begun = upload(people, content)
        send(people.customer, begun, content)
        kept = finish(people.customer, begun, content)
        if code is None:
            assert people.customer.GetAttachment(attachmentId=kept.id).content == content
        else:
            refused(people, lambda kept=kept: people.customer.GetAttachment(attachmentId=kept.id), code, "length")  # type: ignore[misc]


def test_a_part_that_is_there_changes_nothing(people: Directory) -> None:
    """Cut as before, or otherwise; with other bytes it is refused, and the refusal says where to go on."""
    begun, sender = upload(people, CONTENT), people.customer
    send(sender, begun, CONTENT[: 2 * MOST])
    for start, end in ((0, MOST), (MOST, 2 * MOST), (1000, 1000 + LEAST)):
        answer = sender.UploadPart(uploadId=begun.id, offset=start, content=CONTENT[start:end])
        assert answer.receivedBytes == 2 * MOST
    for start, content in (
        (0, bytes(MOST)),
        (MOST + 1000, CONTENT[MOST + 1000 : 2 * MOST + 1000]),
        (2 * MOST + 1, CONTENT[:LEAST][: len(CONTENT) - 2 * MOST - 1]),
    ):
        sent = lambda start=start, content=content: sender.UploadPart(uploadId=begun.id, offset=start, content=content)  # type: ignore[misc]  # noqa: E731
        message = refused(people, sent, "UPLOAD_OFFSET", "offset")
        assert message == f"The next part begins at offset {2 * MOST}."
    assert count(people, UploadPart) == 2
    send(sender, begun, start=2 * MOST)
    assert finish(sender, begun).size == len(CONTENT)


@pytest.mark.parametrize(
    ("size", "code"), [(MOST, None), (MOST + 1, "INVALID_ARGUMENT"), (LEAST, None), (LEAST - 1, "INVALID_ARGUMENT")]
)
def test_parts_have_a_size(people: Directory, size: int, code: str | None) -> None:
    """Neither so large that they fill the memory, nor so small that they are many."""
    begun = upload(people, CONTENT)
    part = lambda: people.customer.UploadPart(uploadId=begun.id, offset=0, content=CONTENT[:size])  # noqa: E731
    if code is None:
        assert part().receivedBytes == size
    else:
        refused(people, part, code, "content")


@pytest.mark.parametrize(
    ("size", "is_taken"), [(1, True), (LARGEST, True), (LARGEST + 1, False), (0, False), (-1, False)]
)
def test_files_have_a_size(people: Directory, size: int, *, is_taken: bool) -> None:
    """At most as large as the operator allows, and not empty."""
    if is_taken:
        assert upload(people, size=size).size == size
    else:
        refused(people, lambda: upload(people, size=size), "ATTACHMENT_REJECTED", "size")


def test_a_user_has_only_so_many_uploads_open(people: Directory, clock: Clock) -> None:
    """Finishing, aborting and expiring make room; somebody else's do not count."""
    first, second, _ = (upload(people, b"abc") for _ in range(3))
    refused(people, lambda: upload(people), "UPLOAD_LIMIT_EXCEEDED")
    others = people.event(customer="customer2")
    described = {"fileName": "a", "mediaType": "a/b", "size": 3}
    assert people.customer2.BeginUpload(eventId=others, **described)
    people.customer.AbortUpload(uploadId=first.id)
    third = upload(people)
    people.customer.UploadPart(uploadId=second.id, offset=0, content=b"abc")
    finish(people.customer, second, b"abc")
    upload(people)
    refused(people, lambda: upload(people), "UPLOAD_LIMIT_EXCEEDED")
    clock.advance(hours=24)
    people.later()
    assert upload(people).id > third.id


def test_open_uploads_have_only_so_many_bytes_together(people: Directory) -> None:
    """By the sizes that were said, for they are what may come."""
    upload(people, size=LARGEST)
    upload(people, size=LARGEST - 1)
    refused(people, lambda: upload(people, size=2), "UPLOAD_LIMIT_EXCEEDED")
    assert upload(people, size=1)


def test_what_was_not_finished_in_time_is_taken_away(people: Directory, clock: Clock) -> None:
    """With its bytes, a while after nobody can use it; what was finished stays."""
    kept = whole(people)
    begun = upload(people, CONTENT)
    send(people.customer, begun, CONTENT[:MOST])
    database, rules = people.application.database, people.application.office.rules
    clock.advance(hours=23, minutes=59)
    people.later()
    assert people.customer.GetUpload(uploadId=begun.id)
    clock.advance(minutes=1)
    people.later()
    refused(people, lambda: people.customer.GetUpload(uploadId=begun.id), "NOT_FOUND", "uploadId")
    housekeeping.tidy(database, rules, now=clock.now + timedelta(minutes=59))
    assert count(people, Upload) == 2
    housekeeping.tidy(database, rules, now=clock.now + timedelta(minutes=61))
    assert (count(people, Upload), count(people, UploadPart)) == (1, 3)
    people.later()
    assert people.customer.GetAttachment(attachmentId=kept.id, offset=1).content == CONTENT[1 : 1 + MOST]


def test_an_aborted_upload_leaves_nothing(people: Directory) -> None:
    """Neither bytes nor a name."""
    begun = upload(people, CONTENT)
    send(people.customer, begun)
    people.customer.AbortUpload(uploadId=begun.id)
    assert (count(people, Upload), count(people, UploadPart), count(people, Attachment)) == (0, 0, 0)
    refused(people, lambda: people.customer.GetUpload(uploadId=begun.id), "NOT_FOUND", "uploadId")


def test_a_broken_upload_goes_on_where_it_was(people: Directory) -> None:
    """By what GetUpload says, after another login too."""
    begun = upload(people, CONTENT)
    send(people.customer, begun, CONTENT[:MOST])
    again = people.log_in("customer", PASSWORD)
    seen = again.GetUpload(uploadId=begun.id)
    assert seen.receivedBytes == MOST
    send(again, begun, start=seen.receivedBytes)
    assert finish(again, begun).size == len(CONTENT)
