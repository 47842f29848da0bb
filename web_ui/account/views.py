"""Register, log in and out, change one's profile and password."""

from contextlib import suppress

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from client_sdk import errors, models
from web_ui import preferences
from web_ui.account.forms import LoginForm, PasswordForm, ProfileForm, RegisterForm
from web_ui.desk_access import (
    connect,
    desk,
    forget_session,
    open_session,
    public,
    remember,
    usable_with_any_password,
    visitor,
)
from web_ui.forms import form_page, refusals_on
from web_ui.navigation import CUSTOMER
from web_ui.pages import go_to
from web_ui.translating import LANGUAGES, select_language

BLUEPRINT = Blueprint("account", __name__, template_folder="templates")
Page = Response | tuple[str, int]


@BLUEPRINT.route("/login", methods=["GET", "POST"])
@public
def log_in() -> Page:
    """Open a session."""
    form = LoginForm(next=request.args.get("next", ""))
    if visitor() is not None and request.method == "GET":
        return go_to(form.next.data)
    if form.validate_on_submit():
        with refusals_on(form):
            _open(form.username.data, form.password.data)
            return go_to(form.next.data)
    return form_page("account/log_in.html", form)


@BLUEPRINT.route("/register", methods=["GET", "POST"])
@public
def register() -> Page:
    """Make an account and open its first session."""
    form = RegisterForm()
    if form.validate_on_submit():
        with refusals_on(form):
            connect(None).users.register(
                username=form.username.data,
                password=form.password.data,
                display_name=form.display_name.data,
                email=form.email.data or None,
                phone=form.phone.data or None,
                language=models.Language(select_language()),
                request_id=form.request_id.data,
            )
            _open(form.username.data, form.password.data)
            flash(_("Welcome! Your account is ready."), "success")
            return go_to(None)
    return form_page("account/register.html", form)


@BLUEPRINT.post("/logout")
@public
def log_out() -> Response:
    """End the session, here and at the desk."""
    if visitor() is not None:
        # It may have ended already.
        with suppress(errors.AuthenticationError):
            desk.users.log_out()
    forget_session()
    flash(_("You are logged out."), "success")
    return redirect(url_for("home.index"), code=303)


@BLUEPRINT.route("/profile", methods=["GET", "POST"])
def profile() -> Page:
    """Show and change one's own account."""
    user = desk.users.get_current()
    remember(user)
    form = ProfileForm(obj=user, expected_version=user.version)
    has_changed = False
    if form.validate_on_submit():
        try:
            with refusals_on(form):
                return _save(form)
        except errors.ConflictError:
            # What was read above may be older than what was refused.
            user, has_changed = desk.users.get_current(), True
            form.expected_version.data, form.expected_version.raw_data = user.version, None
            form.form_errors.append(
                _("Meanwhile your profile has changed, and nothing was saved. Save again if what you wrote is right.")
            )
    page, status = form_page(
        "account/profile.html",
        form,
        user=user,
        may_read_tables=user.role == CUSTOMER and bool(desk.data.list_tables().tables),
        differences=_differences(form, user) if has_changed else [],
        zones=preferences.all_zones(),
        chosen_zone=preferences.chosen_zone(),
    )
    return page, 409 if has_changed else status


def _save(form: ProfileForm) -> Response:
    remember(
        desk.users.update_profile(
            expected_version=form.expected_version.data,
            display_name=form.display_name.data,
            email=form.email.data or "",
            phone=form.phone.data or "",
            language=form.language.data,
        )
    )
    flash(_("Your profile is saved."), "success")
    response = redirect(url_for("account.profile"), code=303)
    # What was chosen last is what counts.
    response.delete_cookie(preferences.LANGUAGE)
    return response


def _differences(form: ProfileForm, user: models.User) -> list[tuple[str, str]]:
    """Return what the profile says now where the form says something else: label, value."""
    now = {
        "display_name": user.display_name,
        "email": user.email or "",
        "phone": user.phone or "",
        "language": str(user.language),
    }
    differing = {name: value for name, value in now.items() if (form[name].data or "") != value}
    return [
        (form[name].label.text, LANGUAGES.get(value, value) if name == "language" else value)
        for name, value in differing.items()
    ]


@BLUEPRINT.route("/password", methods=["GET", "POST"])
@usable_with_any_password
def password() -> Page:
    """Replace one's own password, which ends every session; this browser gets a new one."""
    form = PasswordForm()
    found = visitor()
    if found is not None and form.validate_on_submit():
        with refusals_on(form):
            desk.users.change_password(current_password=form.current_password.data, new_password=form.new_password.data)
            _open(found.username, form.new_password.data)
            flash(_("Your password is changed. All other sessions have ended."), "success")
            return go_to(None)
    return form_page("account/password.html", form)


def _open(username: str, password: str) -> None:
    with connect(None) as stranger:
        open_session(stranger.users.log_in(username=username, password=password))
