"""The audit log: a row for every write and for every refusal that matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import eq, ge, lt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from db.later import leave
from db.models import AuditEntry, table_of
from db.vocabulary import Length, Outcome
from soap_server.desk.desk import Actor, Desk, Visit
from soap_server.desk.filtering import narrowed
from soap_server.desk.paging import Order, PageOf, Paging, fetch_page

_LOG = table_of(AuditEntry)


@dataclass(frozen=True)
class AuditQuery:
    """Which entries of the audit log are wanted; None does not restrict."""

    actor_id: int | None = None
    operation: str | None = None
    subject: str | None = None
    outcome: Outcome | None = None
    happened_from: datetime | None = None
    happened_before: datetime | None = None


def list_entries(desk: Desk, wanted: AuditQuery, paging: Paging) -> PageOf[AuditEntry]:
    """Return a page of the audit log, latest first."""
    query = narrowed(
        select(AuditEntry),
        (AuditEntry.actor_id, eq, wanted.actor_id),
        (AuditEntry.operation, eq, wanted.operation),
        (AuditEntry.subject, eq, wanted.subject),
        (AuditEntry.outcome, eq, wanted.outcome),
        (AuditEntry.happened_at, ge, wanted.happened_from),
        (AuditEntry.happened_at, lt, wanted.happened_before),
    )
    order = Order((AuditEntry.happened_at, AuditEntry.id), descending=True)
    return fetch_page(desk, query, order=order, paging=paging, scope=wanted, options=[joinedload(AuditEntry.actor)])


def record_write(desk: Desk) -> None:
    """Add the row of a write that is about to be committed, in its own transaction; of several parts a row for each."""
    parts: Sequence[tuple[str | None, str | None]] = desk.parts or [(desk.subject, None)]
    for subject, code in parts:
        outcome = Outcome.REFUSED if code else Outcome.DONE
        leave(desk.session, _LOG, _entry(desk.visit, desk.actor, subject, outcome, code))


def record_refusal(session: Session, visit: Visit, actor: Actor, subject: str | None, code: str) -> None:
    """Add the row of a refusal, in a transaction of its own, since the call's was rolled back."""
    leave(session, _LOG, _entry(visit, actor, subject, Outcome.REFUSED, code))


def _entry(visit: Visit, actor: Actor, subject: str | None, outcome: Outcome, code: str | None) -> dict[str, Any]:
    return {
        "happened_at": visit.now,
        "actor_id": actor.id or None,
        "operation": visit.operation,
        "outcome": outcome,
        "code": code,
        "subject": subject[: Length.SUBJECT] if subject else None,
        "address": visit.address[: Length.ADDRESS],
        "correlation_id": visit.correlation_id,
    }
