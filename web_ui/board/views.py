"""The board: unassigned events on one side, staff with their load on the other."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from client_sdk import Priority, models
from web_ui.board.choosing import Chosen, assignments_of, outcomes_of, read_chosen
from web_ui.board.staff import staff_list, suggestions_for
from web_ui.desk_access import desk, only_for
from web_ui.desk_facts import categories
from web_ui.filters import choice_of, cursor_of, number_of, text_of
from web_ui.forms import new_request_id
from web_ui.labels import PRIORITIES
from web_ui.links import with_query
from web_ui.navigation import ADMIN

BLUEPRINT = Blueprint("board", __name__, template_folder="templates")
PAGE_SIZE = 25


@BLUEPRINT.before_request
def _for_administrators() -> None:
    only_for(ADMIN)


@BLUEPRINT.get("/board")
def index() -> str:
    """Show who waits and who could help."""
    event_id = number_of("event")
    suggested = suggestions_for(event_id)
    best = suggested.suggestions[0].staff.id if suggested and suggested.suggestions else None
    return _board(Chosen(frozenset({event_id} if event_id else ()), best), suggested=suggested)


@BLUEPRINT.post("/board")
def assign() -> Response | str | tuple[str, int]:
    """Assign what was chosen, and tell of each event what became of it."""
    chosen = read_chosen(request.form)
    if not chosen.versions or chosen.handler_id is None:
        missing = _("Choose at least one event.") if not chosen.versions else _("Choose who is to handle them.")
        return _board(chosen, problem=missing), 422
    results = desk.assignments.assign_many(
        assignments=assignments_of(chosen), request_id=request.form.get("request_id") or None
    )
    if results.assigned_count == len(results.results):
        flash(_done(results.assigned_count), "success")
        return redirect(with_query(event=None), code=303)
    return _board(chosen, outcomes=outcomes_of(results), done=_done(results.assigned_count))


def _done(count: int) -> str:
    return str(ngettext("%(num)s event is assigned.", "%(num)s events are assigned.", count))


def _board(
    chosen: Chosen, *, suggested: models.AssigneeSuggestions | None = None, outcomes: Any = (), **context: Any
) -> str:
    page = desk.assignments.list_unassigned(
        text=text_of("text"),
        category=text_of("category"),
        priority=_priority(),
        page_size=PAGE_SIZE,
        cursor=cursor_of(),
    ).page()
    kept = {outcome.event.id for outcome in outcomes if outcome.can_choose_again}
    return render_template(
        "board/index.html",
        page=page,
        events=[event for event in page.events if event.id not in kept],
        staff=staff_list(suggested),
        suggested=suggested,
        chosen=chosen,
        outcomes=outcomes,
        categories=categories(),
        request_id=new_request_id(),
        action=request.full_path.rstrip("?"),
        start=url_for("board.index"),
        **context,
    )


def _priority() -> Priority | None:
    word = choice_of("priority", PRIORITIES)
    return Priority(word) if word else None
