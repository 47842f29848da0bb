"""The work of the four jobs: who is calling, may they, rows in and out, as values of the desk's contract."""

import hashlib
import json
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool
from spyne import Fault

from benchmarks.peers.stock_spyne import statements as sql
from db.vocabulary import DataType, EventStatus, Priority, ReplyKind
from soap_server.contract.common import UserSummary
from soap_server.contract.data import DataResult, DataRow, RowSet, RowSetColumn
from soap_server.contract.events import Attachment, Event, EventDetails, EventList, EventSummary
from soap_server.contract.ratings import Rating
from soap_server.contract.replies import Reply

_OPEN = ("submitted", "assigned", "in_progress")
_TALKING = (*_OPEN, "resolved")
_HANDLED = ("assigned", "in_progress", "resolved")
# Operation, the states in which it is possible, the permission that it needs, and whose it is.
_LIFE = (
    ("AssignEvent", ("submitted", *_HANDLED), "assignments:write", None),
    ("UnassignEvent", ("assigned", "in_progress"), "assignments:write", None),
    ("PostReply", _TALKING, "replies:post", None),
    ("ResolveEvent", ("assigned", "in_progress"), "events:handle", "handler"),
    ("CompleteEvent", _HANDLED, "events:decide", "customer"),
    ("ReopenEvent", ("resolved", "completed"), "events:decide", "customer"),
    ("WithdrawEvent", _OPEN, "events:decide", "customer"),
    ("DeleteWithdrawnEvent", ("withdrawn",), "events:delete", None),
    ("RestoreEvent", ("deleted",), "events:delete", None),
    ("RateEvent", ("completed",), "events:decide", "customer"),
    ("UpdateEvent", _OPEN, "events:update", None),
    ("AddAttachment", _TALKING, "replies:post", None),
)
_COLUMNS = {
    "id": (DataType.INTEGER, "编号"),
    "title": (DataType.TEXT, "标题"),
    "status": (DataType.TEXT, "状态"),
    "priority": (DataType.TEXT, "优先级"),
    "customer_id": (DataType.INTEGER, "客户"),
    "submitted_at": (DataType.DATE_TIME, "提交时间"),
}
MAX_COUNTED = 10_000


@dataclass(frozen=True)
class Caller:
    """Who is calling."""

    id: int
    language: str
    role_id: int
    permissions: frozenset[str]

    def sight(self) -> dict[str, Any]:
        """Return the parameters that say which events the caller sees."""
        return {
            "caller": self.id,
            "sees_all": "events:read_all" in self.permissions,
            "sees_deleted": "events:delete" in self.permissions,
            "handles": "events:handle" in self.permissions,
        }


def open_pool(url: str) -> ConnectionPool:
    """Return the pool of a process; a statement is prepared the first time that a connection has it."""
    options = {"prepare_threshold": 0, "options": "-c timezone=UTC"}
    return ConnectionPool(url, min_size=8, max_size=12, kwargs=options, open=True)


def caller_of(connection: Connection[Any], token: str, permission: str) -> Caller:
    """Return who the token belongs to, who must have the permission."""
    digest = hashlib.sha256(token.encode()).digest()
    row = connection.execute(sql.CALLER, (digest,)).fetchone()
    if row is None:
        raise Fault("Client.SESSION_EXPIRED", "The session has ended. Log in again.")
    caller = Caller(row[0], row[1], row[2], frozenset((row[3] or "").split()))
    if permission not in caller.permissions:
        raise Fault("Client.PERMISSION_DENIED", "Your role does not allow this.")
    return caller


def get_event(connection: Connection[Any], caller: Caller, event_id: int) -> EventDetails:
    """Return an event with its attachments, latest replies and rating."""
    row = connection.execute(sql.EVENT, {"event": event_id, **caller.sight()}).fetchone()
    if row is None:
        raise Fault("Client.NOT_FOUND", "There is no such event.")
    notes = "internal_notes:use" in caller.permissions and row[5] != caller.id
    rated = connection.execute(sql.RATING, (event_id,)).fetchone()
    replies = connection.execute(sql.REPLIES, (event_id, notes)).fetchall()
    attachments = connection.execute(sql.ATTACHMENTS, (event_id, notes)).fetchall()
    return EventDetails(
        event=_event(row),
        attachments=[Attachment(*each) for each in attachments],
        replies=[
            Reply(r[0], event_id, UserSummary(r[1], r[2]), ReplyKind(r[3]), r[4], r[5]) for r in reversed(replies)
        ],
        rating=rated and Rating(event_id, UserSummary(*rated[:2]), UserSummary(*rated[2:4]), *rated[4:]),
        allowed_operations=list(_allowed(caller, row)),
    )


