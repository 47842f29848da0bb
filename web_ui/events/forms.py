"""The forms of events; fields are called as the SDK's arguments are."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange

from web_ui import labels
from web_ui.events.fields import CONTENT, OPINION, REASON, TITLE, UploadField, VersionForm, line, text
from web_ui.forms import WriteForm, choices

SCORES = {"1": _l("Poor"), "2": _l("Not good"), "3": _l("Fair"), "4": _l("Good"), "5": _l("Excellent")}
_HIGHEST_ID = 2**63 - 1


class SubmitForm(WriteForm):
    """A new event."""

    title = line(_l("Title"), TITLE, description=_l("What it is about, in one line."))
    content = text(
        _l("What happened?"),
        CONTENT,
        description=_l("What did you do, what did you expect, and what came instead?"),
    )
    category = SelectField(_l("Category"))
    priority = SelectField(_l("Priority"), choices=choices(labels.PRIORITIES), default="normal")
    attachments = UploadField(_l("Files"), at_once=True)


class SubmitForCustomerForm(SubmitForm):
    """A new event on behalf of a customer."""

    customer_id = IntegerField(
        _l("Customer number"),
        [InputRequired(_l("Please fill this in.")), NumberRange(1, _HIGHEST_ID)],
        description=_l("It stands beside the customer's name on the page of each of their events."),
        render_kw={"inputmode": "numeric"},
    )


class ClassForm(VersionForm):
    """What staff may change of an event."""

    category = SelectField(_l("Category"))
    priority = SelectField(_l("Priority"), choices=choices(labels.PRIORITIES))


class EditForm(ClassForm):
    """What its customer may change of an event."""

    title = line(_l("Title"), TITLE)
    content = text(_l("What happened?"), CONTENT)


class ReplyForm(WriteForm):
    """A message in the conversation."""

    text = text(_l("Your reply"), CONTENT)
    internal = BooleanField(_l("Internal note: the customer never sees it"))
    attachments = UploadField(_l("Files"), at_once=True)


class ResolveForm(VersionForm):
    """A solution, proposed to the customer."""

    solution = text(
        _l("Your solution"), CONTENT, description=_l("The customer then completes the event or reopens it.")
    )


class WithdrawForm(VersionForm):
    """The event is taken back."""

    reason = text(_l("Reason"), REASON, optional=True)


class CompleteForm(VersionForm):
    """The event is finished."""


class ReopenForm(VersionForm):
    """The event is not finished."""

    reason = text(_l("What is still missing?"), REASON)


class RateForm(VersionForm):
    """One score and an opinion."""

    score = RadioField(
        _l("How was your event handled?"),
        [InputRequired(_l("Please choose one to five stars."))],
        choices=choices(SCORES),
    )
    opinion = text(_l("Your opinion"), OPINION, optional=True)


class AttachForm(WriteForm):
    """More files for the event."""

    file = UploadField(_l("Files"), [InputRequired(_l("Please choose a file."))])
