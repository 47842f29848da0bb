"""How much memory a worker takes for what is large: a result of a million rows, a file of a hundred megabytes.

Each is read to its end over HTTP by a client that keeps nothing, from a server of one worker. What counts is the most
that the worker held meanwhile, by the kernel's own count, above what it held before; it has read a little before that.
"""

import http.client
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.data_reading import Caller, databases, fill_history, let_read, memory_of
from client_sdk import SupportClient
from db.engine import Database
from tests.conftest import reader_url
from tests.e2e.conftest import PASSWORD, Server
from tests.engine.messages import envelope

ROWS = 1_000_000
FILE_BYTES = 100_000_000
_PART = 4 * 2**20
_PIECE = 64 * 1024
_ADMIN = "demo.admin"
_CURSOR = re.compile(rb"<nextCursor>([^<]+)</nextCursor>")
# What an administrator sets who wants such answers in one piece.
_SETTINGS = {
    "SOAPDESK_DATA__PAGE_ROWS": "1000000",
    "SOAPDESK_DATA__PAGE_BYTES": "4000000000",
    "SOAPDESK_DATA__RESULT_ROWS": "1000000",
    "SOAPDESK_DATA__RESULT_BYTES": "4000000000",
    "SOAPDESK_DATA__SECONDS": "300",
    "SOAPDESK_DATA__SEND_SECONDS": "600",
}


@dataclass
class Stream:
    """What was read: megabytes before and at most, rows or bytes, and seconds."""

    before: float
    most: float = 0.0
    rows: int = 0
    size: int = 0
    seconds: float = 0.0

    @property
    def growth(self) -> float:
        """The MiB by which the worker grew."""
        return (self.most - self.before) * 1e6 / 2**20


