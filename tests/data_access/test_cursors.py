"""Results that are kept in pages until they are fetched."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import islice

import pytest
from sqlalchemy import event, func, select

from db.models import DataCursor, DataCursorPage
from db.reading import RawRows
from db.reading.reader import Deadline
from db.vocabulary import DataType
from soap_server.desk.data.cursors import keep_pages, open_cursor
from soap_server.desk.data.journal import Access
from soap_server.desk.data.results import ReadRows, Rows
from soap_server.desk.data.rights import rights_of
from soap_server.desk.desk import Actor, Visit
from tests.callers import Directory
from tests.data_access.grants import grant, rows
from tests.operations.data_refusals import tighten


@pytest.fixture
def access(people: Directory) -> Access:
    """An access of somebody who may query the categories."""
    grant(people, people.staff, "event_categories")
    office = people.application.office
    actor = Actor(people.staff.id, "staff", frozenset())
    return Access(office, Visit("ExecuteQuery", "192.0.2.7", "test", office.clock()), actor, "x")


def opened(access: Access) -> str:
    """Open a cursor and return its token."""
    rights = access.office.database.read(lambda session: rights_of(session, access.actor.id))
    return open_cursor(access, rights, {"tables": ["event_categories"]}, ["event_categories"])


def numbers(count: int, on_row: Callable[[int], None] = lambda _number: None) -> ReadRows:
    """Return rows with one number each, as from a database; ``on_row`` is told of each before it is taken."""

    def found() -> Iterator[tuple[str]]:
        for number in range(count):
            on_row(number)
            yield (str(number),)

    rows = found()
    raw = RawRows(lambda most: list(islice(rows, most)), Deadline(60), nullcontext)
    return ReadRows(raw, [DataType.INTEGER], [])


def test_a_result_that_others_push_out_is_no_failure(access: Access) -> None:
    """It is counted to its end, nothing of it is kept, and its cursor is like any that has ended."""
    token = opened(access)

    def open_others(number: int) -> None:
        if number == 1_500:
            for _ in range(access.office.rules.data.cursors_per_user):
                opened(access)

    first = Rows.gathered([("first",)])
    assert keep_pages(access, token, numbers(3_000, open_others), size=1, first=first) == 3_001
    kept = select(func.count()).select_from(DataCursorPage)
    mine = select(DataCursor.id).where(DataCursor.token == token)
    assert access.office.database.read(lambda session: (session.scalar(kept), session.scalar(mine))) == (0, None)


def test_small_pages_are_kept_together(access: Access) -> None:
    """A transaction of each would cost more than the query."""
    commits = 0

    def count(_connection: object) -> None:
        nonlocal commits
        commits += 1

    token = opened(access)
    engine = access.office.database.engine
    event.listen(engine, "commit", count)
    keep_pages(access, token, numbers(500), size=1, first=Rows())
    event.remove(engine, "commit", count)
    assert commits == 1
    kept = select(DataCursorPage.number).order_by(DataCursorPage.number)
    assert access.office.database.read(lambda session: session.scalars(kept).all()) == [*range(1, 501)]


@pytest.mark.usefixtures("access")
def test_every_size_of_page_gives_the_whole(people: Directory) -> None:
    """Page by page, whether rows or bytes end one."""
    for size, page_bytes in ((1, 2**20), (3, 2**20), (8, 100), (8, 2**20)):
        tighten(people, page_bytes=page_bytes)
        answer = people.staff.ExecuteQuery(sql="SELECT id, code FROM event_categories ORDER BY id", size=size)
        found = rows(answer)
        while answer.nextCursor:
            answer = people.staff.FetchMore(cursor=answer.nextCursor)
            found += rows(answer)
        assert [row[0] for row in found] == [str(number) for number in range(1, 9)]
