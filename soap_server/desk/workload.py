"""Who has how much to do, and who suits an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, case, func, select, text
from sqlalchemy.orm import aliased

from db.models import Event, RolePermission, User
from db.models.events import IN_HAND, PRIORITY_RANKS
from db.vocabulary import EventStatus, Permission, Priority, UserStatus
from soap_server.desk.desk import Desk
from soap_server.desk.events import load_event
from soap_server.desk.paging import Order, PageOf, Paging, fetch_page

_EXPERIENCE_COUNTS_FOR = timedelta(days=180)
_SUGGESTIONS = 5
_BUSY = (EventStatus.ASSIGNED, EventStatus.IN_PROGRESS)
_IN_HAND = text(f"events.{IN_HAND}")


@dataclass(frozen=True)
class Workload:
    """What a staff member has to do."""

    staff: User
    assigned: int
    in_progress: int
    resolved: int
    urgent: int
    oldest_submitted_at: datetime | None


@dataclass(frozen=True)
class Suggestion:
    """A staff member who could handle an event; ``fitness`` is from 0 to 1."""

    staff: User
    fitness: Decimal
    open_count: int
    handled_count: int


def list_workloads(desk: Desk, paging: Paging) -> PageOf[Workload]:
    """Return a page of active staff members, by display name, with what they have to do."""
    page = fetch_page(desk, _active_staff(), order=Order((User.display_name, User.id)), paging=paging, scope=None)
    counted = _workload_by_handler(desk, [user.id for user in page.rows])
    rows = [Workload(user, *counted.get(user.id, (0, 0, 0, 0, None))) for user in page.rows]
    return PageOf(rows, page.total, page.total_is_exact, page.next_cursor)


def suggest_assignees(desk: Desk, event_id: int) -> list[Suggestion]:
    """Return the staff members who suit an event best, the best first.

    Fitness is (1 + h) / (1 + h + o): h events of the same category that the person resolved in the last
    180 days, o events assigned to them or in progress. So experience draws and load repels.
    """
    event = load_event(desk, event_id)
    handled = aliased(Event)
    open_count = _count_of(Event.handler_id, _how_many(Event.status.in_(_BUSY)), _IN_HAND)
    handled_count = _count_of(
        handled.resolved_by_id,
        func.count(),
        and_(handled.category_id == event.category_id, handled.resolved_at > desk.now - _EXPERIENCE_COUNTS_FOR),
    )
    opened, resolved = func.coalesce(open_count.c.events, 0), func.coalesce(handled_count.c.events, 0)
    query = (
        _active_staff()
        .where(User.id != event.customer_id, User.id != (event.handler_id or 0))
        .outerjoin(open_count, open_count.c.staff_id == User.id)
        .outerjoin(handled_count, handled_count.c.staff_id == User.id)
        .add_columns(opened, resolved)
        .order_by(((1.0 + resolved) / (1.0 + resolved + opened)).desc(), opened, User.id)
        .limit(_SUGGESTIONS)
    )
    return [_suggestion(*row) for row in desk.session.execute(query)]


def _active_staff() -> Select[User]:
    handles = RolePermission.permission == Permission.EVENTS_HANDLE
    roles = select(RolePermission.role_id).where(handles)
    return select(User).where(User.role_id.in_(roles), User.status == UserStatus.ACTIVE)


def _count_of(staff: Any, count: Any, condition: Any) -> Any:
    return select(staff.label("staff_id"), count.label("events")).where(condition).group_by(staff).subquery()


def _how_many(condition: Any) -> Any:
    return func.count(case((condition, 1)))


def _suggestion(staff: User, open_count: int, handled_count: int) -> Suggestion:
    fitness = Decimal(1 + handled_count) / Decimal(1 + handled_count + open_count)
    return Suggestion(staff, fitness.quantize(Decimal("0.0001")), open_count, handled_count)


def _workload_by_handler(desk: Desk, staff: Sequence[int]) -> dict[int, tuple[int, int, int, int, datetime | None]]:
    busy = Event.status.in_(_BUSY)
    query = (
        select(
            Event.handler_id,
            _how_many(Event.status == EventStatus.ASSIGNED),
            _how_many(Event.status == EventStatus.IN_PROGRESS),
            _how_many(Event.status == EventStatus.RESOLVED),
            _how_many(and_(busy, Event.priority_rank == PRIORITY_RANKS[Priority.URGENT])),
            func.min(case((busy, Event.submitted_at)), type_=Event.submitted_at.type),
        )
        .where(Event.handler_id.in_(staff), _IN_HAND)
        .group_by(Event.handler_id)
    )
    return {handler: tuple(counts) for handler, *counts in desk.session.execute(query)}
