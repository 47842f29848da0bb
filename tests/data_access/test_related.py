"""relatedTables: rows that come with those that refer to them, within the limits of one answer."""

import time
from typing import Any

import pytest

from soap_server.desk.data.journal import Access
from soap_server.desk.desk import ANONYMOUS, Visit
from tests.callers import Caller, Directory, RefusedError
from tests.data_access.grants import grant
from tests.data_access.test_journal import entries
from tests.operations.data_refusals import tighten

CUSTOMERS = ("customer1", "customer2", "customer3", "customer4")
USERS = {"string": ["users"]}


@pytest.fixture
def reporter(people: Directory) -> Caller:
    """Somebody who may read events, whose they are, and people's names."""
    for customer in CUSTOMERS:
        people.event(customer=customer)
    grant(people, people.staff, "events", columns=("customer_id",))
    return people.staff


def found(page: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a DataSet by their tables."""
    _schema, document = page["_value_1"]
    by_table: dict[str, list[dict[str, Any]]] = {}
    for row in document["_value_1"]:
        for table, values in row.items():
            by_table.setdefault(table, []).append(values)
    return by_table


def all_pages(caller: Caller, **asked: Any) -> list[dict[str, list[dict[str, Any]]]]:
    """Return every page of the events with their customers."""
    answer = caller.ReadTableAsDataSet(table="events", relatedTables=USERS, **asked)
    pages = [found(answer.ReadTableAsDataSetResult)]
    while answer.nextCursor:
        answer = caller.FetchMoreAsDataSet(cursor=answer.nextCursor, relatedTables=USERS)
        pages.append(found(answer.FetchMoreAsDataSetResult))
    return pages


def check(pages: list[dict[str, list[dict[str, Any]]]]) -> None:
    """Expect every event once, each with its customer on the same page."""
    assert len({event["id"] for page in pages for event in page["events"]}) == len(CUSTOMERS)
    for page in pages:
        assert {event["customer_id"] for event in page["events"]} == {user["id"] for user in page["users"]}


def test_related_rows_are_in_the_log(people: Directory, reporter: Caller) -> None:
    """Their tables, their number and their bytes, with those of the rows that refer to them."""
    grant(people, reporter, "users", columns=("display_name",))
    reporter.ReadTableAsDataSet(table="events")
    (alone, *_) = entries(people)
    (page,) = all_pages(reporter)
    check([page])
    (together, *_) = entries(people)
    assert (alone.rowCount, list(alone.tables.string)) == (4, ["events"])
    assert (together.rowCount, list(together.tables.string)) == (8, ["events", "users"])
    assert together.byteCount > alone.byteCount + sum(len(user["display_name"]) for user in page["users"])


def test_a_page_leaves_room_for_what_it_refers_to(people: Directory, reporter: Caller) -> None:
    """It ends earlier, and the next one goes on; no row is left out, and none is without what it refers to."""
    grant(people, reporter, "users", columns=("display_name",))
    tighten(people, page_bytes=200)
    pages = all_pages(reporter)
    assert len(pages) == 2
    check(pages)


def test_the_related_grant_limits_the_rows_of_an_answer(people: Directory, reporter: Caller) -> None:
    """As it does when its table is read by itself."""
    grant(people, reporter, "users", columns=("display_name",), maxRows=1)
    pages = all_pages(reporter)
    assert len(pages) == 4
    check(pages)


def test_a_row_that_refers_to_too_much_is_refused(people: Directory, reporter: Caller) -> None:
    """With the limit, and with an entry in the log; without the others it can be read."""
    grant(people, reporter, "users", columns=("display_name",))
    tighten(people, page_bytes=60)
    with pytest.raises(RefusedError, match="BYTE_LIMIT_EXCEEDED"):
        reporter.ReadTableAsDataSet(table="events", relatedTables=USERS)
    assert entries(people)[0].code == "BYTE_LIMIT_EXCEEDED"
    assert reporter.ReadTableAsDataSet(table="events").nextCursor


def test_all_that_one_call_reads_shares_its_time(people: Directory) -> None:
    """The page, its number of rows, what it refers to: later ones have what is left."""
    office = people.application.office
    visit = Visit("ReadTable", "192.0.2.7", "test", office.clock())
    seconds = office.rules.data.seconds
    begun = Access(office, visit, ANONYMOUS, "x", started=time.monotonic() - seconds / 2)
    assert 0 < begun.limits.seconds <= seconds / 2
    assert Access(office, visit, ANONYMOUS, "x", started=time.monotonic() - seconds).limits.seconds == 0


@pytest.mark.parametrize("tables", [["departments"], ["users"]])
def test_a_table_that_nothing_refers_to_is_refused(people: Directory, reporter: Caller, tables: list[str]) -> None:
    """By which of its columns would not be known: neither of a table that has none, nor of a query."""
    for table in ("users", "departments"):
        grant(people, reporter, table)
    if tables == ["departments"]:
        page = reporter.ReadTable(table="events", size=1)
    else:
        page = reporter.ExecuteQuery(sql="SELECT id, customer_id FROM events ORDER BY id", size=1)
    with pytest.raises(RefusedError) as caught:
        reporter.FetchMoreAsDataSet(cursor=page.nextCursor, relatedTables={"string": tables})
    assert (caught.value.code, caught.value.field) == ("INVALID_ARGUMENT", "relatedTables[0]")
    assert reporter.FetchMoreAsDataSet(cursor=page.nextCursor)


def test_groups_come_with_what_they_are_grouped_by(people: Directory, reporter: Caller) -> None:
    """A column that refers to another table does so in a group, too."""
    grant(people, reporter, "users", columns=("display_name",))
    answer = reporter.ReadTableAsDataSet(
        table="events",
        groupBy={"string": ["customer_id"]},
        aggregates={"DataAggregate": [{"function": "count", "name": "n"}]},
        relatedTables=USERS,
    )
    page = found(answer.ReadTableAsDataSetResult)
    assert len(page["events"]) == len(page["users"]) == len(CUSTOMERS)
