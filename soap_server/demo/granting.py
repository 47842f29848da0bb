"""What the demo's reporting user may read through the data service."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.dictionary import DICTIONARY
from db.models import DataGrant
from db.vocabulary import DataVerb, RowScope

_COLUMNS: Mapping[str, frozenset[str]] = {
    # Figures, not what people wrote.
    "events": frozenset(DICTIONARY["events"].columns) - {"content", "deleted_at"},
    "ratings": frozenset(DICTIONARY["ratings"].columns) - {"opinion"},
    "assignments": frozenset(DICTIONARY["assignments"].columns) - {"note"},
    "event_categories": frozenset(DICTIONARY["event_categories"].columns),
    "departments": frozenset(DICTIONARY["departments"].columns),
    "users": frozenset({"id", "display_name", "department_id", "language"}),
}
_NOT_DELETED = {"column": "status", "operator": "notEqual", "values": ["deleted"]}


def grant_reports(session: Session, user_id: int, *, granted_by: int, now: datetime) -> None:
    """Grant a user the tables that reports are made of, where they are not granted yet."""
    held = set(session.scalars(select(DataGrant.table_name).where(DataGrant.user_id == user_id)))
    for table, columns in _COLUMNS.items():
        if table not in held:
            session.add(
                DataGrant(
                    user_id=user_id,
                    table_name=table,
                    columns=[name for name in DICTIONARY[table].columns if name in columns],
                    verbs=[DataVerb.READ.value, DataVerb.QUERY.value],
                    scope=RowScope.ALL,
                    conditions=[_NOT_DELETED] if table == "events" else [],
                    granted_by_id=granted_by,
                    granted_at=now,
                )
            )
