"""The one policy: what browsers may do with these pages, and what forms may send."""

import re
import secrets
from functools import partial
from typing import Any

from flask import Flask, Request, Response, abort, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from web_ui.characters import is_xml
from web_ui.config import WebConfig

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NOT_ASCII = re.compile(rb"[^\x00-\x7f]")
_KIB = 1024
_FORM_FIELDS = 200
_SPARE_BYTES = 256 * _KIB  # what the fields of a form and the frame of a multipart body take besides files


class PageRequest(Request):
    """A request whose query is ASCII, as it has to be (RFC 3986); bytes beyond that come from no browser."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.query_string = _NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], self.query_string)


def new_secret_key() -> str:
    """Return a key for signing cookies."""
    return secrets.token_urlsafe(32)


def protect(app: Flask, config: WebConfig) -> None:
    """Set the policy."""
    app.request_class = PageRequest
    app.config.update(
        # The prefix makes browsers refuse the cookie from anywhere but this host over https.
        SESSION_COOKIE_NAME="__Host-soapdesk" if config.is_secure else "soapdesk",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.is_secure,
        MAX_CONTENT_LENGTH=config.upload_bytes + _SPARE_BYTES,
        MAX_FORM_MEMORY_SIZE=_SPARE_BYTES,
        MAX_FORM_PARTS=_FORM_FIELDS,
        # The token is good for as long as the session: a form that was open over lunch still works.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.before_request(_limit_body)  # before the token is looked for in it
    CSRFProtect(app)
    app.before_request(_check_query)
    app.after_request(_add_headers)
    if config.is_secure and config.hsts_days is not None:
        app.after_request(partial(_keep_to_https, config.hsts_days))


def set_cookie(response: AnyResponse, name: str, value: str, *, secure: bool) -> None:
    """Keep a choice of the reader's for a year, or forget it if it is empty."""
    if value:
        response.set_cookie(name, value, max_age=365 * 86_400, httponly=True, samesite="Lax", secure=secure)
    else:
        response.delete_cookie(name, httponly=True, samesite="Lax", secure=secure)


def _limit_body() -> None:
    """Take large bodies only where files are; MAX_FORM_MEMORY_SIZE is for the fields beside files alone."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = _SPARE_BYTES


def _check_query() -> None:
    """Refuse addresses with what no form sends and no call to the desk could carry."""
    if not all(is_xml(value) for values in request.args.listvalues() for value in values):
        abort(400)


def _keep_to_https(days: int, response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = f"max-age={days * 86_400}"
    return response


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        # Pages show people's data, and the next user of the computer may press "Back".
        response.headers["Cache-Control"] = "no-store"
        response.headers.add("Vary", "Cookie")
    return response
