"""The same rows through every other door: what a role does not see it learns nowhere, and what it sees is everywhere.

What is seen is what the table of intent says of GetEvent and, for internal notes, of GetAttachment. The scopes of the
data service over departments and past roles are in tests/data_access/test_scopes.py, the pages in test_pages.py.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.authorization.calls import arguments
from tests.authorization.intent import INTENTS, Intent
from tests.authorization.world import CALLERS, HIDDEN, STATES, World
from tests.callers import Caller, RefusedError
from tests.data_access.grants import grant, query, rows
from tests.data_access.test_related import found

ROWS = [row for row in INTENTS["GetEvent"].rows if row != "missing"]
STATUSES = ("submitted", "assigned", *STATES, "withdrawn", "deleted")


def numbers(world: World, role: str, by: str) -> set[int]:
    """Return the events that an intent lets a role have, of all kinds and states."""
    cells = dict(zip(INTENTS[by].rows, INTENTS[by].cells[role], strict=True))
    allowed = [row for row in ROWS if cells[row] == "+"]
    events = {world.event(role, row, state) for row in allowed for state in STATES}
    if "mine" in allowed and "other" in allowed:
        # Who sees others' events sees those of the other two as well.
        withdrawn = {"withdrawn", "deleted"} if "other-deleted" in allowed else {"withdrawn"}
        events |= {number for (_, _, state), number in world.events.items() if state in {*STATES, *withdrawn}}
    return events


def seen(world: World, role: str) -> set[int]:
    """Return the events that a role may see."""
    return numbers(world, role, "GetEvent")


def noted(world: World, role: str) -> set[int]:
    """Return the events whose internal notes a role may read: for administrators all but those of their own."""
    own = {number for (caller, relation, _), number in world.events.items() if (caller, relation) == (role, "own")}
    return numbers(world, role, "GetAttachment note") - own


def everything(ask: Callable[[Any], Any], part: str, kind: str) -> list[Any]:
    """Return all rows of a list."""
    all_rows: list[Any] = []
    cursor = None
    while True:
        answer = ask({"size": 200, "cursor": cursor})
        inside = getattr(answer, part)
        all_rows += getattr(inside, kind) if inside else []
        cursor = answer.nextCursor
        if not cursor:
            return all_rows


def listed(who: Caller, **wanted: Any) -> list[int]:
    """Return the numbers of the events that somebody is shown in a list, deleted ones too."""
    wanted = {"statuses": {"EventStatus": list(STATUSES)}, **wanted}
    return [
        event.id
        for event in everything(lambda page: who.ListEvents(filter=wanted, page=page), "events", "EventSummary")
    ]


@pytest.mark.parametrize("role", CALLERS)
def test_lists_and_searches_show_what_is_seen(world: World, role: str) -> None:
    """With and without words, by whoever it is asked, and the total says no more; notes are not searched."""
    who, visible = world.callers[role], seen(world, role)
    assert sorted(listed(who)) == sorted(visible)
    assert who.ListEvents(filter={"statuses": {"EventStatus": list(STATUSES)}}).total == len(visible)
    assert sorted(listed(who, text="printer")) == sorted(visible)
    assert listed(who, text=HIDDEN) == []
    for customer in (who, world.people.customer2):
        assert set(listed(who, customerId=customer.id)) <= visible
    assert set(listed(who, handlerId=world.people.staff2.id)) <= visible


@pytest.mark.parametrize("role", CALLERS)
def test_the_change_feed_tells_of_what_is_seen(world: World, role: str) -> None:
    """As often as the history does; of what is seen no more there is only that it is gone."""
    who, visible = world.callers[role], seen(world, role)
    changes: list[Any] = []
    cursor, more = None, True
    while more:
        answer = who.GetChanges(cursor=cursor, size=200)
        changes += answer.changes.Change
        cursor, more = answer.nextCursor, answer.hasMore
    told = Counter((change.eventId, change.operation) for change in changes if not change.removed)
    steps = Counter(
        (event_id, entry.operation)
        for event_id in visible
        for entry in who.GetEventHistory(eventId=event_id, page={"size": 200, "cursor": None}).entries.HistoryEntry
    )
    assert told == steps
    gone = {change.eventId for change in changes if change.removed}
    own_or_handled = {number for (caller, _, _), number in world.events.items() if caller == role}
    assert gone <= own_or_handled


@pytest.mark.parametrize("role", CALLERS)
def test_internal_notes_are_read_where_they_may_be(world: World, role: str) -> None:
    """In the conversation, in the event, in its history with the notes of assignments, and by their files."""
    who, may_read = world.callers[role], noted(world, role)
    for event_id in seen(world, role):
        details = who.GetEvent(eventId=event_id)
        history = who.GetEventHistory(eventId=event_id).entries.HistoryEntry
        shown = [details.replies, who.ListReplies(eventId=event_id).replies, history]
        assert [HIDDEN in str(part) for part in shown[:2]] == [event_id in may_read] * 2
        # The one that waits was never assigned, and its note is a step without words.
        was_assigned = any(entry.operation == "AssignEvent" for entry in history)
        assert (HIDDEN in str(history)) == (event_id in may_read and was_assigned)
        files = {file.id for file in details.attachments.Attachment}
        assert files & {world.files[event_id, "public"]}
        assert (world.files[event_id, "note"] in files) == (event_id in may_read)


@pytest.mark.parametrize("role", CALLERS)
def test_lists_of_ratings_tell_of_what_is_seen(world: World, role: str) -> None:
    """Those that somebody gave and got, on events that they may see; administrators all of them."""
    who = world.callers[role]
    ratings = everything(lambda page: who.ListRatings(page=page), "ratings", "Rating")
    mine = {
        n for (caller, _, state), n in world.events.items() if caller == role and state in ("completed", "withdrawn")
    }
    rated = {n for (_, relation, state), n in world.events.items() if relation != "waiting" and state not in STATES[:2]}
    assert {rating.eventId for rating in ratings} == (rated if role == "admin" else mine)


@pytest.mark.parametrize("role", CALLERS)
def test_own_rows_of_the_data_service_are_those_that_are_seen(world: World, role: str) -> None:
    """By rows, by a query, by a DataSet with what its rows refer to, and counted."""
    who = world.callers[role]
    for table in ("events", "replies", "attachments", "event_history"):
        grant(world.people, who, table, scope="own")
    visible = {number for number in seen(world, role) if number in _own(world, role)}
    deleted = {number for (_, _, state), number in world.events.items() if state == "deleted"}
    expected = {str(number) for number in visible - deleted}
    asked = {"string": ["id"]}
    assert {row[0] for row in rows(who.ReadTable(table="events", columns=asked))} == expected
    assert {row[0] for row in query(who, "SELECT id FROM events")} == expected
    assert query(who, "SELECT count(*) FROM events") == [[str(len(expected))]]
    assert query(who, "SELECT count(*) FROM events WHERE id = :id", id=("integer", _foreign(world))) == [["0"]]
    wanted = {"columns": {"string": ["event_id"]}, "relatedTables": {"string": ["events"]}}
    parts = found(who.ReadTableAsDataSet(table="replies", **wanted).ReadTableAsDataSetResult)
    assert {str(row["event_id"]) for row in parts["replies"]} == expected
    assert {str(row["id"]) for row in parts["events"]} == expected
    readable = {number for number in visible - deleted if number in noted(world, role)}
    notes = query(who, "SELECT event_id FROM replies WHERE text = :text", text=("text", HIDDEN))
    assert {row[0] for row in notes} == {str(number) for number in readable}


def _own(world: World, role: str) -> set[int]:
    return {number for (caller, _, _), number in world.events.items() if caller == role}


def _foreign(world: World) -> str:
    return str(world.events["", "other", "completed"])


HIDING = [intent for intent in INTENTS.values() if any("N" in cells[:-1] for cells in intent.cells.values())]


@pytest.mark.parametrize("intent", HIDING, ids=lambda intent: intent.name)
def test_what_is_hidden_is_refused_as_what_is_missing(world: World, intent: Intent) -> None:
    """With the same words and field: nobody learns that a number is somebody's."""
    for role in CALLERS:
        hidden = {
            row: _refusal(world, role, row, intent)
            for row, cell in zip(intent.rows, intent.cells[role], strict=True)
            if cell == "N" and (row == "missing" or intent.operation != "GetRating" or row != "waiting")
        }
        assert len(set(hidden.values())) <= 1, hidden


def _refusal(world: World, role: str, row: str, intent: Intent) -> tuple[str, str, str | None]:
    given = arguments(world, role, row, intent)
    with pytest.raises(RefusedError) as caught:
        getattr(world.callers[role], intent.operation)(**given)
    return caught.value.code, caught.value.message, caught.value.field
