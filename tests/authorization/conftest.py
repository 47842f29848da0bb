"""The world, built once for each kind of database that is asked for; on SQLite unless a test says otherwise."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.engine import Database
from soap_server.app import Contract, build_application
from soap_server.settings import load_settings
from tests.authorization.world import Snapshot, World, copy_of
from tests.callers import Clock, Directory, respond_with
from tests.conftest import FAST_PASSWORDS, reader_url


@pytest.fixture(scope="package")
def built(
    request: pytest.FixtureRequest,
    contract: Contract,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    zeep_clients: dict[str, Any],
) -> Iterator[tuple[World, Snapshot | None]]:
    """A desk with a row of every kind, and how to put it back; on PostgreSQL, where nothing may change, None."""
    path = copy_of(sqlite_template, tmp_path_factory.mktemp("authorization"))
    is_sqlite = getattr(request, "param", "sqlite") == "sqlite"
    url = f"sqlite:///{path}" if is_sqlite else request.getfixturevalue("postgresql").fresh()
    database = Database(url, sqlite_synchronous="OFF")
    application = build_application(
        load_settings(data={"statements": True, "reader_url": reader_url(database)}),
        database=database,
        contract=contract,
        passwords=FAST_PASSWORDS,
        clock=Clock(),
    )
    zeep_clients["transport"].respond = respond_with(application)
    world = World(application, Directory(application, zeep_clients["1.1"], zeep_clients["data sets"]))
    yield world, Snapshot(path) if is_sqlite else None
    application.close()
    if not is_sqlite:
        request.getfixturevalue("postgresql").drop(url)


@pytest.fixture
def world(built: tuple[World, Snapshot | None], zeep_clients: dict[str, Any]) -> Iterator[World]:
    """The desk as it was built."""
    made, snapshot = built
    zeep_clients["transport"].respond = respond_with(made.application)
    yield made
    if snapshot is not None:
        snapshot.restore()


@pytest.fixture
def snapshot(built: tuple[World, Snapshot | None]) -> Snapshot | None:
    """What puts it back."""
    return built[1]
