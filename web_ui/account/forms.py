"""The forms of accounts."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField, TelField
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from web_ui.forms import DeskForm, WriteForm, choices, version_field
from web_ui.translating import LANGUAGES

_REQUIRED = InputRequired(_l("Please fill this in."))


def _at_most(count: int) -> Length:
    return Length(max=count, message=_l("At most %(max)d characters."))


class LoginForm(DeskForm):
    """User name and password."""

    username = StringField(_l("User name"), [_REQUIRED, _at_most(64)], render_kw={"autocomplete": "username"})
    password = PasswordField(_l("Password"), [_REQUIRED, _at_most(128)], render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class RegisterForm(WriteForm):
    """A new customer."""

    username = StringField(
        _l("User name"),
        [_REQUIRED, Length(min=2, message=_l("At least %(min)d characters.")), _at_most(64)],
        description=_l("Letters of any script, digits and . _ - @. You log in with it."),
        render_kw={"autocomplete": "username"},
    )
    display_name = StringField(
        _l("Your name"),
        [_REQUIRED, _at_most(100)],
        description=_l("What others see."),
        render_kw={"autocomplete": "name"},
    )
    password = PasswordField(
        _l("Password"),
        [_REQUIRED, _at_most(128)],
        description=_l("At least 10 characters and hard to guess; a few words together are best."),
        render_kw={"autocomplete": "new-password"},
    )
    repeated = PasswordField(
        _l("Password once more"),
        [_REQUIRED, EqualTo("password", _l("The two passwords are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )
    email = EmailField(_l("E-mail"), [Optional(), _at_most(254)], render_kw={"autocomplete": "email"})
    phone = TelField(_l("Telephone"), [Optional(), _at_most(32)], render_kw={"autocomplete": "tel"})


class ProfileForm(DeskForm):
    """What the owner of an account can change of it."""

    display_name = StringField(_l("Your name"), [_REQUIRED, _at_most(100)], render_kw={"autocomplete": "name"})
    email = EmailField(_l("E-mail"), [Optional(), _at_most(254)], render_kw={"autocomplete": "email"})
    phone = TelField(_l("Telephone"), [Optional(), _at_most(32)], render_kw={"autocomplete": "tel"})
    language = SelectField(_l("Language"), choices=choices(LANGUAGES))
    expected_version = version_field()


class PasswordForm(DeskForm):
    """A new password in place of the present one."""

    current_password = PasswordField(
        _l("Present password"), [_REQUIRED, _at_most(128)], render_kw={"autocomplete": "current-password"}
    )
    new_password = PasswordField(
        _l("New password"),
        [_REQUIRED, _at_most(128)],
        description=_l("At least 10 characters and hard to guess; a few words together are best."),
        render_kw={"autocomplete": "new-password"},
    )
    repeated = PasswordField(
        _l("New password once more"),
        [_REQUIRED, EqualTo("new_password", _l("The two passwords are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )
