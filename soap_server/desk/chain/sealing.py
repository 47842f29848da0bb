"""Sealing: rows that were committed since the last time get their places in the chain.

Writers add rows without a seal, so they wait for nobody. Whoever seals holds the lock of the counter and sees
only what is committed; what commits later comes later in the chain, whatever its id.
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import AuditEntry, Counter
from soap_server.desk.chain.seals import BEGINNING, CONTENT, COUNTER, Seal, digest_after

_AT_ONCE = 1_000  # rows of one transaction, so that no other call waits long for its turn to write


def seal_entries(database: Database) -> Seal | None:
    """Seal all rows that wait and return the last seal that was made, None if no row waited."""
    waiting = select(AuditEntry.id).where(AuditEntry.position.is_(None)).limit(1)
    last = None
    while database.read(lambda session: session.scalar(waiting)) is not None:
        last = database.write(_seal_some) or last
    return last


def last_seal(session: Session) -> Seal | None:
    """Return the seal at the end of the chain, None where nothing was sealed yet."""
    sealed = AuditEntry.position.is_not(None)
    query = select(AuditEntry.position, AuditEntry.digest).where(sealed).order_by(AuditEntry.position.desc()).limit(1)
    found = session.execute(query).one_or_none()
    return None if found is None else Seal(found.position, found.digest)


def _seal_some(session: Session) -> Seal | None:
    counter = session.get_one(Counter, COUNTER, with_for_update=True)
    waiting = select(*CONTENT).where(AuditEntry.position.is_(None)).order_by(AuditEntry.id).limit(_AT_ONCE)
    rows = session.execute(waiting).all()
    if not rows:
        return None
    before = session.scalar(select(AuditEntry.digest).where(AuditEntry.position == counter.value))
    # Where the last row is gone the chain begins anew behind the gap, which stays to be seen.
    seal = Seal(counter.value, before or BEGINNING)
    seals = []
    for row in rows:
        seal = Seal(seal.position + 1, digest_after(seal.digest, row))
        seals.append({"id": row.id, "position": seal.position, "digest": seal.digest})
    session.execute(update(AuditEntry), seals)
    counter.value = seal.position
    return seal
