"""Machines are cut off while callers are at work: nothing that was acknowledged is lost or there twice."""

import pytest

from tests.cluster.conftest import Report
from tests.cluster.desks import DATABASES, ETCD, WAYS, Cluster
from tests.cluster.ledger import Ledger, Reckoning
from tests.cluster.network import wait_until

pytestmark = pytest.mark.cluster
ALL_IS_WELL = Reckoning(lost=0, duplicated=0, unasked=0)


def reckon(desks: Cluster, ledger: Ledger, name: str) -> Reckoning:
    """Compare a ledger with what a machine's PostgreSQL has."""
    return ledger.reckon(desks.sql(name, f"SELECT title FROM events WHERE title LIKE '{ledger.prefix}%'"))


def served_again(ledger: Ledger, since: int) -> float:
    """Wait until callers have got well on since they had so many acknowledgements; return the longest silence."""
    wait_until("calls are acknowledged again", lambda: ledger.count() >= since + 100, seconds=180)
    return round(ledger.silence(), 1)


def assert_nothing_is_lost(desks: Cluster, ledger: Ledger, report: Report, *, cut_off: str, serving: str) -> None:
    """Cut a database off and heal it; meanwhile, and then, ``serving`` is the primary and has all that was answered."""
    count = ledger.count()
    desks.machines[cut_off].cut_off()
    try:
        outage = served_again(ledger, count)
    finally:
        desks.machines[cut_off].heal()
    # Callers go on while it comes back, which is when a set-up like this may lose what it has answered.
    rejoined = desks.wait_for_standby()
    ledger.close()
    reckoning = reckon(desks, ledger, serving)
    report(outage=outage, rejoined=round(rejoined, 1), **vars(reckoning))
    assert desks.primary() == serving
    assert reckoning == ALL_IS_WELL
    wait_until("the standby has the same rows", lambda: reckon(desks, ledger, cut_off) == ALL_IS_WELL)


@pytest.mark.parametrize("way", sorted(WAYS))
def test_a_primary_that_is_cut_off_loses_nothing(desks: Cluster, ledger: Ledger, report: Report) -> None:
    """The standby takes over by itself; the old primary comes back as the standby, with the same rows."""
    before = desks.primary()
    (other,) = set(DATABASES) - {before}
    assert_nothing_is_lost(desks, ledger, report, cut_off=before, serving=other)


def test_a_standby_that_is_cut_off_holds_calls_up_for_a_while(desks: Cluster, ledger: Ledger, report: Report) -> None:
    """Until the primary lets go of it; then it serves alone, and the standby catches up when it is back."""
    primary = desks.primary()
    (standby,) = set(DATABASES) - {primary}
    assert_nothing_is_lost(desks, ledger, report, cut_off=standby, serving=primary)


def test_a_node_of_the_desk_that_is_cut_off_is_left_out(desks: Cluster, ledger: Ledger, report: Report) -> None:
    """The other one serves, and sessions go on there."""
    count = ledger.count()
    desks.machines["desk1"].cut_off()
    try:
        outage = served_again(ledger, count)
    finally:
        desks.machines["desk1"].heal()
    ledger.close()
    reckoning = reckon(desks, ledger, desks.primary())
    report(outage=outage, **vars(reckoning))
    assert reckoning == ALL_IS_WELL


def test_etcd_without_a_majority_stops_nobody(desks: Cluster, ledger: Ledger, report: Report) -> None:
    """The primary goes on for as long as it reaches the standby (Patroni's failsafe mode)."""
    primary = desks.primary()
    stopped = [name for name in ETCD if name != primary]
    for name in stopped:
        desks.machines[name].stop("etcd")
    wait_until("Patroni has noticed", lambda: desks.is_in_failsafe(primary))
    count = ledger.count()
    outage = served_again(ledger, count)
    for name in stopped:
        desks.start_etcd(name)
    desks.wait_for_standby()
    ledger.close()
    reckoning = reckon(desks, ledger, primary)
    report(outage=outage, **vars(reckoning))
    assert (desks.primary(), reckoning) == (primary, ALL_IS_WELL)
