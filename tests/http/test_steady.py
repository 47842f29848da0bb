"""The clock of the reactor."""

import time

from soap_server.http.steady import reactor


def test_pauses_and_timeouts_do_not_count_by_the_time_of_day() -> None:
    """Nothing is a day late when the system's clock is set back; tests/faults/test_clock.py does so to a server."""
    before = time.monotonic()
    now = reactor.seconds()
    assert before <= now <= time.monotonic()
