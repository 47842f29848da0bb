"""What is no longer needed is taken away: ended sessions and uploads, old answers, nonces, counts of guesses."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select

from db.counting import changed_rows
from db.engine import Database
from db.models import (
    Base,
    DataCursor,
    IdempotencyRecord,
    KnownSource,
    LoginSession,
    LoginThrottle,
    OutboxMessage,
    Upload,
    UploadPart,
    UsedNonce,
)
from soap_server.desk.desk import Rules
from soap_server.desk.uploads import CLEARED_AFTER, PARTS_AT_ONCE

ANSWERS_KEPT = timedelta(days=7)
_THROTTLES_KEPT = timedelta(days=1)
_MESSAGES_KEPT = timedelta(days=30)
_SOURCES_KEPT = timedelta(days=365)
_AT_ONCE = 1_000  # rows of one transaction, so that no other call waits long for its turn to write


def tidy(database: Database, rules: Rules, *, now: datetime) -> int:
    """Delete what is no longer needed, some rows at a time, and return how many there were."""
    idle_since = now - rules.session_idle
    outdated: tuple[tuple[type[Base], Any, Any], ...] = (
        (
            LoginSession,
            LoginSession.id,
            or_(LoginSession.expires_at < now, LoginSession.last_used_at < idle_since),
        ),
        (DataCursor, DataCursor.id, DataCursor.expires_at < now),
        (UsedNonce, UsedNonce.digest, UsedNonce.expires_at < now),
        (LoginThrottle, LoginThrottle.id, LoginThrottle.window_started_at < now - _THROTTLES_KEPT),
        (IdempotencyRecord, IdempotencyRecord.id, IdempotencyRecord.created_at < now - ANSWERS_KEPT),
        (
            OutboxMessage,
            OutboxMessage.id,
            OutboxMessage.due_at.is_(None) & (OutboxMessage.created_at < now - _MESSAGES_KEPT),
        ),
    )
    deleted = _delete_uploads(database, now - CLEARED_AFTER) + sum(
        _delete(database, table, key, condition) for table, key, condition in outdated
    )
    old_sources = delete(KnownSource).where(KnownSource.last_login_at < now - _SOURCES_KEPT)
    return deleted + database.write(lambda session: changed_rows(session.execute(old_sources)))


def _delete_uploads(database: Database, ended_before: datetime) -> int:
    """Delete uploads that were never finished; their bytes first, some at a time."""
    ended = and_(Upload.expires_at < ended_before, Upload.attachment_id.is_(None))
    of_ended = UploadPart.upload_id.in_(select(Upload.id).where(ended))
    _delete(database, UploadPart, UploadPart.id, of_ended, at_once=PARTS_AT_ONCE)
    return _delete(database, Upload, Upload.id, ended)


def _delete(database: Database, table: type[Base], key: Any, condition: Any, *, at_once: int = _AT_ONCE) -> int:
    some = delete(table).where(key.in_(select(key).where(condition).limit(at_once)))
    total = 0
    while True:
        count = database.write(lambda session: changed_rows(session.execute(some)))
        total += count
        if count < at_once:
            return total
