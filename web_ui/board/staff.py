"""Staff with their load, and who suits an event best."""

from dataclasses import dataclass

from client_sdk import errors, models
from web_ui.desk_access import desk

MOST = 200


@dataclass(frozen=True)
class Colleague:
    """A staff member as the board shows them.

    :ivar suggestion: why they suit the event that was asked about, None if they are not among the best.
    :ivar longest: the greatest load of all, which the bars are drawn against.
    """

    workload: models.StaffWorkload
    suggestion: models.AssigneeSuggestion | None
    longest: int


def suggestions_for(event_id: int | None) -> models.AssigneeSuggestions | None:
    """Return who suits an event, None for no event."""
    if event_id is None:
        return None
    try:
        return desk.assignments.suggest_assignee(event_id)
    except errors.NotFoundError:
        return None


def staff_list(suggested: models.AssigneeSuggestions | None = None) -> list[Colleague]:
    """Return the active staff, those who suit the event best first, then by name."""
    workloads = desk.assignments.list_staff_workload(page_size=MOST).page().workloads
    longest = max((_load(workload) for workload in workloads), default=0)
    best = {each.staff.id: (place, each) for place, each in enumerate(suggested.suggestions)} if suggested else {}
    last = (len(best), None)
    ordered = sorted(workloads, key=lambda workload: best.get(workload.staff.id, last)[0])
    return [Colleague(workload, best.get(workload.staff.id, last)[1], longest) for workload in ordered]


def _load(workload: models.StaffWorkload) -> int:
    return workload.assigned_count + workload.in_progress_count + workload.resolved_count
