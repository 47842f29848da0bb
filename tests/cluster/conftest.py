"""The set-up of deploy/ha. It is slow and wants the whole machine, so it is built only when it is asked for."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.desks import PROGRAMS, Cluster, cluster
from tests.cluster.network import why_not

LOGS = Path(__file__).parents[2] / "build/cluster"


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
        kept = LOGS / log.relative_to(folder)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(log, kept)
