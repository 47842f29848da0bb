# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: assignments."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from client_sdk.models.common import UserSummary
from client_sdk.models.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AssigneeSuggestion:
    """A staff member who could handle the event.

    :ivar staff: The staff member.
    :ivar fitness: From 0 to 1; experience divided by load, as the documentation of assignments.suggest_assignee
        says.
    :ivar open_count: Events assigned to the staff member or in progress.
    :ivar handled_count: Events of this category that the staff member resolved in the last 180 days.
    """

    staff: UserSummary
    fitness: Decimal
    open_count: int
    handled_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssigneeSuggestions:
    """The staff members who suit an event best, the best first, at most 5.

    :ivar event_id: The event's number.
    :ivar suggestions: The suggestions; empty if there is no active staff.
    """

    event_id: int
    suggestions: tuple[AssigneeSuggestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentResult:
    """What became of one of the assignments.

    :ivar event_id: The event's number.
    :ivar assigned: Whether the event was assigned.
    :ivar event: The event after it was assigned.
    :ivar code: Why it was not, as the code of a ServiceFault.
    :ivar message: Why it was not, in a sentence.
    """

    event_id: int
    assigned: bool
    event: Event | None = None
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentResults:
    """What became of each assignment, in the order of the request.

    :ivar results: One result for each assignment.
    :ivar assigned_count: How many events were assigned.
    """

    results: tuple[AssignmentResult, ...]
    assigned_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventAssignment:
    """One event to be assigned.

    :ivar event_id: The event's number.
    :ivar handler_id: The staff member who is to handle it.
    :ivar expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
    """

    event_id: int
    handler_id: int
    expected_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffWorkload:
    """What a staff member has to do.

    :ivar staff: The staff member.
    :ivar assigned_count: Events that wait for a first reply.
    :ivar in_progress_count: Events in progress.
    :ivar resolved_count: Events that wait for the customer's decision.
    :ivar urgent_count: Urgent ones among those assigned or in progress.
    :ivar oldest_submitted_at: When the oldest of those assigned or in progress was submitted.
    """

    staff: UserSummary
    assigned_count: int
    in_progress_count: int
    resolved_count: int
    urgent_count: int
    oldest_submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffWorkloadList:
    """A page of active staff members with their workload, by display name.

    :ivar workloads: The workloads.
    :ivar total: How many records the filter matches; see total_is_exact.
    :ivar total_is_exact: False where counting stopped at 10000 because exact_total was not asked for.
    :ivar next_cursor: Send it as page.cursor for the next page; absent on the last page.
    """

    workloads: tuple[StaffWorkload, ...]
    total: int
    total_is_exact: bool
    next_cursor: str | None = None
