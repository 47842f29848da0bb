"""Scopes: for every role they give rows that the ordinary operations show, and no others."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from db.models import User
from db.vocabulary import BUILT_IN_ROLES, BuiltInRole, Permission
from soap_server.desk.data.scopes import OF_DEPARTMENTS, OWN
from soap_server.desk.departments import add_department
from soap_server.desk.desk import Desk, Visit
from tests.callers import Caller, Directory
from tests.data_access.grants import grant, rows
from tests.operations.happy import FILE

FILES = {"NewAttachment": [FILE]}
WHOEVER = ("customer", "customer_promoted", "staff", "staff_demoted", "staff_raised", "admin2")
HANDLERS = ("staff", "staff_demoted", "staff_raised")


@pytest.fixture
def desk_with_everything(people: Directory) -> Directory:
    """Events of everybody with everybody in each state, with notes, files and ratings; then some change their role."""
    _make_department(people)
    for handler in HANDLERS:
        for customer in ("customer", "customer_promoted"):
            for state in ("completed", "deleted"):
                _finish(people, _conversation(people, customer, handler), customer, handler, state)
            people.event("submitted", customer=customer)
            people.event("deleted", customer=customer)
    for customer in ("customer", "customer_promoted"):
        _conversation(people, customer, "staff")
    _reassigned(people)
    for name, role in (("customer_promoted", "staff"), ("staff_demoted", "customer"), ("staff_raised", "admin")):
        user = people.admin.GetUser(userId=getattr(people, name).id)
        people.admin.SetUserRole(userId=user.id, role=role, expectedVersion=user.version)
    return people


def _make_department(people: Directory) -> None:
    office = people.application.office
    members = [getattr(people, name).id for name in WHOEVER]

    def work(session: Any) -> None:
        desk = Desk(session, office, Visit("x", "x", "x", office.clock()))
        department = add_department(desk, "service")
        for member in members:
            session.get(User, member).department_id = department.id

    office.database.write(work)


def _conversation(people: Directory, customer: str, handler: str) -> int:
    """Submit an event, assign it with a note, and talk about it: in the open and among colleagues."""
    event_id = people.event("submitted", customer=customer)
    staff = getattr(people, handler)
    version = people.admin.version(event_id)
    people.admin.AssignEvent(eventId=event_id, handlerId=staff.id, expectedVersion=version, note="只给同事")
    staff.PostReply(eventId=event_id, text="公开", attachments=FILES)
    staff.PostReply(eventId=event_id, text="机密", internal=True, attachments=FILES)
    return event_id


def _finish(people: Directory, event_id: int, customer: str, handler: str, state: str) -> None:
    whose, staff = getattr(people, customer), getattr(people, handler)

    def step(caller: Caller, operation: str, **more: Any) -> None:
        getattr(caller, operation)(eventId=event_id, expectedVersion=people.admin.version(event_id), **more)

    step(staff, "ResolveEvent", solution="好了")
    step(whose, "CompleteEvent")
    step(whose, "RateEvent", score=4)
    if state == "completed":
        return
    step(whose, "ReopenEvent", reason="没有")
    step(whose, "WithdrawEvent")
    if state == "deleted":
        step(people.admin, "DeleteWithdrawnEvent")


def _reassigned(people: Directory) -> None:
    event_id = _conversation(people, "customer", "staff")
    version = people.admin.version(event_id)
    people.admin.AssignEvent(eventId=event_id, handlerId=people.staff3.id, expectedVersion=version)


@dataclass
class Shown:
    """What the ordinary operations show somebody of some events."""

    events: set[int]
    replies: set[int]
    attachments: set[int]
    ratings: set[int]
    history: list[tuple[int, str]]


def shown(people: Directory, caller: Caller, ids: set[int]) -> Shown:
    """Return it; a step whose note somebody may not read is left out, since a row has its note."""
    seen = Shown(ids, set(), set(), set(), [])
    for event_id in sorted(ids):
        replies = caller.ListReplies(eventId=event_id).replies
        seen.replies |= {reply.id for reply in replies.Reply} if replies else set()
        files = caller.GetEvent(eventId=event_id).attachments
        seen.attachments |= {file.id for file in files.Attachment} if files else set()
        readable = _steps(caller, event_id) & _steps(people.admin, event_id)
        seen.history += [(event_id, operation) for operation, _ in readable.elements()]
    return seen


def _steps(caller: Caller, event_id: int) -> Counter[tuple[str, str | None]]:
    entries = caller.GetEventHistory(eventId=event_id).entries.HistoryEntry
    return Counter((entry.operation, entry.note) for entry in entries)


def events_of(caller: Caller, **wanted: Any) -> list[Any]:
    """Return all events that somebody is shown, but for deleted ones, which only administrators are."""
    found = caller.ListEvents(page={"size": 200}, **wanted).events
    return [event for event in (found.EventSummary if found else []) if event.status != "deleted"]


def read(caller: Caller, table: str, *columns: str) -> list[tuple[str | None, ...]]:
    """Return columns of all rows of a table that somebody may read."""
    asked = {"string": ["id", *columns]}
    return [tuple(row) for row in rows(caller.ReadTable(table=table, columns=asked))]


def ids(caller: Caller, table: str) -> set[int]:
    """Return the keys of all rows that somebody may read."""
    return {int(row[0] or 0) for row in read(caller, table)}


def is_of(event: Any, caller: Caller) -> bool:
    """Say whether somebody is the customer or the handler of an event."""
    return caller.id in (event.customer.id, event.handler.id if event.handler else None)


def test_own_rows_are_what_the_other_services_show(desk_with_everything: Directory) -> None:
    """To every role, and to those who had another one before."""
    for name in WHOEVER:
        check_own(desk_with_everything, getattr(desk_with_everything, name))


def check_own(people: Directory, caller: Caller) -> None:
    """Compare all that is somebody's own."""
    for table in OWN:
        grant(people, caller, table, scope="own")
    mine = {event.id for event in events_of(caller) if is_of(event, caller)}
    assert bool(mine) is (caller not in (people.admin2, people.staff_demoted))
    expected = shown(people, caller, mine)
    assert ids(caller, "events") == expected.events
    assert ids(caller, "replies") == expected.replies
    assert ids(caller, "attachments") == expected.attachments
    history = [(int(row[1] or 0), row[2]) for row in read(caller, "event_history", "event_id", "operation")]
    assert sorted(history) == sorted(expected.history)
    ratings = caller.ListRatings(page={"size": 200}).ratings
    gave_or_got = [r for r in (ratings.Rating if ratings else []) if caller.id in (r.customer.id, r.handler.id)]
    rated = {int(row[1] or 0) for row in read(caller, "ratings", "event_id")}
    assert rated == {rating.eventId for rating in gave_or_got} & _not_deleted(people)
    assert ids(caller, "users") == {caller.id}
    assigned = read(caller, "assignments", "event_id", "handler_id")
    assert {int(row[1] or 0) for row in assigned} <= mine
    assert {row[2] for row in assigned} <= {str(caller.id)}


