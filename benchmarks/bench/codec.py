"""The codec alone: a GetEvent with 20 replies from the request's bytes to the answer's, without a database."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

from benchmarks.bench.agreement import check
from benchmarks.bench.jobs import JOBS, envelope
from benchmarks.peers.stock_spyne.services import ask, build
from db.vocabulary import EventStatus, Priority, ReplyKind
from soap_server.app import Contract, build_application
from soap_server.contract.common import UserSummary
from soap_server.contract.events import Event, EventDetails
from soap_server.contract.replies import Reply
from soap_server.engine.messages import Request
from soap_server.settings import load_settings

BODY = envelope(
    "<d:GetEvent><d:eventId>1042</d:eventId></d:GetEvent>", "a token of forty-three characters, or so"
).encode()
_AT = datetime(2026, 11, 23, 8, 30, 0, 123456, UTC)


def answer() -> EventDetails:
    """Return an event with 20 replies."""
    customer, handler = UserSummary(31, "张伟"), UserSummary(12, "Li Ming")
    event = Event(
        *(1042, "发票抬头有误", EventStatus.ASSIGNED, Priority.NORMAL, "billing", customer, handler, 20, _AT, _AT, 3),
        *("发票抬头写错了，请更正后重新开具。", 0, _AT, None, None),
    )
    replies = [
        Reply(
            number, 1042, (customer, handler)[number % 2], ReplyKind.REPLY, f"It still stops after page {number}.", _AT
        )
        for number in range(20)
    ]
    return EventDetails(event, [], replies, None, ["PostReply", "ResolveEvent"])


def ours(contract: Contract | None = None) -> Callable[[], bytes]:
    """Return the desk's way, in which only the work of the operation is left out."""
    application = build_application(load_settings(), contract=contract)
    value, engine = answer(), application.engine
    engine._execute = lambda call: call.encode(value)

    def run() -> bytes:
        request = Request("POST", "/soap", headers={"content-type": "text/xml"}, body=BODY, peer="127.0.0.1")
        return engine.handle(request).whole_body

    return run


def stock_spyne() -> Callable[[], bytes]:
    """Return Spyne's way: a WSGI application that validates with libxml2, and the desk's own types."""
    value = answer()
    application = build({"GetEvent": lambda _context, _event_id: value})
    return lambda: ask(application, BODY)


def compare(rounds: int, calls: int) -> dict[str, list[float]]:
    """Return the median microseconds of processor time of both in each round."""
    ways = {"soapdesk": ours(), "stock_spyne": stock_spyne()}
    check(JOBS["GetEvent"], ways["soapdesk"](), ways["stock_spyne"]())
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, run in ways.items():
            # Not call by call: each would find the other's data in the processor's caches.
            found[name].append(_median(run, calls))
    return found


def _median(run: Callable[[], bytes], calls: int) -> float:
    times = []
    for _ in range(calls):
        started = time.thread_time()
        run()
        times.append(time.thread_time() - started)
    return statistics.median(times) * 1_000_000
