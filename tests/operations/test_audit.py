"""The audit log, as administrators read it."""

from typing import Any

import pytest

from tests.callers import PASSWORD, Clock, Directory, RefusedError


def entries(people: Directory, **wanted: Any) -> list[Any]:
    """Return the first page of the audit log."""
    found = people.admin.ListAuditEntries(filter=wanted or None).entries
    return found.AuditEntry if found else []


def test_every_filter_narrows_the_log(people: Directory, clock: Clock) -> None:
    """Who, what, about what, how it ended, and when; alone and together."""
    first = people.event("assigned")
    clock.advance(minutes=1)
    moment = clock.now
    second = people.event()
    with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
        people.customer2.ListUsers()
    with pytest.raises(RefusedError, match="LOGIN_FAILED"):
        people.log_in("nobody")

    def found(**wanted: Any) -> list[tuple[str, str | None]]:
        return [(entry.operation, entry.subject) for entry in entries(people, **wanted)]

    about = {number: f"event:{number}" for number in (first, second)}
    of_first = [("AssignEvent", about[first]), ("SubmitEvent", about[first])]
    assert found(subject=about[first]) == of_first
    assert found(operation="SubmitEvent") == [("SubmitEvent", about[second]), ("SubmitEvent", about[first])]
    assert found(actorId=people.customer.id) == found(operation="SubmitEvent")
    assert found(happenedBefore=moment) == of_first
    assert [operation for operation, _ in found(happenedFrom=moment)] == ["Login", "ListUsers", "SubmitEvent"]
    assert [operation for operation, _ in found(outcome="refused")] == ["Login", "ListUsers"]
    assert found(operation="SubmitEvent", happenedFrom=moment) == [("SubmitEvent", about[second])]
    assert found(actorId=people.customer2.id, outcome="done") == []


def test_an_entry_says_who_and_why(people: Directory) -> None:
    """The caller by number and name, and the code of a refusal; nobody where nobody was logged in, and no secret."""
    people.event("assigned")
    with pytest.raises(RefusedError) as caught:
        people.log_in("customer", "wrong password")
    refused, assigned, _ = entries(people)
    assert (refused.actorId, refused.actorName, refused.outcome) == (None, None, "refused")
    assert (refused.code, refused.correlationId) == ("LOGIN_FAILED", caught.value.correlation_id)
    assert (assigned.actorId, assigned.actorName) == (people.admin.id, people.admin.user.displayName)
    assert (assigned.outcome, assigned.code, assigned.address) == ("done", None, "192.0.2.7")
    shown = str(entries(people))
    assert "wrong password" not in shown
    assert PASSWORD not in shown


def test_what_was_assigned_at_once_is_found_under_each_event(people: Directory) -> None:
    """Those that were refused, too, with why."""
    first, second = people.event(), people.event()
    orders = [
        {"eventId": first, "handlerId": people.staff.id, "expectedVersion": 1},
        {"eventId": second, "handlerId": people.staff.id, "expectedVersion": 99},
    ]
    people.admin.AssignEvents(assignments={"EventAssignment": orders})
    for number, outcome, code in ((first, "done", None), (second, "refused", "CONFLICT")):
        (found,) = entries(people, subject=f"event:{number}", operation="AssignEvents")
        assert (found.outcome, found.code) == (outcome, code)


def test_pages_have_every_entry_once(people: Directory) -> None:
    """Latest first, though all of them happened at the same time."""
    for state in ("completed", "withdrawn"):
        people.event(state)
    whole = [entry.id for entry in entries(people)]
    assert whole == sorted(whole, reverse=True)
    assert len(whole) == 4 + 2
    seen: list[int] = []
    cursor = None
    while True:
        page = people.admin.ListAuditEntries(page={"size": 4, "cursor": cursor})
        assert (page.total, page.totalIsExact) == (len(whole), True)
        seen += [entry.id for entry in page.entries.AuditEntry]
        cursor = page.nextCursor
        if cursor is None:
            break
    assert seen == whole


def test_only_administrators_read_the_log(people: Directory) -> None:
    """Staff and customers may not, not even what they did themselves."""
    for caller in (people.staff, people.customer):
        with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
            caller.ListAuditEntries(filter={"actorId": caller.id})
