# Written from the contract by scripts/docs; changes are made there.
"""A class for each code of a ServiceFault; docs/faults.md explains them."""

from typing import ClassVar

from client_sdk.errors.base import ServiceFaultError


class AuthenticationError(ServiceFaultError):
    """It is not established who is calling."""


class AccountFrozenError(AuthenticationError):
    """The password is right, but an administrator has frozen the account."""

    CODE: ClassVar[str] = "ACCOUNT_FROZEN"


class AuthenticationRequiredError(AuthenticationError):
    """The operation needs a SessionHeader with the token that users.log_in returned.

    Over https a user name and password in a UsernameToken or in HTTP Basic will do as well.
    """

    CODE: ClassVar[str] = "AUTHENTICATION_REQUIRED"


class LoginFailedError(AuthenticationError):
    """The user name or the password is wrong; a login does not say which."""

    CODE: ClassVar[str] = "LOGIN_FAILED"


class LoginThrottledError(AuthenticationError):
    """There were too many failed logins from here, or for this account; message says how long to wait."""

    CODE: ClassVar[str] = "LOGIN_THROTTLED"


class MessageReplayedError(AuthenticationError):
    """The Nonce of the UsernameToken was used before: somebody has sent the message again."""

    CODE: ClassVar[str] = "MESSAGE_REPLAYED"


class PasswordChangeRequiredError(AuthenticationError):
    """Somebody else set this account's password; call users.change_password before anything else."""

    CODE: ClassVar[str] = "PASSWORD_CHANGE_REQUIRED"


class SessionExpiredError(AuthenticationError):
    """The session ended: it was idle or open too long, or ended by a logout, a freeze or a new password."""

    CODE: ClassVar[str] = "SESSION_EXPIRED"


class ConflictError(ServiceFaultError):
    """The record has changed since the caller read it: read it again and decide again."""

    CODE: ClassVar[str] = "CONFLICT"


class RequestIdReusedError(ConflictError):
    """The request_id belongs to an earlier request with another operation or other values."""

    CODE: ClassVar[str] = "REQUEST_ID_REUSED"


class UsernameTakenError(ConflictError):
    """Somebody has this user name, perhaps in another case or width."""

    CODE: ClassVar[str] = "USERNAME_TAKEN"


class DataLimitError(ServiceFaultError):
    """More than one call of the data service may read or change."""


class ByteLimitExceededError(DataLimitError):
    """The result, or one row of it, has more bytes than is allowed; message gives the limit."""

    CODE: ClassVar[str] = "BYTE_LIMIT_EXCEEDED"


class CostLimitExceededError(DataLimitError):
    """The database expects the statement to be too expensive.

    And it was not run; or it needs too much room on the disk and was stopped. message says which.
    """

    CODE: ClassVar[str] = "COST_LIMIT_EXCEEDED"


class RowLimitExceededError(DataLimitError):
    """The result, or the rows that a statement would change, are more than is allowed; message gives the limit."""

    CODE: ClassVar[str] = "ROW_LIMIT_EXCEEDED"


class TimeLimitExceededError(DataLimitError):
    """The statement took longer than is allowed and was stopped; message gives the limit."""

    CODE: ClassVar[str] = "TIME_LIMIT_EXCEEDED"


class DataServiceOffError(ServiceFaultError):
    """The operator has not switched on this part of the data service; message says what is missing."""

    CODE: ClassVar[str] = "DATA_SERVICE_OFF"


class HandlerNotEligibleError(ServiceFaultError):
    """The user named as handler is unknown, frozen, not staff, the event's own customer, or handles it already."""

    CODE: ClassVar[str] = "HANDLER_NOT_ELIGIBLE"


class InvalidArgumentError(ServiceFaultError):
    """A value is too long, out of range or makes no sense; field names it and message gives the limit."""

    CODE: ClassVar[str] = "INVALID_ARGUMENT"


