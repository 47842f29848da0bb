"""Answers that go out while they are read: whole, logged, or cut where everybody sees it."""

import gc
import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert, make_url

from db.models import Department
from db.reading import RawRows
from soap_server.desk.data import pages, results
from soap_server.engine import flow
from soap_server.settings import Settings, load_settings
from tests.callers import Directory
from tests.data_access.flowing import (
    CALLS,
    EACH_CALL,
    EACH_WAY,
    QUERY,
    READ,
    ROWS,
    WAYS,
    dechunked,
    nothing_is_open,
    on_take,
    path_of,
    request,
    spoil,
    unread,
)
from tests.data_access.grants import grant
from tests.data_access.test_journal import entries
from tests.http.conftest import MemoryServer, get, split
from tests.operations.data_refusals import tighten

_WINDOW = 4_000
_LAST = "</soap:Envelope>"


@pytest.fixture
def settings() -> Settings:
    """A client has no time to read, once an answer has begun and is not read at once."""
    return load_settings(data={"send_seconds": 0.01})


@pytest.fixture
def server(people: Directory, monkeypatch: pytest.MonkeyPatch) -> MemoryServer:
    """A server with some hundred rows, whose answers go out after a few of them."""
    rows = [{"id": number, "name": f"部门 <{number}>"} for number in range(1, ROWS + 1)]
    people.application.database.write(lambda session: session.execute(insert(Department), rows))
    grant(people, people.staff, "departments", columns=["id", "name", "parent_id"])
    tighten(people, send_seconds=60)
    monkeypatch.setattr(pages, "_WINDOW", _WINDOW)
    monkeypatch.setattr(pages, "_USUAL_BYTES", 0)
    monkeypatch.setattr(flow, "_PIECE", 1_000)
    monkeypatch.setattr(results, "_FIRST_BATCH", 50)
    monkeypatch.setattr(results, "_LARGEST_BATCH", 50)
    return MemoryServer(people.application)


@EACH_CALL
@EACH_WAY
def test_it_is_the_answer_that_would_have_been_kept(
    people: Directory, server: MemoryServer, monkeypatch: pytest.MonkeyPatch, name: str, way: str
) -> None:
    """Byte by byte, and the connection goes on; the log has it once, with all of its rows."""
    asked, line = request(people.staff, CALLS[name], *WAYS[way], path=path_of(name)), server.connect()
    status, headers, body = line.ask(asked)
    assert (status, headers["transfer-encoding"], "content-length" in headers) == (200, "chunked", False)
    assert headers["content-type"].startswith("text/xml")
    document, is_whole = dechunked(body)
    assert is_whole
    assert document.decode().endswith(_LAST)
    monkeypatch.setattr(pages, "_WINDOW", 10**9)
    status, headers, kept = line.ask(asked)
    assert (status, headers["content-length"]) == (200, str(len(document)))
    assert kept == document
    first, second = entries(people)
    assert first.rowCount == second.rowCount == ROWS
    assert first.byteCount == second.byteCount
    assert (first.outcome, first.code, first.reason) == (second.outcome, second.code, second.reason)
    assert line.ask(get("/healthz"))[0] == 200


