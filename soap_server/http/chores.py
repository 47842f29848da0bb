"""What a worker does beside answering calls: it seals the audit log, delivers notices, and tidies up."""

import random
from typing import Any

import structlog
from twisted.internet.defer import Deferred
from twisted.internet.task import LoopingCall
from twisted.internet.threads import deferToThreadPool
from twisted.python.failure import Failure
from twisted.python.threadpool import ThreadPool

from soap_server.app import Application
from soap_server.desk.chain.sealing import seal_entries
from soap_server.desk.housekeeping import tidy
from soap_server.desk.outbox import deliver_due
from soap_server.logs import failure_facts
from soap_server.mail import Postman

log = structlog.get_logger("soapdesk.chores")
_DELIVERY_SECONDS = 5.0
_SEALING_SECONDS = 5.0
_TIDYING_SECONDS = 3600.0


class Chores:
    """The chores of one worker, in a thread of their own; several workers do not get into each other's way."""

    def __init__(self, application: Application, reactor: Any) -> None:
        self._application = application
        self._reactor = reactor
        self._pool = ThreadPool(1, 1, "chores")
        self._postman = Postman(application.settings.mail)
        self._loops = [self._loop(self._tidy, _TIDYING_SECONDS), self._loop(self._seal, _SEALING_SECONDS)]
        if application.settings.mail.host is not None:
            self._loops.append(self._loop(self._deliver, _DELIVERY_SECONDS))

    def start(self) -> None:
        """Begin."""
        self._pool.start()
        for loop in self._loops:
            # Not all workers at the same moment.
            self._reactor.callLater(random.uniform(0, loop.interval or 0), self._begin, loop)  # noqa: S311

    def stop(self) -> None:
        """Finish the chore at hand and stop."""
        for loop in self._loops:
            if loop.running:
                loop.stop()
        self._pool.stop()

    def _begin(self, loop: LoopingCall) -> None:
        if self._pool.started and not self._pool.joined:
            loop.start(loop.interval or 0)

    def _loop(self, chore: Any, seconds: float) -> LoopingCall:
        def in_thread() -> "Deferred[Any]":
            return deferToThreadPool(self._reactor, self._pool, chore).addErrback(_note_failure)

        loop = LoopingCall(in_thread)
        loop.clock = self._reactor
        loop.interval = seconds
        return loop

    def _tidy(self) -> None:
        office = self._application.office
        deleted = tidy(office.database, office.rules, now=office.clock())
        if deleted:
            log.info("tidied", rows=deleted)

    def _seal(self) -> None:
        last = seal_entries(self._application.office.database)
        if last:
            # A log that is kept on another machine holds what nobody here can take back.
            log.info("audit log sealed", anchor=str(last))

    def _deliver(self) -> None:
        office = self._application.office
        result = deliver_due(office.database, self._postman.send, clock=office.clock)
        if result.delivered or result.failed:
            log.info("notices", delivered=result.delivered, failed=result.failed)


def _note_failure(failure: Failure) -> None:
    # The next round tries again.
    log.error("a chore failed", **failure_facts(failure.value or Exception()))
