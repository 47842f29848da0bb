"""A large table, read page by page from real servers on both databases."""

import os
import signal
from itertools import cycle

import pytest

from benchmarks.data_reading import Caller, Page, fill_history, let_read, memory_of, read_table
from db.engine import Database
from tests.conftest import reader_url
from tests.e2e.conftest import Serve, Server

pytestmark = pytest.mark.e2e
ROWS = 100_000
SIZE = 5_000
MEGABYTES = 64


def test_a_large_table_is_read_to_its_end(serve: Serve, database_url: str, own_database: Database) -> None:
    """Each row comes once and in order, whichever worker answers, from memory for a few pages; restarts do not matter.

    The first pages make room; what comes after them has to do with it.
    """
    fill_history(own_database, ROWS)
    reader = reader_url(own_database)
    environment = {"SOAPDESK_DATA__READER_URL": reader} if reader else {}
    server = serve(database_url, "--workers", "2", **environment)
    token = let_read(server.port)
    callers = one_for_each_worker(server, token)
    memory: dict[int, list[float]] = {worker: [] for worker in callers}
    calls: list[str] = []
    ids: list[int] = []
    call: str | None = read_table(SIZE)
    for worker, caller in cycle(callers.items()):
        if call is None:
            break
        calls.append(call)
        page = Page(caller.call(call))
        memory[worker].append(memory_of(worker))
        ids += page.ids
        call = page.more
    assert ids == list(range(1, ROWS + 1))
    assert len(calls) == ROWS / SIZE
    assert all(max(seen[2:]) - seen[2] < MEGABYTES for seen in memory.values()), memory
    for caller in callers.values():
        caller.close()

    middle = len(calls) // 2
    assert server.stop() == 0
    server = serve(database_url, "--workers", "1", **environment)
    caller = Caller(server.port, token)
    page = Page(caller.call(calls[middle]))
    assert page.ids == ids[middle * SIZE : (middle + 1) * SIZE]
    assert page.more == calls[middle + 1]
    assert Page(caller.call(calls[middle + 1])).ids == ids[(middle + 1) * SIZE : (middle + 2) * SIZE]
    caller.close()


def one_for_each_worker(server: Server, token: str) -> dict[int, Caller]:
    """Return a caller for each worker: while the others are stopped, only this one can take its connection."""
    callers: dict[int, Caller] = {}
    workers = server.workers()
    assert len(workers) == 2
    for worker in workers:
        others = set(workers) - {worker}
        for other in others:
            os.kill(other, signal.SIGSTOP)
        try:
            callers[worker] = Caller(server.port, token)
            callers[worker].call("<t:Ping/>")
        finally:
            for other in others:
                os.kill(other, signal.SIGCONT)
    return callers