class AttachmentRejectedError(InvalidArgumentError):
    """A file is empty, too large or of a kind that is not taken, or the event has too many; message says why."""

    CODE: ClassVar[str] = "ATTACHMENT_REJECTED"


class CursorInvalidError(InvalidArgumentError):
    """The cursor is damaged or has expired, or belongs to another operation, filter or order."""

    CODE: ClassVar[str] = "CURSOR_INVALID"


class DigestMismatchError(InvalidArgumentError):
    """The parts that arrived do not have the SHA-256 digest that was sent; abort the upload and begin anew."""

    CODE: ClassVar[str] = "DIGEST_MISMATCH"


class PasswordRejectedError(InvalidArgumentError):
    """The new password is too short or too easy to guess; message says why."""

    CODE: ClassVar[str] = "PASSWORD_REJECTED"


class RangeRequiredError(InvalidArgumentError):
    """The attachment is too large for one answer; ask for parts of it with offset and length."""

    CODE: ClassVar[str] = "RANGE_REQUIRED"


class UploadOffsetError(InvalidArgumentError):
    """The part neither follows on what was received nor repeats it.

    Or parts are missing; message says at which offset the next one begins, and events.get_upload does in
    received_bytes.
    """

    CODE: ClassVar[str] = "UPLOAD_OFFSET"


class InvalidStateError(ServiceFaultError):
    """The record's present state does not allow the operation."""

    CODE: ClassVar[str] = "INVALID_STATE"


class LastAdministratorError(InvalidStateError):
    """The desk would be left without an active administrator."""

    CODE: ClassVar[str] = "LAST_ADMINISTRATOR"


class WindowClosedError(InvalidStateError):
    """It was possible for a limited time, which is over; message gives the limit."""

    CODE: ClassVar[str] = "WINDOW_CLOSED"


class NotFoundError(ServiceFaultError):
    """There is no such record, or the caller may not see it; it is not said which."""

    CODE: ClassVar[str] = "NOT_FOUND"


class PermissionDeniedError(ServiceFaultError):
    """The caller's role does not allow the operation, or not on this record."""

    CODE: ClassVar[str] = "PERMISSION_DENIED"


class QueryFailedError(ServiceFaultError):
    """A value of the statement cannot be computed, such as a number that grows too large."""

    CODE: ClassVar[str] = "QUERY_FAILED"


class QueryRefusedError(ServiceFaultError):
    """The statement is not in the dialect of the data service.

    Or uses a table or a column that is not granted to the caller; message says which.
    """

    CODE: ClassVar[str] = "QUERY_REFUSED"


class ServerBusyError(ServiceFaultError):
    """The server is too busy or its database is out of reach; try again later."""

    CODE: ClassVar[str] = "SERVER_BUSY"


class ThrottledError(ServiceFaultError):
    """There were too many calls of this operation from here; message says how long to wait."""

    CODE: ClassVar[str] = "THROTTLED"


class UploadLimitExceededError(ServiceFaultError):
    """The caller's open uploads are too many or have too many bytes together; finish or abort one."""

    CODE: ClassVar[str] = "UPLOAD_LIMIT_EXCEEDED"


class ActionMismatchError(ServiceFaultError):
    """The SOAPAction names another operation than the body."""

    CODE: ClassVar[str] = "ACTION_MISMATCH"


class BadHttpError(ServiceFaultError):
    """The request is not proper HTTP, or its headers are too many or too large."""

    CODE: ClassVar[str] = "BAD_HTTP"


class InsecureTransportError(ServiceFaultError):
    """A password or a WS-Security header came over a connection that is not encrypted.

    Both are taken over https only.
    """

    CODE: ClassVar[str] = "INSECURE_TRANSPORT"


class InternalError(ServiceFaultError):
    """The server failed; correlation_id names the entry in its log."""

    CODE: ClassVar[str] = "INTERNAL_ERROR"