def test_queries_are_known_to_be_small_enough_before_they_begin(
    people: Directory, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By default: one whose rest is too large is refused, not cut."""
    monkeypatch.setattr(pages, "_USUAL_BYTES", 8 * 2**20)
    tighten(people, result_rows=ROWS - 1)
    status, _, body = server.connect().ask(request(people.staff, QUERY.replace(f">{ROWS}<", ">400<")))
    assert (status, b"ROW_LIMIT_EXCEEDED" in body) == (500, True)


@EACH_WAY
def test_short_answers_are_kept(people: Directory, server: MemoryServer, way: str) -> None:
    """Whatever is wrong with them can still be said."""
    status, headers, _ = server.connect().ask(request(people.staff, READ.replace(str(ROWS), "5"), *WAYS[way]))
    assert (status, "content-length" in headers, "transfer-encoding" in headers) == (200, True, False)


def test_a_cursor_follows_a_long_page(people: Directory, server: MemoryServer) -> None:
    """It stands behind the rows, and goes on where they end, for reads and queries."""
    line = server.connect()
    for body in (READ, QUERY):
        more: str | None = body.replace(str(ROWS), "300")
        found: list[int] = []
        while more is not None:
            _, headers, answer = line.ask(request(people.staff, more))
            document = dechunked(answer)[0] if "transfer-encoding" in headers else answer
            found += map(int, re.findall(rb"<DataRow><values><string>(\d+)</string>", document))
            cursor = re.search(rb"<nextCursor>([^<]+)</nextCursor>", document)
            more = f"<t:FetchMore><t:cursor>{cursor[1].decode()}</t:cursor></t:FetchMore>" if cursor else None
        assert sorted(found) == [*range(1, ROWS + 1)]


@EACH_CALL
@EACH_WAY
def test_what_fails_half_way_is_cut(people: Directory, server: MemoryServer, name: str, way: str) -> None:
    """The client sees no end, and the log says that it failed."""
    spoil(people)
    line = server.connect()
    status, _, body = line.ask(request(people.staff, CALLS[name], *WAYS[way], path=path_of(name)))
    document, is_whole = dechunked(body)
    assert (status, is_whole, _LAST in document.decode()) == (200, False, False)
    assert line.transport.aborted
    (entry,) = entries(people)
    assert (entry.outcome, entry.code, entry.operation) == ("refused", "INTERNAL_ERROR", name)
    assert 0 < entry.rowCount <= ROWS
    assert "did not come to its end" in entry.reason
    assert nothing_is_open(people)


def test_a_database_that_goes_away_half_way(
    people: Directory, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL ends the connection, or SQLite the statement; both can be read again at once."""
    database = people.application.database

    def end(rows: RawRows) -> None:
        if database.is_sqlite:
            rows.allow(-1)
            return
        address = make_url(database.url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'soapdesk reader' AND datname = current_database()"
            )

    on_take(monkeypatch, 5, end)
    line = server.connect()
    assert not dechunked(line.ask(request(people.staff, READ))[2])[1]
    assert line.transport.aborted
    (entry,) = entries(people)
    expected = "TIME_LIMIT_EXCEEDED" if database.is_sqlite else "SERVER_BUSY"
    assert (entry.outcome, entry.code, entry.rowCount > 0) == ("refused", expected, True)
    assert nothing_is_open(people)
    assert dechunked(server.connect().ask(request(people.staff, READ))[2])[1]


def test_what_fails_before_it_begins_is_a_fault(
    people: Directory, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As ever, with a row in the log that has no rows."""
    on_take(monkeypatch, 1, lambda rows: rows.allow(-1))
    status, _, body = server.connect().ask(request(people.staff, READ))
    assert (status, b"TIME_LIMIT_EXCEEDED" in body) == (500, True)
    (entry,) = entries(people)
    assert (entry.code, entry.rowCount) == ("TIME_LIMIT_EXCEEDED", None)


def test_reads_that_cannot_be_logged_do_not_begin(
    people: Directory, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody gets a row of one."""

    def fail(*_arguments: Any, **_named: Any) -> None:
        raise OSError

    monkeypatch.setattr("soap_server.desk.data.journal.Access.begin", fail)
    status, _, body = server.connect().ask(request(people.staff, READ))
    assert (status, b"DataRow" in body) == (500, False)


@EACH_WAY
def test_a_client_that_goes_away_ends_it(people: Directory, server: MemoryServer, way: str) -> None:
    """The database is let go at once."""
    line = server.connect()
    write = line.transport.write

    def hang_up(data: bytes) -> None:
        write(data)
        if len(line.transport.value()) > 2 * _WINDOW:
            line.transport.write = write  # type: ignore[method-assign]
            line.hang_up()

    line.transport.write = hang_up  # type: ignore[method-assign]
    line.send(request(people.staff, READ, *WAYS[way]))
    (entry,) = entries(people)
    assert (entry.outcome, 0 < entry.rowCount < ROWS) == ("refused", True)
    assert nothing_is_open(people)


@EACH_WAY
def test_a_client_that_does_not_read_is_cut(
    people: Directory, server: MemoryServer, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """When its time is over, so that it holds no connection to the database."""
    monkeypatch.setattr("soap_server.http.outflow.BEGINNING", 0)
    monkeypatch.setattr("soap_server.http.outflow.AHEAD", 1_000)
    line = unread(server, request(people.staff, READ, *WAYS[way]))
    assert line.transport.aborted
    assert len(line.transport.value()) < 3 * _WINDOW
    (entry,) = entries(people)
    assert (entry.outcome, 0 < entry.rowCount < ROWS) == ("refused", True)
    assert nothing_is_open(people)


def test_nobody_waits_for_the_beginning_to_be_read(
    people: Directory, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that is no longer than answers usually may be is read at the pace of the database."""
    monkeypatch.setattr("soap_server.http.outflow._MOMENT", 0)
    monkeypatch.setattr("soap_server.http.outflow.AHEAD", 1_000)
    line = unread(server, request(people.staff, READ))
    assert not line.transport.aborted
    assert nothing_is_open(people)
    assert dechunked(split(line.transport.value())[2])[1]


def test_unread_long_answers_have_a_limit_together(
    people: Directory, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As whole ones have: where there is no room for the beginning, nothing begins."""
    server.site.keep(server.site.limits.answers_bytes)
    # Small ones have room in any case.
    monkeypatch.setattr("soap_server.http.site.SMALL_ANSWER", _WINDOW - 1)
    status, _, body = server.connect().ask(request(people.staff, READ))
    assert (status, b"SERVER_BUSY" in body) == (503, True)


@pytest.fixture
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@EACH_WAY
@pytest.mark.parametrize("size", [5, ROWS])
@pytest.mark.usefixtures("_no_collector")
def test_answers_are_let_go_when_they_are_over(people: Directory, server: MemoryServer, way: str, size: int) -> None:
    """Short or long: none of their pieces waits for the collector."""
    assert server.connect().ask(request(people.staff, READ.replace(str(ROWS), str(size)), *WAYS[way]))[0] == 200
    assert [each for each in gc.get_objects() if isinstance(each, flow.Flow)] == []


def test_old_http_gets_it_whole(people: Directory, server: MemoryServer) -> None:
    """HTTP/1.0 has no chunks, and an end that comes too early looks like any other."""
    asked = request(people.staff, READ).replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    assert_whole(server.connect().ask(asked))


def test_packages_come_whole(people: Directory, server: MemoryServer) -> None:
    """What stands beside an envelope is known at its end."""
    assert_whole(server.connect().ask(request(people.staff, READ, "Accept: application/xop+xml")))


def assert_whole(answer: tuple[int, dict[str, str], bytes]) -> None:
    """Check that an answer came with its length."""
    status, headers, body = answer
    assert (status, headers["content-length"]) == (200, str(len(body)))
    assert body.count(b"<DataRow>") == ROWS


def test_what_is_gathered_is_bounded_whatever_the_settings(
    people: Directory, monkeypatch: pytest.MonkeyPatch, server: MemoryServer
) -> None:
    """A page that cannot go out while it is read ends earlier, and a cursor goes on."""
    tighten(people, page_rows=1_000_000)
    monkeypatch.setattr(pages, "GATHERED_ROWS", 100)
    gathered = people.staff.ReadTable(table="departments", size=ROWS)
    assert (len(gathered.rowSet.rows.DataRow), gathered.nextCursor is None) == (100, False)
    document, _ = dechunked(server.connect().ask(request(people.staff, READ))[2])
    assert document.count(b"<DataRow>") == ROWS


def test_an_operator_says_how_many_rows_a_page_has(people: Directory, server: MemoryServer) -> None:
    """However many are asked for."""
    tighten(people, page_rows=200)
    document, _ = dechunked(server.connect().ask(request(people.staff, READ))[2])
    assert (document.count(b"<DataRow>"), b"<nextCursor>" in document) == (200, True)