class Reader:
    """A client that reads answers piece by piece and keeps nothing of them but what they say at their end."""

    def __init__(self, port: int, tokens: Sequence[str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self._tokens = tokens

    def read(self, path: str, body: str, mark: bytes, stream: Stream, *, caller: int = 0, **headers: str) -> bytes:
        """Read an answer; count what it has of a mark, and return its last bytes.

        :param caller: whose session it is: that of the first or the second token.

        :raises RuntimeError: if it is a fault or has no end.
        """
        header = f"<t:SessionHeader><t:token>{self._tokens[caller]}</t:token></t:SessionHeader>"
        document = envelope(body, header=header).encode()
        self._connection.request("POST", path, document, {"Content-Type": "text/xml", **headers})
        response = self._connection.getresponse()
        end = b""
        while piece := response.read(_PIECE):
            text = end[1 - len(mark) :] + piece
            stream.rows += text.count(mark)
            stream.size += len(piece)
            end = (end + piece)[-400:]
        # In a package the envelope is the first part, and dashes are the end (RFC 2046, section 5.1.1).
        if response.status != 200 or not (b"Envelope>" in end or end.endswith(b"--\r\n")):
            raise RuntimeError(end.decode("utf-8", "replace"))
        return end

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _table(size: int, name: str = "ReadTable") -> str:
    return f"<t:{name}><t:table>event_history</t:table><t:size>{size}</t:size></t:{name}>"


def _query(size: int) -> str:
    sql = f"SELECT * FROM event_history WHERE id &lt;= {ROWS} ORDER BY id"
    return f"<t:ExecuteQuery><t:sql>{sql}</t:sql><t:size>{size}</t:size></t:ExecuteQuery>"


def _rows(path: str, first: str, mark: bytes) -> Callable[[Reader, Stream], None]:
    def read(reader: Reader, stream: Stream) -> None:
        body: str | None = first
        while body is not None:
            found = _CURSOR.search(reader.read(path, body, mark, stream))
            body = f"<t:FetchMore><t:cursor>{found[1].decode()}</t:cursor></t:FetchMore>" if found else None
        if stream.rows != ROWS:
            raise RuntimeError(f"{stream.rows} rows instead of {ROWS}")

    return read


def _file(number: int, headers: dict[str, str]) -> Callable[[Reader, Stream], None]:
    def read(reader: Reader, stream: Stream) -> None:
        for offset in range(0, FILE_BYTES, _PART):
            what = f"<t:attachmentId>{number}</t:attachmentId><t:offset>{offset}</t:offset><t:length>{_PART}</t:length>"
            reader.read(
                "/soap", f"<t:GetAttachment>{what}</t:GetAttachment>", b"</content>", stream, caller=1, **headers
            )
        if stream.size < FILE_BYTES:
            raise RuntimeError(f"{stream.size} bytes instead of {FILE_BYTES}")

    return read


def measure_streams(say: Callable[[str], None]) -> dict[str, dict[str, float]]:
    """Return what was measured, by what was read: MiB of growth, seconds, MB that were sent."""
    found: dict[str, dict[str, float]] = {}
    for kind in ("postgresql", "sqlite"):
        with databases(kind) as database:
            fill_history(database, ROWS)
            say(f"{kind}: {ROWS:,} rows are written")
            for name, stream in _streams(database):
                title = f"{name}, {'PostgreSQL' if kind == 'postgresql' else 'SQLite'}"
                found[title] = {"growth": stream.growth, "seconds": stream.seconds, "sent": stream.size / 1e6}
                say(f"{title}: {stream.growth:.1f} MiB more, {stream.seconds:.1f} s, {stream.size / 1e6:.0f} MB sent")
    return found


def _streams(database: Database) -> Iterator[tuple[str, Stream]]:
    mark, row = b"<DataRow>", b"<event_history "
    million = f"{ROWS:,} rows"
    work: dict[str, Callable[[Reader, Stream], None]] = {
        f"ReadTable, {million} in one answer": _rows("/soap", _table(ROWS), mark),
        f"ReadTable and FetchMore, {million} in pages of 50,000": _rows("/soap", _table(50_000), mark),
        f"ExecuteQuery, {million} in one answer": _rows("/soap", _query(ROWS), mark),
        f"ExecuteQuery and FetchMore, {million} in pages of 50,000": _rows("/soap", _query(50_000), mark),
        f"ReadTableAsDataSet, {million} in one answer": _rows(
            "/soap/DataSetService", _table(ROWS, "ReadTableAsDataSet"), row
        ),
    }
    for name, read in work.items():
        yield name, _measure(database, read)
    size = f"{FILE_BYTES // 1_000_000} MB in parts of {_PART // 2**20} MiB"
    number = _attach(database)
    for name, headers in (("base64", {}), ("MTOM", {"Accept": "application/xop+xml"})):
        yield f"GetAttachment, {size}, {name}", _measure(database, _file(number, headers))


@contextmanager
def _serving(database: Database) -> Iterator[Server]:
    url = reader_url(database)
    environment = _SETTINGS | ({"SOAPDESK_DATA__READER_URL": url} if url else {})
    server = Server(database.url.render_as_string(hide_password=False), ["--workers", "1"], environment)
    try:
        yield server
    finally:
        server.stop()


def _attach(database: Database) -> int:
    """Attach a large file to an event, and return its number."""
    with _serving(database) as server, SupportClient(f"{server.url}/soap", username=_ADMIN, password=PASSWORD) as desk:
        event = desk.events.submit(title="x", content="y", customer_id=1)
        return desk.events.add_attachment(event.id, file=("large.bin", os.urandom(FILE_BYTES))).id


def _measure(database: Database, read: Callable[[Reader, Stream], None]) -> Stream:
    """Read something through a server of its own."""
    with _serving(database) as server:
        (worker,) = server.workers()
        tokens = [let_read(server.port)]
        with closing(Caller(server.port)) as administrator:
            administrator.log_in(_ADMIN)
            tokens.append(administrator.token)
        with closing(Reader(server.port, tokens)) as reader:
            reader.read("/soap", _table(500), b"<DataRow>", Stream(0.0))
            stream = Stream(memory_of(worker))
            # From here on the kernel counts the peak anew (proc(5), clear_refs).
            Path(f"/proc/{worker}/clear_refs").write_text("5")
            started = time.perf_counter()
            read(reader, stream)
            stream.seconds = time.perf_counter() - started
            stream.most = memory_of(worker, "VmHWM")
            return stream


if __name__ == "__main__":
    measure_streams(print)
