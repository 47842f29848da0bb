"""Chapter 3: the customer submits events, attaches files and reads lists."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta, timezone
from typing import Any

from .desk import Story, fresh_id, items, same, shows

FILE = bytes(range(256)) * 40
CHINA = timezone(timedelta(hours=8))


def submit_events(story: Story) -> None:
    """Submit events, change, list and withdraw them."""
    desk = story.customer
    with shows("UpdateProfile"):
        user = desk.GetCurrentUser()
        user = desk.UpdateProfile(expectedVersion=user.version, phone="+86 10 5555 0100", language="en")
        same((user.phone, user.language, user.displayName), ("+86 10 5555 0100", "en", "刘洋"))
    with shows("DescribeEvents"):
        labels = {label.value: label.chinese for label in items(desk.DescribeEvents().statuses)}
        same(labels["in_progress"], "处理中")
    with shows("SubmitEvent", "enumerations"):
        story.events = [submit(desk, f"打印机卡纸 {number}") for number in range(6)]
        same({(event.status, event.priority) for event in story.events}, {("submitted", "high")})
    with shows("UpdateEvent"):
        event = story.events[0]
        story.events[0] = desk.UpdateEvent(eventId=event.id, expectedVersion=event.version, title="打印机冒烟")
        same((story.events[0].title, story.events[0].content), ("打印机冒烟", event.content))
    _attach(story)
    _list(story)
    with shows("WithdrawEvent"):
        event = story.events[5]
        story.events[5] = desk.WithdrawEvent(eventId=event.id, expectedVersion=event.version, reason="已自行解决")
        same(story.events[5].status, "withdrawn")


# snippet: submit an event
def submit(desk: Any, title: str) -> Any:
    """Submit an event with a file; sent again, it is still the same event."""
    note = {"fileName": "说明.txt", "mediaType": "text/plain", "content": "见附件".encode()}
    wanted = {
        "title": title,
        "content": "每次打印第二页就卡纸。",
        "priority": "high",
        "attachments": {"NewAttachment": [note]},
        "requestId": fresh_id(),
    }
    event = desk.SubmitEvent(**wanted)
    assert desk.SubmitEvent(**wanted).id == event.id  # as after a connection that broke
    return event


# end snippet


def _attach(story: Story) -> None:
    desk, event_id = story.customer, story.events[0].id
    with shows("AddAttachment", "GetAttachment", "bytes"):
        # snippet: send a file
        photo = {"fileName": "photo.bin", "mediaType": "application/octet-stream", "content": FILE}
        added = desk.AddAttachment(eventId=event_id, **photo)
        stored = desk.GetAttachment(attachmentId=added.id)
        assert hashlib.sha256(stored.content).digest() == stored.attachment.sha256
        # end snippet
        same((stored.content, stored.attachment.size), (FILE, len(FILE)))
    _upload(desk, event_id)
    with shows("null"):
        text = {"fileName": "a.txt", "mediaType": "text/plain", "content": b"a"}
        reply = desk.PostReply(eventId=event_id, text="照片在此", attachments={"NewAttachment": [text]})
        files = {file.fileName: file.replyId for file in items(desk.GetEvent(event_id).attachments)}
        same((files["photo.bin"], files["a.txt"]), (None, reply.id))
        staff = story.administrator.GetUser(userId=story.staff_id)
        same((story.events[0].assignedAt, staff.lastActiveAt is None), (None, False))


def _upload(desk: Any, event_id: int) -> None:
    with shows("BeginUpload", "UploadPart", "FinishUpload"):
        film = FILE * 600  # more than one message carries
        added = upload(desk, event_id, "film.bin", film)
        same((added.size, download(desk, added) == film), (len(film), True))
    with shows("GetUpload", "AbortUpload"):
        begun = desk.BeginUpload(eventId=event_id, fileName="x.bin", mediaType="application/octet-stream", size=5)
        found = desk.GetUpload(uploadId=begun.id)
        same((found.size, found.receivedBytes, found.attachmentId), (5, 0, None))
        same(desk.AbortUpload(uploadId=begun.id), None)


# snippet: send a large file
def upload(desk: Any, event_id: int, name: str, content: bytes) -> Any:
    """Attach a file in parts; GetUpload says where to go on after a break."""
    upload = desk.BeginUpload(
        eventId=event_id, fileName=name, mediaType="application/octet-stream", size=len(content), requestId=fresh_id()
    )
    while upload.receivedBytes < upload.size:
        part = content[upload.receivedBytes : upload.receivedBytes + upload.partBytes]
        upload = desk.UploadPart(uploadId=upload.id, offset=upload.receivedBytes, content=part)
    return desk.FinishUpload(uploadId=upload.id, sha256=hashlib.sha256(content).digest(), requestId=fresh_id())


# end snippet


# snippet: receive a large file
def download(desk: Any, attachment: Any) -> bytes:
    """Return the content of a file of any size."""
    content = b""
    while len(content) < attachment.size:
        part = desk.GetAttachment(attachmentId=attachment.id, offset=len(content), length=4 * 1024 * 1024)
        content += part.content
    return content


# end snippet


def _list(story: Story) -> None:
    desk, ids = story.customer, {event.id for event in story.events}
    with shows("ListEvents", "pages"):
        found = [event.id for event in all_events(desk, size=4)]
        same((len(found), set(found)), (len(ids), ids))
    with shows("dates"):
        moment = story.events[2].submittedAt
        same(moment.utcoffset(), timedelta())
        wanted = {"submittedFrom": moment.astimezone(CHINA), "statuses": {"EventStatus": ["submitted"]}}
        later = desk.ListEvents(filter=wanted, sort={"key": "submitted", "descending": False})
        same([event.id for event in items(later.events)], [event.id for event in story.events[2:]])


# snippet: read all pages
def all_events(desk: Any, size: int = 50) -> Iterator[Any]:
    """Yield every event that the caller sees, the newest first."""
    cursor = None
    while True:
        answer = desk.ListEvents(sort={"key": "submitted", "descending": True}, page={"size": size, "cursor": cursor})
        yield from items(answer.events)
        cursor = answer.nextCursor
        if cursor is None:
            return


# end snippet
