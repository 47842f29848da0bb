"""AssignmentService: who handles which event."""

from typing import Annotated

from db.vocabulary import Permission
from soap_server.contract.assignments import (
    AssigneeSuggestion,
    AssigneeSuggestions,
    AssignmentResult,
    AssignmentResults,
    EventAssignments,
    StaffWorkload,
    StaffWorkloadList,
)
from soap_server.contract.common import EventId, ExpectedVersion, Page, render_user_summary
from soap_server.contract.events import Event, EventFilter, EventList, Note, render_event, render_event_summary
from soap_server.contract.members import LONG
from soap_server.desk import assignment, listing, workload
from soap_server.desk.assignment import AssignmentOrder, AssignmentOutcome
from soap_server.desk.desk import Desk
from soap_server.desk.errors import (
    ConflictError,
    CursorInvalidError,
    HandlerNotEligibleError,
    InvalidStateError,
    NotFoundError,
    WindowClosedError,
)
from soap_server.operations.declaration import Service
from soap_server.operations.event_service import read_filter
from soap_server.operations.paging import read_page, totals

ASSIGNMENTS = Service("AssignmentService", "Assignment: administrators decide which staff member handles an event.")


@ASSIGNMENTS.operation(requires=Permission.ASSIGNMENTS_READ, refuses=(CursorInvalidError,))
def list_unassigned_events(
    desk: Desk,
    *,
    filter: Annotated[EventFilter | None, "Which of them; absent for all."],
    page: Annotated[Page | None, "Which page; absent for the first 50."],
) -> EventList:
    """List the events that wait for a handler, the most urgent first and of those the longest waiting."""
    found = listing.list_unassigned_events(desk, read_filter(filter), read_page(page))
    return EventList(events=[render_event_summary(event) for event in found.rows], **totals(found))


@ASSIGNMENTS.operation(requires=Permission.ASSIGNMENTS_READ, refuses=(CursorInvalidError,))
def list_staff_workload(
    desk: Desk, *, page: Annotated[Page | None, "Which page; absent for the first 50."]
) -> StaffWorkloadList:
    """List the active staff members with what they have to do, by display name."""
    found = workload.list_workloads(desk, read_page(page))
    rows = [
        StaffWorkload(
            staff=render_user_summary(row.staff),
            assigned_count=row.assigned,
            in_progress_count=row.in_progress,
            resolved_count=row.resolved,
            urgent_count=row.urgent,
            oldest_submitted_at=row.oldest_submitted_at,
        )
        for row in found.rows
    ]
    return StaffWorkloadList(workloads=rows, **totals(found))


@ASSIGNMENTS.operation(requires=Permission.ASSIGNMENTS_READ, refuses=(NotFoundError,))
def suggest_assignee(desk: Desk, *, event_id: EventId) -> AssigneeSuggestions:
    """Suggest who could handle an event, the best first.

    Fitness is (1 + h) / (1 + h + o), where h counts the events of the same category that the staff member
    resolved in the last 180 days and o those assigned to them or in progress.
    """
    return AssigneeSuggestions(
        event_id=event_id,
        suggestions=[
            AssigneeSuggestion(
                staff=render_user_summary(found.staff),
                fitness=found.fitness,
                open_count=found.open_count,
                handled_count=found.handled_count,
            )
            for found in workload.suggest_assignees(desk, event_id)
        ],
    )


@ASSIGNMENTS.operation(
    requires=Permission.ASSIGNMENTS_WRITE,
    writes=True,
    refuses=(NotFoundError, ConflictError, InvalidStateError, HandlerNotEligibleError),
)
def assign_event(
    desk: Desk,
    *,
    event_id: EventId,
    handler_id: Annotated[int, LONG, "The staff member who is to handle it."],
    expected_version: ExpectedVersion,
    note: Annotated[Note, "A remark for the history, which customers do not see; absent for none."],
) -> Event:
    """Give an event to a staff member, or to another one. Of two administrators at once, one gets CONFLICT."""
    order = AssignmentOrder(event_id, handler_id, expected_version)
    return render_event(assignment.assign_event(desk, order, note=note))


@ASSIGNMENTS.operation(requires=Permission.ASSIGNMENTS_WRITE, writes=True)
def assign_events(desk: Desk, *, assignments: EventAssignments) -> AssignmentResults:
    """Assign many events. Each stands for itself: what is refused is told in its result, the others are assigned."""
    orders = [AssignmentOrder(each.event_id, each.handler_id, each.expected_version) for each in assignments]
    results = [_render_outcome(outcome) for outcome in assignment.assign_events(desk, orders)]
    return AssignmentResults(results=results, assigned_count=sum(result.assigned for result in results))


@ASSIGNMENTS.operation(
    requires=Permission.ASSIGNMENTS_WRITE, writes=True, refuses=(NotFoundError, ConflictError, InvalidStateError)
)
def unassign_event(
    desk: Desk,
    *,
    event_id: EventId,
    expected_version: ExpectedVersion,
    note: Annotated[Note, "A remark for the history, which customers do not see; absent for none."],
) -> Event:
    """Take an event from its handler, so that it waits for another one."""
    return render_event(assignment.unassign_event(desk, event_id, expected_version=expected_version, note=note))


@ASSIGNMENTS.operation(
    requires=Permission.EVENTS_DELETE, writes=True, refuses=(NotFoundError, ConflictError, InvalidStateError)
)
def delete_withdrawn_event(desk: Desk, *, event_id: EventId, expected_version: ExpectedVersion) -> Event:
    """Delete a withdrawn event. Only administrators still see it, and can restore it for a while."""
    return render_event(assignment.delete_withdrawn_event(desk, event_id, expected_version=expected_version))


@ASSIGNMENTS.operation(
    requires=Permission.EVENTS_DELETE,
    writes=True,
    refuses=(NotFoundError, ConflictError, InvalidStateError, WindowClosedError),
)
def restore_event(desk: Desk, *, event_id: EventId, expected_version: ExpectedVersion) -> Event:
    """Bring back a deleted event as withdrawn, within the recovery window."""
    return render_event(assignment.restore_event(desk, event_id, expected_version=expected_version))


def _render_outcome(outcome: AssignmentOutcome) -> AssignmentResult:
    return AssignmentResult(
        event_id=outcome.event_id,
        assigned=outcome.event is not None,
        event=render_event(outcome.event) if outcome.event else None,
        code=outcome.refusal.code if outcome.refusal else None,
        message=outcome.refusal.message if outcome.refusal else None,
    )
