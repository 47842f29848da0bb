"""Rows of the audit log, as the desk writes them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from db.engine import Database
from db.models import AuditEntry
from db.vocabulary import Outcome

START = datetime(2026, 11, 23, 8, 30, 0, 123_456, tzinfo=UTC)


def add(database: Database, count: int, *, start: int = 0) -> None:
    """Add rows as the desk does."""
    rows = [
        {
            "happened_at": START + timedelta(minutes=start + number),
            "actor_id": number or None,
            "operation": "SubmitEvent",
            "outcome": Outcome.DONE,
            "subject": f"event:{start + number}",
            "address": "192.0.2.7",
            "correlation_id": "号",
        }
        for number in range(count)
    ]
    database.write(lambda session: session.execute(insert(AuditEntry), rows))
