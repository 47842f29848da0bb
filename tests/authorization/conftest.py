"""The world, built once for each module that looks at it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.engine import Database
from soap_server.app import Contract, build_application
from soap_server.settings import load_settings
from tests.authorization.world import Snapshot, World, copy_of
from tests.callers import Clock, Directory, respond_with
from tests.conftest import FAST_PASSWORDS


@pytest.fixture(scope="package")
def built(
    contract: Contract, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, zeep_clients: dict[str, Any]
) -> Iterator[tuple[World, Snapshot]]:
    """A desk with a row of every kind, and how to put it back."""
    path = copy_of(sqlite_template, tmp_path_factory.mktemp("authorization"))
    database = Database(f"sqlite:///{path}", sqlite_synchronous="OFF")
    application = build_application(
        load_settings(data={"statements": True}),
        database=database,
        contract=contract,
        passwords=FAST_PASSWORDS,
        clock=Clock(),
    )
    zeep_clients["transport"].respond = respond_with(application)
    world = World(application, Directory(application, zeep_clients["1.1"], zeep_clients["data sets"]))
    yield world, Snapshot(path)
    application.close()


@pytest.fixture
def world(built: tuple[World, Snapshot], zeep_clients: dict[str, Any]) -> Iterator[World]:
    """The desk as it was built."""
    made, snapshot = built
    zeep_clients["transport"].respond = respond_with(made.application)
    yield made
    snapshot.restore()


@pytest.fixture
def snapshot(built: tuple[World, Snapshot]) -> Snapshot:
    """What puts it back."""
    return built[1]
