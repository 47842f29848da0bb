"""How fast a large table is read through SOAP, page by page, and how much memory the server takes for it.

Run: python -m benchmarks.data_reading [--rows N] [--query-rows N] [--page N ...] [--database KIND-OR-URL ...]

Each line is a server of one worker, started for it, with rows of event_history behind it. One client reads them
over HTTP while another sends Ping, from a process of its own. It takes some time, and with a million rows about
half a gigabyte of a temporary folder. Compare figures of one run only: machines differ, and so do their hours.
"""

import http.client
import multiprocessing
import re
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, insert, select, text

from db import schema
from db.engine import Database
from db.models import EventHistory
from db.reading.setup import install_reader
from soap_server.demo.filling import fill
from tests.conftest import FAST_PASSWORDS, READER_PASSWORD, PostgreSQL, reader_url
from tests.e2e.conftest import PASSWORD, Server
from tests.engine.messages import envelope, ping
from tests.postgres import postgresql_server

_MB = 1_000_000
# What a user's query may cost is not what is measured.
_LIMITS = {"RESULT_ROWS": "10000000", "RESULT_BYTES": "10000000000", "SECONDS": "600"}
_ID = re.compile(rb"<DataRow><values><string>(\d+)</string>")
_CURSOR = re.compile(rb"<nextCursor>([^<]+)</nextCursor>")


class Caller:
    """Speaks SOAP over one connection, without a library: the server is what is measured."""

    def __init__(self, port: int, token: str = "") -> None:
        self.token = token
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def call(self, body: str) -> bytes:
        """Return the answer to a body entry.

        :raises RuntimeError: if it is a fault.
        """
        header = f"<t:SessionHeader><t:token>{self.token}</t:token></t:SessionHeader>" if self.token else ""
        return self.send(envelope(body, header=header))

    def send(self, document: str) -> bytes:
        """Return the answer to an envelope.

        :raises RuntimeError: if it is a fault.
        """
        self._connection.request("POST", "/soap", document.encode(), {"Content-Type": "text/xml"})
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(answer.decode())
        return answer

    def log_in(self, username: str) -> int:
        """Take the token of a login for all calls that follow, and return the user's number."""
        answer = self.call(f"<t:Login><t:username>{username}</t:username><t:password>{PASSWORD}</t:password></t:Login>")
        self.token = _between(answer, b"<token>", b"</token>")
        return int(_between(answer, b"<id>", b"</id>"))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@dataclass(frozen=True)
class Page:
    """A page of a result, of which only the numbers of its rows are read."""

    answer: bytes

    @property
    def ids(self) -> list[int]:
        """The first value of each row."""
        return [int(each) for each in _ID.findall(self.answer)]

    @property
    def more(self) -> str | None:
        """The call for the next page, None on the last one."""
        found = _CURSOR.search(self.answer)
        return f"<t:FetchMore><t:cursor>{found[1].decode()}</t:cursor></t:FetchMore>" if found else None


@dataclass
class Reading:
    """What is known of reading one result to its end; memory is in megabytes."""

    name: str
    rows: int = 0
    size: int = 0
    pages: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    peak: float = 0
    pings: list[float] = field(default_factory=list)


def read_table(size: int) -> str:
    """Return the call that begins to read the whole table."""
    return f"<t:ReadTable><t:table>event_history</t:table><t:size>{size}</t:size></t:ReadTable>"


def _query(size: int, rows: int) -> str:
    sql = f"SELECT * FROM event_history WHERE id &lt;= {rows} ORDER BY id"
    return f"<t:ExecuteQuery><t:sql>{sql}</t:sql><t:size>{size}</t:size></t:ExecuteQuery>"


