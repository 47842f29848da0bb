"""My events, and scorecards."""

from datetime import UTC, datetime

from flask import Blueprint, abort, render_template, request
from flask_babel import lazy_gettext as _l

from client_sdk import errors
from web_ui.desk_access import desk, only_for, visitor
from web_ui.navigation import ADMIN, STAFF
from web_ui.periods import before, chosen_period, is_about_period, period_form
from web_ui.work.lists import LISTS, is_old
from web_ui.work.scorecards import scorecard_tiles

BLUEPRINT = Blueprint("work", __name__, template_folder="templates")
_FIRST_ROWS, _ROWS, _RATINGS = 10, 25, 10
_CHOICES = ((30, _l("30 days")), (90, _l("90 days")), (365, _l("12 months")))


@BLUEPRINT.get("/work")
def index() -> str:
    """Show what there is to do, in groups or one list of it."""
    only_for(STAFF)
    chosen = request.args.get("list")
    if chosen is not None and chosen not in [each.name for each in LISTS]:
        abort(404)
    now, found = datetime.now(UTC), {}
    for each in LISTS:
        cursor = request.args.get("cursor") if each.name == chosen else None
        size = _ROWS if each.name == chosen else _FIRST_ROWS if chosen is None and each.is_group else 1
        found[each.name] = each.fetch(desk, _own_id(), now=now, size=size, cursor=cursor)
    return render_template(
        "work/index.html", lists=LISTS, found=found, chosen=chosen, is_old=lambda event: is_old(event, now)
    )


@BLUEPRINT.get("/work/scorecard")
def scorecard() -> tuple[str, int]:
    """Show how the reader did."""
    only_for(STAFF, ADMIN)
    return _scorecard(_own_id())


@BLUEPRINT.get("/staff/<int:staff_id>/scorecard")
def scorecard_of(staff_id: int) -> tuple[str, int]:
    """Show how somebody did; the desk decides whose scorecards the reader may see."""
    only_for(STAFF, ADMIN)
    return _scorecard(staff_id)


def _scorecard(staff_id: int) -> tuple[str, int]:
    form = period_form()
    if form.errors:
        return _scorecard_page(form, 422)
    period = chosen_period(form, tuple(days for days, _ in _CHOICES), default=90)
    try:
        card = desk.ratings.get_staff_scorecard(staff_id=staff_id, period_start=period.start, period_end=period.end)
        start, end = before(card.period_start, card.period_end)
        earlier = desk.ratings.get_staff_scorecard(staff_id=staff_id, period_start=start, period_end=end)
    except errors.ServiceFaultError as error:
        if not (is_about_period(error) and form.take(error)):
            raise
        return _scorecard_page(form, 422)
    ratings = desk.ratings.list(
        handler_id=card.staff.id,
        rated_from=card.period_start,
        rated_before=period.end,
        page_size=_RATINGS,
        cursor=request.args.get("cursor"),
    ).page()
    return _scorecard_page(
        form, 200, card=card, ratings=ratings, tiles=scorecard_tiles(card, earlier), days=period.days
    )


def _scorecard_page(form: object, status: int, **context: object) -> tuple[str, int]:
    return render_template("work/scorecard.html", form=form, choices=_CHOICES, own_id=_own_id(), **context), status


def _own_id() -> int:
    found = visitor()
    if found is None:
        abort(403)
    return found.id
