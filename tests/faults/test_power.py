"""Power loss: nothing is acknowledged before it is on the disk."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.e2e.conftest import ROOT
from tests.faults.callers import LIFE, Load
from tests.faults.conftest import kind_of
from tests.faults.ledger import Ledger, Outcome
from tests.faults.power import descendants, moments, traced, unsafe_answers
from tests.faults.reckoning import reckon
from tests.faults.results import result
from tests.faults.service import Service, serving
from tests.postgres import Instance

pytestmark = [pytest.mark.e2e, pytest.mark.faults]
CARELESS = {"PYTHONPATH": f"{Path(__file__).parent / 'careless'}:{ROOT}"}


def watch(service: Service, ledger: Ledger, folder: Path, count: int, others: list[int]) -> tuple[int, int]:
    """Let one caller make so many calls, and return how many answers were seen and how many came too early."""
    with (
        traced(folder, [*descendants(service.server.process.pid), *others]),
        Load([service.port], ledger, callers=1, steps=LIFE),
    ):
        ledger.wait_for_more(count)
    return unsafe_answers(moments(folder))


def database_processes(url: str, request: pytest.FixtureRequest) -> list[int]:
    """Return the processes of PostgreSQL, none for SQLite."""
    if url.startswith("sqlite"):
        return []
    server: Instance = request.getfixturevalue("own_postgresql")
    return descendants(server.pid)


def test_an_answer_is_on_the_disk_before_it_is_given(
    desk_url: str, ledger: Ledger, tmp_path: Path, kills: int, tools: None, request: pytest.FixtureRequest
) -> None:
    """Between the last write to the log and the answer there is a sync of the log."""
    with result("power loss", kind_of(desk_url), "answers traced") as kept:
        with serving(desk_url) as service:
            others = database_processes(desk_url, request)
            answers, unsafe = watch(service, ledger, tmp_path / "trace", kills, others)
        kept.add(ledger, books := reckon(desk_url, ledger.acknowledged(), ledger.tried))
        kept.faults, kept.lost = answers, kept.lost + unsafe
    # Logins are answered too.
    assert answers >= ledger.count(Outcome.OK) >= kills
    assert (unsafe, books.problems()) == (0, [])


def test_control_an_early_answer_is_noticed(
    desk_url: str, ledger: Ledger, tmp_path: Path, tools: None, request: pytest.FixtureRequest
) -> None:
    """Where the database is told not to sync, every answer is seen to come too early."""
    environment = CARELESS
    if not desk_url.startswith("sqlite"):
        url = make_url(desk_url)
        with psycopg.connect(desk_url, autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{url.database}" SET synchronous_commit = off'.encode())
        environment = {}
    with serving(desk_url, **environment) as service:
        others = database_processes(desk_url, request)
        answers, unsafe = watch(service, ledger, tmp_path / "trace", 6, others)
    assert answers >= 6
    # What else the database does now and then brings a few to the disk in time.
    assert unsafe > answers // 2
