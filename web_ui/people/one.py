"""One user: facts, role, freezing, a new password."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from client_sdk import errors, models
from web_ui.desk_access import desk
from web_ui.forms import new_request_id, refusals_on
from web_ui.labels import ACCOUNT_STATUSES, ROLES
from web_ui.pages import label
from web_ui.people.forms import ChangeForm, FreezeForm, PasswordForm, RoleForm
from web_ui.people.views import BLUEPRINT

Page = Response | str | tuple[str, int]
FORMS: dict[str, type[ChangeForm]] = {
    "role": RoleForm,
    "freeze": FreezeForm,
    "unfreeze": ChangeForm,
    "password": PasswordForm,
}


@BLUEPRINT.get("/<int:user_id>")
def show(user_id: int) -> Page:
    """Show an account with what can be done."""
    return _page(desk.users.get(user_id), {})


@BLUEPRINT.post("/<int:user_id>/role")
def set_role(user_id: int) -> Page:
    """Raise or lower the role."""

    def change(form: Any) -> str:
        user = desk.users.set_role(user_id, role=form.role.data, **_order(form))
        return str(_("%(name)s is now: %(role)s.", name=user.display_name, role=label(user.role, ROLES)))

    return _change(user_id, "role", change)


@BLUEPRINT.post("/<int:user_id>/freeze")
def freeze(user_id: int) -> Page:
    """Keep somebody from logging in."""

    def change(form: Any) -> str:
        user = desk.users.freeze(user_id, reason=form.reason.data, **_order(form))
        return str(_("%(name)s is frozen and logged out everywhere.", name=user.display_name))

    return _change(user_id, "freeze", change)


@BLUEPRINT.post("/<int:user_id>/unfreeze")
def unfreeze(user_id: int) -> Page:
    """Let somebody log in again."""

    def change(form: Any) -> str:
        return str(_("%(name)s can log in again.", name=desk.users.unfreeze(user_id, **_order(form)).display_name))

    return _change(user_id, "unfreeze", change)


@BLUEPRINT.post("/<int:user_id>/password")
def reset_password(user_id: int) -> Page:
    """Set a password that is shown once and that its owner has to change."""
    new: dict[str, Any] = {}

    def change(form: Any) -> str:
        new["user"] = desk.users.reset_password(user_id, new_password=form.new_password.data, **_order(form))
        new["password"] = form.new_password.data
        return ""

    page = _change(user_id, "password", change)
    return render_template("people/password.html", is_new=False, section="people.index", **new) if new else page


def _order(form: Any) -> dict[str, Any]:
    return {"expected_version": form.expected_version.data, "request_id": form.request_id.data}


def _change(user_id: int, kind: str, change: Callable[[Any], str]) -> Page:
    """Change an account, or show it again as it is now with what was entered and why nothing was changed."""
    form = FORMS[kind]()
    news: list[str] = []
    if form.validate_on_submit():
        try:
            with refusals_on(form):
                if done := change(form):
                    flash(done, "success")
                return redirect(url_for("people.show", user_id=user_id), code=303)
        except errors.RequestIdReusedError:
            raise
        except errors.ConflictError:
            news = _news(desk.users.get(user_id), form.seen.data or "")
    return _page(desk.users.get(user_id), {kind: form}, news), 409 if news else 422


def _page(user: models.User, sent: dict[str, ChangeForm], news: list[str] | None = None) -> str:
    forms = {kind: sent.get(kind) or made(formdata=None) for kind, made in FORMS.items()}
    for form in forms.values():
        form.expected_version.raw_data = None
        form.expected_version.data, form.seen.data = user.version, _seen(user)
        form.request_id.data = new_request_id()
    if "role" not in sent:
        forms["role"]["role"].data = user.role
    problems = [str(text) for form in sent.values() for texts in form.errors.values() for text in texts]
    return render_template(
        "people/user.html", user=user, forms=forms, news=news or [], problems=problems, section="people.index"
    )


def _seen(user: models.User) -> str:
    return f"{user.role}/{user.status}"


def _news(user: models.User, seen: str) -> list[str]:
    """Say what has changed of an account since it was shown."""
    role, _slash, status = seen.partition("/")
    news = []
    if role != user.role:
        news.append(_("The role is now: %(role)s.", role=label(user.role, ROLES)))
    if status != user.status:
        news.append(_("The account is now: %(status)s.", status=label(user.status, ACCOUNT_STATUSES)))
    return news or [_("The profile or the password was changed.")]
