"""Grant something with a table, or change what was granted."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from client_sdk import errors, models
from web_ui.data.words import label_of
from web_ui.desk_access import desk
from web_ui.filters import choice_of, number_of, whole
from web_ui.forms import form_page, new_request_id, refusals_on
from web_ui.grants.forms import CONDITIONS, GrantForm
from web_ui.grants.views import BLUEPRINT, SECTION, find_grant
from web_ui.labels import ROLES
from web_ui.whoever import find_user

Page = Response | str | tuple[str, int]


@BLUEPRINT.get("/new")
def choose_table() -> str:
    """First choose the table."""
    return render_template("grants/tables.html", tables=desk.data.list_grantable_tables().tables, section=SECTION)


@BLUEPRINT.route("/new/<table>", methods=["GET", "POST"])
def create(table: str) -> Page:
    """Grant something with a table."""
    found = _table(table)
    form = GrantForm()
    form.offer(found)
    if form.validate_on_submit():
        user = find_user(form.username.data) if form.username.data else None
        if form.username.data and user is None:
            form.username.errors = [_("There is no user with this user name.")]
        elif bool(form.role.data) == bool(user):
            form.role.errors = [_("Choose a role, or name a user; not both.")]
        else:
            return _grant(form, found, role=form.role.data or None, user=user)
    return _form_page(form, found)


@BLUEPRINT.route("/change/<table>", methods=["GET", "POST"])
def change(table: str) -> Page:
    """Change what a role or a user was granted."""
    role, user_id = choice_of("role", ROLES), number_of("user_id")
    if (role is None) == (user_id is None):
        abort(404)
    grant = find_grant(role=role, user_id=user_id, table=table)
    if grant is None:
        abort(404)
    found = _table(table)
    form = GrantForm()
    # Whose grant it is does not change.
    del form.role, form.username
    form.offer(found)
    if request.method == "GET":
        form.fill_from(grant)
        form.expected_version.data = str(grant.version)
    elif form.validate_on_submit():
        user = desk.users.get(user_id) if user_id is not None else None
        return _grant(form, found, role=role, user=user, grant=grant)
    return _form_page(form, found, grant)


def _grant(
    form: Any,
    table: models.GrantableTable,
    *,
    role: str | None,
    user: models.User | None,
    grant: models.DataGrant | None = None,
) -> Page:
    kept = list(grant.conditions or ())[CONDITIONS:] if grant else []
    try:
        with refusals_on(form):
            desk.data.grant_access(
                table=table.name,
                role=role,
                user_id=user.id if user else None,
                # The key belongs to every grant.
                columns=sorted({*form.columns.data, table.key}),
                verbs=[models.DataVerb(verb) for verb in form.verbs.data],
                scope=models.RowScope(form.scope.data),
                conditions=[*form.wanted_conditions(), *kept] or None,
                max_rows=form.max_rows.data,
                expected_version=whole(form.expected_version.data),
                request_id=form.request_id.data,
            )
    except errors.ConflictError as error:
        if isinstance(error, errors.RequestIdReusedError):
            raise
        return _conflict(form, table, role=role, user=user)
    if form.errors:
        return _form_page(form, table, grant)
    flash(_("Granted: %(table)s.", table=label_of(table)), "success")
    return redirect(url_for("grants.index"), code=303)


def _conflict(form: Any, table: models.GrantableTable, *, role: str | None, user: models.User | None) -> Page:
    """Show what was entered beside what is granted now, which sending it again would replace."""
    now = find_grant(role=role, user_id=user.id if user else None, table=table.name)
    form.expected_version.data = str(now.version) if now else ""
    form.request_id.data = new_request_id()
    return _form_page(form, table, now, has_conflict=True)[0], 409


def _form_page(
    form: Any, table: models.GrantableTable, grant: models.DataGrant | None = None, *, has_conflict: bool = False
) -> tuple[str, int]:
    return form_page("grants/form.html", form, table=table, grant=grant, has_conflict=has_conflict, section=SECTION)


def _table(name: str) -> models.GrantableTable:
    tables = {table.name: table for table in desk.data.list_grantable_tables().tables}
    return tables.get(name) or abort(404)
