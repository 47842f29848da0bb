"""Forms: what they share, and how the desk's refusals come to stand beside the right field."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from client_sdk import errors
from web_ui.characters import is_xml
from web_ui.fault_texts import fault_text

_ON_THE_FORM = (
    "ACCOUNT_FROZEN",
    "ATTACHMENT_REJECTED",
    "HANDLER_NOT_ELIGIBLE",
    "INVALID_ARGUMENT",
    "INVALID_STATE",
    "LAST_ADMINISTRATOR",
    "LOGIN_FAILED",
    "LOGIN_THROTTLED",
    "PASSWORD_REJECTED",
    "REQUEST_TOO_LARGE",
    "THROTTLED",
    "USERNAME_TAKEN",
    "WINDOW_CLOSED",
)
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class DeskForm(FlaskForm):
    """A form; fields are called like the parameters of the operation that it is for."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Say whether it can be sent to the desk; text that XML cannot carry is named here."""
        is_right: bool = super().validate(extra_validators)
        for field in self:
            if isinstance(field.data, str) and not is_xml(field.data):
                field.errors = [*field.errors, _("It contains control characters, which cannot be stored.")]
                is_right = False
        return is_right

    def take(self, error: errors.ServiceFaultError) -> bool:
        """Put a refusal beside its field, or above the form; say whether it is one that the reader can mend here."""
        if error.code not in _ON_THE_FORM and not _is_kind_of_invalid(error):
            return False
        field = self._named(error.field or "")
        if field is None or getattr(field.widget, "input_type", "") == "hidden":
            self.form_errors.append(fault_text(error))
        else:
            field.errors = [*field.errors, fault_text(error)]
        return True

    def _named(self, wire_name: str) -> Any:
        """Return the field for a parameter such as displayName, filter.text or attachments[2].content."""
        names = [_CAPITAL.sub("_", part.partition("[")[0]).lower() for part in wire_name.split(".")]
        return next((self._fields[name] for name in names if name in self._fields), None)


def new_request_id() -> str:
    """Return a requestId for a form."""
    return str(uuid4())


class WriteForm(DeskForm):
    """A form that makes something. It carries its requestId, so that a second click makes nothing twice."""

    request_id = HiddenField(default=new_request_id)


def version_field() -> IntegerField:
    """Return a hidden field for the version of what is edited."""
    return IntegerField(validators=[InputRequired()], widget=HiddenInput())


def posted_number(name: str) -> int:
    """Return a number that a button sent beside it, such as expected_version.

    :raises BadRequest: if there is none.
    """
    value = request.form.get(name, type=int)
    if value is None:
        abort(400)
    return value


def choices(words: Mapping[str, Any], *, first: Any = None) -> list[SelectChoice]:
    """Return what a SelectField offers.

    :param words: labels by value, as in ``labels``.
    :param first: the label of an empty value in front of them, such as "All".
    """
    front = [SelectChoice("", first)] if first is not None else []
    return [*front, *(SelectChoice(value, label) for value, label in words.items())]


@contextmanager
def refusals_on(form: DeskForm) -> Iterator[None]:
    """Put what the desk refuses in this block on the form, where it is for the reader to mend."""
    try:
        yield
    except errors.ServiceFaultError as error:
        if not form.take(error):
            raise


def form_page(template: str, form: DeskForm, **context: Any) -> tuple[str, int]:
    """Return the page of a form; with errors on it, it is no success (422)."""
    return render_template(template, form=form, **context), 422 if form.errors else 200


def _is_kind_of_invalid(error: errors.ServiceFaultError) -> bool:
    return isinstance(error, errors.InvalidArgumentError) and error.code != "CURSOR_INVALID"
