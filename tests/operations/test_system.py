"""The server itself, and the feed of changes."""

from typing import Any

import pytest
from sqlalchemy import insert, select

from db.models import Change
from tests.callers import Caller, Clock, Directory, RefusedError


def feed(caller: Caller, cursor: str | None = None, **arguments: Any) -> tuple[list[tuple[int, str, bool]], str]:
    """Return the changes after a cursor, as (event, operation, removed), and the next cursor."""
    answer = caller.GetChanges(cursor=cursor, **arguments)
    found = answer.changes.Change if answer.changes else []
    return [(change.eventId, change.operation, change.removed) for change in found], answer.nextCursor


def test_ping_answers_without_a_login(people: Directory, clock: Clock) -> None:
    """With what was said, empty and absent too."""
    assert people.stranger.Ping(text="你好\r\n").text == "你好\r\n"
    assert people.stranger.Ping().serverTime == clock.now


def test_the_server_tells_its_limits(people: Directory) -> None:
    """What a client has to keep."""
    info = people.customer.GetServerInfo()
    limits = people.application.settings.limits
    assert (info.maxRequestBytes, info.maxUploadRequestBytes) == (limits.body_bytes, limits.upload_bytes)
    rules = people.application.settings.desk
    assert (info.minPasswordLength, info.maxAttachments) == (10, rules.max_attachments)
    assert info.ratingChangeSeconds == rules.rating_change_hours * 3600
    assert (info.reopeningSeconds, info.recoverySeconds) == (rules.reopening_days * 86400, rules.recovery_days * 86400)
    assert (info.maxPageSize, info.sessionIdleSeconds, info.contractNamespace) == (200, 1800, "urn:soapdesk:v1")


def test_a_mirror_misses_nothing_and_sees_nothing_twice(people: Directory) -> None:
    """In small steps or in one, from the beginning or from where it stopped."""
    for state in ("completed", "withdrawn", "in_progress"):
        people.event(state)
    whole, end = feed(people.admin)
    assert len(whole) == 4 + 2 + 3
    steps: list[tuple[int, str, bool]] = []
    cursor = None
    while True:
        answer = people.admin.GetChanges(cursor=cursor, size=2)
        steps += [(c.eventId, c.operation, c.removed) for c in answer.changes.Change]
        cursor = answer.nextCursor
        if not answer.hasMore:
            break
    assert (steps, cursor) == (whole, end)
    assert feed(people.admin, end) == ([], end)
    event_id = people.event()
    assert feed(people.admin, end)[0] == [(event_id, "SubmitEvent", False)]


def test_callers_see_the_changes_of_their_events(people: Directory) -> None:
    """Customers their own, staff those they handle, from when they get them."""
    event_id = people.event("assigned")
    people.event("assigned", customer="customer2", staff="staff2")
    own = [(event_id, "SubmitEvent", False), (event_id, "AssignEvent", False)]
    assert feed(people.customer)[0] == feed(people.staff)[0] == own


def test_who_loses_an_event_gets_a_tombstone(people: Directory) -> None:
    """A mirror learns that it has to forget it, and nothing of it afterwards."""
    event_id = people.event("assigned")
    _, start = feed(people.staff)
    version = people.admin.version(event_id)
    people.admin.AssignEvent(eventId=event_id, handlerId=people.staff2.id, expectedVersion=version)
    people.staff2.PostReply(eventId=event_id, text="x")
    assert feed(people.staff, start)[0] == [(event_id, "AssignEvent", True)]
    assert (event_id, "AssignEvent", True) not in feed(people.admin)[0]
    assert (event_id, "PostReply", False) in feed(people.staff2)[0]


def test_unassigning_and_deleting_leave_the_handler_a_tombstone(people: Directory) -> None:
    """Of what they handled they are told that it is gone."""
    first, second = people.event("assigned"), people.event("assigned")
    _, start = feed(people.staff)
    people.admin.UnassignEvent(eventId=first, expectedVersion=people.admin.version(first))
    people.customer.WithdrawEvent(eventId=second, expectedVersion=people.admin.version(second))
    people.admin.DeleteWithdrawnEvent(eventId=second, expectedVersion=people.admin.version(second))
    changes, _ = feed(people.staff, start)
    assert {event for event, _, removed in changes if removed} == {first, second}


def test_a_deleted_event_leaves_a_tombstone(people: Directory) -> None:
    """For its customer; restored, it comes back."""
    event_id = people.event("withdrawn")
    _, start = feed(people.customer)
    version = people.admin.version(event_id)
    people.admin.DeleteWithdrawnEvent(eventId=event_id, expectedVersion=version)
    changes, after = feed(people.customer, start)
    assert changes == [(event_id, "DeleteWithdrawnEvent", True)]
    people.admin.RestoreEvent(eventId=event_id, expectedVersion=version + 1)
    assert (
        feed(people.customer, after)[0]
        == [(event_id, "DeleteWithdrawnEvent", False), (event_id, "RestoreEvent", False)][1:]
    )


def test_changes_that_commit_late_are_not_skipped(people: Directory) -> None:
    """A transaction that began earlier and commits later gets the greater number.

    With identity columns as positions a reader would have gone past it.
    """
    event_id = people.event()
    database = people.application.database
    _, start = feed(people.admin)

    def row(session: Any, operation: str) -> None:
        now = people.application.office.clock()
        values = {
            "event_id": event_id,
            "operation": operation,
            "status": "submitted",
            "event_version": 1,
            "internal": False,
            "happened_at": now,
        }
        session.execute(insert(Change).values(values))

    def late(session: Any) -> list[tuple[int, str, bool]]:
        row(session, "Late")
        if database.is_sqlite:
            return []  # SQLite has one writer at a time: nothing can be committed in between
        database.write(lambda other: row(other, "Early"))
        return feed(people.admin, start)[0]

    seen = database.write(late)
    changes, _ = feed(people.admin, start)
    expected = ["Late"] if database.is_sqlite else ["Early", "Late"]
    assert [operation for _, operation, _ in changes] == expected
    assert changes[: len(seen)] == seen


def test_every_change_gets_one_number(people: Directory) -> None:
    """Without gaps and without doubles."""
    people.event("completed")
    feed(people.customer)
    numbers = people.application.database.read(
        lambda session: session.scalars(select(Change.sequence).order_by(Change.id)).all()
    )
    assert list(numbers) == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("cursor", ["1", "c1-", "c1--1", "c1-1.5", "c1-" + "9" * 19, "c2-1", "c1-１"])
def test_other_cursors_are_refused(people: Directory, cursor: str) -> None:
    """The feed knows its own."""
    with pytest.raises(RefusedError, match="CURSOR_INVALID") as caught:
        people.customer.GetChanges(cursor=cursor)
    assert caught.value.field == "cursor"
