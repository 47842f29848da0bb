"""What readers do on the page of an event: one table, one address for each row."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from client_sdk import errors
from web_ui.desk_access import desk
from web_ui.events.blueprint import BLUEPRINT, EVENT
from web_ui.events.page import FORMS, event_page
from web_ui.forms import WriteForm, refusals_on

Page = Response | tuple[str, int]


@dataclass(frozen=True)
class Action:
    """A row of the table.

    :ivar call: does it, with the event's number and the form.
    :ivar done: what the reader is told then.
    :ivar place: where on the page the result is.
    """

    call: Callable[[int, Any], object]
    done: Any
    place: str | None = None


def _reply(event_id: int, form: Any) -> None:
    desk.replies.post(
        event_id,
        text=form.text.data,
        internal=form.internal.data or None,
        attachments=form.attachments.files(),
        request_id=form.request_id.data,
    )


def _resolve(event_id: int, form: Any) -> None:
    desk.replies.resolve(
        event_id,
        expected_version=form.expected_version.data,
        solution=form.solution.data,
        request_id=form.request_id.data,
    )


def _withdraw(event_id: int, form: Any) -> None:
    desk.events.withdraw(
        event_id,
        expected_version=form.expected_version.data,
        reason=form.reason.data or None,
        request_id=form.request_id.data,
    )


def _complete(event_id: int, form: Any) -> None:
    desk.ratings.complete(event_id, expected_version=form.expected_version.data, request_id=form.request_id.data)


def _reopen(event_id: int, form: Any) -> None:
    desk.ratings.reopen(
        event_id, expected_version=form.expected_version.data, reason=form.reason.data, request_id=form.request_id.data
    )


def _rate(event_id: int, form: Any) -> None:
    desk.ratings.rate(
        event_id,
        expected_version=form.expected_version.data,
        score=int(form.score.data),
        opinion=form.opinion.data or None,
        request_id=form.request_id.data,
    )


def _attach(event_id: int, form: Any) -> None:
    for name, content in form.file.files():
        # Each file has an id of its own, so that those before a refused one are not added again.
        digest = sha256(name.encode() + b"/" + content).hexdigest()[:16]
        desk.events.add_attachment(event_id, file=(name, content), request_id=f"{form.request_id.data}-{digest}")


ACTIONS = {
    "reply": Action(_reply, _l("Your reply is sent."), "latest"),
    "resolve": Action(_resolve, _l("Your solution is sent. The customer decides now.")),
    "withdraw": Action(_withdraw, _l("The event is withdrawn.")),
    "complete": Action(_complete, _l("The event is completed. Thank you!")),
    "reopen": Action(_reopen, _l("The event is open again. We go on with it.")),
    "rate": Action(_rate, _l("Thank you for your rating.")),
    "attach": Action(_attach, _l("The files are added.")),
}


@BLUEPRINT.post(f"{EVENT}/<any({', '.join(ACTIONS)}):name>")
def act(event_id: int, name: str) -> Page:
    """Do what a form of the page asks for, or show the page again with the form as it was written."""
    action, form = ACTIONS[name], FORMS[name](prefix=f"{name}-")
    status = 422
    if form.validate_on_submit():
        try:
            with refusals_on(form):
                action.call(event_id, form)
                flash(str(action.done), "success")
                return redirect(url_for("events.show", event_id=event_id, _anchor=action.place), code=303)
        except errors.ConflictError as error:
            status = 409
            form.form_errors.append(conflict_text(form, error))
    mention_files(form)
    return event_page(event_id, {name: form}, status=status)


def conflict_text(form: WriteForm, error: errors.ConflictError) -> str:
    """Return what to tell the reader, whose form can be sent again as it is."""
    if isinstance(error, errors.RequestIdReusedError):
        form.request_id.data = str(uuid4())
        return str(_("You sent this before with other words. Please check whether it is there; if not, send it again."))
    return str(
        _("Meanwhile the event has changed, and nothing was saved. You see it as it is now; send again if that fits.")
    )


def mention_files(form: WriteForm) -> None:
    """Say that the files are gone from a form that is shown again: browsers keep none."""
    fields: list[Any] = [field for field in form if hasattr(field, "files")]
    if form.errors and any(field.data for field in fields):
        form.form_errors.append(_("Please choose your files again."))
