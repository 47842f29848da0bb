"""A machine is cut off while callers are at work: nothing that was acknowledged is lost."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from client_sdk import SupportClient
from tests.cluster.desks import DATABASES, URL, WAYS, Cluster
from tests.cluster.ledger import Ledger, Reckoning
from tests.cluster.network import wait_until

pytestmark = pytest.mark.cluster
CUSTOMER, PASSWORD = "li.lei", "seven quiet lanterns"
RESULTS = Path(__file__).parents[2] / "build/cluster"


@pytest.fixture(params=sorted(WAYS))
def desks(request: pytest.FixtureRequest, databases: Cluster) -> Iterator[Cluster]:
    """The whole set-up, the desks finding the primary in each way."""
    databases.start_desks(request.param)
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
    wait_until("callers are at work", lambda: opened.count() >= 50)
    yield opened
    opened.close()


def reckon(desks: Cluster, ledger: Ledger, name: str) -> Reckoning:
    """Compare a ledger with what a machine's PostgreSQL has."""
    prefix = f"line {id(ledger)}-"
    return ledger.reckon(desks.sql(name, f"SELECT title FROM events WHERE title LIKE '{prefix}%'"))


def served_again(ledger: Ledger, since: int) -> float:
    """Wait until callers have got well on since they had so many acknowledgements; return the longest silence."""
    wait_until("calls are acknowledged again", lambda: ledger.count() >= since + 50, seconds=180)
    return ledger.silence()


def report(what: str, way: str, ledger: Ledger, **figures: object) -> None:
    """Keep figures in build/cluster, for docs/reliability.md."""
    told = {"what": what, "way": way, "acknowledged": ledger.count(), "unknown": ledger.unknown, **figures}
    RESULTS.mkdir(parents=True, exist_ok=True)
    with (RESULTS / "figures.jsonl").open("a") as file:
        file.write(json.dumps({"at": time.strftime("%Y-%m-%d %H:%M:%S"), **told}) + "\n")


def test_a_primary_that_is_cut_off_loses_nothing(
    desks: Cluster, ledger: Ledger, request: pytest.FixtureRequest
) -> None:
    """The standby takes over by itself; the old primary comes back as the standby, with the same rows."""
    before = desks.primary()
    (other,) = set(DATABASES) - {before}
    count = ledger.count()
    desks.machines[before].cut_off()
    try:
        outage = served_again(ledger, count)
        ledger.close()
        assert desks.primary() == other
        reckoning = reckon(desks, ledger, other)
    finally:
        desks.machines[before].heal()
    rejoined = desks.wait_for_standby()
    assert desks.primary() == other
    wait_until(
        "the old primary has the same rows", lambda: reckon(desks, ledger, before) == reckon(desks, ledger, other)
    )
    way = request.node.callspec.params["desks"]
    report("primary cut off", way, ledger, outage=round(outage, 1), rejoined=round(rejoined, 1), **vars(reckoning))
    assert reckoning == Reckoning(lost=0, duplicated=0, unasked=0)
