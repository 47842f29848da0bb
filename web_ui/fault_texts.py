"""What a fault of the desk says to people, in their language."""

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from client_sdk import errors

_TEXTS = {
    "PASSWORD_REJECTED": _l("The password is too short or too easy to guess."),
    "ATTACHMENT_REJECTED": _l(
        "A file is empty, too large or of a kind that is not taken, or the event has too many files."
    ),
    "CURSOR_INVALID": _l("This page of the list is no longer there. Please start from the first page."),
    "AUTHENTICATION_REQUIRED": _l("Please log in first."),
    "SESSION_EXPIRED": _l("Your session has ended. Please log in again."),
    "LOGIN_FAILED": _l("The user name or the password is wrong."),
    "LOGIN_THROTTLED": _l("There were too many failed logins. Please try again later."),
    "THROTTLED": _l("There were too many calls from your address. Please try again later."),
    "ACCOUNT_FROZEN": _l("This account is frozen. Please ask an administrator."),
    "PASSWORD_CHANGE_REQUIRED": _l("Please choose a new password first."),
    "PERMISSION_DENIED": _l("Your role does not allow this."),
    "NOT_FOUND": _l("There is no such record, or you may not see it."),
    "CONFLICT": _l("Somebody else has changed this in the meantime. Please look at it again and decide again."),
    "USERNAME_TAKEN": _l("This user name is taken."),
    "REQUEST_ID_REUSED": _l("This form was sent before with other values. Please open it again."),
    "INVALID_STATE": _l("This is not possible in the present state."),
    "WINDOW_CLOSED": _l("The time in which this was possible is over."),
    "LAST_ADMINISTRATOR": _l("The desk would be left without an active administrator."),
    "HANDLER_NOT_ELIGIBLE": _l("This person cannot handle this event."),
    "SERVER_BUSY": _l("The server is busy. Please try again in a moment."),
    "REQUEST_TOO_LARGE": _l("What you sent is too large."),
    "INVALID_ARGUMENT": _l("This value is not allowed here."),
}


def fault_text(error: errors.SupportError) -> str:
    """Return a sentence on an error; the desk speaks English and says more than its code does."""
    if not isinstance(error, errors.ServiceFaultError):
        return str(_l("The desk cannot be reached at the moment."))
    locale = get_locale()
    if locale is not None and locale.language != "en" and error.code in _TEXTS:
        return str(_TEXTS[error.code])
    return error.message