def test_rows_of_a_department_keep_to_what_is_shown(desk_with_everything: Directory) -> None:
    """Its events as an administrator is shown them, but for deleted ones.

    Notes are left out where somebody reads none: on events of their own, or in a role that does not have them.
    """
    for name in WHOEVER:
        check_departments(desk_with_everything, getattr(desk_with_everything, name))


def check_departments(people: Directory, caller: Caller) -> None:
    """Compare all that is of somebody's department."""
    for table in OF_DEPARTMENTS:
        grant(people, caller, table, scope="ownDepartment")
    members = {getattr(people, member).id for member in WHOEVER}
    assigned = [event for event in events_of(people.admin) if event.handler]
    handled = [event for event in assigned if event.handler.id in members]
    assert ids(caller, "events") == {event.id for event in handled}
    role = BuiltInRole(caller.GetCurrentUser().role)
    reads = Permission.INTERNAL_NOTES in BUILT_IN_ROLES[role]
    noted = {event.id for event in assigned if reads and event.customer.id != caller.id}
    with_notes = noted & {event.id for event in handled}
    everything = shown(people, people.admin, with_notes)
    public = _public(people, {event.id for event in handled} - with_notes)
    assert ids(caller, "replies") == everything.replies | public.replies
    assert ids(caller, "attachments") == everything.attachments | public.attachments
    history = [(int(row[1] or 0), row[2]) for row in read(caller, "event_history", "event_id", "operation")]
    assert sorted(history) == sorted(everything.history + public.history)
    # One of them has gone to another department, but the assignment was this one's.
    assert {int(row[1] or 0) for row in read(caller, "assignments", "event_id", "note") if row[2] is not None} == noted
    rated = {int(row[1] or 0) for row in read(caller, "ratings", "event_id")}
    assert rated == {e.id for e in handled if e.status in ("completed", "withdrawn")}
    assert ids(caller, "users") == members


def _public(people: Directory, ids_: set[int]) -> Shown:
    """Return what the customers of events are shown of them."""
    whose = {event.id: event.customer.id for event in events_of(people.admin)}
    seen = Shown(set(), set(), set(), set(), [])
    by_id = {getattr(people, name).id: getattr(people, name) for name in ("customer", "customer_promoted")}
    for customer, caller in by_id.items():
        part = shown(people, caller, {event_id for event_id in ids_ if whose[event_id] == customer})
        seen.replies |= part.replies
        seen.attachments |= part.attachments
        seen.history += part.history
    return seen


def _not_deleted(people: Directory) -> set[int]:
    return {event.id for event in events_of(people.admin)}
