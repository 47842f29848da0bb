"""Assignment: one, many, suggestions, workload."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import Assignment
from tests.callers import Clock, Directory, RefusedError


def assignments(people: Directory, event_id: int) -> list[Any]:
    """The assignments of an event, in order."""
    query = select(Assignment).where(Assignment.event_id == event_id).order_by(Assignment.id)
    return list(people.application.database.read(lambda session: session.scalars(query).all()))


def test_reassigning_ends_the_assignment_before(people: Directory, clock: Clock) -> None:
    """There is one in force at most, and the old handler no longer sees the event."""
    event_id = people.event("in_progress")
    people.later(hours=1)
    event = people.admin.AssignEvent(
        eventId=event_id, handlerId=people.staff2.id, expectedVersion=people.admin.version(event_id), note="休假"
    )
    assert (event.status, event.handler.id, event.assignedAt) == ("assigned", people.staff2.id, clock.now)
    first, second = assignments(people, event_id)
    assert (first.ended_at, second.ended_at) == (clock.now, None)
    with pytest.raises(RefusedError, match="NOT_FOUND"):
        people.staff.GetEvent(eventId=event_id)
    assert people.staff2.GetEvent(eventId=event_id).event.id == event_id


def test_customers_see_the_assignment_but_not_its_note(people: Directory) -> None:
    """What administrators remark is for staff."""
    event_id = people.event()
    people.admin.AssignEvent(eventId=event_id, handlerId=people.staff.id, expectedVersion=1, note="难缠的客户")

    def notes(caller: Any) -> list[str | None]:
        return [entry.note for entry in caller.GetEventHistory(eventId=event_id).entries.HistoryEntry]

    assert notes(people.customer) == [None, None]
    assert notes(people.staff) == notes(people.admin) == [None, "难缠的客户"]


def test_the_note_of_an_unassignment_is_internal(people: Directory) -> None:
    """As that of an assignment: the customer learns that it happened."""
    event_id = people.event("assigned")
    version = people.admin.version(event_id)
    people.admin.UnassignEvent(eventId=event_id, expectedVersion=version, note="机密原因")
    assert "机密原因" not in repr(people.customer.GetEventHistory(eventId=event_id))
    assert "机密原因" in repr(people.admin.GetEventHistory(eventId=event_id))


def test_withdrawal_ends_the_assignment(people: Directory, clock: Clock) -> None:
    """Nobody handles what its customer has taken back."""
    event_id = people.event("assigned")
    clock.advance(minutes=5)
    people.customer.WithdrawEvent(eventId=event_id, expectedVersion=people.admin.version(event_id))
    assert [each.ended_at for each in assignments(people, event_id)] == [clock.now]


def test_unassigning_puts_it_back_in_line(people: Directory) -> None:
    """It waits for a handler again."""
    event_id = people.event("in_progress")
    event = people.admin.UnassignEvent(eventId=event_id, expectedVersion=people.admin.version(event_id))
    assert (event.status, event.handler, event.assignedAt) == ("submitted", None, None)
    waiting = people.admin.ListUnassignedEvents()
    assert [each.id for each in waiting.events.EventSummary] == [event_id]
    assert all(each.ended_at for each in assignments(people, event_id))


def test_who_cannot_handle_an_event(people: Directory) -> None:
    """Nobody unknown, frozen or not staff, not the customer themself, not whoever does already."""
    event_id = people.event("assigned")
    version = people.admin.version(event_id)
    frozen = people.admin.FreezeUser(userId=people.staff3.id, reason="x", expectedVersion=1)
    promoted = people.admin.SetUserRole(userId=people.customer.id, role="staff", expectedVersion=1)
    for handler in (10**9, frozen.id, people.admin.id, people.customer2.id, promoted.id, people.staff.id):
        with pytest.raises(RefusedError, match="HANDLER_NOT_ELIGIBLE") as caught:
            people.admin.AssignEvent(eventId=event_id, handlerId=handler, expectedVersion=version)
        assert caught.value.field == "handlerId"
    assert people.admin.version(event_id) == version


def test_each_of_many_assignments_stands_for_itself(people: Directory) -> None:
    """What is refused is told with its code, and the others are done."""
    good, stale, done = people.event(), people.event(), people.event("completed")
    orders = [
        {"eventId": good, "handlerId": people.staff.id, "expectedVersion": 1},
        {"eventId": stale, "handlerId": people.staff.id, "expectedVersion": 7},
        {"eventId": done, "handlerId": people.staff2.id, "expectedVersion": people.admin.version(done)},
        {"eventId": 10**9, "handlerId": people.staff.id, "expectedVersion": 1},
        {"eventId": good, "handlerId": people.staff2.id, "expectedVersion": 1},
    ]
    answer = people.admin.AssignEvents(assignments={"EventAssignment": orders})
    results = [(r.eventId, r.assigned, r.code) for r in answer.results.AssignmentResult]
    assert results == [
        (good, True, None),
        (stale, False, "CONFLICT"),
        (done, False, "INVALID_STATE"),
        (10**9, False, "NOT_FOUND"),
        (good, False, "CONFLICT"),
    ]
    assert answer.assignedCount == 1
    assert answer.results.AssignmentResult[0].event.handler.id == people.staff.id
    assert people.customer.GetEvent(eventId=stale).event.status == "submitted"
    assert len(assignments(people, good)) == 1


def test_workload_counts_what_there_is_to_do(people: Directory, clock: Clock) -> None:
    """Active staff only, by display name, those with nothing to do too."""
    started = clock.now
    people.event("assigned")
    clock.advance(minutes=1)
    people.event("in_progress")
    people.event("resolved")
    people.event("completed")
    urgent = people.event("assigned")
    people.admin.UpdateEvent(eventId=urgent, expectedVersion=people.admin.version(urgent), priority="urgent")
    people.admin.FreezeUser(userId=people.staff3.id, reason="x", expectedVersion=1)
    people.hire("a.staff", "staff", display_name="A")
    rows = people.admin.ListStaffWorkload().workloads.StaffWorkload
    found = [
        (row.staff.displayName, row.assignedCount, row.inProgressCount, row.resolvedCount, row.urgentCount)
        for row in rows
    ]
    assert found == [("A", 0, 0, 0, 0), ("staff", 2, 1, 1, 1)]
    assert (rows[0].oldestSubmittedAt, rows[1].oldestSubmittedAt) == (None, started)


def test_suggestions_weigh_experience_and_load(people: Directory) -> None:
    """(1 + handled) / (1 + handled + open): the experienced with little to do come first."""
    expert, busy, fresh = people.staff, people.staff2, people.hire("fresh.staff", "staff")
    for _ in range(3):
        people.event("completed")
    for _ in range(4):
        people.event("assigned", staff="staff2")
    people.event("assigned")
    event_id = people.event()
    found = people.admin.SuggestAssignee(eventId=event_id).suggestions.AssigneeSuggestion
    assert [(s.staff.id, str(s.fitness), s.openCount, s.handledCount) for s in found] == [
        (fresh.id, "1.0000", 0, 0),
        (expert.id, "0.8000", 1, 3),
        (busy.id, "0.2000", 4, 0),
    ]


def test_suggestions_are_the_best_five(people: Directory) -> None:
    """And nobody who handles the event already."""
    event_id = people.event("assigned")
    hired = [people.hire(f"staff.{number}", "staff").id for number in range(6)]
    found = people.admin.SuggestAssignee(eventId=event_id).suggestions.AssigneeSuggestion
    assert [s.staff.id for s in found] == hired[:5]


def test_an_empty_desk_has_no_suggestions(people: Directory) -> None:
    """No staff is an answer too."""
    event = people.customer.SubmitEvent(title="a", content="b")
    assert people.admin.SuggestAssignee(eventId=event.id).suggestions is None
