"""Submit an event, for oneself or on behalf of a customer."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from client_sdk import errors, models
from web_ui.desk_access import desk, visitor
from web_ui.desk_facts import categories
from web_ui.events.actions import conflict_text, mention_files
from web_ui.events.blueprint import BLUEPRINT
from web_ui.events.fields import SEARCH
from web_ui.events.forms import SubmitForCustomerForm, SubmitForm
from web_ui.forms import choices, form_page, refusals_on
from web_ui.navigation import ADMIN, CUSTOMER, STAFF

Page = Response | tuple[str, int] | str
_FOUND_AT_ONCE = 20
_LATEST = 20


@BLUEPRINT.route("/events/new", methods=["GET", "POST"])
def submit() -> Page:
    """Submit an event. Administrators, who may list accounts, first look for the customer."""
    role = _role()
    if role == ADMIN and request.method == "GET" and not request.args.get("customer_id"):
        return _choose_customer()
    form = _form(role)
    if form.validate_on_submit():
        try:
            with refusals_on(form):
                return _submitted(_send(form))
        except errors.ConflictError as error:
            form.form_errors.append(conflict_text(form, error))
    mention_files(form)
    known = _customers_of_mine() if role == STAFF else {}
    return form_page("events/new.html", form, known=known)


def _role() -> str:
    found = visitor()
    return found.role if found else CUSTOMER


def _form(role: str) -> SubmitForm:
    if role == CUSTOMER:
        form = SubmitForm()
    else:
        form = SubmitForCustomerForm(customer_id=request.args.get("customer_id", type=int))
    form.category.choices = choices(categories())
    if form.category.data is None:
        form.category.data = "general"
    return form


def _send(form: SubmitForm) -> models.Event:
    return desk.events.submit(
        title=form.title.data,
        content=form.content.data,
        category=form.category.data,
        priority=models.Priority(form.priority.data),
        customer_id=form.customer_id.data if "customer_id" in form else None,
        attachments=form.attachments.files(),
        request_id=form.request_id.data,
    )


def _submitted(event: models.Event) -> Response:
    if _role() == STAFF:
        # They see it once it is assigned to them.
        flash(_("Event #%(id)s is submitted. An administrator assigns it.", id=event.id), "success")
        return redirect(url_for("events.index"), code=303)
    flash(_("Event #%(id)s is submitted.", id=event.id), "success")
    return redirect(url_for("events.show", event_id=event.id), code=303)


def _customers_of_mine() -> dict[int, str]:
    """Return the names of the customers whose events a staff member handled last, by number."""
    latest = models.EventSort(key=models.EventSortKey.UPDATED, descending=True)
    events = desk.events.list(sort=latest, page_size=_LATEST).page().events
    return {event.customer.id: event.customer.display_name for event in events}


def _choose_customer() -> str:
    text = request.args.get("customer", "").strip()[:SEARCH]
    found = None
    if text:
        found = desk.users.list(
            text=text, role=CUSTOMER, status=models.UserStatus.ACTIVE, page_size=_FOUND_AT_ONCE
        ).page()
    return render_template("events/choose_customer.html", text=text, found=found)
