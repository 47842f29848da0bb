"""Checking the chain: the first row that was changed, is missing or does not belong there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import AuditEntry, Counter
from soap_server.desk.chain.seals import BEGINNING, CONTENT, COUNTER, Seal, digest_after

_AT_ONCE = 5_000  # rows in memory
_SEALED_ROW = (*CONTENT, AuditEntry.position, AuditEntry.digest)


class ChainBrokenError(Exception):
    """The log is not what was written; the text names the first place where it is not."""


@dataclass(frozen=True)
class Check:
    """A log that is as it was written: how many rows were looked at, the last seal, and rows that wait for theirs."""

    rows: int
    last: Seal | None
    unsealed: int


@dataclass(frozen=True)
class _Bounds:
    """Where a check begins and ends; all of one moment, so that rows sealed meanwhile do not matter."""

    before: Seal
    counted: int
    last: int
    unsealed: int


def check_chain(database: Database, *, since: datetime | None = None, anchors: Sequence[Seal] = ()) -> Check:
    """Look at every sealed row, in order, a few thousand in memory at a time.

    :param since: begin at the first row from then on, taking the digest before it for granted.
    :param anchors: seals that were kept elsewhere; each has to be in the chain.
    :raises ChainBrokenError: naming the first row that is wrong.
    """
    bounds = database.read(lambda session: _bounds(session, since))
    for anchor in anchors:
        if anchor.position <= bounds.before.position:
            _compare(anchor, database.read(lambda session, a=anchor: _digest_at(session, a.position)))  # type: ignore[misc]
    wanted = {anchor.position: anchor for anchor in anchors}
    last = bounds.before
    for row in _rows(database, bounds):
        last = _follow(database, last, row)
        if last.position in wanted:
            _compare(wanted[last.position], last.digest)
    if last.position < bounds.counted:
        raise ChainBrokenError(_gap(last.position + 1, bounds.counted))
    beyond = [anchor.position for anchor in anchors if anchor.position > last.position]
    if beyond:
        raise ChainBrokenError(_gap(last.position + 1, max(beyond)))
    if last.position > bounds.counted:
        raise ChainBrokenError(f"The rows behind position {bounds.counted} were not sealed by the desk.")
    return Check(last.position - bounds.before.position, last if last.position else None, bounds.unsealed)


def _bounds(session: Session, since: datetime | None) -> _Bounds:
    counted = session.get_one(Counter, COUNTER).value
    first, last = session.execute(select(func.min(AuditEntry.position), func.max(AuditEntry.position))).one()
    if first is not None and first < 1:
        raise ChainBrokenError(f"A row was inserted before the beginning, at position {first}.")
    waiting = select(func.count()).select_from(AuditEntry).where(AuditEntry.position.is_(None))
    start = Seal(0, BEGINNING) if since is None else _seal_before(session, since, last or 0)
    return _Bounds(start, counted, last or 0, session.scalar(waiting) or 0)


def _seal_before(session: Session, since: datetime, last: int) -> Seal:
    first = session.scalar(select(func.min(AuditEntry.position)).where(AuditEntry.happened_at >= since))
    position = last if first is None else first - 1
    if position == 0:
        return Seal(0, BEGINNING)
    digest = _digest_at(session, position)
    if digest is None:
        raise ChainBrokenError(_gap(position, position))
    return Seal(position, digest)


def _digest_at(session: Session, position: int) -> bytes | None:
    return session.scalar(select(AuditEntry.digest).where(AuditEntry.position == position))


def _rows(database: Database, bounds: _Bounds) -> Iterator[Row[Any]]:
    place = bounds.before.position
    while True:
        behind = AuditEntry.position.between(place + 1, bounds.last)
        query = select(*_SEALED_ROW).where(behind).order_by(AuditEntry.position).limit(_AT_ONCE)
        rows = database.read(lambda session, q=query: session.execute(q).all())  # type: ignore[misc]
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        place = rows[-1].position


def _follow(database: Database, before: Seal, row: Row[Any]) -> Seal:
    """Return the seal of a row if it follows ``before``."""
    if row.position != before.position + 1:
        raise ChainBrokenError(_gap(before.position + 1, row.position - 1))
    if row.digest != digest_after(before.digest, row):
        raise ChainBrokenError(f"Row {row.id} at position {row.position} {_what_happened(database, before, row)}.")
    return Seal(row.position, row.digest)


def _what_happened(database: Database, before: Seal, row: Row[Any]) -> str:
    """Say what was probably done to a row that does not follow the one before it, by the row behind it."""
    query = select(*_SEALED_ROW).where(AuditEntry.position == row.position + 1)
    after = database.read(lambda session: session.execute(query).one_or_none())
    if after is not None and after.digest == digest_after(before.digest, after):
        return "was inserted"
    if after is None or after.digest == digest_after(row.digest or b"", after):
        return "was changed"
    return "was changed or moved"


def _compare(anchor: Seal, digest: bytes | None) -> None:
    if digest is None:
        raise ChainBrokenError(_gap(anchor.position, anchor.position))
    if digest != anchor.digest:
        raise ChainBrokenError(
            f"The digest at position {anchor.position} is not the anchor's: the log was written anew from some row "
            "up to there, or it is another log."
        )


def _gap(first: int, last: int) -> str:
    return f"The row at position {first} is missing." if first == last else f"Rows {first} to {last} are missing."
