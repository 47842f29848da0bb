"""The lists of a staff member's events."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from client_sdk import SupportClient, models
from client_sdk.models import EventStatus, Priority

OLD = timedelta(days=7)
"""Events that have been open for so long are marked."""
_STAFFS_TURN = (EventStatus.ASSIGNED, EventStatus.IN_PROGRESS)
_URGENT_FIRST = models.EventSort(key=models.EventSortKey.PRIORITY, descending=True)


@dataclass(frozen=True)
class WorkList:
    """A list: its name in addresses, its title, what it says when it is empty, which events it wants.

    :ivar is_group: whether it is one of the groups that each open event is in, or cuts across them.
    """

    name: str
    title: Any
    text: Any
    empty: Any
    status: tuple[EventStatus, ...]
    priority: Priority | None = None
    only_old: bool = False
    is_group: bool = True

    def fetch(
        self, desk: SupportClient, staff_id: int, *, now: datetime, size: int, cursor: str | None
    ) -> models.EventList:
        """Return a page of it: the most urgent first, and of those the oldest."""
        return desk.events.list(
            handler_id=staff_id,
            status=self.status,
            priority=self.priority,
            submitted_before=old_before(now) if self.only_old else None,
            sort=_URGENT_FIRST,
            page_size=size,
            cursor=cursor,
        ).page()


LISTS = (
    WorkList(
        "first-reply",
        _l("Waiting for my first reply"),
        _l("You were given these and have not answered yet."),
        _l("Nobody waits for a first reply."),
        (EventStatus.ASSIGNED,),
    ),
    WorkList(
        "in-progress",
        _l("In progress"),
        _l("You have answered; they are not solved yet."),
        _l("Nothing is in progress."),
        (EventStatus.IN_PROGRESS,),
    ),
    WorkList(
        "customer",
        _l("Waiting for the customer"),
        _l("You have proposed a solution; the customer decides."),
        _l("No customer has to decide."),
        (EventStatus.RESOLVED,),
    ),
    WorkList(
        "urgent",
        _l("Urgent"),
        _l("All that is urgent and not solved yet."),
        _l("Nothing is urgent."),
        _STAFFS_TURN,
        priority=Priority.URGENT,
        is_group=False,
    ),
    WorkList(
        "old",
        _l("Older than a week"),
        _l("Submitted more than a week ago and not solved yet."),
        _l("Nothing is older than a week."),
        _STAFFS_TURN,
        only_old=True,
        is_group=False,
    ),
)


def old_before(now: datetime) -> datetime:
    """Return the time before which an open event was submitted to count as old.

    It is a full hour, so that the cursor of a page still fits when the next page is asked for a little later.
    """
    return now.replace(minute=0, second=0, microsecond=0) - OLD


def is_old(event: models.EventSummary, now: datetime) -> bool:
    """Tell whether an event waits for staff, and has for long."""
    return event.status in _STAFFS_TURN and event.submitted_at < old_before(now)
