"""SOAP calls on their way through the threads: counted, logged, each in its lane."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from twisted.internet.defer import Deferred, execute, succeed
from twisted.python.failure import Failure

from soap_server.app import Application
from soap_server.engine.correlation import new_correlation_id
from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.messages import Request, Response
from soap_server.engine.pipeline import OtherLaneError
from soap_server.http import metrics
from soap_server.http.outflow import Outflow
from soap_server.http.request import decoded_body
from soap_server.http.threads import Inbox, Pool
from soap_server.http.turns import Turns, caller_of
from soap_server.operations.declaration import HASHING_LANE, INSTANT_LANE, ORDINARY_LANE

log = structlog.get_logger("soapdesk.calls")
_SHORT = 4 * 1024  # A call of this size is read in less time than it takes to hand it to a thread and back.


class Calls:
    """Takes calls, whoever they come from: programs over HTTP, and the pages in this process."""

    def __init__(self, application: Application, reactor: Any, lanes: Mapping[str, Pool]) -> None:
        self._engine = application.engine
        self._inbox = Inbox(reactor)
        self._pool = lanes[ORDINARY_LANE]
        settings = application.settings.server
        self._capacity = settings.threads + settings.queue
        self._in_progress = 0
        self._turns = Turns(settings.calls_per_session, settings.queue_per_session)
        # Calls that take long wait for each other, and leave most of the places to all others.
        share = max(1, self._capacity // 3)
        shares = dict.fromkeys(lanes, share) | {ORDINARY_LANE: self._capacity}
        self._lanes = {name: _Lane(name, pool, shares[name]) for name, pool in lanes.items()}

    def take(self, call: "Call", refusal: SoapFault | None = None) -> "Deferred[Response | None]":
        """Answer a call in a thread; with nothing if it was abandoned before its turn.

        :param refusal: why the transport does not want it.
        """
        turn = self._turn(call) if refusal is None else refusal
        if isinstance(turn, SoapFault):
            answer: Deferred[Any] = succeed(self._engine.refuse(call.asked, turn, call.correlation_id))
            return answer.addCallback(self._record, call)
        self._in_progress += 1
        metrics.calls_in_progress.inc()
        call.leave = partial(self._leave, call, turn)
        answer = turn.addCallback(self._start, call)
        answer.addErrback(self._run_in_lane, call)
        return answer.addBoth(self._finish, call)

    def _turn(self, call: "Call") -> "Deferred[Any] | SoapFault":
        """Return what fires when it is the turn of a call, or why it has none."""
        if self._in_progress >= self._capacity:
            return SoapFault.of(Kinds.SERVER_BUSY, "There are too many calls. Try again in a moment.")
        of_one = "There are too many calls of this session at a time. Wait for their answers, or try again in a moment."
        return self._turns.take(call.caller) or SoapFault.of(Kinds.SERVER_BUSY, of_one)

    def _leave(self, call: "Call", turn: "Deferred[Any]") -> None:
        """Make room among the calls of a caller that wait: whoever has gone keeps no place there."""
        if self._turns.leave(call.caller, turn):
            call.has_turn = False
            turn.callback(None)

    def _start(self, _turn: None, call: "Call") -> "Deferred[Response | None] | None":
        if call.is_abandoned:
            return None
        if len(call.asked.body) <= _SHORT and self._engine.may_be_in(INSTANT_LANE, call.asked):
            return execute(self._run, call, INSTANT_LANE)
        return self._inbox.run(self._pool, self._run, call, ORDINARY_LANE)

    def refuse_to_keep(self, call: "Call") -> Response:
        """Answer a call whose answer is too large to be kept, since others leave theirs unread."""
        log.warning("an answer was not sent", correlation_id=call.correlation_id, peer=call.asked.peer)
        busy = SoapFault.of(Kinds.SERVER_BUSY, "There are too many large answers. Try again in a moment.")
        return self._engine.refuse(call.asked, busy, call.correlation_id)

    def _run(self, call: "Call", lane: str) -> Response | None:
        """Answer a call, in a thread or at once. A client who has gone away while it waited gets nothing.

        :raises OtherLaneError: if it has to be answered in the threads of another lane.
        """
        if call.is_abandoned:
            return None
        engine, asked = self._engine, call.asked
        if coding := asked.headers.get("content-encoding"):
            try:
                asked = replace(asked, body=decoded_body(asked.body, coding, engine.body_limit(asked)))
            except SoapFault as fault:
                return engine.refuse(asked, fault, call.correlation_id)
        return engine.handle(asked, call.correlation_id, lane=lane, proof=call.proof, outlet=call.outflow)

    def _run_in_lane(self, failure: Failure, call: "Call") -> Any:
        failure.trap(OtherLaneError)
        elsewhere: Any = failure.value
        lane, call.proof = self._lanes[elsewhere.lane], elsewhere.proof
        if lane.in_progress >= lane.capacity:
            busy = SoapFault.of(Kinds.SERVER_BUSY, f"There are too many {lane.calls}. Try again in a moment.")
            return self._engine.refuse(call.asked, busy, call.correlation_id)
        lane.in_progress += 1
        answer = self._inbox.run(lane.pool, self._run, call, lane.name).addBoth(lane.finish)
        # A call with a password comes from the lane in which it was compared, and goes on.
        return answer.addErrback(self._run_in_lane, call)

    def _finish(self, result: Response | Failure | None, call: "Call") -> Response | None:
        self._in_progress -= 1
        # It refers to the call, which would keep its body until the collector comes.
        call.leave = None
        if call.has_turn:
            self._turns.give_back(call.caller)
        metrics.calls_in_progress.dec()
        if isinstance(result, Failure):  # pragma: no cover - the engine answers every failure itself
            result = self._engine.refuse(call.asked, SoapFault.of(Kinds.INTERNAL_ERROR), call.correlation_id)
        return self._record(result, call)

    def _record(self, result: Response | None, call: "Call") -> Response | None:
        seconds = time.monotonic() - call.started_at
        operation = (result.operation if result else "") or "unknown"
        code = result.code if result else "ABANDONED"
        sent = result.length if result else 0
        metrics.count_call(operation, code, seconds, received=len(call.asked.body), sent=sent)
        log.info(
            "call",
            correlation_id=call.correlation_id,
            operation=operation,
            code=code or "OK",
            status=result.status if result else 0,
            milliseconds=round(seconds * 1000, 1),
            peer=call.asked.peer,
            secure=call.asked.is_secure,
            authentication=result.authentication if result else "none",
            soap=result.soap if result else "",
            bytes_in=len(call.asked.body),
            bytes_out=sent,
        )
        return result


class Call:
    """A call on its way through a thread."""

    def __init__(self, asked: Request) -> None:
        self.asked = asked
        self.caller = caller_of(asked)
        self.proof: Any = None
        self.outflow: Outflow | None = None
        self.correlation_id = new_correlation_id()
        self.started_at = time.monotonic()
        self.has_turn = True
        self.is_abandoned = False
        self.leave: Callable[[], None] | None = None

    def abandon(self) -> None:
        """Note that nobody waits for the answer any more."""
        self.is_abandoned = True
        if self.outflow is not None:
            self.outflow.lose()
        if self.leave is not None:
            self.leave()


class _Lane:
    """Calls that wait for each other in threads of their own."""

    def __init__(self, name: str, pool: Pool, capacity: int) -> None:
        self.name = name
        self.pool = pool
        self.capacity = capacity
        self.in_progress = 0

    @property
    def calls(self) -> str:
        """What the calls are, for those who are turned away."""
        return "logins" if self.name == HASHING_LANE else "calls of the data service"

    def finish(self, result: Any) -> Any:
        """Count a call out."""
        self.in_progress -= 1
        return result
