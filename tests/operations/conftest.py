"""Callers of a desk whose messages Spyne reads and writes."""

from collections.abc import Iterator
from typing import Any

import pytest

from db.engine import Database
from soap_server.app import Contract, build_contract
from soap_server.engine.codec import codec_named
from soap_server.settings import Settings
from tests.callers import Clock, Directory, respond_with
from tests.conftest import desk_on


@pytest.fixture(scope="session")
def reference_contract() -> Contract:
    """The contract with Spyne's serializer in place of the compiled codec."""
    return build_contract(codec_named("spyne"))


@pytest.fixture
def reference_people(
    database: Database,
    reference_contract: Contract,
    settings: Settings,
    clock: Clock,
    zeep_clients: dict[str, Any],
) -> Iterator[Directory]:
    """Callers of a desk with that contract: a customer, staff, an administrator, strangers."""
    with desk_on(database, reference_contract, settings, clock) as made:
        zeep_clients["transport"].respond = respond_with(made)
        yield Directory(made, zeep_clients["1.1"], zeep_clients["data sets"])