class InvalidMessageError(ServiceFaultError):
    """The message does not follow the schema; field names the element that is wrong."""

    CODE: ClassVar[str] = "INVALID_MESSAGE"


class InvalidSecurityError(ServiceFaultError):
    """The WS-Security or Authorization header is not well formed, or the call says twice who is calling.

    field names the part that is wrong.
    """

    CODE: ClassVar[str] = "INVALID_SECURITY"


class LimitExceededError(ServiceFaultError):
    """The XML is too deep or has too many elements, attributes or characters in one place.

    Or an MTOM package has too many parts.
    """

    CODE: ClassVar[str] = "LIMIT_EXCEEDED"


class MalformedRequestError(ServiceFaultError):
    """The body is not well-formed XML, has a DOCTYPE, is not a SOAP envelope with one body entry.

    Or is not a proper MTOM package.
    """

    CODE: ClassVar[str] = "MALFORMED_REQUEST"


class MessageExpiredError(ServiceFaultError):
    """By its WS-Security header the message is too old or comes from the future.

    Compare the client's clock.
    """

    CODE: ClassVar[str] = "MESSAGE_EXPIRED"


class MethodNotAllowedError(ServiceFaultError):
    """SOAP requests are sent with POST; GET is for the WSDL."""

    CODE: ClassVar[str] = "METHOD_NOT_ALLOWED"


class MustUnderstandError(ServiceFaultError):
    """A header that must be understood is not known here."""

    CODE: ClassVar[str] = "MUST_UNDERSTAND"


class RequestTimeoutError(ServiceFaultError):
    """The request was not sent completely in time."""

    CODE: ClassVar[str] = "REQUEST_TIMEOUT"


class RequestTooLargeError(ServiceFaultError):
    """The body is larger than this operation allows; message gives the limit."""

    CODE: ClassVar[str] = "REQUEST_TOO_LARGE"


class UnknownOperationError(ServiceFaultError):
    """The body names no operation of this service."""

    CODE: ClassVar[str] = "UNKNOWN_OPERATION"


class UnsupportedMediaTypeError(ServiceFaultError):
    """The Content-Type is neither text/xml nor application/soap+xml nor an MTOM package.

    The charset neither UTF-8 nor UTF-16, or the Content-Encoding is not gzip.
    """

    CODE: ClassVar[str] = "UNSUPPORTED_MEDIA_TYPE"


class UnsupportedSecurityError(ServiceFaultError):
    """The WS-Security header has something that is not taken here, such as a password digest or a signature.

    message says what is.
    """

    CODE: ClassVar[str] = "UNSUPPORTED_SECURITY"


class VersionMismatchError(ServiceFaultError):
    """The envelope is neither SOAP 1.1 nor SOAP 1.2."""

    CODE: ClassVar[str] = "VERSION_MISMATCH"


