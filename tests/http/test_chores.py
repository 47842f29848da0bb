"""What a worker does beside answering calls."""

from structlog.testing import capture_logs
from twisted.internet.task import Clock as ReactorClock

from soap_server.desk.chain.checking import check_chain
from soap_server.desk.chain.seals import Seal
from soap_server.http.chores import Chores
from tests.callers import Directory


def test_a_worker_seals_the_audit_log_and_logs_the_anchor(people: Directory) -> None:
    """A log that is kept elsewhere then shows what was cut off; where nothing happened nothing is logged."""
    people.event("assigned")
    chores = Chores(people.application, ReactorClock())
    with capture_logs() as logged:
        chores._seal()
        chores._seal()
    (entry,) = logged
    assert entry["event"] == "audit log sealed"
    found = check_chain(people.application.database, anchors=[Seal.parse(entry["anchor"])])
    assert (str(found.last), found.unsealed) == (entry["anchor"], 0)
