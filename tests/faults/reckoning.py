"""The books are audited: what the ledger says was acknowledged, against what the database holds."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from db.engine import Database
from tests.faults.ledger import Call

STEPS = ("SubmitEvent", "AssignEvent", "PostReply", "ResolveEvent", "CompleteEvent", "RateEvent", "WithdrawEvent")
# Where a row can be told by the key of its call; an event's completion has none.
_KEYED = {
    "SubmitEvent": "SELECT title FROM events",
    "AssignEvent": "SELECT note FROM assignments",
    "PostReply": "SELECT text FROM replies WHERE kind <> 'solution'",
    "ResolveEvent": "SELECT text FROM replies WHERE kind = 'solution'",
    "RateEvent": "SELECT opinion FROM ratings",
    "Register": "SELECT username FROM users",
}


@dataclass
class Reckoning:
    """What is wrong; all of it is empty where all is well.

    :ivar lost: calls that were acknowledged and left nothing.
    :ivar duplicated: rows that are there more than once.
    :ivar torn: what has one part of a change without the other.
    :ivar unasked: rows that nobody asked for.
    """

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)

    def problems(self) -> list[str]:
        """Return everything that is wrong, in words."""
        kinds = (("lost", self.lost), ("doubled", self.duplicated), ("torn", self.torn), ("unasked", self.unasked))
        return [f"{kind}: {each}" for kind, found in kinds for each in found]


def reckon(
    database_url: str, acknowledged: Iterable[Call] = (), tried: Iterable[Call] = (), *, every_row_is_tried: bool = True
) -> Reckoning:
    """Compare a database with a ledger.

    :param every_row_is_tried: whether all that there is came from the ledger's callers.
    """
    database = Database(database_url)
    try:
        return database.read(lambda session: _Books(session).reckon(acknowledged, tried, every_row_is_tried))
    finally:
        database.dispose()


class _Books:
    """The tables, as one transaction sees them."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._is_sqlite = session.get_bind().dialect.name == "sqlite"
        self.rows = {operation: Counter(key for (key,) in self._all(query)) for operation, query in _KEYED.items()}
        self.steps = Counter((e, o) for e, o in self._all("SELECT event_id, operation FROM event_history"))

    def reckon(self, acknowledged: Iterable[Call], tried: Iterable[Call], every_row_is_tried: bool) -> Reckoning:
        found = Reckoning()
        for call in acknowledged:
            if not self._is_there(call):
                found.lost.append(f"{call.operation} {call.key}")
        asked = defaultdict(set)
        for call in tried:
            asked[call.operation].add(call.key)
        for operation, rows in self.rows.items():
            found.duplicated += [f"{operation} {key}" for key in asked[operation] if rows[key] > 1]
            if every_row_is_tried and operation != "Register":
                found.unasked += [f"{operation} {key}" for key in rows.keys() - asked[operation]]
        once = [(event, step) for (event, step), count in self.steps.items() if step != "PostReply" and count > 1]
        found.duplicated += [f"{step} on event {event}" for event, step in once]
        found.torn += [*self._torn_events(), *self._torn_requests(), *self._torn_accounts(), *self._damage()]
        return found

    def _is_there(self, call: Call) -> bool:
        has_row = call.operation not in self.rows or self.rows[call.operation][call.key] > 0
        has_step = call.event_id is None or self.steps[call.event_id, call.operation] > 0
        return has_row and has_step

    def _torn_events(self) -> Iterable[str]:
        """Compare every event with its history, its changes, its audit rows and what hangs on it."""
        changes = self._by_event(
            "SELECT event_id, operation FROM changes WHERE removed_for_id IS NULL", lambda step: step in STEPS
        )
        done = "SELECT subject, operation FROM audit_log WHERE outcome = 'done' AND subject LIKE 'event:%'"
        audited = self._by_event(done, lambda step: step in STEPS, of=lambda subject: int(subject.split(":")[1]))
        history: dict[int, Counter[str]] = defaultdict(Counter)
        for (event, step), count in self.steps.items():
            history[event][step] += count
        for event, steps in history.items():
            if changes[event] != steps:
                yield f"event {event}: history {dict(steps)}, changes {dict(changes[event])}"
            if audited[event] != steps:
                yield f"event {event}: history {dict(steps)}, audit {dict(audited[event])}"
        ids = {event for (event,) in self._all("SELECT id FROM events")}
        for event in ids ^ history.keys():
            yield f"event {event}: an event without history, or history without its event"
        for event in (changes.keys() | audited.keys()) - history.keys():
            yield f"event {event}: changes or audit rows without history"
        yield from self._counts()

    def _counts(self) -> Iterable[str]:
        """Compare what an event says of itself with its rows elsewhere."""
        step = "(SELECT count(*) FROM event_history h WHERE h.event_id = e.id AND h.operation = '{}')"
        claims = {
            "replies": "e.reply_count <> (SELECT count(*) FROM replies r WHERE r.event_id = e.id)",
            "assignments": "(SELECT count(*) FROM assignments a WHERE a.event_id = e.id) <> "
            + step.format("AssignEvent"),
            "rating": "(SELECT count(*) FROM ratings g WHERE g.event_id = e.id) <> " + step.format("RateEvent"),
            "version": "e.version <> (SELECT max(c.event_version) FROM changes c WHERE c.event_id = e.id)",
            "status": "e.status <> (SELECT h.to_status FROM event_history h WHERE h.event_id = e.id "
            "ORDER BY h.id DESC LIMIT 1)",
            "search": "NOT EXISTS (SELECT 1 FROM event_search s WHERE s.rowid = e.id)",
        }
        for name, claim in claims.items():
            for (event,) in self._all(f"SELECT e.id FROM events e WHERE {claim}"):
                yield f"event {event}: its {name} and its rows differ"

    def _torn_requests(self) -> Iterable[str]:
        """A requestId is kept with its answer."""
        for key, operation in self._all("SELECT request_id, operation FROM idempotency_records WHERE answer IS NULL"):
            yield f"{operation} {key}: a requestId without its answer"
        kept = self._all("SELECT operation, request_id FROM idempotency_records")
        for operation, key in kept:
            if operation in self.rows and not self.rows[operation][key]:
                yield f"{operation} {key}: an answer without what it says"

    def _torn_accounts(self) -> Iterable[str]:
        audited = {
            subject
            for (subject,) in self._all(
                "SELECT subject FROM audit_log WHERE operation = 'Register' AND outcome = 'done'"
            )
        }
        registered = {f"user:{user}" for (user,) in self._all("SELECT id FROM users WHERE username LIKE 'k%'")}
        for subject in audited ^ registered:
            yield f"{subject}: an account without its audit row, or that without the account"

    def _damage(self) -> Iterable[str]:
        if self._is_sqlite:
            for (said,) in self._all("PRAGMA integrity_check"):
                if said != "ok":
                    yield f"integrity_check: {said}"
            for row in self._all("PRAGMA foreign_key_check"):
                yield f"foreign_key_check: {tuple(row)}"

    def _by_event(self, query: str, wanted: Any, of: Any = int) -> dict[int, Counter[str]]:
        found: dict[int, Counter[str]] = defaultdict(Counter)
        for subject, step in self._all(query):
            if wanted(step):
                found[of(subject)][step] += 1
        return found

    def _all(self, query: str) -> Any:
        return self._session.execute(text(query)).all()
