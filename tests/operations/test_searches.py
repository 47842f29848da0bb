"""Searches of events: the same answer from whichever side it is found, and its cost on PostgreSQL."""

import json
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import insert, select, text

from db import search
from db.engine import Database
from db.models import Event, EventCategory
from db.prepared import send
from db.vocabulary import EventStatus, Priority
from soap_server.desk import paging
from tests.callers import Caller, Clock, Directory
from tests.operations.events import ids, submit

# So many rows are few; none has more matching or seen ones than the greatest, all have more than the least.
BOUNDS = (1_000, 7, 1)


def pages(caller: Caller, **asked: Any) -> tuple[list[int], int, bool]:
    """Return the events of all pages of a list, and its total."""
    found: list[int] = []
    cursor = None
    while not found or cursor:
        page = caller.ListEvents(**asked, page={"size": 3, "cursor": cursor})
        found += ids(page)
        cursor = page.nextCursor
        if not found:
            break
    return found, page.total, page.totalIsExact


@pytest.fixture
def filled(people: Directory, clock: Clock) -> list[int]:
    """A desk with 18 events of two customers, some of them handled, half of them about printers."""
    made = []
    for number in range(18):
        clock.advance(minutes=1)
        caller = (people.customer, people.customer2)[number % 3 == 0]
        title = "Printer jams" if number % 2 else "Scanner hums"
        priority = ("normal", "urgent", "low")[number % 3]
        made.append(submit(caller, f"{title} {number}", "paper" if number == 5 else "please", priority=priority))
    for event_id in made[::4]:
        people.admin.AssignEvent(eventId=event_id, handlerId=people.staff.id, expectedVersion=1)
    withdrawn = made[1]
    people.customer.WithdrawEvent(eventId=withdrawn, expectedVersion=1)
    people.admin.DeleteWithdrawnEvent(eventId=withdrawn, expectedVersion=2)
    return made


@pytest.mark.parametrize("few", BOUNDS)
def test_a_search_finds_the_same_however_many_there_are(
    people: Directory, filled: list[int], monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """As the list without the text, narrowed to what has it, in every order and for whoever looks."""
    monkeypatch.setattr(paging, "MAX_COUNTED", few)
    printers = {event_id for number, event_id in enumerate(filled) if number % 2}
    for caller in (people.customer, people.customer2, people.staff, people.admin):
        for filter_ in (
            {},
            {"priority": "urgent"},
            {"statuses": {"EventStatus": ["submitted", "deleted"]}},
            {"customerId": people.customer.id},
            {"handlerId": people.staff.id, "statuses": {"EventStatus": ["assigned"]}},
        ):
            for key, descending in (("submitted", True), ("priority", False)):
                sort = {"key": key, "descending": descending}
                every, _, _ = pages(caller, filter=filter_, sort=sort)
                for word, right in (("print", printers), ("paper", {filled[5]}), ("nothing", set[int]())):
                    expected = [event_id for event_id in every if event_id in right]
                    found, total, is_exact = pages(caller, filter={**filter_, "text": word}, sort=sort)
                    assert found == expected
                    assert (total, is_exact) == (min(len(expected), few), len(expected) <= few)


def test_a_search_is_counted_to_its_end_where_that_is_asked_for(
    people: Directory, filled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By those who see all of it and by those who see a part, though there are many of both."""
    monkeypatch.setattr(paging, "MAX_COUNTED", 2)
    for caller, right in ((people.admin, 8), (people.customer, 5)):
        page = caller.ListEvents(filter={"text": "printer"}, page={"size": 1, "exactTotal": True})
        assert (page.total, page.totalIsExact) == (right, True)


def fill(database: Database, customer_id: int, count: int) -> None:
    """Write many events about printers; one of them is about zwieback, too."""

    def work(session: Any) -> None:
        if not database.is_sqlite:
            # VACUUM, below, takes rows for seen by everybody only when their commit is on the disk.
            session.execute(text("SET LOCAL synchronous_commit = on"))
        now = Clock().now
        same = {
            "customer_id": customer_id,
            "submitted_by_id": customer_id,
            "category_id": session.scalar(select(EventCategory.id)),
            "title": "Printer",
            "status": EventStatus.SUBMITTED,
            "priority": Priority.LOW,
            "submitted_at": now,
            "updated_at": now,
            "version": 1,
        }
        # Of some length, as texts are: a short table is read as a whole sooner than found in an index.
        long = " ".join(f"word{number}" for number in range(80))
        rows = [{**same, "content": long}] * (count - 1) + [{**same, "content": "zwieback"}]
        for event in session.scalars(insert(Event).returning(Event), rows).all():
            search.index_event(session, event, is_new=True)

    database.write(work)
    with closing(database.engine.raw_connection()) as connection:
        # As PostgreSQL does by itself after a while.
        connection.cursor().execute("VACUUM ANALYZE events, event_search")


def rows_looked_at(people: Directory, caller: Caller, word: str) -> float:
    """Return how many rows PostgreSQL goes through for a search, in all steps of its plan together."""
    database = people.application.database
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "MATERIALIZED" in statement:
            asked.append((statement, parameters))

    sa_event.listen(database.engine, "before_cursor_execute", note)
    caller.ListEvents(filter={"text": word}, page={"size": 10})
    sa_event.remove(database.engine, "before_cursor_execute", note)
    ((statement, parameters),) = asked
    with database.engine.connect() as connection:
        found = send(connection, f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)[0][0]
    return _rows((found if isinstance(found, list) else json.loads(found))[0]["Plan"])


def _rows(step: dict[str, Any]) -> float:
    if step["Node Type"] == "Bitmap Index Scan":
        # Entries of an index, of which PostgreSQL has no iterator: it reads all that match before the first row.
        return 0
    removed = step.get("Rows Removed by Filter", 0) + step.get("Rows Removed by Index Recheck", 0)
    own: float = (step["Actual Rows"] + removed) * step["Actual Loops"]
    return own + sum(_rows(part) for part in step.get("Plans", ()))


@pytest.fixture
def large(people: Directory) -> Directory:
    """A desk on PostgreSQL with many events of a customer."""
    if people.application.database.is_sqlite:
        pytest.skip("SQLite has no planner that guesses how many there are")
    fill(people.application.database, people.customer.id, 2_000)
    return people


def test_few_that_match_are_found_from_their_words(large: Directory) -> None:
    """However many events there are: nobody walks through them in search of a rare word."""
    assert rows_looked_at(large, large.admin, "zwieback") < 100


def test_few_of_somebody_are_found_from_them(large: Directory) -> None:
    """However many events have the word."""
    fill(large.application.database, large.customer2.id, 5)
    assert rows_looked_at(large, large.customer2, "printer") < 150


def test_many_are_found_in_the_order_of_the_list(large: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to the end of the page, and counted up to the bound; not all of them are put in order."""
    monkeypatch.setattr(paging, "MAX_COUNTED", 20)
    assert rows_looked_at(large, large.admin, "printer") < 500
