"""The log of the data service: every read, query and statement, every refusal, and every failure."""

import hashlib
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import eq, ge, lt
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.models import DataAccess
from db.reading import ReadLimits
from db.vocabulary import Length, Outcome
from soap_server.desk.desk import Actor, Desk, Office, Visit
from soap_server.desk.errors import DeskError
from soap_server.desk.filtering import narrowed
from soap_server.desk.paging import Order, PageOf, Paging, fetch_page

FAILED = "INTERNAL_ERROR"
"""The code of an access that failed; callers see the same word."""
_FAILURE = "The server failed; its log has it under the correlationId."
_HALF = "The answer was begun and did not come to its end; the rows are those that were read."


class Tally(Protocol):
    """How many rows were read, and about how many bytes they have."""

    count: int
    bytes: int


@dataclass(frozen=True)
class Begun:
    """The row of a read whose answer has begun to go out."""

    entry_id: int
    tally: Tally

    def settle(self, session: Session, **facts: Any) -> None:
        """Say how it ended."""
        session.execute(update(DataAccess).where(DataAccess.id == self.entry_id).values(**facts))


@dataclass
class Access:
    """What is known of one access; it is made at the beginning, so that it knows how long the access took.

    :ivar digest: the SHA-256 of the statement, or of what stands for one.
    """

    office: Office
    visit: Visit
    actor: Actor
    digest: str
    started: float = field(default_factory=time.monotonic)

    @property
    def limits(self) -> ReadLimits:
        """What the access may still cost: all that it reads shares the time that one statement has."""
        rules = self.office.rules.data
        left = rules.seconds - (time.monotonic() - self.started)
        return ReadLimits(seconds=max(0.0, left), cost=rules.cost)

    def record(self, *, tables: Collection[str], rows: int, size: int) -> None:
        """Write the row of a read that succeeded, in a transaction of its own.

        A read that cannot be logged is not answered.

        :raises DatabaseUnavailableError: if it cannot be written.
        """
        begun = self.visit.going.begun
        entry = self.entry(tables=tables, rows=rows, size=size)
        if begun is None:
            self.office.database.write(lambda session: session.add(entry))
        else:
            facts = {name: getattr(entry, name) for name in ("tables", "rows", "bytes", "milliseconds", "outcome")}
            self.office.database.write(lambda session: begun.settle(session, **facts, code=None, reason=None))

    def begin(self, *, tables: Collection[str], tally: "Tally") -> None:
        """Write the row of a read whose answer begins to go out before it is read to the end.

        Until that is known it says that the answer did not come so far: whatever happens now, it is right.

        :param tally: of what is read, now and later.
        :raises DatabaseUnavailableError: if it cannot be written; nothing is answered then.
        """
        entry = self.entry(tables=tables, rows=tally.count, size=tally.bytes)
        entry.outcome, entry.code, entry.reason = Outcome.REFUSED, FAILED, _HALF

        def work(session: Session) -> int:
            session.add(entry)
            session.flush()
            return entry.id

        self.visit.going.begun = Begun(self.office.database.write(work), tally)

    def entry(
        self, *, tables: Collection[str], rows: int, size: int, before: Sequence[Mapping[str, Any]] | None = None
    ) -> DataAccess:
        """Return the row of an access that succeeded."""
        return DataAccess(
            happened_at=self.visit.now,
            actor_id=self.actor.id or None,
            operation=self.visit.operation,
            digest=self.digest,
            tables=sorted(tables),
            rows=rows,
            bytes=size,
            milliseconds=round((time.monotonic() - self.started) * 1000),
            outcome=Outcome.DONE,
            before=None if before is None else [dict(row) for row in before],
            address=self.visit.address[: Length.ADDRESS],
            correlation_id=self.visit.correlation_id,
        )


def digest_of(what: object) -> str:
    """Return the SHA-256 of a statement, or of a request that has none."""
    return hashlib.sha256(str(what).encode()).hexdigest()


def record_refusal(
    session: Session,
    visit: Visit,
    actor: Actor,
    refusal: DeskError | None,
    *,
    seconds: float,
    arguments: Mapping[str, Any],
) -> None:
    """Write the row of an access that was refused or failed; the call's own transaction was rolled back.

    :param refusal: None for a failure, of which only the server's log says more.
    """
    milliseconds = round(seconds * 1000)
    said = {"code": refusal.code, "reason": refusal.message[: Length.REASON]} if refusal else {}
    begun: Begun | None = visit.going.begun
    if begun is not None:
        rows, size = begun.tally.count, begun.tally.bytes
        ended = {"outcome": Outcome.REFUSED, "code": FAILED, "reason": _HALF, **said}
        begun.settle(session, rows=rows, bytes=size, milliseconds=milliseconds, **ended)
        return
    session.add(
        DataAccess(
            happened_at=visit.now,
            actor_id=actor.id or None,
            operation=visit.operation,
            digest=digest_of(arguments.get("sql") or arguments.get("cursor") or sorted(map(str, arguments.items()))),
            tables=[],
            milliseconds=milliseconds,
            outcome=Outcome.REFUSED,
            **{"code": FAILED, "reason": _FAILURE, **said},
            address=visit.address[: Length.ADDRESS],
            correlation_id=visit.correlation_id,
        )
    )


@dataclass(frozen=True)
class AccessQuery:
    """Which accesses are wanted; None does not restrict."""

    user_id: int | None = None
    operation: str | None = None
    outcome: Outcome | None = None
    happened_from: datetime | None = None
    happened_before: datetime | None = None


def list_accesses(desk: Desk, wanted: AccessQuery, paging: Paging) -> PageOf[DataAccess]:
    """Return a page of the log, latest first."""
    query = narrowed(
        select(DataAccess),
        (DataAccess.actor_id, eq, wanted.user_id),
        (DataAccess.operation, eq, wanted.operation),
        (DataAccess.outcome, eq, wanted.outcome),
        (DataAccess.happened_at, ge, wanted.happened_from),
        (DataAccess.happened_at, lt, wanted.happened_before),
    )
    order = Order((DataAccess.happened_at, DataAccess.id), descending=True)
    return fetch_page(desk, query, order=order, paging=paging, scope=wanted)
