"""A desk with a row of every kind for everybody, built once, and put back as it was after each call that changed it."""

import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from db.models import Event, Role, User
from soap_server.app import Application
from tests.callers import Caller, Directory
from tests.data_access.grants import grant

FILE: dict[str, Any] = {"fileName": "a.txt", "mediaType": "text/plain", "content": b"abc"}
DIGEST = sha256(b"abc").digest()
NOWHERE = 999_999
STATES = ("in_progress", "resolved", "completed")
CALLERS = ("customer", "staff", "admin")
HIDDEN = "what the customer must not read"
_GONE = ("withdrawn", "deleted")


class World:
    """The desk, those who call, and the numbers of all rows by whose they are.

    :ivar callers: one of each role, who each were a customer and a member of staff before.
    :ivar events: (caller, relation, state) -> the event's number.
    :ivar files: (event, ``public`` or ``note``) -> the attachment's number.
    :ivar uploads: (caller, kind) -> the upload's number.
    """

    def __init__(self, application: Application, people: Directory) -> None:
        self.application = application
        self.people = people
        self.callers: dict[str, Caller] = {}
        self.events: dict[tuple[str, str, str], int] = {}
        self.files: dict[tuple[int, str], int] = {}
        self.uploads: dict[tuple[str, str], int] = {}
        self.cursors: dict[tuple[str, str], str] = {}
        self.grant: Any = None
        self.versions: dict[int, int] = {}
        self._owned: dict[tuple[str, str], int] = {}
        self._build()

    def event(self, caller: str, row: str, state: str) -> int:
        """Return the number of an event for one kind of row."""
        relation, _, gone = row.partition("-")
        if row == "missing":
            return NOWHERE
        return self.events["" if relation in ("other", "waiting") else caller, relation, gone or state]

    def _build(self) -> None:
        people = self.people
        for name in ("admin", "customer2", "staff2", "staff3", "customer3", "admin2", "customer_frozen"):
            assert getattr(people, name).id
        user = people.admin.GetUser(userId=people.customer_frozen.id)
        people.admin.FreezeUser(userId=user.id, expectedVersion=user.version, reason="x")
        for caller in CALLERS:
            self.callers[caller] = people.hire(f"a.{caller}", "customer")
            for state in (*STATES, *_GONE):
                self._owned[caller, state] = self._submit(self.callers[caller])
        for who in self.callers.values():
            self.set_role(who, "staff")
        for caller, who in self.callers.items():
            for state in (*STATES, *_GONE):
                self._live(self._owned[caller, state], who, people.staff2, state, (caller, "own"))
                self._live(self._submit(people.customer2), people.customer2, who, state, (caller, "mine"))
            self._begin_uploads(caller, who)
        for state in (*STATES, *_GONE):
            self._live(self._submit(people.customer2), people.customer2, people.staff2, state, ("", "other"))
        waiting = self._submit(people.customer2)
        self._note(waiting, people.admin)
        self.events |= {("", "waiting", state): waiting for state in ("", *STATES)}
        for role, who in self.callers.items():
            self.set_role(who, role)
        self._grant()
        query = select(Event.id, Event.version)
        found = self.application.database.read(lambda session: session.execute(query).all())
        self.versions = {row.id: row.version for row in found}

    def set_role(self, who: Caller, role: str) -> None:
        """Give somebody a role, whatever they handle: a customer who reopens an event leads there too."""
        role_id = select(Role.id).where(Role.name == role).scalar_subquery()
        change = update(User).where(User.id == who.id).values(role_id=role_id)
        self.application.database.write(lambda session: session.execute(change))

    def _submit(self, owner: Caller) -> int:
        event = owner.SubmitEvent(title="printer", content="jams", attachments={"NewAttachment": [FILE]})
        (attachment,) = owner.GetEvent(eventId=event.id).attachments.Attachment
        self.files[event.id, "public"] = attachment.id
        return int(event.id)

    def _note(self, event_id: int, writer: Caller) -> None:
        note = writer.PostReply(eventId=event_id, text=HIDDEN, internal=True)
        self.files[event_id, "note"] = writer.AddAttachment(eventId=event_id, replyId=note.id, **FILE).id

    def _live(self, event_id: int, owner: Caller, handler: Caller, state: str, key: tuple[str, str]) -> None:
        """Let an event live up to a state; what is gone was rated before."""
        self.events[*key, state] = event_id
        admin = self.people.admin
        admin.AssignEvent(eventId=event_id, handlerId=handler.id, expectedVersion=1, note=HIDDEN)
        self._note(event_id, handler)
        handler.PostReply(eventId=event_id, text="in progress")
        if state == "in_progress":
            return
        handler.ResolveEvent(eventId=event_id, expectedVersion=admin.version(event_id), solution="done")
        if state == "resolved":
            return
        owner.CompleteEvent(eventId=event_id, expectedVersion=admin.version(event_id))
        owner.RateEvent(eventId=event_id, expectedVersion=admin.version(event_id), score=4, opinion="fine")
        if state == "completed":
            return
        owner.ReopenEvent(eventId=event_id, expectedVersion=admin.version(event_id), reason="x")
        if key[1] == "own":
            self.uploads[key[0], f"on-own-{state}"] = self._upload(owner, event_id)
        owner.WithdrawEvent(eventId=event_id, expectedVersion=admin.version(event_id))
        if state == "deleted":
            admin.DeleteWithdrawnEvent(eventId=event_id, expectedVersion=admin.version(event_id))

    def _begin_uploads(self, caller: str, who: Caller) -> None:
        own, mine = (self.events[caller, relation, "in_progress"] for relation in ("own", "mine"))
        self.uploads[caller, "on-own"] = self._upload(who, own)
        self.uploads[caller, "on-mine"] = self._upload(who, mine)
        self.uploads[caller, "others-on-own"] = self._upload(self.people.staff2, own)
        self.uploads[caller, "missing"] = NOWHERE

    def _upload(self, who: Caller, event_id: int) -> int:
        begun = who.BeginUpload(eventId=event_id, fileName="b.txt", mediaType="text/plain", size=3)
        who.UploadPart(uploadId=begun.id, offset=0, content=b"abc")
        return int(begun.id)

    def _grant(self) -> None:
        """Grant everybody one table, and somebody else another."""
        others = self.people.customer2
        self.grant = grant(self.people, others, "events")
        for caller, who in {**self.callers, "others": others}.items():
            if caller != "others":
                grant(self.people, who, "event_categories", "read", "query", "update")
            table = "events" if caller == "others" else "event_categories"
            self.cursors[caller, "read"] = who.ReadTable(table=table, size=1).nextCursor
            self.cursors[caller, "query"] = who.ExecuteQuery(sql=f"SELECT id FROM {table}", size=1).nextCursor
        assert all(self.cursors.values())


class Snapshot:
    """The database as it was when this was made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = path.with_suffix(".kept")
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(self._kept)) as target:
            source.backup(target)

    def restore(self) -> None:
        """Put it back, under the connections that are open."""
        with closing(sqlite3.connect(self._kept)) as source, closing(sqlite3.connect(self._path)) as target:
            source.backup(target)


def copy_of(template: Path, folder: Path) -> Path:
    """Return a new database like a template."""
    return Path(shutil.copy(template, folder / "desk.db"))
