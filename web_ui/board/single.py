"""One event: assign it, give it to somebody else, take it back."""

from collections.abc import Callable
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from client_sdk import errors, models
from web_ui.board.staff import staff_list, suggestions_for
from web_ui.board.views import BLUEPRINT
from web_ui.desk_access import desk
from web_ui.forms import WriteForm, choices, form_page, new_request_id, refusals_on, version_field
from web_ui.labels import PRIORITIES, STATUSES
from web_ui.links import next_target
from web_ui.pages import go_to, label

Page = Response | tuple[str, int]


class _NoteForm(WriteForm):
    note = TextAreaField(
        _l("Remark for the history"),
        [Length(max=1000, message=_l("At most %(max)d characters."))],
        description=_l("Customers do not see it."),
    )
    expected_version = version_field()
    seen = HiddenField()
    next = HiddenField()


class AssignForm(_NoteForm):
    """Who is to handle the event."""

    handler_id = RadioField(_l("Staff member"), [InputRequired(_l("Choose who is to handle it."))], choices=[])


class UnassignForm(_NoteForm):
    """Take the event from its handler."""


@BLUEPRINT.route("/board/events/<int:event_id>", methods=["GET", "POST"])
def event(event_id: int) -> Page:
    """Show one event with who could handle it, and assign it."""
    form = AssignForm(next=request.args.get("next", ""))
    form.handler_id.choices = choices(
        {str(each.workload.staff.id): each.workload.staff.display_name for each in staff_list()}
    )
    return _page(event_id, form, UnassignForm(formdata=None, next=form.next.data), form, _assign)


@BLUEPRINT.post("/board/events/<int:event_id>/unassign")
def unassign(event_id: int) -> Page:
    """Take an event from its handler."""
    form = UnassignForm()
    empty = AssignForm(formdata=None, next=form.next.data)
    return _page(event_id, empty, form, form, _unassign)


def _assign(event_id: int, form: Any) -> str:
    done = desk.assignments.assign(
        event_id,
        handler_id=int(form.handler_id.data),
        expected_version=form.expected_version.data,
        note=form.note.data or None,
        request_id=form.request_id.data,
    )
    name = done.handler.display_name if done.handler else ""
    return str(_("Event %(number)s is assigned to %(name)s.", number=event_id, name=name))


def _unassign(event_id: int, form: Any) -> str:
    desk.assignments.unassign(
        event_id,
        expected_version=form.expected_version.data,
        note=form.note.data or None,
        request_id=form.request_id.data,
    )
    return str(_("Event %(number)s waits for another handler.", number=event_id))


def _page(event_id: int, assign_form: Any, unassign_form: Any, sent: Any, do: Callable[[int, Any], str]) -> Page:
    news: list[str] = []
    if sent.validate_on_submit():
        try:
            with refusals_on(sent):
                flash(do(event_id, sent), "success")
                return go_to(next_target(sent.next.data) or "/board")
        except errors.ConflictError as error:
            if isinstance(error, errors.RequestIdReusedError):
                raise
            news = _news(event_id, sent.seen.data)
    details = desk.events.get(event_id)
    suggested = suggestions_for(event_id) if "AssignEvent" in details.allowed_operations else None
    for form in (assign_form, unassign_form):
        form.expected_version.raw_data = None
        # What is decided next is decided on what the page now shows.
        form.expected_version.data, form.seen.data = details.event.version, _seen(details.event)
        form.request_id.data = new_request_id()
    text, status = form_page(
        "board/event.html",
        assign_form,
        unassign_form=unassign_form,
        event=details.event,
        allowed=details.allowed_operations,
        staff=staff_list(suggested),
        news=news,
        section="board.index",
    )
    return text, 409 if news else 422 if unassign_form.errors else status


def _seen(shown: models.Event) -> str:
    return f"{shown.status}/{shown.handler.id if shown.handler else ''}/{shown.priority}"


def _news(event_id: int, seen: str | None) -> list[str]:
    """Say what has changed of an event since it was shown."""
    now = desk.events.get(event_id).event
    status, handler, priority = (*(seen or "").split("/"), "", "", "")[:3]
    news = []
    if status != now.status:
        news.append(_("Its state is now: %(status)s.", status=label(now.status, STATUSES)))
    if handler != str(now.handler.id if now.handler else ""):
        name = now.handler.display_name if now.handler else _("Nobody")
        news.append(_("It is now handled by: %(name)s.", name=name))
    if priority != now.priority:
        news.append(_("Its priority is now: %(priority)s.", priority=label(now.priority, PRIORITIES)))
    return news or [_("Its text or its category was changed.")]
