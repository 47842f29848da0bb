"""Freeze accounts that nobody has used for long: first looked at, then done."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from web_ui.desk_access import desk
from web_ui.filters import start_of_day
from web_ui.forms import new_request_id, refusals_on
from web_ui.people.forms import InactiveForm
from web_ui.people.views import BLUEPRINT

HALF_A_YEAR = timedelta(days=180)


@BLUEPRINT.route("/inactive", methods=["GET", "POST"])
def freeze_inactive() -> Response | tuple[str, int]:
    """Show who would be frozen, and freeze them when that is confirmed."""
    form = InactiveForm()
    if request.method == "GET":
        form.inactive_since.data = desk.system.get_server_info().server_time.date() - HALF_A_YEAR
    report = None
    if form.validate_on_submit():
        with refusals_on(form):
            # Only what was looked at is done: who changes the day or the role looks again first.
            is_seen = request.form.get("previewed") == _what(form)
            report = desk.users.freeze_inactive(dry_run="freeze" not in request.form or not is_seen, **_wanted(form))
            if not report.dry_run:
                flash(_frozen(report.count), "success")
                return redirect(url_for("people.index", status="frozen"), code=303)
    # The preview and the deed are two calls, each with an id of its own.
    form.request_id.data = new_request_id()
    page = render_template("people/inactive.html", form=form, report=report, what=_what(form), section="people.index")
    return page, 422 if form.errors else 200


def _wanted(form: Any) -> dict[str, Any]:
    return {
        "inactive_since": start_of_day(form.inactive_since.data),
        "role": form.role.data or None,
        "reason": form.reason.data,
        "request_id": form.request_id.data,
    }


def _what(form: Any) -> str:
    return f"{form.inactive_since.data}/{form.role.data}"


def _frozen(count: int) -> str:
    return str(ngettext("%(num)s account is frozen.", "%(num)s accounts are frozen.", count))
