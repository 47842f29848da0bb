"""A customer who leaves traces wherever one can, under names and in words that nobody else uses."""

import pytest
from sqlalchemy import insert

from db.models import OutboxMessage
from tests.callers import Caller, Directory, RefusedError, new_id
from tests.data_access.grants import grant

NAMES = (
    "Zaphod.Quux",
    "zaphod.quux",
    "Zaphod Q. Quuxington",
    "Quuxington-Late",
    "zq@hitchhike.example",
    "+86 555 0142",
)
WORDS = ("Titlewort", "Contentwort", "Replywort", "Opinionwort", "Filewort", "Bytewort", "Partwort", "标题词语")
OF_OTHERS = ("Answerwort", "Internalwort", "Notewort", "Solutionwort")


def register(people: Directory) -> Caller:
    """Return a customer whose names stand in many places."""
    person = {"displayName": NAMES[2], "email": NAMES[4], "phone": NAMES[5]}
    people.stranger.Register(username=NAMES[0], password="seven quiet lanterns", requestId="register-1", **person)
    with pytest.raises(RefusedError):
        people.log_in(NAMES[0], "wrong password")
    return people.log_in(NAMES[0])


def live(people: Directory) -> tuple[Caller, list[int]]:
    """Lead a customer through all that leaves traces, and return them with their events' numbers."""
    zaphod, staff, admin = register(people), people.staff, people.admin
    file = {"fileName": "Filewort.txt", "mediaType": "text/plain", "content": b"Bytewort" * 9}
    closed = zaphod.SubmitEvent(title="Titlewort 标题词语", content="Contentwort", requestId=new_id())
    admin.AssignEvent(eventId=closed.id, handlerId=staff.id, expectedVersion=1, note="Notewort", requestId="assign-1")
    reply = zaphod.PostReply(eventId=closed.id, text="Replywort", attachments={"NewAttachment": [file]})
    assert reply
    zaphod.AddAttachment(eventId=closed.id, **file)
    part = zaphod.BeginUpload(eventId=closed.id, fileName="Partwort.bin", mediaType="text/plain", size=100)
    zaphod.UploadPart(uploadId=part.id, offset=0, content=b"Partwort" * 12 + b"Part")
    staff.PostReply(eventId=closed.id, text="Answerwort")
    staff.PostReply(eventId=closed.id, text="Internalwort", internal=True)
    staff.ResolveEvent(eventId=closed.id, expectedVersion=zaphod.version(closed.id), solution="Solutionwort")
    zaphod.CompleteEvent(eventId=closed.id, expectedVersion=zaphod.version(closed.id))
    zaphod.RateEvent(eventId=closed.id, expectedVersion=zaphod.version(closed.id), score=2, opinion="Opinionwort")
    waiting = zaphod.SubmitEvent(title="Titlewort again", content="Contentwort")
    resolved = zaphod.SubmitEvent(title="Titlewort at last", content="Contentwort")
    admin.AssignEvent(eventId=resolved.id, handlerId=staff.id, expectedVersion=1)
    staff.ResolveEvent(eventId=resolved.id, expectedVersion=zaphod.version(resolved.id), solution="Solutionwort")
    version = zaphod.GetCurrentUser().version
    zaphod.UpdateProfile(expectedVersion=version, displayName="Quuxington-Late", requestId=new_id())
    grant(people, staff, "users")
    staff.ExecuteQuery(sql="SELECT display_name FROM users UNION ALL SELECT username FROM users", size=2)
    message = {"recipient_id": zaphod.id, "event_id": closed.id, "topic": "t", "attempts": 0}
    now = people.application.office.clock()
    people.application.database.write(lambda s: s.execute(insert(OutboxMessage), [{**message, "created_at": now}]))
    return zaphod, [closed.id, waiting.id, resolved.id]
