"""The desk as a service that something keeps running, and what can be done to it."""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from db.engine import Database
from soap_server.desk.accounts import Person, create_account
from soap_server.desk.desk import ANONYMOUS, Desk, Visit
from soap_server.office import build_office
from soap_server.settings import load_settings
from tests.conftest import FAST_PASSWORDS
from tests.e2e.conftest import PASSWORD, Server
from tests.faults.callers import ADMIN, CUSTOMER, STAFF

PEOPLE = {CUSTOMER: "customer", STAFF: "staff", ADMIN: "admin"}
_SECONDS = 120
_SETTINGS = {
    "SOAPDESK_DATABASE__BUSY_SECONDS": "10",
    # All callers come from one address, and register as fast as they can.
    "SOAPDESK_SECURITY__REGISTRATIONS_PER_SOURCE": "1000000",
}


class Service:
    """A server that is started again on its port when it is gone, as a service manager does."""

    def __init__(self, database_url: str, **environment: str) -> None:
        self._database_url = database_url
        self._environment = {**_SETTINGS, **environment}
        self.server = self._start(0)
        self.port = self.server.port
        self.starts = 1

    def workers(self) -> list[int]:
        """The process ids of the workers that there are now."""
        return self.server.workers()

    def kill_worker(self) -> float:
        """Kill one of the workers, and return when."""
        return self._kill([random.choice(self._some_workers())])

    def kill_workers(self) -> float:
        """Kill all workers at once, and return when."""
        return self._kill(self._some_workers())

    def kill_supervisor(self) -> float:
        """Kill the supervisor, let its workers notice, start again, and return when it was killed."""
        orphans = self.workers()
        moment = time.monotonic()
        self.server.process.kill()
        self.server.process.wait(timeout=_SECONDS)
        _wait_for_end(orphans)
        self.server = self._start(self.port)
        self.starts += 1
        return moment

    def stop(self) -> None:
        """Stop for good, as an operator does."""
        assert self.server.stop() == 0

    def end(self) -> None:
        """Leave no process behind, however the test ended."""
        if self.server.process.poll() is None:
            self.server.stop(signal.SIGKILL)

    def _start(self, port: int) -> Server:
        return Server(self._database_url, ["--workers", "2", "--port", str(port)], self._environment)

    def _some_workers(self) -> list[int]:
        deadline = time.monotonic() + _SECONDS
        while not (found := self.workers()):
            assert time.monotonic() < deadline, "no worker comes back"
            time.sleep(0.01)
        return found

    @staticmethod
    def _kill(pids: list[int]) -> float:
        moment = time.monotonic()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        return moment


@contextmanager
def serving(database_url: str, **environment: str) -> Iterator[Service]:
    """Yield the service of a database; in the end it can still be stopped like any other."""
    service = Service(database_url, **environment)
    try:
        yield service
        service.stop()
    finally:
        service.end()


def hire(database_url: str) -> None:
    """Add the people who call."""
    database = Database(database_url)
    office = build_office(load_settings(), database=database, passwords=FAST_PASSWORDS)
    visit = Visit("CreateUser", "console", "0" * 16, datetime.now(UTC))
    for username, role in PEOPLE.items():
        database.write(
            lambda session, username=username, role=role: create_account(  # type: ignore[misc]
                Desk(session, office, visit, ANONYMOUS, prepared=FAST_PASSWORDS.hash(PASSWORD)),
                username=username,
                person=Person(username, None, None, None),
                role=role,
            )
        )
    database.dispose()


def _wait_for_end(pids: list[int]) -> None:
    deadline = time.monotonic() + _SECONDS
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline, "workers outlive their supervisor"
        time.sleep(0.01)