BY_CODE: dict[str, type[ServiceFaultError]] = {
    "ACCOUNT_FROZEN": AccountFrozenError,
    "ACTION_MISMATCH": ActionMismatchError,
    "ATTACHMENT_REJECTED": AttachmentRejectedError,
    "AUTHENTICATION_REQUIRED": AuthenticationRequiredError,
    "BAD_HTTP": BadHttpError,
    "BYTE_LIMIT_EXCEEDED": ByteLimitExceededError,
    "CONFLICT": ConflictError,
    "COST_LIMIT_EXCEEDED": CostLimitExceededError,
    "CURSOR_INVALID": CursorInvalidError,
    "DATA_SERVICE_OFF": DataServiceOffError,
    "DIGEST_MISMATCH": DigestMismatchError,
    "HANDLER_NOT_ELIGIBLE": HandlerNotEligibleError,
    "INSECURE_TRANSPORT": InsecureTransportError,
    "INTERNAL_ERROR": InternalError,
    "INVALID_ARGUMENT": InvalidArgumentError,
    "INVALID_MESSAGE": InvalidMessageError,
    "INVALID_SECURITY": InvalidSecurityError,
    "INVALID_STATE": InvalidStateError,
    "LAST_ADMINISTRATOR": LastAdministratorError,
    "LIMIT_EXCEEDED": LimitExceededError,
    "LOGIN_FAILED": LoginFailedError,
    "LOGIN_THROTTLED": LoginThrottledError,
    "MALFORMED_REQUEST": MalformedRequestError,
    "MESSAGE_EXPIRED": MessageExpiredError,
    "MESSAGE_REPLAYED": MessageReplayedError,
    "METHOD_NOT_ALLOWED": MethodNotAllowedError,
    "MUST_UNDERSTAND": MustUnderstandError,
    "NOT_FOUND": NotFoundError,
    "PASSWORD_CHANGE_REQUIRED": PasswordChangeRequiredError,
    "PASSWORD_REJECTED": PasswordRejectedError,
    "PERMISSION_DENIED": PermissionDeniedError,
    "QUERY_FAILED": QueryFailedError,
    "QUERY_REFUSED": QueryRefusedError,
    "RANGE_REQUIRED": RangeRequiredError,
    "REQUEST_ID_REUSED": RequestIdReusedError,
    "REQUEST_TIMEOUT": RequestTimeoutError,
    "REQUEST_TOO_LARGE": RequestTooLargeError,
    "ROW_LIMIT_EXCEEDED": RowLimitExceededError,
    "SERVER_BUSY": ServerBusyError,
    "SESSION_EXPIRED": SessionExpiredError,
    "THROTTLED": ThrottledError,
    "TIME_LIMIT_EXCEEDED": TimeLimitExceededError,
    "UNKNOWN_OPERATION": UnknownOperationError,
    "UNSUPPORTED_MEDIA_TYPE": UnsupportedMediaTypeError,
    "UNSUPPORTED_SECURITY": UnsupportedSecurityError,
    "UPLOAD_LIMIT_EXCEEDED": UploadLimitExceededError,
    "UPLOAD_OFFSET": UploadOffsetError,
    "USERNAME_TAKEN": UsernameTakenError,
    "VERSION_MISMATCH": VersionMismatchError,
    "WINDOW_CLOSED": WindowClosedError,
}
"""The class of each fault code."""
__all__ = [
    "AccountFrozenError",
    "ActionMismatchError",
    "AttachmentRejectedError",
    "AuthenticationError",
    "AuthenticationRequiredError",
    "BadHttpError",
    "ByteLimitExceededError",
    "ConflictError",
    "CostLimitExceededError",
    "CursorInvalidError",
    "DataLimitError",
    "DataServiceOffError",
    "DigestMismatchError",
    "HandlerNotEligibleError",
    "InsecureTransportError",
    "InternalError",
    "InvalidArgumentError",
    "InvalidMessageError",
    "InvalidSecurityError",
    "InvalidStateError",
    "LastAdministratorError",
    "LimitExceededError",
    "LoginFailedError",
    "LoginThrottledError",
    "MalformedRequestError",
    "MessageExpiredError",
    "MessageReplayedError",
    "MethodNotAllowedError",
    "MustUnderstandError",
    "NotFoundError",
    "PasswordChangeRequiredError",
    "PasswordRejectedError",
    "PermissionDeniedError",
    "QueryFailedError",
    "QueryRefusedError",
    "RangeRequiredError",
    "RequestIdReusedError",
    "RequestTimeoutError",
    "RequestTooLargeError",
    "RowLimitExceededError",
    "ServerBusyError",
    "SessionExpiredError",
    "ThrottledError",
    "TimeLimitExceededError",
    "UnknownOperationError",
    "UnsupportedMediaTypeError",
    "UnsupportedSecurityError",
    "UploadLimitExceededError",
    "UploadOffsetError",
    "UsernameTakenError",
    "VersionMismatchError",
    "WindowClosedError",
]
