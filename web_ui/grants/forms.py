"""The form of a grant."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from client_sdk import models
from web_ui.data.words import OPERATORS, SCOPES, VERBS, column_label
from web_ui.forms import WriteForm, choices
from web_ui.labels import ROLES

CONDITIONS = 3
_WITHOUT_VALUE = ("isNull", "isNotNull")


class CheckboxesField(SelectMultipleField):
    """Several of several words."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ConditionForm(Form):
    """What else has to hold of a row."""

    column = SelectField(_l("Column"))
    operator = SelectField(_l("Comparison"), choices=choices(OPERATORS))
    value = StringField(_l("Value"), [Length(max=400)], render_kw={"autocomplete": "off"})


class GrantForm(WriteForm):
    """What a role or a user may do with one table."""

    role = SelectField(_l("Role"), choices=choices(ROLES, first=_l("None: one user, named below")))
    username = StringField(_l("User name"), [Optional(), Length(max=64)], render_kw={"autocomplete": "off"})
    columns = CheckboxesField(_l("Columns"), [InputRequired(_l("Choose at least one column."))])
    verbs = CheckboxesField(_l("What may be done"), [InputRequired(_l("Choose what may be done."))])
    scope = RadioField(_l("Which rows"), [InputRequired(_l("Choose which rows."))])
    conditions = FieldList(FormField(ConditionForm), min_entries=CONDITIONS)
    max_rows = IntegerField(
        _l("At most so many rows in one answer"),
        [Optional(), NumberRange(1, 1_000_000, _l("A number from %(min)d to %(max)d."))],
        description=_l("Empty for the limits of the service."),
    )
    expected_version = HiddenField()

    def offer(self, table: models.GrantableTable) -> None:
        """Put what can be granted of a table up for choice."""
        columns = {each.name: column_label(each) for each in table.columns}
        self.columns.choices = choices(columns)
        self.verbs.choices = choices({str(verb): VERBS.get(verb, str(verb)) for verb in table.verbs})
        self.scope.choices = choices({str(scope): SCOPES.get(scope, str(scope)) for scope in table.scopes})
        for condition in self.conditions:
            condition.form["column"].choices = choices(columns, first=_("No condition"))

    def wanted_conditions(self) -> list[models.DataCondition]:
        """Return the conditions that are filled in; the values of several are separated by commas."""
        return [_condition(entry.form) for entry in self.conditions if entry.form["column"].data]

    def fill_from(self, grant: models.DataGrant) -> None:
        """Show a grant as it is."""
        self.columns.data = list(grant.columns)
        self.verbs.data = [str(verb) for verb in grant.verbs]
        self.scope.data = str(grant.scope)
        self.max_rows.data = grant.max_rows
        for entry, condition in zip(self.conditions, grant.conditions or (), strict=False):
            entry.form["column"].data = condition.column
            entry.form["operator"].data = str(condition.operator)
            entry.form["value"].data = ", ".join(str(value) for value in condition.values or ())


def _condition(form: Any) -> models.DataCondition:
    operator, text = models.DataOperator(form["operator"].data), form["value"].data or ""
    values = [part.strip() for part in text.split(",")] if operator == "oneOf" else [text]
    return models.DataCondition(
        column=form["column"].data, operator=operator, values=None if operator in _WITHOUT_VALUE else values
    )
