"""Change an event: its customer all of it, staff its category and priority."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from client_sdk import errors, models
from web_ui.desk_access import desk, visitor
from web_ui.desk_facts import categories, category_label
from web_ui.events.actions import conflict_text
from web_ui.events.blueprint import BLUEPRINT, EVENT
from web_ui.events.forms import ClassForm, EditForm
from web_ui.forms import choices, form_page, refusals_on

Page = Response | tuple[str, int]


@BLUEPRINT.route(f"{EVENT}/edit", methods=["GET", "POST"])
def edit(event_id: int) -> Page:
    """Show and change what an event says."""
    details = desk.events.get(event_id)
    form, event = _form(details.event), details.event
    if not form.is_submitted() and "UpdateEvent" not in details.allowed_operations:
        flash(_("This event can no longer be edited."), "info")
        return redirect(url_for("events.show", event_id=event_id))
    has_changed = False
    if form.validate_on_submit():
        try:
            with refusals_on(form):
                _save(event_id, form)
                flash(_("Your changes are saved."), "success")
                return redirect(url_for("events.show", event_id=event_id), code=303)
        except errors.ConflictError as error:
            event, has_changed = desk.events.get(event_id).event, True
            form.show_version(event.version)
            form.form_errors.append(conflict_text(form, error))
    return form_page(
        "events/edit.html", form, event=event, differences=_differences(form, event) if has_changed else []
    )


def _form(event: models.Event) -> ClassForm:
    me = visitor()
    kind = EditForm if me is not None and me.id == event.customer.id else ClassForm
    form = kind(obj=event, expected_version=event.version)
    form.category.choices = choices({event.category: category_label(event.category), **categories()})
    return form


def _save(event_id: int, form: Any) -> None:
    texts = {"title": form.title.data, "content": form.content.data} if "title" in form else {}
    desk.events.update(
        event_id,
        expected_version=form.expected_version.data,
        category=form.category.data,
        priority=models.Priority(form.priority.data),
        request_id=form.request_id.data,
        **texts,
    )


def _differences(form: Any, event: models.Event) -> list[tuple[Any, str, str]]:
    """Return what the event says now where the form says something else: label, name, value."""
    names = [name for name in ("title", "content", "category", "priority") if name in form]
    return [
        (form[name].label.text, name, getattr(event, name)) for name in names if form[name].data != getattr(event, name)
    ]
