"""The disk under the database is full, and has room again."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.faults.callers import CUSTOMER, Caller, Line, Load
from tests.faults.conftest import kind_of, migrate, new_database
from tests.faults.ledger import Ledger, Outcome
from tests.faults.reckoning import reckon
from tests.faults.results import result
from tests.faults.service import serving
from tests.interop.running import leave_out
from tests.postgres import Instance

pytestmark = [pytest.mark.e2e, pytest.mark.faults]
_MEGABYTES = {"sqlite": 8, "postgresql": 48}


@pytest.fixture
def small_disk(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A disk of a few megabytes, in a place that PostgreSQL's user can reach, as pytest's folders are not."""
    leave_out([] if os.geteuid() == 0 else ["root's rights"], "what the desk does on a full disk")
    folder = Path(tempfile.mkdtemp(prefix="soapdesk-disk-"))
    size = f"size={_MEGABYTES[request.node.callspec.params['small_disk_url']]}m"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


@pytest.fixture(params=["sqlite", "postgresql"])
def small_disk_url(request: pytest.FixtureRequest, small_disk: Path) -> Iterator[str]:
    """The URL of a database of each kind whose tables are on it."""
    if request.param == "sqlite":
        yield migrate(f"sqlite:///{small_disk / 'desk.db'}")
        return
    server: Instance = request.getfixturevalue("own_postgresql")
    if server.user:
        shutil.chown(small_disk, user=server.user)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{small_disk}'".encode())
        yield migrate(new_database(server, "small_disk", options="TABLESPACE small"))
        connection.execute("DROP DATABASE small_disk WITH (FORCE)")
        connection.execute("DROP TABLESPACE small")


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Leave no room on a disk, until the block ends."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            yield
    ballast.unlink()


def test_a_full_disk_loses_nothing(small_disk_url: str, small_disk: Path, ledger: Ledger, kills: int) -> None:
    """Writes are refused for the moment, reads go on, and writes too as soon as there is room, without a restart."""
    with result("disk full", kind_of(small_disk_url), "times") as kept:
        with serving(small_disk_url) as service, Load([service.port], ledger):
            with closing(Caller([service.port], ledger)) as reader:
                token = reader.log_in(CUSTOMER)
            before = service.workers()
            for _ in range(max(kills // 20, 2)):
                ledger.wait_for_more(10)
                with full(small_disk):
                    ledger.wait_for_unknown(ledger.count(Outcome.UNKNOWN) + 10)
                    with closing(Line(service.port)) as line:
                        assert line.send("<t:ListEvents/>", token)[0] == Outcome.OK
                moment = time.monotonic()
                kept.faults += 1
                kept.seconds.append(ledger.seconds_to_good_call(moment))
            assert service.workers() == before
        assert {entry.code for entry in ledger.with_outcome(Outcome.UNKNOWN)} == {"SERVER_BUSY"}
        kept.add(ledger, books := reckon(small_disk_url, ledger.acknowledged(), ledger.tried))
    assert books.problems() == []