def list_events(connection: Connection[Any], caller: Caller) -> EventList:
    """Return the first page of the events that the caller sees, latest first."""
    sight = caller.sight()
    rows = connection.execute(sql.LIST, {"limit": 51, **sight}).fetchall()
    counted = connection.execute(sql.COUNT, sight).fetchone()
    total = counted[0] if counted else 0
    shown, cursor = rows[:50], None
    if len(rows) > len(shown):
        cursor = urlsafe_b64encode(json.dumps([shown[-1][10].isoformat(), shown[-1][0]]).encode()).decode()
    return EventList([_summary(row) for row in shown], min(total, MAX_COUNTED), total <= MAX_COUNTED, cursor)


def submit_event(
    connection: Connection[Any], caller: Caller, address: str, title: str, content: str, given: dict[str, Any]
) -> Event:
    """Submit an event on behalf of a customer: five rows in one transaction."""
    customer_id = given["customer_id"] or caller.id
    if customer_id != caller.id and "events:submit_for_others" not in caller.permissions:
        raise Fault("Client.PERMISSION_DENIED", "You may submit events for yourself only.")
    customer = connection.execute(sql.CUSTOMER, (customer_id,)).fetchone()
    category = given["category"] or "general"
    found = connection.execute(sql.CATEGORY, (category,)).fetchone()
    if customer is None or found is None:
        raise Fault("Client.INVALID_ARGUMENT", "There is no such active customer, or no such category.")
    if not 1 <= len(title) <= 200 or not 1 <= len(content) <= 20_000:
        raise Fault("Client.INVALID_ARGUMENT", "The title or the content is too long or too short.")
    now, priority = datetime.now(UTC), given["priority"] or Priority.NORMAL
    new = (customer_id, caller.id, found[0], title, content, priority, now, now)
    added = connection.execute(sql.ADD_EVENT, new).fetchone()
    event_id = added[0] if added else 0
    connection.execute(sql.ADD_SEARCH, (event_id, f"{title} {content}"))
    connection.execute(sql.ADD_CHANGE, (event_id, now))
    connection.execute(sql.ADD_HISTORY, (event_id, caller.id, now))
    connection.execute(sql.ADD_AUDIT, (now, caller.id, f"event:{event_id}", address, secrets.token_hex(8)))
    status, who = EventStatus.SUBMITTED, UserSummary(customer_id, customer[0])
    return Event(event_id, title, status, priority, category, who, None, 0, now, now, 1, content, 0, None, None, None)


def read_table(connection: Connection[Any], caller: Caller, address: str, given: dict[str, Any]) -> DataResult:
    """Return rows of events by their numbers, as far as they are granted, and write down that they were read."""
    started = time.monotonic()
    columns, condition = given["columns"] or list(_COLUMNS), given["filter"].all_of[0]
    grant = (given["table"], caller.id, caller.role_id, json.dumps(columns))
    if connection.execute(sql.GRANT, grant).fetchone() is None or not set(columns) <= set(_COLUMNS):
        raise Fault("Client.NOT_FOUND", "There is no such table or column.")
    # The value of an enumeration of Spyne shows its word by repr only.
    if (condition.column, repr(condition.operator)) != ("id", "lessOrEqual"):
        raise Fault("Client.INVALID_ARGUMENT", "This peer reads by id only.")
    size = given["size"] or 500
    rows = connection.execute(sql.read_rows(columns), (int(condition.values[0]), size)).fetchall()
    data = [DataRow([_text(value) for value in row]) for row in rows]
    read = sum(len(value.encode()) for row in data for value in row.values if value is not None)
    digest = hashlib.sha256(json.dumps([grant, condition.values, size]).encode()).hexdigest()
    milliseconds = int((time.monotonic() - started) * 1000)
    access = (datetime.now(UTC), caller.id, digest, len(rows), read, milliseconds, address, secrets.token_hex(8))
    connection.execute(sql.ADD_ACCESS, access)
    described = [RowSetColumn(name, _COLUMNS[name][0], False, _COLUMNS[name][1]) for name in columns]
    return DataResult(RowSet(described, data), None, None, None)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if isinstance(value, datetime) else str(value)


def _summary(row: Any) -> EventSummary:
    return EventSummary(*_shared(row))


def _event(row: Any) -> Event:
    return Event(*_shared(row), *row[13:18])


def _shared(row: Any) -> tuple[Any, ...]:
    handler = UserSummary(row[7], row[8]) if row[7] else None
    return (*row[:2], EventStatus(row[2]), Priority(row[3]), row[4], UserSummary(row[5], row[6]), handler, *row[9:13])


def _allowed(caller: Caller, row: Any) -> Any:
    mine = {None: True, "customer": row[5] == caller.id, "handler": row[7] == caller.id}
    for operation, states, permission, whose in _LIFE:
        if row[2] in states and permission in caller.permissions and mine[whose]:
            yield operation
