"""Pages of queries that are kept until they are fetched: in pieces, which nobody sees."""

import json
import re
import zlib
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import DataCursor, DataCursorPage, Department
from soap_server.app import Contract
from soap_server.desk.data import cursors, pages, results
from soap_server.engine import flow
from soap_server.settings import Settings
from tests.callers import Clock, Directory
from tests.conftest import desk_on
from tests.data_access.flowing import EACH_WAY, QUERY, ROWS, WAYS, dechunked, request
from tests.data_access.grants import grant
from tests.data_access.test_journal import entries
from tests.http.conftest import MemoryServer

_SIZE = 200
_FIRST = QUERY.replace(f">{ROWS}<", f">{_SIZE}<")
_NUMBER = re.compile(rb"<DataRow><values><string>(\d+)</string>")


@pytest.fixture
def server(people: Directory, monkeypatch: pytest.MonkeyPatch) -> MemoryServer:
    """A server with some hundred rows, of which few are in a piece."""
    rows = [{"id": number, "name": f"部门 <{number}>"} for number in range(1, ROWS + 1)]
    people.application.database.write(lambda session: session.execute(insert(Department), rows))
    grant(people, people.staff, "departments", columns=["id", "name", "parent_id"])
    monkeypatch.setattr(results, "_FIRST_BATCH", 20)
    monkeypatch.setattr(results, "_LARGEST_BATCH", 20)
    monkeypatch.setattr(cursors, "_PIECE_BYTES", 1_500)
    return MemoryServer(people.application)


@pytest.fixture
def _flows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages go out after some of their pieces."""
    monkeypatch.setattr(pages, "_WINDOW", 4_000)
    monkeypatch.setattr(flow, "_PIECE", 1_000)


def kept(people: Directory) -> list[bytes]:
    """Return the pieces that are kept."""
    contents = select(DataCursorPage.content).order_by(DataCursorPage.number)
    return list(people.application.database.read(lambda session: session.scalars(contents).all()))


def cursor_of(document: bytes) -> str:
    """Return the call that goes on behind a page, empty behind the last one."""
    found = re.search(rb"<nextCursor>([^<]+)</nextCursor>", document)
    return f"<t:FetchMore><t:cursor>{found[1].decode()}</t:cursor></t:FetchMore>" if found else ""


def ask(server: MemoryServer, people: Directory, body: str, *headers: str) -> bytes:
    """Return the whole answer to somebody's call."""
    status, found, answer = server.connect().ask(request(people.staff, body, *headers))
    assert status == 200
    if "transfer-encoding" not in found:
        return answer
    document, is_whole = dechunked(answer)
    assert is_whole
    return document


def each_page(server: MemoryServer, people: Directory, body: str) -> Iterator[list[int]]:
    """Yield the numbers of the rows of each page."""
    while body:
        document = ask(server, people, body)
        yield [int(number) for number in _NUMBER.findall(document)]
        body = cursor_of(document)


def test_pages_end_where_they_were_asked_to(people: Directory, server: MemoryServer) -> None:
    """Though each is in several pieces."""
    found = list(each_page(server, people, _FIRST))
    assert [len(page) for page in found] == [200, 200, 100]
    assert [number for page in found for number in page] == [*range(1, ROWS + 1)]
    assert len(kept(people)) > 6


def test_a_page_can_be_fetched_again(people: Directory, server: MemoryServer) -> None:
    """It is the same, with the same cursor behind it."""
    more = cursor_of(ask(server, people, _FIRST))
    assert ask(server, people, more) == ask(server, people, more)


@EACH_WAY
@pytest.mark.usefixtures("_flows")
def test_a_long_one_goes_out_while_it_is_read(
    people: Directory, server: MemoryServer, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """It is the answer that would have been gathered, and is logged once."""
    more = cursor_of(ask(server, people, _FIRST))
    asked = request(people.staff, more, *WAYS[way])
    _, headers, body = server.connect().ask(asked)
    assert headers["transfer-encoding"] == "chunked"
    monkeypatch.setattr(pages, "_WINDOW", 10**9)
    _, headers, gathered = server.connect().ask(asked)
    assert "content-length" in headers
    assert dechunked(body) == (gathered, True)
    second, first, _ = entries(people)
    assert (first.rowCount, first.byteCount, first.outcome) == (second.rowCount, second.byteCount, second.outcome)
    assert (first.rowCount, first.outcome) == (_SIZE, "done")


def end_cursors(people: Directory, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Have all cursors end before a piece is read for the time of this number."""
    read, count = cursors.kept_piece, 0

    def ending(session: Session, cursor: cursors.OpenCursor) -> cursors.KeptPiece:
        nonlocal count
        count += 1
        if count == number:
            people.application.database.write(lambda session: session.execute(delete(DataCursor)))
        return read(session, cursor)

    monkeypatch.setattr(cursors, "kept_piece", ending)


def test_a_cursor_that_ends_before_its_page_goes_out(
    people: Directory, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused like any that has ended."""
    more = cursor_of(ask(server, people, _FIRST))
    end_cursors(people, monkeypatch, 2)
    status, _, body = server.connect().ask(request(people.staff, more))
    assert (status, b"CURSOR_INVALID" in body, b"DataRow" in body) == (500, True, False)


@pytest.mark.usefixtures("_flows")
def test_a_cursor_that_ends_while_its_page_goes_out(
    people: Directory, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is cut, and the log says so."""
    more = cursor_of(ask(server, people, _FIRST))
    end_cursors(people, monkeypatch, 5)
    line = server.connect()
    status, _, body = line.ask(request(people.staff, more))
    assert (status, dechunked(body)[1], line.transport.aborted) == (200, False, True)
    last = entries(people)[0]
    assert (last.outcome, last.code, 0 < last.rowCount < _SIZE) == ("refused", "CURSOR_INVALID", True)


def test_another_worker_goes_on(
    people: Directory, server: MemoryServer, contract: Contract, settings: Settings, clock: Clock
) -> None:
    """With nothing of the first one but the database."""
    more = cursor_of(ask(server, people, _FIRST))
    url = people.application.database.url.render_as_string(hide_password=False)
    database = Database(url)
    with ExitStack() as stack:
        stack.callback(database.dispose)
        other = stack.enter_context(desk_on(database, contract, settings, clock))
        found = list(each_page(MemoryServer(other), people, more))
    assert [number for page in found for number in page] == [*range(_SIZE + 1, ROWS + 1)]


def test_pages_of_the_version_before_are_read(people: Directory, server: MemoryServer) -> None:
    """Each was in one piece, without a mark."""
    more = cursor_of(ask(server, people, _FIRST))
    first = zlib.compress(json.dumps([["1", "old", None]]).encode())
    old = update(DataCursorPage).where(DataCursorPage.number == 1).values(content=first)
    people.application.database.write(lambda session: session.execute(old))
    document = ask(server, people, more)
    assert (_NUMBER.findall(document), cursor_of(document) != "") == ([b"1"], True)


def test_the_version_before_reads_each_piece(people: Directory, server: MemoryServer) -> None:
    """As a page: what stands behind the compressed rows is nothing to it."""
    ask(server, people, _FIRST)
    rows = [row for content in kept(people) for row in json.loads(zlib.decompress(content))]
    assert [int(row[0]) for row in rows] == [*range(_SIZE + 1, ROWS + 1)]
