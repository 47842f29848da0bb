"""How fast a large file goes up and down through the SDK, and how much memory that takes at both ends.

Run: python -m benchmarks.large_files [--megabytes N] [--database KIND-OR-URL ...]

The server has one worker, and is started for each line on a database in a temporary folder, which needs a bit more
room than the file. Memory is how far the resident memory of a process rose above what it was after a smaller file had
gone both ways. Compare figures of one run only: machines differ, and so do their hours.
"""

import filecmp
import os
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from client_sdk import SupportClient
from client_sdk.models import Attachment
from db import schema
from db.engine import Database
from tests.conftest import PostgreSQL
from tests.e2e.conftest import PASSWORD, Server
from tests.e2e.memory import Growth
from tests.postgres import postgresql_server

_MB = 1_000_000
Figures = tuple[float, float, float]
"""Seconds, and the megabytes that the server and the client grew by."""


def main() -> None:
    """Print a line for each database and direction."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--database", nargs="*", default=["sqlite", "postgresql"])
    asked = parser.parse_args()
    table = Table("database", "direction", "seconds", "MB/s", "server, MB more", "client, MB more")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.bin"
        _write(path, asked.megabytes * _MB)
        for name in asked.database:
            for direction, seconds, server, client in _measure(name, Path(folder), path):
                speed = asked.megabytes / seconds
                table.add_row(name, direction, f"{seconds:.1f}", f"{speed:.0f}", f"{server:.0f}", f"{client:.0f}")
    Console().print(table)


def _measure(name: str, folder: Path, path: Path) -> list[tuple[str, float, float, float]]:
    with ExitStack() as stack:
        url = name
        if name == "sqlite":
            url = f"sqlite:///{folder / 'desk.db'}"
        elif name == "postgresql":
            url = PostgreSQL(stack.enter_context(postgresql_server()), "bench").fresh(migrated=False)
        database = Database(url)
        schema.upgrade(database)
        database.dispose()
        server = Server(url, ["--workers", "1"], {})
        stack.callback(server.stop)
        with SupportClient(f"{server.url}/soap", timeout=120) as stranger:
            stranger.users.register(username="sender", password=PASSWORD, display_name="Sender")
        desk = stack.enter_context(
            SupportClient(f"{server.url}/soap", username="sender", password=PASSWORD, timeout=120)
        )
        event = desk.events.submit(title="x", content="y")
        small = desk.events.add_attachment(event.id, file=("small.bin", os.urandom(16 * _MB)))
        back = folder / "back.bin"
        desk.events.download_attachment(small.id, to=back)
        pids = server.workers(), [os.getpid()]
        up, large = _timed(pids, lambda: desk.events.add_attachment(event.id, file=path))
        down, _ = _timed(pids, lambda: desk.events.download_attachment(large.id, to=back))
        if not filecmp.cmp(path, back, shallow=False):
            raise RuntimeError("what came back is not what was sent")
        return [("up", *up), ("down", *down)]


def _timed(pids: tuple[list[int], list[int]], work: Callable[[], Attachment]) -> tuple[Figures, Attachment]:
    growths = [Growth(each) for each in pids]
    started = time.perf_counter()
    done = work()
    seconds = time.perf_counter() - started
    server, client = (growth.bytes / _MB for growth in growths)
    return (seconds, server, client), done


def _write(path: Path, size: int) -> None:
    with path.open("wb") as file:
        while size > 0:
            size -= file.write(os.urandom(min(size, _MB)))


if __name__ == "__main__":
    main()
