"""Who changed what, and what was refused to whom."""

from flask import Blueprint, render_template, request

from client_sdk import description, models
from web_ui.desk_access import desk, only_for
from web_ui.filters import beginning_of, cursor_of, end_of, text_of
from web_ui.navigation import ADMIN
from web_ui.whoever import find_user

BLUEPRINT = Blueprint("audit", __name__, template_folder="templates")


@BLUEPRINT.get("/audit")
def index() -> str:
    """Show the log, latest first."""
    only_for(ADMIN)
    person = text_of("person")
    actor = find_user(person) if person else None
    page = None
    if actor is not None or not person:
        page = desk.system.list_audit_entries(
            actor_id=actor.id if actor else None,
            operation=text_of("operation"),
            subject=text_of("subject"),
            outcome=models.Outcome.REFUSED if "refused" in request.args else None,
            happened_from=beginning_of("from"),
            happened_before=end_of("to"),
            page_size=50,
            cursor=cursor_of(),
        ).page()
    names = sorted(operation.name for operation in description.operations())
    return render_template("audit/index.html", page=page, person=person, operations=names)
