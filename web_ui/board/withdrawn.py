"""Withdrawn events, which can be deleted, and deleted ones, which can be restored for a while."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from client_sdk import EventStatus, errors
from web_ui.board.views import BLUEPRINT
from web_ui.desk_access import desk
from web_ui.desk_facts import server_info
from web_ui.fault_texts import fault_text
from web_ui.filters import choice_of, cursor_of, text_of
from web_ui.forms import new_request_id, posted_number

STATES = ("withdrawn", "deleted")
_DAY = 86_400


@BLUEPRINT.get("/board/withdrawn")
def withdrawn() -> str:
    """List them."""
    state = choice_of("state", STATES) or STATES[0]
    found = desk.events.list(status=EventStatus(state), text=text_of("text"), page_size=25, cursor=cursor_of()).page()
    return render_template(
        "board/withdrawn.html",
        page=found,
        state=state,
        days=server_info().recovery_seconds // _DAY,
        new_request_id=new_request_id,
        section="board.index",
    )


@BLUEPRINT.post("/board/withdrawn/<int:event_id>/delete")
def delete(event_id: int) -> Response:
    """Delete a withdrawn event."""
    return _do(desk.assignments.delete_withdrawn, event_id, _("Event %(number)s is deleted.", number=event_id))


@BLUEPRINT.post("/board/withdrawn/<int:event_id>/restore")
def restore(event_id: int) -> Response:
    """Bring a deleted event back."""
    return _do(desk.assignments.restore, event_id, _("Event %(number)s is restored as withdrawn.", number=event_id))


def _do(verb: Any, event_id: int, done: str) -> Response:
    state = request.form.get("state", "")
    try:
        verb(
            event_id,
            expected_version=posted_number("expected_version"),
            request_id=request.form.get("request_id") or None,
        )
        flash(done, "success")
    except (errors.ConflictError, errors.InvalidStateError, errors.NotFoundError) as error:
        flash(_("Event %(number)s: %(text)s", number=event_id, text=fault_text(error)), "error")
    return redirect(url_for("board.withdrawn", state=state if state in STATES else None), code=303)
