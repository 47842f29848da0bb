"""The set-up of deploy/ha. It is slow and wants the whole machine, so it is built only when it is asked for."""

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from client_sdk import SupportClient
from tests.cluster.desks import PROGRAMS, URL, Cluster, cluster
from tests.cluster.ledger import Ledger
from tests.cluster.network import wait_until, why_not

RESULTS = Path(__file__).parents[2] / "build/cluster"
CUSTOMER, PASSWORD = "li.lei", "seven quiet lanterns"
Report = Callable[..., None]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave these tests out of a run that does not ask for them by the marker."""
    if "cluster" in (config.getoption("markexpr") or ""):
        return
    skip = pytest.mark.skip(reason="not asked for: ./scripts/test --cluster")
    for item in items:
        if item.get_closest_marker("cluster"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def databases() -> Iterator[Cluster]:
    """The set-up with its databases running; desks are started by the tests."""
    if reason := why_not(*PROGRAMS):
        pytest.skip(reason)
    # PostgreSQL's user has to reach it, which pytest's own folders do not let it.
    folder = Path(tempfile.mkdtemp(prefix="soapdesk-cluster-"))
    folder.chmod(0o755)
    try:
        with cluster(folder) as made:
            yield made
    finally:
        _keep_logs(folder)
        shutil.rmtree(folder)


def _keep_logs(folder: Path) -> None:
    for log in folder.glob("*/*.log"):
        kept = RESULTS / log.relative_to(folder)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(log, kept)


@pytest.fixture
def way() -> str:
    """How the desks find the primary; a test may ask for another."""
    return "haproxy"


@pytest.fixture
def desks(databases: Cluster, way: str) -> Iterator[Cluster]:
    """The whole set-up, with a primary and a synchronous standby."""
    databases.wait_for_standby()
    databases.start_desks(way)
    yield databases
    databases.stop_desks()


@pytest.fixture
def ledger(desks: Cluster) -> Iterator[Ledger]:
    """A ledger with some calls in it, and callers at work."""
    with SupportClient(URL, verify=desks.certificates) as stranger:
        if stranger.users.is_username_available(username=CUSTOMER):
            stranger.users.register(username=CUSTOMER, password=PASSWORD, display_name="李雷")
    opened = Ledger(URL, CUSTOMER, PASSWORD, desks.certificates)
    opened.open(callers=4)
    wait_until("callers are at work", lambda: opened.count() >= 100)
    yield opened
    opened.close()


@pytest.fixture
def report(request: pytest.FixtureRequest, ledger: Ledger) -> Report:
    """Keep figures in build/cluster, for docs/reliability.md."""

    def keep(**figures: object) -> None:
        line = {"test": request.node.name, "acknowledged": ledger.count(), "unknown": ledger.unknown, **figures}
        RESULTS.mkdir(parents=True, exist_ok=True)
        with (RESULTS / "figures.jsonl").open("a") as file:
            file.write(json.dumps({"at": time.strftime("%Y-%m-%d %H:%M:%S"), **line}) + "\n")

    return keep
