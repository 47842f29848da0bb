"""PostgreSQL's processes are killed under load, one by one and all together."""

import os
import random
import signal
import time
from collections.abc import Callable
from typing import LiteralString

import psycopg
import pytest

from tests.faults.callers import Load
from tests.faults.conftest import migrate, new_database
from tests.faults.ledger import SECONDS, Ledger
from tests.faults.reckoning import reckon
from tests.faults.results import result
from tests.faults.service import serving
from tests.postgres import Instance

pytestmark = [pytest.mark.e2e, pytest.mark.faults]
_OTHERS: LiteralString = "SELECT pid FROM pg_stat_activity WHERE application_name = 'soapdesk' AND datname = %s"


def _terminate(server: Instance, name: str) -> float:
    """End one of the desk's connections, as an administrator does."""
    with _connected(server) as connection:
        pids = [pid for (pid,) in connection.execute(_OTHERS, [name])]
        moment = time.monotonic()
        if pids:
            connection.execute("SELECT pg_terminate_backend(%s)", [random.choice(pids)])
    return moment


def _kill(server: Instance, name: str) -> float:
    """Kill the process behind one of the desk's connections: the server ends all others and recovers."""
    with _connected(server) as connection:
        while not (pids := [pid for (pid,) in connection.execute(_OTHERS, [name])]):
            time.sleep(0.01)
    moment = time.monotonic()
    os.kill(pids[0], signal.SIGKILL)
    return moment


def _restart(server: Instance, _name: str) -> float:
    """Let the whole server fall, and start it again."""
    moment = time.monotonic()
    server.restart()
    return moment


def _connected(server: Instance) -> psycopg.Connection[tuple[int]]:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return psycopg.connect(server.url, autocommit=True)
        except psycopg.OperationalError:  # it is recovering
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.mark.parametrize(
    ("scenario", "unit", "harm", "share"),
    [
        ("connections ended by the database", "connections", _terminate, 2),
        ("kill -9 of the database's processes", "kills", _kill, 10),
        ("immediate restart of the database", "restarts", _restart, 20),
    ],
    ids=["terminate", "kill", "restart"],
)
def test_a_failing_database_loses_nothing(
    own_postgresql: Instance,
    ledger: Ledger,
    kills: int,
    scenario: str,
    unit: str,
    harm: Callable[[Instance, str], float],
    share: int,
) -> None:
    """The desk comes back by itself as soon as the database does."""
    name = f"database_{share}"
    url = migrate(new_database(own_postgresql, name))
    with result(scenario, "PostgreSQL", unit) as kept:
        with serving(url) as service, Load([service.port], ledger):
            before = service.workers()
            for _ in range(max(kills // share, 1)):
                ledger.wait_for_more(10)
                moment = harm(own_postgresql, name)
                kept.faults += 1
                kept.seconds.append(ledger.seconds_to_good_call(moment))
            assert service.workers() == before
        kept.add(ledger, books := reckon(url, ledger.acknowledged(), ledger.tried))
    assert books.problems() == []
