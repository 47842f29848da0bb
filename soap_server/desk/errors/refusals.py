"""What verbs refuse, apart from the data service."""

from typing import ClassVar


class DeskError(Exception):
    """A refusal, with what the caller needs to know as attributes.

    :ivar code: the stable word that programs look at.
    :ivar message: a sentence for people; it never repeats a secret or another caller's data.
    :ivar field: the wire name of the parameter that is wrong, or None.
    :ivar retryable: whether the same request may succeed later, unchanged.
    :ivar audited: whether a refusal of this kind is worth a row of the audit log.
    :ivar meaning: what the code means, for the documentation.
    """

    code: ClassVar[str]
    meaning: ClassVar[str]
    retryable: ClassVar[bool] = False
    audited: ClassVar[bool] = True

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class InvalidArgumentError(DeskError):
    """A value that can never be right."""

    code = "INVALID_ARGUMENT"
    meaning = "A value is too long, out of range or makes no sense; field names it and message gives the limit."
    audited = False


class PasswordRejectedError(InvalidArgumentError):
    """A new password that is too easy to guess."""

    code = "PASSWORD_REJECTED"
    meaning = "The new password is too short or too easy to guess; message says why."


class AttachmentRejectedError(InvalidArgumentError):
    """A file that is too large, one too many, or of a kind that is not taken."""

    code = "ATTACHMENT_REJECTED"
    meaning = "A file is empty, too large or of a kind that is not taken, or the event has too many; message says why."


class DigestMismatchError(InvalidArgumentError):
    """Bytes that are not those of the digest."""

    code = "DIGEST_MISMATCH"
    meaning = "The parts that arrived do not have the SHA-256 digest that was sent; abort the upload and begin anew."

    def __init__(self) -> None:
        super().__init__("The bytes that arrived have another SHA-256 digest.", field="sha256")


class RangeRequiredError(InvalidArgumentError):
    """An attachment that is too large for one answer."""

    code = "RANGE_REQUIRED"
    meaning = "The attachment is too large for one answer; ask for parts of it with offset and length."

    def __init__(self, size: int) -> None:
        super().__init__(
            f"The attachment has {size} bytes, too many for one answer: ask for parts with offset and length.",
            field="length",
        )


class UploadOffsetError(InvalidArgumentError):
    """A part that does not follow on what was received; ``offset`` says where the next one begins."""

    code = "UPLOAD_OFFSET"
    meaning = (
        "The part neither follows on what was received nor repeats it, or parts are missing; message says at which "
        "offset the next one begins, and GetUpload does in receivedBytes."
    )

    def __init__(self, offset: int) -> None:
        super().__init__(f"The next part begins at offset {offset}.", field="offset")
        self.offset = offset


class CursorInvalidError(InvalidArgumentError):
    """A cursor that this list never gave out."""

    code = "CURSOR_INVALID"
    meaning = "The cursor is damaged or has expired, or belongs to another operation, filter or order."


class AuthenticationError(DeskError):
    """It is not established who is calling."""


class AuthenticationRequiredError(AuthenticationError):
    """A call without a session to an operation that needs one."""

    code = "AUTHENTICATION_REQUIRED"
    meaning = (
        "The operation needs a SessionHeader with the token that Login returned. Over https a user name and password "
        "in a UsernameToken or in HTTP Basic will do as well."
    )
    audited = False


class SessionExpiredError(AuthenticationError):
    """A token that is not, or no longer, good."""

    code = "SESSION_EXPIRED"
    meaning = "The session ended: it was idle or open too long, or ended by a logout, a freeze or a new password."
    audited = False


class LoginFailedError(AuthenticationError):
    """A wrong user name or password; which of the two is never said at a login."""

    code = "LOGIN_FAILED"
    meaning = "The user name or the password is wrong; a login does not say which."

    def __init__(self, message: str = "The user name or the password is wrong.", *, field: str | None = None) -> None:
        super().__init__(message, field=field)


class LoginThrottledError(AuthenticationError):
    """Too many failed logins; ``seconds`` says how long to wait."""

    code = "LOGIN_THROTTLED"
    meaning = "There were too many failed logins from here, or for this account; message says how long to wait."
    retryable = True
    audited = False  # the failures before are, and that the door closed; without end, these would fill the log

    def __init__(self, seconds: int) -> None:
        super().__init__(f"There were too many failed logins. Try again in {seconds} seconds.")
        self.seconds = seconds


