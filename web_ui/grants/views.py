"""Who may do what with which table."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from client_sdk import errors, models
from web_ui.desk_access import desk, only_for
from web_ui.fault_texts import fault_text
from web_ui.filters import choice_of, cursor_of, text_of
from web_ui.forms import new_request_id, posted_number
from web_ui.labels import ROLES
from web_ui.navigation import ADMIN
from web_ui.whoever import find_user

BLUEPRINT = Blueprint("grants", __name__, template_folder="templates", url_prefix="/data/grants")
SECTION = "data.tables"


@BLUEPRINT.before_request
def _for_administrators() -> None:
    only_for(ADMIN)


@BLUEPRINT.get("")
def index() -> str:
    """List the grants."""
    tables = {table.name: table for table in desk.data.list_grantable_tables().tables}
    person = text_of("person")
    user = find_user(person) if person else None
    page = None
    if user is not None or not person:
        page = desk.data.list_grants(
            role=choice_of("role", ROLES),
            user_id=user.id if user else None,
            table=choice_of("table", tables),
            page_size=50,
            cursor=cursor_of(),
        ).page()
    return render_template(
        "grants/index.html", page=page, tables=tables, person=person, new_request_id=new_request_id, section=SECTION
    )


@BLUEPRINT.post("/<int:grant_id>/revoke")
def revoke(grant_id: int) -> Response:
    """Take a grant back."""
    try:
        desk.data.revoke_access(
            grant_id,
            expected_version=posted_number("expected_version"),
            request_id=request.form.get("request_id") or None,
        )
        flash(_("The grant is revoked."), "success")
    except (errors.ConflictError, errors.NotFoundError) as error:
        flash(fault_text(error), "error")
    return redirect(url_for("grants.index"), code=303)


def find_grant(*, role: str | None, user_id: int | None, table: str) -> models.DataGrant | None:
    """Return what a role or a user was granted with a table, None for nothing."""
    found = desk.data.list_grants(role=role, user_id=user_id, table=table, page_size=1).page().grants
    return found[0] if found else None
