"""The audit log: a row for every write and for every refusal that matters."""

from sqlalchemy.orm import Session

from db.models import AuditEntry
from db.vocabulary import Length, Outcome
from soap_server.desk.desk import Actor, Desk, Visit
from soap_server.desk.errors import DeskError


def record_write(desk: Desk) -> None:
    """Add the row of a write that is about to be committed, in its own transaction."""
    desk.session.add(_entry(desk.visit, desk.actor, desk.subject, Outcome.DONE, None))


def record_refusal(session: Session, visit: Visit, actor: Actor, subject: str | None, refusal: DeskError) -> None:
    """Add the row of a refusal, in a transaction of its own, since the call's was rolled back."""
    session.add(_entry(visit, actor, subject, Outcome.REFUSED, refusal.code))


def _entry(visit: Visit, actor: Actor, subject: str | None, outcome: Outcome, code: str | None) -> AuditEntry:
    return AuditEntry(
        happened_at=visit.now,
        actor_id=actor.id or None,
        operation=visit.operation,
        outcome=outcome,
        code=code,
        subject=subject[:200] if subject else None,
        address=visit.address[: Length.ADDRESS],
        correlation_id=visit.correlation_id,
    )
