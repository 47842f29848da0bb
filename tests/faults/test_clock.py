"""The clock of the machine is set two hours forward, and a day back, while the desk runs."""

import time
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import Database
from tests.faults.callers import Load
from tests.faults.conftest import kind_of
from tests.faults.ledger import SECONDS, Ledger
from tests.faults.reckoning import reckon
from tests.faults.results import result
from tests.faults.service import serving

pytestmark = [pytest.mark.e2e, pytest.mark.faults]
_HOUR = 3600


def test_a_clock_that_jumps_loses_nothing(desk_url: str, ledger: Ledger, tmp_path: Path, tools: None) -> None:
    """Nobody is shut out but sessions that were idle too long, and what runs by the clock goes on running."""
    offset = tmp_path / "offset"
    _set(offset, 0)
    (library,) = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
    clock = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # Nobody has an address, so nothing is sent; but the messages are dealt with.
        "SOAPDESK_MAIL__HOST": "127.0.0.1",
    }
    with result("clock set", kind_of(desk_url), "times") as kept:
        with serving(desk_url, **clock) as service, Load([service.port], ledger) as load:
            ledger.wait_for_more(10)
            _wait_for_notices(desk_url)
            for hours in (2, -24):
                _set(offset, hours * _HOUR)
                moment = time.monotonic()
                kept.faults += 1
                kept.seconds.append(ledger.seconds_to_good_call(moment))
                ledger.wait_for_more(20)
                _wait_for_notices(desk_url)
            service.kill_workers()
            ledger.wait_for_more(20)
        # Once at first, once more two hours later, and not again.
        assert load.logins <= 2 * len(load.callers) * 3
        kept.add(ledger, books := reckon(desk_url, ledger.acknowledged(), ledger.tried))
    assert books.problems() == []


def _set(offset: Path, seconds: int) -> None:
    new = offset.with_suffix(".new")
    new.write_text(f"{seconds:+d}")
    new.replace(offset)


def _wait_for_notices(url: str) -> None:
    """Wait until a message that is made from now on has been dealt with."""
    database = Database(url)
    newest = database.read(lambda session: session.scalar(text("SELECT max(id) FROM outbox"))) or 0
    dealt_with = text(f"SELECT 1 FROM outbox WHERE id > {newest} AND due_at IS NULL LIMIT 1")
    deadline = time.monotonic() + SECONDS / 2
    while not database.read(lambda session: session.scalar(dealt_with)):
        assert time.monotonic() < deadline, "no notice is delivered any more"
        time.sleep(0.05)
    database.dispose()
