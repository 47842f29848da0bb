"""A desk for the engine's tests: what the engine does depends on no kind of database."""

from collections.abc import Iterator

import pytest

from db.engine import Database
from soap_server.app import Application, Contract, build_application
from soap_server.settings import Settings
from tests.callers import Clock
from tests.conftest import FAST_PASSWORDS


@pytest.fixture
def desk(sqlite_url: str, contract: Contract, settings: Settings, clock: Clock) -> Iterator[Application]:
    """A desk in memory."""
    database = Database(sqlite_url, sqlite_synchronous="OFF")
    yield build_application(settings, database=database, contract=contract, passwords=FAST_PASSWORDS, clock=clock)
    database.dispose()
