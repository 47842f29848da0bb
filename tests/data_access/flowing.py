"""Calls with long answers, each as it comes over a connection, and how such answers are read."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from db.models import Department
from db.reading import RawRows
from tests.callers import Caller, Directory
from tests.engine.messages import envelope
from tests.http.conftest import Line, MemoryServer, post

ROWS = 500


def request(caller: Caller, body: str, *headers: str, path: str = "/soap") -> bytes:
    """Return a request with the session of somebody."""
    header = f"<t:SessionHeader><t:token>{caller.token}</t:token></t:SessionHeader>"
    return post(envelope(body, header=header), *headers, path=path)


READ = f"<t:ReadTable><t:table>departments</t:table><t:size>{ROWS}</t:size></t:ReadTable>"
QUERY = f"<t:ExecuteQuery><t:sql>SELECT id, name FROM departments ORDER BY id</t:sql><t:size>{ROWS}</t:size></t:ExecuteQuery>"
DATA_SET = READ.replace("ReadTable", "ReadTableAsDataSet")
CALLS = {"ReadTable": READ, "ExecuteQuery": QUERY, "ReadTableAsDataSet": DATA_SET}
# With a header twice a head is not plain, so that twisted.web takes the call.
WAYS = {"plain": (), "twisted.web": ("X-Twice: 1", "X-Twice: 2")}
EACH_WAY = pytest.mark.parametrize("way", WAYS)
EACH_CALL = pytest.mark.parametrize("name", CALLS)


def path_of(name: str) -> str:
    """Return the path at which an operation is."""
    return "/soap/DataSetService" if name.endswith("DataSet") else "/soap"


def dechunked(body: bytes) -> tuple[bytes, bool]:
    """Return what chunks hold, and whether the last one has come (RFC 9112, section 7.1)."""
    data = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        count = int(size, 16)
        if count == 0:
            return data, body == b"\r\n"
        data, body = data + body[:count], body[count + 2 :]
    return data, False


def nothing_is_open(people: Directory) -> bool:
    """Say whether no connection of the data service is in use."""
    reader: Any = people.application.office.reader
    return bool(reader._engine.pool.checkedout() == 0)


def spoil(people: Directory) -> None:
    """Give the last row a value that no answer can carry."""
    bad = update(Department).where(Department.id == ROWS).values(name="\x01")
    people.application.database.write(lambda session: session.execute(bad))


def on_take(monkeypatch: pytest.MonkeyPatch, number: int, action: Callable[[RawRows], None]) -> None:
    """Have something happen before rows are taken from the database for the time of this number."""
    take, count = RawRows.take, 0

    def acting(rows: RawRows, most: int) -> Any:
        nonlocal count
        count += 1
        if count == number:
            action(rows)
        return take(rows, most)

    monkeypatch.setattr(RawRows, "take", acting)


def unread(server: MemoryServer, asked: bytes) -> Line:
    """Return a connection on which something was asked, and nothing is read."""
    line = server.connect()
    line.transport.write_paused_at = 1_000
    line.send(asked)
    server.reactor.advance(0)
    return line
