"""What each operation costs the database, in statements: no more for many rows than for a few."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, select

from db.models import (
    Attachment,
    Change,
    DataAccess,
    Department,
    Event,
    EventCategory,
    EventHistory,
    Rating,
    Reply,
    Role,
    User,
)
from db.vocabulary import EventStatus, Outcome, Priority, ReplyKind
from tests.callers import OPERATIONS, Caller, Directory, new_id
from tests.operations.happy import HAPPY
from tests.operations.statements import STATEMENTS
from tests.operations.test_every_operation import call

FEW, MANY = 2, 40
_CONTROL = re.compile(r"BEGIN|PRAGMA query_only|SAVEPOINT|RELEASE|ROLLBACK|SET default_transaction_read_only")


class Counted:
    """The statements of a block, and how many transactions began that could write."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.transactions = 0

    def note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """Take note of a statement."""
        if not _CONTROL.match(statement):
            self.statements.append(statement)
        self.transactions += statement in ("BEGIN IMMEDIATE", "BEGIN READ WRITE")


@contextmanager
def counted() -> Iterator[Counted]:
    """Count what every engine of this process sends."""
    found = Counted()
    event.listen(Engine, "before_cursor_execute", found.note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", found.note)


def fill_desk(people: Directory, numbers: range) -> None:
    """Put people, events and uses of the data service on the desk; who calls has called before."""
    now, database = people.application.office.clock(), people.application.database
    for caller in (people.customer, people.staff, people.admin):
        caller.GetServerInfo()
    submitted = {"customer_id": people.customer.id, "submitted_by_id": people.customer.id, "title": "标题"}
    dated = {"priority": Priority.LOW, "submitted_at": now, "updated_at": now, "content": "x", "version": 1}
    handled = {"status": EventStatus.COMPLETED, "handler_id": people.staff.id}
    used = {"operation": "ReadTable", "digest": "0" * 64, "tables": [], "outcome": Outcome.DONE, "address": "::1"}

    def work(session: Any) -> None:
        role_id, category_id = session.scalar(select(Role.id)), session.scalar(select(EventCategory.id))
        waiting = {**submitted, **dated, "category_id": category_id, "status": EventStatus.SUBMITTED}
        session.execute(insert(Event), [waiting] * len(numbers))
        ids = session.scalars(insert(Event).returning(Event.id), [{**waiting, **handled}] * len(numbers)).all()
        rated = {"customer_id": people.customer.id, "handler_id": people.staff.id, "score": 4, "rated_at": now}
        session.execute(insert(Rating), [{**rated, "event_id": event_id} for event_id in ids])
        changed = {"operation": "SubmitEvent", "status": EventStatus.COMPLETED, "event_version": 1, "happened_at": now}
        session.execute(insert(Change), [{**changed, "event_id": event_id} for event_id in ids])
        account = {"password_hash": "x", "role_id": role_id, "created_at": now, "last_active_at": now}
        names = [f"person{place}" for place in numbers]
        named = [{"username": name, "username_key": name, "display_name": name} for name in names]
        session.execute(insert(User), [{**account, **name} for name in named])
        session.execute(insert(Department), [{"name": name} for name in names])
        access = {**used, "actor_id": people.staff.id, "happened_at": now, "milliseconds": 1, "correlation_id": "x"}
        session.execute(insert(DataAccess), [access] * len(numbers))

    database.write(work)


def fill_event(people: Directory, event_id: int, number: int) -> None:
    """Give an event replies, files and a history."""
    now = people.application.office.clock()
    of_event = {"event_id": event_id}
    replies = [
        {**of_event, "author_id": (people.customer, people.staff)[place % 2].id, "text": "x", "posted_at": now}
        for place in range(number)
    ]
    file = {"file_name": "a", "media_type": "a/b", "size": 1, "sha256": b"x" * 32, "uploaded_at": now}
    step = {"operation": "PostReply", "to_status": EventStatus.ASSIGNED, "happened_at": now}

    def work(session: Any) -> None:
        session.execute(insert(Reply), [{**row, "kind": ReplyKind.REPLY} for row in replies])
        files = [{**of_event, **file, "uploaded_by_id": row["author_id"]} for row in replies]
        session.execute(insert(Attachment), files)
        session.execute(insert(EventHistory), [{**of_event, **step, "actor_id": row["author_id"]} for row in replies])

    people.application.database.write(work)


def check(people: Directory, caller: Caller, name: str, arguments: dict[str, Any], *, more: int = 0) -> None:
    """Call an operation; it sends as many statements as the table says, and ``more``."""
    with counted() as found:
        call(caller, name, arguments)
    on_sqlite, on_postgresql, transactions = STATEMENTS[name]
    expected = (on_sqlite if people.application.database.is_sqlite else on_postgresql) + more
    assert (len(found.statements), found.transactions) == (expected, transactions), "\n".join(found.statements)


@pytest.mark.parametrize("name", HAPPY)
def test_an_operation_sends_as_many_statements_as_the_table_says(people: Directory, name: str) -> None:
    """On a desk with many rows; what reads is asked when there are a few of them, too, and sends as many."""
    reads = not OPERATIONS[name].writes
    fill_desk(people, range(FEW if reads else MANY))
    caller, arguments = HAPPY[name](people)
    event_id = arguments.get("eventId")
    if event_id:
        fill_event(people, event_id, 1)
    check(people, caller, name, arguments)
    if reads:
        fill_desk(people, range(FEW, MANY))
        if event_id:
            fill_event(people, event_id, MANY)
        check(people, caller, name, arguments)


def test_a_request_id_costs_two_more(people: Directory) -> None:
    """One to claim it and one to keep the answer; one that comes again finds it there in two."""
    fill_desk(people, range(FEW))
    request = {"title": "x", "content": "y", "requestId": new_id()}
    check(people, people.customer, "SubmitEvent", request, more=2)
    with counted() as again:
        people.customer.SubmitEvent(**request)
    assert len(again.statements) == 3, again.statements


def test_the_table_knows_every_operation() -> None:
    """And none that is not there."""
    assert STATEMENTS.keys() == HAPPY.keys()
