"""What goes wrong, as one or two lines on standard error and an exit status."""

from client_sdk.errors import EncryptionError, NetworkError, ServiceFaultError, SupportError, TimedOutError

REFUSED, USAGE, NETWORK, INTERRUPTED = 1, 2, 3, 130
LOG_IN = "Log in again: soapdesk-client login"
HINTS = {
    "AUTHENTICATION_REQUIRED": "Log in first: soapdesk-client login",
    "SESSION_EXPIRED": LOG_IN,
    "LOGIN_FAILED": "Look at the user name and the password; too many attempts close the door for a while.",
    "PASSWORD_CHANGE_REQUIRED": "Somebody else set your password. Replace it: soapdesk-client password",
    "NOT_FOUND": "Look at the number; what you may not see is answered in the same way.",
    "PERMISSION_DENIED": "soapdesk-client whoami tells your role.",
    "CONFLICT": "Somebody changed it meanwhile. Look at it again, then decide again.",
    "INVALID_STATE": "soapdesk-client events show tells what you may do with it now.",
    "SERVER_BUSY": "Try again in a moment.",
    "QUERY_REFUSED": "soapdesk-client data tables and data describe tell what is granted to you.",
    "DATA_SERVICE_OFF": "The operator of the desk decides on this.",
}


class CommandError(Exception):
    """A command cannot go on.

    :ivar status: the exit status.
    """

    def __init__(self, message: str, *, status: int = REFUSED, hint: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.hint = hint


def explained(error: SupportError) -> tuple[str, str | None, int]:
    """Return what went wrong in a line, a hint if there is one, and the exit status."""
    if isinstance(error, ServiceFaultError):
        facts = [error.code]
        facts += [f"field {error.field}"] if error.field else []
        facts += [f"call {error.correlation_id}"] if error.correlation_id else []
        return f"{error.message} ({', '.join(facts)})", _fault_hint(error), REFUSED
    return str(error), _network_hint(error), NETWORK if isinstance(error, NetworkError) else REFUSED


def _fault_hint(error: ServiceFaultError) -> str | None:
    if error.code == "NOT_FOUND" and error.field and error.field.rpartition(".")[2].startswith(("table", "column")):
        return HINTS["QUERY_REFUSED"]
    return HINTS.get(error.code)


def _network_hint(error: SupportError) -> str | None:
    if isinstance(error, EncryptionError):
        return "An authority of your own is named by REQUESTS_CA_BUNDLE=/path/to/certificates.pem"
    if isinstance(error, TimedOutError):
        return "What became of the call is not known: look before you repeat it."
    return None
