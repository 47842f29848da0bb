"""Erasing a customer: nothing that says who it was is left, and the desk goes on."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from db.compacting import compact
from db.engine import Database
from db.models import AuditEntry, Base, DataCursor, Event, IdempotencyRecord, Reply, User
from soap_server.app import Application
from soap_server.desk.chain.checking import check_chain
from soap_server.desk.chain.sealing import seal_entries
from soap_server.desk.desk import Desk, Visit
from soap_server.desk.errors import InvalidStateError, LastAdministratorError
from soap_server.desk.privacy.erasure import Texts, erase_user
from soap_server.desk.privacy.result import Erasure
from soap_server.desk.usernames import username_key
from soap_server.settings import Settings
from tests.callers import Clock, Directory, RefusedError, respond_with
from tests.conftest import desk_on
from tests.operations.one_customer import NAMES, OF_OTHERS, WORDS, live, register


@pytest.fixture
def desk_of_its_own(own_database: Database, contract: Any, settings: Settings, clock: Clock) -> Iterator[Application]:
    """A desk whose database no other test has written to."""
    with desk_on(own_database, contract, settings, clock) as made:
        yield made


@pytest.fixture
def people(desk_of_its_own: Application, zeep_clients: dict[str, Any]) -> Directory:
    """Callers of that desk."""
    zeep_clients["transport"].respond = respond_with(desk_of_its_own)
    return Directory(desk_of_its_own, zeep_clients["1.1"], zeep_clients["data sets"])


def erase(people: Directory, username: str, texts: Texts) -> Erasure:
    """Erase as the command does."""
    office = people.application.office

    def work(session: Any) -> Erasure:
        desk = Desk(session, office, Visit("EraseUser", "console", "test", office.clock()))
        user = session.scalars(select(User).where(User.username_key == username_key(username))).one()
        return erase_user(desk, user.id, texts=texts)

    return office.database.write(work)


def everything(database: Database) -> str:
    """Return all that the database keeps: the bytes of the file, or every column of every table as text."""
    compact(database)
    if database.is_sqlite:
        path = Path(database.url.database or "")
        files = [path, *(each for each in path.parent.glob(f"{path.name}-*") if each.suffix != ".db-shm")]
        return "".join(each.read_bytes().decode("utf-8", "replace") for each in files)

    def dump(session: Any) -> str:
        found = []
        for table in (*Base.metadata.tables, "event_search"):
            rows = session.execute(text(f"SELECT t.*, t::text FROM {table} t")).all()
            found += [
                str(value) + (bytes(value).decode("utf-8", "replace") if isinstance(value, bytes) else "")
                for row in rows
                for value in row
            ]
        return "\n".join(found)

    return database.read(dump)


def left(people: Directory, *words: str) -> list[str]:
    """Return which of some words are still somewhere in the database."""
    there = everything(people.application.database).casefold()
    return [word for word in words if word.casefold() in there]


def test_before_the_erasure_all_of_it_is_there(people: Directory) -> None:
    """Or the other tests would look for what never was."""
    live(people)
    assert set(left(people, *NAMES, *WORDS, *OF_OTHERS)) == {*NAMES, *WORDS, *OF_OTHERS}


@pytest.mark.parametrize(
    ("texts", "gone"),
    [(Texts.KEEP, NAMES), (Texts.REDACT, (*NAMES, *WORDS)), (Texts.DELETE, (*NAMES, *WORDS, *OF_OTHERS))],
)
def test_nothing_is_left_in_the_database(people: Directory, texts: Texts, gone: tuple[str, ...]) -> None:
    """Not in a table, not in the index of the search, not in a kept answer, not between the rows of the file."""
    zaphod, events = live(people)
    done = erase(people, "ZAPHOD.QUUX", texts)
    assert left(people, *gone) == []
    stays = set(WORDS + OF_OTHERS) - set(gone) - ({"Partwort"} if texts is Texts.KEEP else set())
    assert set(left(people, *stays)) == stays
    user = people.admin.GetUser(userId=zaphod.id)
    assert (user.username, user.displayName, user.email, user.phone, user.status) == (
        done.username,
        done.username,
        None,
        None,
        "frozen",
    )
    listed = people.admin.ListEvents(filter={"text": "Titlewort"}).events
    assert (listed is not None) == (texts is Texts.KEEP)
    assert len(events) == 3


def test_nobody_can_log_in_any_more(people: Directory) -> None:
    """Sessions end at once, and the name is free for somebody else, who inherits nothing."""
    zaphod, events = live(people)
    erase(people, NAMES[0], Texts.REDACT)
    with pytest.raises(RefusedError, match="SESSION_EXPIRED"):
        zaphod.GetCurrentUser()
    with pytest.raises(RefusedError, match="LOGIN_FAILED"):
        people.log_in(NAMES[0])
    people.stranger.Register(username=NAMES[0], password="seven quiet lanterns", displayName="X")
    namesake = people.log_in(NAMES[0])
    assert namesake.id != zaphod.id
    with pytest.raises(RefusedError, match="NOT_FOUND"):
        namesake.GetEvent(eventId=events[0])


def test_events_end_and_mirrors_are_told(people: Directory) -> None:
    """Open events are withdrawn or completed; every event of theirs is in the change feed again."""
    _, (closed, waiting, resolved) = live(people)
    cursor = people.admin.GetChanges().nextCursor
    erase(people, NAMES[0], Texts.REDACT)
    states = {number: people.admin.GetEvent(eventId=number).event for number in (closed, waiting, resolved)}
    assert [states[number].status for number in (closed, waiting, resolved)] == ["completed", "withdrawn", "completed"]
    changes = people.admin.GetChanges(cursor=cursor).changes.Change
    latest = {change.eventId: change.version for change in changes}
    assert latest == {number: event.version for number, event in states.items()}
    assert {event.title for event in states.values()} == {"[erased]"}
    assert people.admin.GetRating(eventId=closed).score == 2
    replies = people.admin.ListReplies(eventId=closed).replies.Reply
    assert [reply.text for reply in replies] == ["[erased]", "Answerwort", "Internalwort", "Solutionwort"]


def test_deleting_takes_the_events_from_everybody(people: Directory) -> None:
    """The handler's mirror gets a tombstone; what is left is a number."""
    _, (closed, waiting, resolved) = live(people)
    cursor = people.staff.GetChanges().nextCursor
    erase(people, NAMES[0], Texts.DELETE)
    changes = people.staff.GetChanges(cursor=cursor).changes.Change
    assert {change.eventId for change in changes} == {closed, resolved}
    with pytest.raises(RefusedError, match="NOT_FOUND"):
        people.staff.GetEvent(eventId=closed)
    database = people.application.database
    statuses = database.read(lambda session: set(session.scalars(select(Event.status))))
    assert statuses == {"deleted"}
    assert database.read(lambda session: session.scalar(select(Reply.id))) is None
    assert people.admin.GetEvent(eventId=waiting).event.replyCount == 0


