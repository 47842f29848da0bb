"""The list of users."""

from flask import Blueprint, render_template

from client_sdk import models
from web_ui.desk_access import desk, only_for
from web_ui.filters import choice_of, cursor_of, text_of
from web_ui.labels import ACCOUNT_STATUSES, ROLES
from web_ui.navigation import ADMIN

BLUEPRINT = Blueprint("people", __name__, template_folder="templates", url_prefix="/people")


@BLUEPRINT.before_request
def _for_administrators() -> None:
    only_for(ADMIN)


@BLUEPRINT.get("")
def index() -> str:
    """Search and filter users."""
    status = choice_of("status", ACCOUNT_STATUSES)
    page = desk.users.list(
        text=text_of("text"),
        role=choice_of("role", ROLES),
        status=models.UserStatus(status) if status else None,
        department=text_of("department"),
        page_size=25,
        cursor=cursor_of(),
    ).page()
    return render_template("people/index.html", page=page, departments=desk.users.list_departments().departments)
