"""Everything that is looked at, gathered once."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from soap_server.app import Contract, build_application
from soap_server.settings import load_settings
from tests.callers import Clock
from tests.conformance import rules_binding, rules_document, rules_envelope, rules_http, rules_schema
from tests.conformance.description import Description
from tests.conformance.exchange import Exchange
from tests.conformance.live import Live
from tests.conformance.subjects import all_subjects, committed_descriptions, served_descriptions
from tests.conftest import FAST_PASSWORDS
from tests.e2e.conftest import Server

__all__ = ["rules_binding", "rules_document", "rules_envelope", "rules_http", "rules_schema"]


@pytest.fixture(scope="session")
def committed() -> list[Description]:
    """Every WSDL in the folder of the contract."""
    return committed_descriptions()


@pytest.fixture(scope="session")
def live(
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
    contract: Contract,
    zeep_clients: dict[str, Any],
    committed: list[Description],
) -> Iterator[Live]:
    """A server process, with a desk beside it on the same database."""
    path = tmp_path_factory.mktemp("live") / "desk.db"
    path.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{path}"
    server = Server(url, ["--workers", "1"], {"SOAPDESK_DATA__STATEMENTS": "true"})
    settings = load_settings(database={"url": url}, data={"statements": True}, server={"public_url": server.url})
    clock = Clock()
    clock.now = datetime.now(UTC)  # that of the server, where the sessions of this desk have to be fresh
    application = build_application(settings, contract=contract, passwords=FAST_PASSWORDS, clock=clock)
    yield Live(server.url, application, zeep_clients, committed)
    application.close()
    assert server.stop() == 0


@pytest.fixture(scope="session")
def exchanges(live: Live) -> list[Exchange]:
    """What went over the sockets of a server."""
    return live.exchanges()


@pytest.fixture(scope="session")
def subjects(live: Live, committed: list[Description], exchanges: list[Exchange]) -> Mapping[str, list[Any]]:
    """All subjects by what they are."""
    return all_subjects([*committed, *served_descriptions(live.served())], exchanges)
