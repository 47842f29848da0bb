"""The log of the data service: who read, queried or changed what, and what was refused."""

from flask import render_template, request

from client_sdk import models
from web_ui.desk_access import desk
from web_ui.filters import beginning_of, choice_of, cursor_of, end_of, text_of
from web_ui.grants.views import BLUEPRINT, SECTION
from web_ui.whoever import find_user, names_of

OPERATIONS = (
    "ReadTable",
    "ExecuteQuery",
    "FetchMore",
    "ExecuteStatement",
    "ReadTableAsDataSet",
    "ExecuteQueryAsDataSet",
    "FetchMoreAsDataSet",
)


@BLUEPRINT.get("/log")
def log() -> str:
    """Show it, latest first."""
    person = text_of("person")
    user = find_user(person) if person else None
    page = None
    if user is not None or not person:
        page = desk.data.list_access(
            user_id=user.id if user else None,
            operation=choice_of("operation", OPERATIONS),
            outcome=models.Outcome.REFUSED if "refused" in request.args else None,
            happened_from=beginning_of("from"),
            happened_before=end_of("to"),
            page_size=25,
            cursor=cursor_of(),
        ).page()
    names = names_of(access.user_id for access in page.accesses) if page else {}
    return render_template("grants/log.html", page=page, names=names, operations=OPERATIONS, section=SECTION)