def fill_history(database: Database, rows: int) -> None:
    """Fill a migrated database with demo people and events, and the history with copies up to a number of rows."""
    password_hash = FAST_PASSWORDS.hash(PASSWORD)
    fill(database, password_hash=password_hash, events=50, days=365, now=datetime.now(UTC))
    columns = [column for column in EventHistory.__table__.columns if not column.primary_key]
    written = database.read(lambda session: session.scalar(select(func.count()).select_from(EventHistory))) or 0
    while written < rows:
        count = min(written, rows - written)
        copies = select(*columns).order_by(EventHistory.id).limit(count)
        copy = insert(EventHistory).from_select([column.name for column in columns], copies)
        database.write(lambda session, copy=copy: session.execute(copy))  # type: ignore[misc]
        written += count
    # The tests' PostgreSQL leaves this undone, and plans differ without it.
    database.write(lambda session: session.execute(text("ANALYZE event_history")))


def let_read(port: int) -> str:
    """Grant somebody to read and query the history, unless it is granted; return the token of their session."""
    with closing(Caller(port)) as reader, closing(Caller(port)) as administrator:
        user_id = reader.log_in("staff1")
        if b"event_history" not in reader.call("<t:ListTables/>"):
            administrator.log_in("demo.admin")
            verbs = "<t:verbs><t:DataVerb>read</t:DataVerb><t:DataVerb>query</t:DataVerb></t:verbs>"
            what = f"<t:userId>{user_id}</t:userId><t:table>event_history</t:table>{verbs}<t:scope>all</t:scope>"
            administrator.call(f"<t:GrantDataAccess>{what}</t:GrantDataAccess>")
        return reader.token


def memory_of(process: int, line: str = "VmRSS") -> float:
    """Return the megabytes of memory that a process holds; of the line VmHWM, the most that it held."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition(f"{line}:")[2].split()[0]) * 1024 / _MB


def _between(answer: bytes, before: bytes, behind: bytes) -> str:
    return answer.partition(before)[2].partition(behind)[0].decode()


def main() -> None:
    """Measure the databases given."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows that are read from the table")
    parser.add_argument("--query-rows", type=int, default=200_000, help="rows that a query answers")
    parser.add_argument("--page", type=int, nargs="+", default=[5_000, 50_000], help="rows of a page")
    parser.add_argument(
        "--database",
        nargs="+",
        default=["sqlite", "postgresql"],
        help="sqlite, postgresql, or the URL of a PostgreSQL server for tests, whose reader role gets a known password",
    )
    given = parser.parse_args()
    for kind in given.database:
        with databases(kind) as database:
            started = time.perf_counter()
            fill_history(database, given.rows)
            filled = f"{given.rows:,} rows written in {time.perf_counter() - started:.0f} s"
            readings = _measure(database, given.rows, min(given.rows, given.query_rows), given.page)
            Console().print(_table(f"{database.url.get_backend_name()}; {filled}", list(readings)))


@contextmanager
def databases(kind: str) -> Iterator[Database]:
    """Make a migrated database, with a role for the data service where that is one of its own."""
    with ExitStack() as stack:
        if kind == "sqlite":
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            url = f"sqlite:///{Path(folder) / 'desk.db'}"
        else:
            server = stack.enter_context(postgresql_server()) if kind == "postgresql" else kind
            made = stack.enter_context(closing(PostgreSQL(server, "soapdesk_benchmark")))
            url = made.fresh(migrated=False)
            stack.callback(made.drop, url)
        database = Database(url, statement_seconds=600)
        stack.callback(database.dispose)
        schema.upgrade(database)
        if not database.is_sqlite:
            with database.engine.begin() as connection:
                install_reader(connection, password=READER_PASSWORD)
        yield database


def _measure(database: Database, rows: int, query_rows: int, sizes: Sequence[int]) -> Iterator[Reading]:
    for size in sizes:
        yield _read(database, f"ReadTable, {size:,}", read_table(size), rows)
        yield _read(database, f"ExecuteQuery, {size:,}", _query(size, query_rows), query_rows)


