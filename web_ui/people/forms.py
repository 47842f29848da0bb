"""The forms for users."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, EmailField, HiddenField, SelectField, StringField, TelField
from wtforms.validators import InputRequired, Length, Optional

from web_ui.forms import WriteForm, choices, version_field
from web_ui.labels import ROLES
from web_ui.navigation import ADMIN
from web_ui.people.first_passwords import make_up_password
from web_ui.translating import LANGUAGES

_REQUIRED = InputRequired(_l("Please fill this in."))
_FREEZABLE = {role: text for role, text in ROLES.items() if role != ADMIN}
_LINE = {"autocomplete": "off"}


def _at_most(count: int) -> Length:
    return Length(max=count, message=_l("At most %(max)d characters."))


class CreateForm(WriteForm):
    """A new account. Its password is in the form, so that sending it twice asks for the same thing."""

    display_name = StringField(
        _l("Name"), [_REQUIRED, _at_most(100)], description=_l("What others see."), render_kw=_LINE
    )
    username = StringField(
        _l("User name"),
        [_REQUIRED, Length(min=2, message=_l("At least %(min)d characters.")), _at_most(64)],
        description=_l("Letters of any script, digits and . _ - @."),
        render_kw=_LINE,
    )
    role = SelectField(_l("Role"), choices=choices(ROLES), default="staff")
    department = SelectField(_l("Department"), [Optional()])
    language = SelectField(_l("Language"), choices=choices(LANGUAGES))
    email = EmailField(_l("E-mail"), [Optional(), _at_most(254)], render_kw=_LINE)
    phone = TelField(_l("Telephone"), [Optional(), _at_most(32)], render_kw=_LINE)
    password = HiddenField(default=make_up_password)


class ChangeForm(WriteForm):
    """Something is changed of the account that the page shows."""

    expected_version = version_field()
    seen = HiddenField()


class RoleForm(ChangeForm):
    """Another role."""

    role = SelectField(_l("Role"), choices=choices(ROLES))


class FreezeForm(ChangeForm):
    """No login until it is unfrozen."""

    reason = StringField(_l("Reason"), [_REQUIRED, _at_most(500)], description=_l("For the record."), render_kw=_LINE)


class PasswordForm(ChangeForm):
    """A new first password."""

    new_password = HiddenField(default=make_up_password)


class InactiveForm(WriteForm):
    """Accounts that nobody has used for long."""

    inactive_since = DateField(_l("Not used since"), [InputRequired(_l("Please fill this in."))])
    role = SelectField(_l("Role"), choices=choices(_FREEZABLE, first=_l("All but administrators")))
    reason = StringField(_l("Reason"), [_REQUIRED, _at_most(500)], description=_l("For the record."), render_kw=_LINE)