class ThrottledError(DeskError):
    """More calls of one kind than one source may make; ``seconds`` says how long to wait."""

    code = "THROTTLED"
    meaning = "There were too many calls of this operation from here; message says how long to wait."
    retryable = True
    audited = False  # that the door closed is; without end, these would fill the log

    def __init__(self, seconds: int) -> None:
        super().__init__(f"There were too many calls of this operation from here. Try again in {seconds} seconds.")
        self.seconds = seconds


class AccountFrozenError(AuthenticationError):
    """The right password of an account that may not log in."""

    code = "ACCOUNT_FROZEN"
    meaning = "The password is right, but an administrator has frozen the account."


class MessageReplayedError(AuthenticationError):
    """A nonce that was used before."""

    code = "MESSAGE_REPLAYED"
    meaning = "The Nonce of the UsernameToken was used before: somebody has sent the message again."

    def __init__(self) -> None:
        super().__init__(
            "The Nonce of the UsernameToken was used before. Make a new one for every request, for a repeated one too.",
            field="UsernameToken.Nonce",
        )


class PasswordChangeRequiredError(AuthenticationError):
    """A user who has to replace a password that somebody else set."""

    code = "PASSWORD_CHANGE_REQUIRED"
    meaning = "Somebody else set this account's password; call ChangePassword before anything else."
    audited = False


class PermissionDeniedError(DeskError):
    """The caller is known, sees the thing, and may not do this."""

    code = "PERMISSION_DENIED"
    meaning = "The caller's role does not allow the operation, or not on this record."


class NotFoundError(DeskError):
    """There is no such thing, or the caller may not see it; which of the two is never said."""

    code = "NOT_FOUND"
    meaning = "There is no such record, or the caller may not see it; it is not said which."


class ConflictError(DeskError):
    """Somebody else was first."""

    code = "CONFLICT"
    meaning = "The record has changed since the caller read it: read it again and decide again."


class UsernameTakenError(ConflictError):
    """A user name that exists, in whatever case and width."""

    code = "USERNAME_TAKEN"
    meaning = "Somebody has this user name, perhaps in another case or width."

    def __init__(self) -> None:
        super().__init__("This user name is taken.", field="username")


class RequestIdReusedError(ConflictError):
    """A requestId that was used for a different request."""

    code = "REQUEST_ID_REUSED"
    meaning = "The requestId belongs to an earlier request with another operation or other values."

    def __init__(self) -> None:
        super().__init__("This requestId was used for a different request.", field="requestId")


class InvalidStateError(DeskError):
    """The life of the event or of the account does not allow it now."""

    code = "INVALID_STATE"
    meaning = "The record's present state does not allow the operation."


class WindowClosedError(InvalidStateError):
    """The time in which it was possible is over."""

    code = "WINDOW_CLOSED"
    meaning = "It was possible for a limited time, which is over; message gives the limit."


class LastAdministratorError(InvalidStateError):
    """The desk would be left without an administrator who can log in."""

    code = "LAST_ADMINISTRATOR"
    meaning = "The desk would be left without an active administrator."

    def __init__(self) -> None:
        super().__init__("This is the last active administrator.")


class UploadLimitError(DeskError):
    """Too many uploads of one user, or too large ones."""

    code = "UPLOAD_LIMIT_EXCEEDED"
    meaning = "The caller's open uploads are too many or have too many bytes together; finish or abort one."


class HandlerNotEligibleError(DeskError):
    """A user who cannot handle this event."""

    code = "HANDLER_NOT_ELIGIBLE"
    meaning = (
        "The user named as handler is unknown, frozen, not staff, the event's own customer, or handles it already."
    )


class ServerBusyError(DeskError):
    """The database is too busy or out of reach."""

    code = "SERVER_BUSY"
    meaning = "The server is too busy or its database is out of reach; try again later."
    retryable = True
    audited = False

    def __init__(self) -> None:
        super().__init__("The server is busy. Try again in a moment.")
