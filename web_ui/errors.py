"""What went wrong, as a page that people can read."""

import logging
import secrets
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from client_sdk import errors
from web_ui.desk_access import ask_to_log_in, elsewhere, forget_session
from web_ui.fault_texts import fault_text
from web_ui.links import next_target
from web_ui.written import written_texts

log = logging.getLogger("soapdesk.web")
_FRAMES = 12


@dataclass(frozen=True)
class Explanation:
    """An error page: its status, its headline, a sentence, and what the reader can do."""

    status: int
    title: Any
    text: Any
    can_retry: bool = False


_HTTP = {
    400: Explanation(400, _l("This request makes no sense"), _l("The address or the form is not complete.")),
    403: Explanation(403, _l("Not allowed"), _l("Your role does not allow this.")),
    404: Explanation(404, _l("Not found"), _l("There is nothing at this address.")),
    405: Explanation(405, _l("Not possible this way"), _l("This address cannot be opened like that.")),
    413: Explanation(
        413, _l("Too large"), _l("What you sent is larger than allowed. Please send fewer or smaller files.")
    ),
}
_INTERNAL = Explanation(
    500,
    _l("Something went wrong"),
    _l("This is our fault, not yours. Please try again later, or tell us the number below."),
)
_FAULTS = {
    "NOT_FOUND": (404, _l("Not found"), False),
    "PERMISSION_DENIED": (403, _l("Not allowed"), False),
    "CONFLICT": (409, _l("Somebody else was faster"), True),
    "REQUEST_ID_REUSED": (409, _l("Already sent"), True),
    "INVALID_STATE": (409, _l("Not possible now"), True),
    "WINDOW_CLOSED": (409, _l("Too late"), True),
    "LAST_ADMINISTRATOR": (409, _l("Not possible now"), False),
    "HANDLER_NOT_ELIGIBLE": (409, _l("Not possible now"), True),
    "SERVER_BUSY": (503, _l("Busy at the moment"), True),
    "LOGIN_THROTTLED": (429, _l("Too many attempts"), False),
    "THROTTLED": (429, _l("Too many attempts"), False),
    "INTERNAL_ERROR": (500, _l("Something went wrong"), True),
    "REQUEST_TOO_LARGE": (413, _l("Too large"), False),
}


def install(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(errors.SupportError, _support_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def error_page(what: Explanation, correlation_id: str = "", *, login: str = "") -> Response:
    """Return an error page. It takes the place of the whole page where htmx had asked for a part of one.

    :param login: the address of the login page, where the reader has to go there.
    """
    # A form that is too large is not read a second time.
    written = written_texts() if what.status != 413 else []
    page = render_template("error.html", what=what, correlation_id=correlation_id, login=login, written=written)
    response = make_response(page, what.status)
    if "HX-Request" in request.headers:
        response.headers.update({"HX-Retarget": "body", "HX-Reselect": "body > *", "HX-Reswap": "innerHTML"})
    if what.status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _support_error(error: errors.SupportError) -> AnyResponse:
    if isinstance(error, errors.SessionExpiredError | errors.AuthenticationRequiredError):
        was_logged_in = bool(session)
        forget_session()
        if written_texts():
            login = url_for("account.log_in", next=next_target(request.referrer) or None)
            return error_page(Explanation(401, _("Your session has ended"), _("Please log in again.")), login=login)
        return ask_to_log_in(fault_text(error) if was_logged_in else _("Please log in first."))
    if isinstance(error, errors.PasswordChangeRequiredError):
        return elsewhere(url_for("account.password"))
    if not isinstance(error, errors.ServiceFaultError):
        log.warning("the desk cannot be reached: %s", type(error).__name__)
        return error_page(Explanation(503, _("Out of reach"), fault_text(error), can_retry=True))
    status, title, can_retry = _FAULTS.get(error.code, (400, _("This was refused"), False))
    return error_page(Explanation(status, title, fault_text(error), can_retry=can_retry), error.correlation_id or "")


def _csrf_error(_error: CSRFError) -> AnyResponse:
    text = _("The form is too old or came from another site. Please open it again and send it once more.")
    return error_page(Explanation(400, _("The form was not accepted"), text, can_retry=True))


def _http_error(error: HTTPException) -> AnyResponse:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    page = error_page(_HTTP.get(status, Explanation(status, error.name, _("The request was refused."))))
    if status == 405:
        page.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return page


def _unforeseen(error: Exception) -> AnyResponse:
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    correlation_id = secrets.token_hex(8)
    # Of the error only its kind and place: its text may repeat what a form held.
    log.error("a page failed: correlation_id=%s error=%s at=%s", correlation_id, type(error).__qualname__, _at(error))
    return error_page(_INTERNAL, correlation_id)


def _at(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
