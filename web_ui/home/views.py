"""The front page and what everybody may choose."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from web_ui import preferences
from web_ui.desk_access import public, visitor
from web_ui.pages import go_to, start_page
from web_ui.security import set_cookie
from web_ui.translating import LANGUAGES

BLUEPRINT = Blueprint("home", __name__, template_folder="templates")


@BLUEPRINT.get("/")
@public
def index() -> AnyResponse | str:
    """Show strangers what this is, and send everybody else to where their work begins."""
    if visitor() is not None and start_page() != url_for("home.index"):
        return redirect(start_page())
    return render_template("home/index.html")


@BLUEPRINT.post("/preferences")
@public
def choose() -> AnyResponse:
    """Keep the language, the colours or the time zone that was chosen, and go back."""
    response = go_to(request.form.get("next"))
    allowed = {
        preferences.LANGUAGE: tuple(LANGUAGES),
        preferences.THEME: preferences.THEMES,
        preferences.ZONE: preferences.all_zones(),
    }
    for name, values in allowed.items():
        value = request.form.get(name)
        if value is not None:
            chosen = value if value in values else ""
            set_cookie(response, name, chosen, secure=bool(current_app.config["SESSION_COOKIE_SECURE"]))
    return response
