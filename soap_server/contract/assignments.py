"""Who handles what: assignment, workload, suggestions."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from db.vocabulary import MAX_BULK_ITEMS
from soap_server.contract.common import EventId, ExpectedVersion, NextCursor, Total, TotalIsExact, UserSummary
from soap_server.contract.events import Event
from soap_server.contract.members import LONG, Items


@dataclass(frozen=True, slots=True)
class EventAssignment:
    """One event to be assigned."""

    event_id: EventId
    handler_id: Annotated[int, LONG, "The staff member who is to handle it."]
    expected_version: ExpectedVersion


EventAssignments = Annotated[
    list[EventAssignment], Items(MAX_BULK_ITEMS), f"What to assign, at most {MAX_BULK_ITEMS} events."
]


@dataclass(frozen=True, slots=True)
class AssignmentResult:
    """What became of one of the assignments."""

    event_id: EventId
    assigned: Annotated[bool, "Whether the event was assigned."]
    event: Annotated[Event | None, "The event after it was assigned."]
    code: Annotated[str | None, "Why it was not, as the code of a ServiceFault."]
    message: Annotated[str | None, "Why it was not, in a sentence."]


@dataclass(frozen=True, slots=True)
class AssignmentResults:
    """What became of each assignment, in the order of the request."""

    results: Annotated[list[AssignmentResult], "One result for each assignment."]
    assigned_count: Annotated[int, "How many events were assigned."]


@dataclass(frozen=True, slots=True)
class StaffWorkload:
    """What a staff member has to do."""

    staff: Annotated[UserSummary, "The staff member."]
    assigned_count: Annotated[int, "Events that wait for a first reply."]
    in_progress_count: Annotated[int, "Events in progress."]
    resolved_count: Annotated[int, "Events that wait for the customer's decision."]
    urgent_count: Annotated[int, "Urgent ones among those assigned or in progress."]
    oldest_submitted_at: Annotated[datetime | None, "When the oldest of those assigned or in progress was submitted."]


@dataclass(frozen=True, slots=True)
class StaffWorkloadList:
    """A page of active staff members with their workload, by display name."""

    workloads: Annotated[list[StaffWorkload], "The workloads."]
    total: Total
    total_is_exact: TotalIsExact
    next_cursor: NextCursor


@dataclass(frozen=True, slots=True)
class AssigneeSuggestion:
    """A staff member who could handle the event."""

    staff: Annotated[UserSummary, "The staff member."]
    fitness: Annotated[
        Decimal, "From 0 to 1; experience divided by load, as the documentation of SuggestAssignee says."
    ]
    open_count: Annotated[int, "Events assigned to the staff member or in progress."]
    handled_count: Annotated[int, "Events of this category that the staff member resolved in the last 180 days."]


@dataclass(frozen=True, slots=True)
class AssigneeSuggestions:
    """The staff members who suit an event best, the best first, at most 5."""

    event_id: EventId
    suggestions: Annotated[list[AssigneeSuggestion], "The suggestions; empty if there is no active staff."]