def test_a_repeated_request_is_refused_and_not_done_again(people: Directory) -> None:
    """The answer is gone, the requestId stays used: the stranger's who registered, and the administrator's."""
    live(people)
    database = people.application.database
    erase(people, NAMES[0], Texts.REDACT)
    with pytest.raises(RefusedError, match="REQUEST_ID_REUSED"):
        register(people)
    kept = select(IdempotencyRecord.answer).where(IdempotencyRecord.request_id == "assign-1")
    assert database.read(lambda session: session.scalar(kept)) is None
    assert database.read(lambda session: session.scalar(select(DataCursor.id))) is None


def test_who_is_needed_is_not_erased(people: Directory) -> None:
    """The last administrator, and staff with events that are not over; afterwards they are."""
    people.event("assigned")
    with pytest.raises(LastAdministratorError):
        erase(people, "admin", Texts.KEEP)
    with pytest.raises(InvalidStateError, match="handles 1 open events"):
        erase(people, "staff", Texts.KEEP)
    people.event("completed", staff="staff2")
    done = erase(people, "staff2", Texts.DELETE)
    assert done.rows["replies deleted"] == 1


def test_others_keep_what_is_theirs(people: Directory) -> None:
    """Another customer's events, replies and answers are as they were, version and all."""
    live(people)
    other = people.customer
    event = other.SubmitEvent(title="Otherwort", content="b", requestId="other-event-1")
    erase(people, NAMES[0], Texts.DELETE)
    found = other.GetEvent(eventId=event.id).event
    assert (found.title, found.version, found.status) == ("Otherwort", event.version, "submitted")
    again = other.SubmitEvent(title="Otherwort", content="b", requestId="other-event-1")
    assert again.id == event.id


def test_the_chain_of_the_audit_log_stays_whole(people: Directory) -> None:
    """It names accounts by number only, so nothing in it has to be changed."""
    zaphod, _ = live(people)
    database = people.application.database
    seal_entries(database)
    before = check_chain(database).last
    assert before is not None
    erase(people, NAMES[0], Texts.DELETE)
    assert check_chain(database, anchors=[before]).rows == before.position
    theirs = select(AuditEntry.id).where(AuditEntry.actor_id == zaphod.id)
    assert database.read(lambda session: session.scalars(theirs.limit(1)).one_or_none()) is not None


def test_erasing_again_can_take_more_away(people: Directory) -> None:
    """Texts that were kept at first can go later."""
    live(people)
    name = erase(people, NAMES[0], Texts.KEEP).username
    assert erase(people, name, Texts.DELETE).rows["replies deleted"] == 5
    assert left(people, *NAMES, *WORDS, *OF_OTHERS) == []


def test_the_file_is_clean_only_when_it_is_compacted(people: Directory) -> None:
    """The index of the search keeps what was taken out in old pieces, which is why the command says so."""
    database = people.application.database
    if not database.is_sqlite:
        pytest.skip("is about SQLite's file")
    live(people)
    erase(people, NAMES[0], Texts.DELETE)
    with closing(sqlite3.connect(database.url.database or "")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"contentwort" in Path(database.url.database or "").read_bytes()
    assert left(people, "Contentwort") == []
