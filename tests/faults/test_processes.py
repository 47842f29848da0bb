"""kill -9 of workers and of supervisors, under load."""

import pytest

from tests.faults.callers import Load
from tests.faults.conftest import kind_of
from tests.faults.ledger import Ledger
from tests.faults.reckoning import reckon
from tests.faults.results import result
from tests.faults.service import serving

pytestmark = [pytest.mark.e2e, pytest.mark.faults]
_EVERY_WORKER = 4  # of so many kills one takes all workers at once


def test_killed_workers_lose_nothing(desk_url: str, ledger: Ledger, kills: int) -> None:
    """Whatever a worker was doing: what it acknowledged is there once, and what it did not is there whole or not."""
    with result("kill -9 of workers", kind_of(desk_url), "kills") as kept:
        with serving(desk_url) as service, Load([service.port], ledger):
            ledger.wait_for_more(5)
            number = 0
            while kept.faults < kills * 2 // 5:
                number += 1
                killed = len(service.workers()) if number % _EVERY_WORKER == 0 else 1
                moment = service.kill_workers() if number % _EVERY_WORKER == 0 else service.kill_worker()
                kept.faults += killed
                kept.seconds.append(ledger.seconds_to_good_call(moment))
                ledger.wait_for_more(5)
        kept.add(ledger, books := reckon(desk_url, ledger.acknowledged(), ledger.tried))
    assert books.problems() == []


def test_killed_supervisors_lose_nothing(desk_url: str, ledger: Ledger, kills: int) -> None:
    """The workers notice and end, and whatever looks after the service can start it on the same port."""
    with result("kill -9 of supervisors", kind_of(desk_url), "kills") as kept:
        with serving(desk_url) as service, Load([service.port], ledger):
            for _ in range(max(kills // 10, 1)):
                ledger.wait_for_more(5)
                moment = service.kill_supervisor()
                kept.faults += 1
                kept.seconds.append(ledger.seconds_to_good_call(moment))
        kept.add(ledger, books := reckon(desk_url, ledger.acknowledged(), ledger.tried))
    assert books.problems() == []
