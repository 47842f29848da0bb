"""Desks for stock clients of other languages: served by a process, with rows whose values such clients spoil easily."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest
import zeep

from tests.e2e.conftest import PASSWORD, ROOT, Serve, Server, serve
from tests.interop.running import leave_out, missing, run

__all__ = ["serve"]
USER = "staff1"
_MARKED = 900_001
_FIRST_STEP = 1_000_001
_STEPS = 50_000
_MARKED_AT = datetime(2026, 1, 2, 3, 4, 5, 678901)  # noqa: DTZ001 - as SQLite keeps it
_TEXTS = ("", "   ", "行一\r\n行二\t😀", " 两端有空格 ")
_TABLES = ("events", "replies", "event_history", "event_categories")
_MARKED_EVENT = """
    INSERT INTO events (id, customer_id, submitted_by_id, category_id, title, content, status, priority,
                        reply_count, reopen_count, submitted_at, updated_at, version)
    SELECT ?, customer_id, customer_id, category_id, ?, content, 'submitted', 'normal', 0, 0, ?, ?, 1
    FROM events WHERE id = 1
"""
_MARKED_REPLY = """
    INSERT INTO replies (id, event_id, author_id, kind, text, posted_at)
    SELECT ?, id, customer_id, 'reply', ?, submitted_at FROM events WHERE id = ?
"""
_STEP = """
    INSERT INTO event_history (id, event_id, actor_id, operation, to_status, note, note_internal, internal, happened_at)
    VALUES (?, 1, 1, 'PostReply', 'submitted', ?, 0, ?, ?)
"""


@pytest.fixture
def dotnet() -> None:
    """Skip a test where there is no Mono, or fail."""
    leave_out(missing(("mono", "mcs", "wsdl")), "what stock .NET does with the desk")


@pytest.fixture
def php() -> None:
    """Skip a test where there is no PHP, or fail."""
    leave_out(missing(("php",)), "that PHP takes the programs of the pages for developers")


@pytest.fixture
def java() -> None:
    """Skip a test where there is no Java, or fail."""
    leave_out(missing(("java", "javac", "wsimport")), "what stock Java does with the desk")


def log_in(desk: Any, username: str) -> str:
    """Log in one of the demo people and return the token of the session."""
    return str(desk.Login(username=username, password=PASSWORD).token)


@pytest.fixture
def demo_server(serve: Serve, sqlite_url: str) -> Iterator[Server]:
    """A server of the demo desk with marked rows; a user has grants for them."""
    _fill(sqlite_url)
    server = serve(sqlite_url, "--workers", "1")
    _grant(zeep.Client(f"{server.url}/soap?wsdl").service)
    yield server
    assert server.stop() == 0


def _fill(url: str) -> None:
    command = ("demo", "--events", "300", "--database", url, "--password", PASSWORD)
    run(ROOT, sys.executable, "-m", "soap_server.cli.main", *command)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database, database:
        at = str(_MARKED_AT)
        database.execute(_MARKED_EVENT, (_MARKED, '打印机卡纸 😀𠮷 <&>"', at, at))
        database.executemany(_MARKED_REPLY, [(_MARKED + n, text, _MARKED) for n, text in enumerate(_TEXTS)])
        database.executemany(_STEP, (_step(number) for number in range(_STEPS)))


def _step(number: int) -> tuple[Any, ...]:
    note = f"第 {number} 步 😀" if number % 2 else None
    return _FIRST_STEP + number, note, number % 3 == 1, str(_MARKED_AT + timedelta(seconds=number))


def _grant(desk: Any) -> None:
    """Let the user read everything but the staff among the users: customers belong to no department."""
    admin, user = (
        {"SessionHeader": {"token": desk.Login(username=name, password=PASSWORD).token}}
        for name in ("demo.admin", USER)
    )
    granted = {"userId": desk.GetCurrentUser(_soapheaders=user).id, "scope": "all", "_soapheaders": admin}
    granted |= {"verbs": {"DataVerb": ["read", "query"]}, "maxRows": None, "expectedVersion": None}
    customers = {"DataCondition": [{"column": "department_id", "operator": "isNull"}]}
    for table in _TABLES:
        desk.GrantDataAccess(table=table, **granted)
    desk.GrantDataAccess(table="users", conditions=customers, **granted)
