"""The dashboard: key figures and plots of a period, of the whole desk or of one staff member."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l

from client_sdk import errors, models
from web_ui.dashboard.figures import dashboard_tiles, oldest_open
from web_ui.dashboard.plots import all_plots
from web_ui.desk_access import desk, only_for, visitor
from web_ui.navigation import ADMIN, STAFF
from web_ui.periods import Period, before, chosen_period, is_about_period, period_form, utc_offset

BLUEPRINT = Blueprint("dashboard", __name__, template_folder="templates")
_CHOICES = ((30, _l("30 days")), (90, _l("90 days")), (365, _l("12 months")))


@dataclass(frozen=True)
class _Compared:
    """The statistics of a period and of the one before."""

    now: models.DeskStatistics
    earlier: models.DeskStatistics


@BLUEPRINT.get("/dashboard")
def index() -> tuple[str, int]:
    """Show it."""
    only_for(STAFF, ADMIN)
    form, staff_id = period_form(), request.args.get("staff_id", type=int) or None
    if form.errors:
        return _page(form, 422, staff_id)
    period = chosen_period(form, tuple(days for days, _ in _CHOICES), default=30)
    try:
        found = _statistics(period, staff_id)
    except errors.ServiceFaultError as error:
        if not (is_about_period(error) and form.take(error)):
            raise
        return _page(form, 422, staff_id)
    whose = found.now.staff
    oldest = oldest_open(desk, whose.id if whose else None)
    return _page(
        form,
        200,
        staff_id,
        statistics=found.now,
        tiles=dashboard_tiles(found.now, found.earlier, oldest),
        plots=all_plots(found.now),
        days=period.days,
    )


def _statistics(period: Period, staff_id: int | None) -> _Compared:
    now = desk.ratings.get_desk_statistics(
        staff_id=staff_id,
        period_start=period.start,
        period_end=period.end,
        utc_offset_minutes=utc_offset(period.start),
    )
    start, end = before(now.period_start, now.period_end)
    earlier = desk.ratings.get_desk_statistics(
        staff_id=staff_id, period_start=start, period_end=end, utc_offset_minutes=utc_offset(start)
    )
    return _Compared(now, earlier)


def _page(form: object, status: int, staff_id: int | None, **context: object) -> tuple[str, int]:
    found = visitor()
    is_admin = found is not None and found.role == ADMIN
    people = list(desk.users.list(role=STAFF, page_size=200)) if is_admin else []
    return render_template(
        "dashboard/index.html", form=form, choices=_CHOICES, people=people, staff_id=staff_id, **context
    ), status
