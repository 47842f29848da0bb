"""The desk as a browser reaches it: its client, who is logged in, and who may come in at all."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response

from client_sdk import SupportClient, models
from web_ui.config import WebConfig
from web_ui.links import next_target

_TOKEN, _VISITOR = "desk_token", "visitor"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Visitor:
    """Who is logged in, as the browser's session remembers it; the desk itself decides on every call."""

    id: int
    username: str
    display_name: str
    role: str
    language: str
    must_change_password: bool


def _client() -> SupportClient:
    if "desk" not in g:
        g.desk = connect(session.get(_TOKEN))
    return cast("SupportClient", g.desk)


desk: SupportClient = LocalProxy(_client)  # type: ignore[assignment]
"""The desk, with the session of the browser that asks."""


def this_desk() -> SupportClient:
    """Return the desk as it is now, for work that goes on after the request."""
    return _client()


def connect(token: str | None, *, transport: Any = None) -> SupportClient:
    """Return a client that calls on behalf of the browser that asks.

    :param transport: another one than that of the pages.
    """
    config: WebConfig = current_app.extensions["soapdesk"]
    return SupportClient(
        config.soap_url,
        token=token,
        forwarded_for=request.remote_addr,
        transport=transport or config.transport,
        attempts=config.attempts,
        # Somebody looks at an empty page meanwhile.
        patience=3.0,
    )


def session_token() -> str | None:
    """Return the token of the browser's session at the desk, None before a login."""
    token: str | None = session.get(_TOKEN)
    return token


def visitor() -> Visitor | None:
    """Return who is logged in, None for nobody."""
    if "visitor" not in g:
        kept = session.get(_VISITOR) if _TOKEN in session else None
        g.visitor = Visitor(**kept) if kept else None
    return cast("Visitor | None", g.visitor)


def remember(user: models.User) -> None:
    """Keep what the pages show of an account, which may have changed."""
    seen = Visitor(
        id=user.id,
        username=user.username,
        display_name=user.display_name,
        role=user.role,
        language=str(user.language),
        must_change_password=user.must_change_password,
    )
    session[_VISITOR] = asdict(seen)
    g.visitor = seen
    refresh()  # their language may be another one


def open_session(opened: models.Session) -> None:
    """Log the browser in. Nothing of its earlier session stays, so that nobody can prepare one for it."""
    forget_session()
    session.permanent = False
    session[_TOKEN] = opened.token
    remember(opened.user)


def forget_session() -> None:
    """Log the browser out, as far as the pages are concerned."""
    session.clear()
    for name in ("visitor", "desk", "csrf_token"):
        g.pop(name, None)


def public(view: View) -> View:
    """Mark a page that is shown to everybody; all others want a login."""
    cast("Any", view).is_public = True
    return view


def usable_with_any_password(view: View) -> View:
    """Mark a page that is shown even before a password that somebody else set was replaced."""
    cast("Any", view).takes_any_password = True
    return view


def only_for(*roles: str) -> None:
    """Show the page to these roles only; others get the page for what they may not do."""
    found = visitor()
    if found is None or found.role not in roles:
        abort(403)


def ask_to_log_in(message: str) -> Response:
    """Send the browser to the login page and from there back to where it is."""
    flash(message, "info")
    target = request.full_path.rstrip("?") if request.method == "GET" else next_target(request.referrer)
    return elsewhere(url_for("account.log_in", next=target or None))


def elsewhere(address: str) -> Response:
    """Send the browser to another page; htmx opens it as a whole instead of putting it in a part of this one."""
    if "HX-Request" in request.headers:
        return Response(status=200, headers={"HX-Redirect": address})
    return redirect(address)


def install(app: Flask, config: WebConfig) -> None:
    """Close every page that is not marked as public."""
    app.extensions["soapdesk"] = config
    app.before_request(_check_visitor)
    app.teardown_appcontext(_close)
    app.context_processor(lambda: {"visitor": visitor()})


def _check_visitor() -> Response | None:
    view: Any = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static" or getattr(view, "is_public", False):
        return None
    found = visitor()
    if found is None:
        return ask_to_log_in(_("Please log in first."))
    if found.must_change_password and not getattr(view, "takes_any_password", False):
        return elsewhere(url_for("account.password"))
    return None


def _close(_error: BaseException | None) -> None:
    client = g.pop("desk", None)
    if client is not None:
        client.close()