def _read(database: Database, name: str, first: str, rows: int) -> Reading:
    """Read a result through a server of its own.

    :raises SystemExit: if a row is missing, comes twice or not in its place.
    """
    environment = {f"SOAPDESK_DATA__{name}": value for name, value in _LIMITS.items()}
    environment |= {"SOAPDESK_DATA__READER_URL": url} if (url := reader_url(database)) else {}
    server = Server(database.url.render_as_string(hide_password=False), ["--workers", "1"], environment)
    try:
        (worker,) = server.workers()
        with closing(Caller(server.port, let_read(server.port))) as caller:
            reading = Reading(name, memory=[memory_of(worker)])
            # From here on the kernel counts the peak anew (proc(5), clear_refs).
            Path(f"/proc/{worker}/clear_refs").write_text("5")
            with _pinging(server.port, reading.pings):
                call: str | None = first
                while call is not None:
                    started = time.perf_counter()
                    page = Page(caller.call(call))
                    reading.pages.append(time.perf_counter() - started)
                    reading.memory.append(memory_of(worker))
                    call, ids = page.more, page.ids
                    if ids != list(range(reading.rows + 1, reading.rows + len(ids) + 1)):
                        sys.exit(f"{name}: the rows behind {reading.rows} are not those that follow.")
                    reading.rows += len(ids)
                    reading.size += len(page.answer)
            reading.peak = memory_of(worker, "VmHWM")
    finally:
        server.stop()
    if reading.rows != rows:
        sys.exit(f"{name}: {reading.rows} rows instead of {rows}.")
    return reading


@contextmanager
def _pinging(port: int, seconds: list[float]) -> Iterator[None]:
    """Send Ping again and again during the block; then tell how long each answer took."""
    processes = multiprocessing.get_context("spawn")
    here, there = processes.Pipe()
    process = processes.Process(target=_ping, args=(port, there), daemon=True)
    process.start()
    here.recv()
    try:
        yield
        here.send(None)
        seconds += here.recv()
    finally:
        process.kill()
        process.join()


def _ping(port: int, pipe: Connection) -> None:
    seconds: list[float] = []
    with closing(Caller(port)) as caller:
        caller.send(ping())
        pipe.send(None)
        while not pipe.poll(0.01):
            started = time.perf_counter()
            caller.send(ping())
            seconds.append(time.perf_counter() - started)
    pipe.send(seconds)


def _table(title: str, readings: Sequence[Reading]) -> Table:
    figures: dict[str, Callable[[Reading], str]] = {
        "rows": lambda its: f"{its.rows:,}",
        "pages": lambda its: f"{len(its.pages)}",
        "MB answered": lambda its: f"{its.size / _MB:.0f}",
        "seconds": lambda its: f"{sum(its.pages):.1f}",
        "rows/s": lambda its: f"{its.rows / sum(its.pages):,.0f}",
        "first page, ms": lambda its: f"{its.pages[0] * 1000:.0f}",
        "a page, ms: median": lambda its: f"{statistics.median(its.pages) * 1000:.0f}",
        "a page, ms: worst": lambda its: f"{max(its.pages) * 1000:.0f}",
        "memory, MB: before": lambda its: f"{its.memory[0]:.0f}",
        "memory, MB: after 3 pages": lambda its: f"{its.memory[min(3, len(its.pages))]:.0f}",
        "memory, MB: after the last": lambda its: f"{its.memory[-1]:.0f}",
        "memory, MB: peak": lambda its: f"{its.peak:.0f}",
        "Ping meanwhile, ms: median": lambda its: f"{statistics.median(its.pings) * 1000:.1f}",
        "Ping meanwhile, ms: worst": lambda its: f"{max(its.pings) * 1000:.0f}",
    }
    table = Table("", *(reading.name for reading in readings), title=title)
    for name, show in figures.items():
        table.add_row(name, *map(show, readings))
    return table


if __name__ == "__main__":
    main()
