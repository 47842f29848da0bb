"""The list of events: the customer's own, or those that a staff member or an administrator may see."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import DateField, IntegerField, SearchField, SelectField, SelectMultipleField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from client_sdk import errors, models
from web_ui import labels
from web_ui.desk_access import desk, visitor
from web_ui.desk_facts import categories
from web_ui.events.blueprint import BLUEPRINT
from web_ui.events.fields import SEARCH, at_most
from web_ui.fault_texts import fault_text
from web_ui.forms import DeskForm, choices, refusals_on
from web_ui.links import with_query
from web_ui.navigation import ADMIN, CUSTOMER
from web_ui.preferences import time_zone

PAGE = 20
_SORTS = {
    "": _l("Latest submitted first"),
    "updated": _l("Latest changed first"),
    "priority": _l("Most urgent first"),
    "oldest": _l("Oldest first"),
}
_ORDERS: Mapping[str, models.EventSort] = {
    "updated": models.EventSort(key=models.EventSortKey.UPDATED, descending=True),
    "priority": models.EventSort(key=models.EventSortKey.PRIORITY, descending=True),
    "oldest": models.EventSort(key=models.EventSortKey.SUBMITTED, descending=False),
}
_YEARS = range(2000, 2101)


def _year_is_plausible(_form: Any, field: Any) -> None:
    if field.data and field.data.year not in _YEARS:
        raise ValidationError(_("Please give a year from 2000 to 2100."))


class FilterForm(DeskForm):
    """Which events are wanted. It is sent in the address."""

    class Meta:
        """It changes nothing."""

        csrf = False

    text = SearchField(_l("Words"), [at_most(SEARCH)])
    status = SelectMultipleField(_l("States"), option_widget=CheckboxInput())
    priority = SelectField(_l("Priority"), choices=choices(labels.PRIORITIES, first=_l("All")), default="")
    category = SelectField(_l("Category"), default="")
    since = DateField(_l("Submitted from"), [Optional(), _year_is_plausible])
    until = DateField(_l("Submitted until"), [Optional(), _year_is_plausible])
    customer_id = IntegerField(_l("Customer number"), [Optional(), NumberRange(1, 2**63 - 1)])
    sort = SelectField(_l("Order"), choices=choices(_SORTS), default="")

    def wanted(self) -> dict[str, Any]:
        """Return what the desk is asked; what is wrong on the form is left out."""
        right = {field.short_name: field.data for field in self if field.data and not field.errors}
        return {
            "text": (right.get("text") or "").strip() or None,
            "status": [models.EventStatus(status) for status in right.get("status", ())] or None,
            "priority": models.Priority(right["priority"]) if "priority" in right else None,
            "category": right.get("category"),
            "customer_id": right.get("customer_id"),
            "submitted_from": _midnight(right["since"]) if "since" in right else None,
            "submitted_before": _midnight(right["until"] + timedelta(days=1)) if "until" in right else None,
            "sort": _ORDERS.get(right.get("sort", "")),
        }


@BLUEPRINT.get("/events")
def index() -> str | Response:
    """List events; the filter is in the address."""
    form = _filter_form()
    form.validate()
    found = None
    try:
        with refusals_on(form):
            cursor = request.args.get("cursor")
            found = desk.events.list(**form.wanted(), page_size=PAGE, cursor=cursor or None).page()
    except errors.CursorInvalidError as error:
        flash(fault_text(error), "info")
        return redirect(with_query(cursor=None))
    is_filtered = any(field.data for field in form if field.short_name != "sort")
    return render_template("events/index.html", form=form, found=found, tabs=_tabs(form), is_filtered=is_filtered)


def _filter_form() -> FilterForm:
    form = FilterForm(request.args)
    form.category.choices = choices(categories(), first=_("All"))
    form.status.choices = choices(_statuses())
    return form


def _statuses() -> dict[str, Any]:
    found = visitor()
    is_admin = found is not None and found.role == ADMIN
    return {name: label for name, label in labels.STATUSES.items() if name != "deleted" or is_admin}


def _tabs(form: FilterForm) -> list[tuple[Any, str, bool]]:
    """Return links to common sets of states, with the rest of the filter as it is."""
    found = visitor()
    is_customer = found is not None and found.role == CUSTOMER
    tabs: tuple[tuple[str, tuple[str, ...]], ...] = (
        (_("All"), ()),
        (_("Still open"), ("submitted", "assigned", "in_progress")),
        (_("For you to decide") if is_customer else _("Waiting for the customer"), ("resolved",)),
        (_("Completed"), ("completed",)),
        (_("Withdrawn"), ("withdrawn",)),
    )
    names = [field.short_name for field in form if field.short_name != "status"]
    kept = [(name, value) for name in names if (value := request.args.get(name))]
    chosen = set(form.status.data or ())
    return [(label, _address(kept, statuses), chosen == set(statuses)) for label, statuses in tabs]


def _address(kept: list[tuple[str, str]], statuses: tuple[str, ...]) -> str:
    query = urlencode([*kept, *(("status", status) for status in statuses)])
    return f"{url_for('events.index')}?{query}" if query else url_for("events.index")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), time_zone()).astimezone(UTC)
