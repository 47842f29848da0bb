"""Every way in which a verb refuses.

    DeskError
    ├── InvalidArgumentError        a value that can never be right
    │   ├── PasswordRejectedError
    │   ├── AttachmentRejectedError
    │   ├── DigestMismatchError
    │   ├── RangeRequiredError      a file that is too large for one answer
    │   ├── UploadOffsetError       a part that does not follow on the one before
    │   └── CursorInvalidError
    ├── AuthenticationError
    │   ├── AuthenticationRequiredError
    │   ├── SessionExpiredError
    │   ├── LoginFailedError
    │   ├── LoginThrottledError
    │   ├── AccountFrozenError
    │   ├── MessageReplayedError
    │   └── PasswordChangeRequiredError
    ├── PermissionDeniedError
    ├── ThrottledError              too many calls of one kind from one source
    ├── NotFoundError
    ├── ConflictError               somebody else was first
    │   ├── UsernameTakenError
    │   └── RequestIdReusedError
    ├── InvalidStateError           the lifecycle does not allow it now
    │   ├── WindowClosedError
    │   └── LastAdministratorError
    ├── UploadLimitError            more than one user may have open
    ├── HandlerNotEligibleError
    ├── DataServiceOffError
    ├── QueryRefusedError           a statement that is not in the dialect, or reads what is not granted
    ├── QueryFailedError            a value that cannot be computed
    ├── DataLimitError              more than one call may read or change
    │   ├── RowLimitError
    │   ├── ByteLimitError
    │   ├── TimeLimitError
    │   └── CostLimitError
    └── ServerBusyError             nothing is wrong with the request

The code of a class is what callers see as ServiceFault.code; it never changes its meaning.
"""

from soap_server.desk.errors.data import (
    ByteLimitError,
    CostLimitError,
    DataLimitError,
    DataServiceOffError,
    QueryFailedError,
    QueryRefusedError,
    RowLimitError,
    TimeLimitError,
)
from soap_server.desk.errors.refusals import (
    AccountFrozenError,
    AttachmentRejectedError,
    AuthenticationError,
    AuthenticationRequiredError,
    ConflictError,
    CursorInvalidError,
    DeskError,
    DigestMismatchError,
    HandlerNotEligibleError,
    InvalidArgumentError,
    InvalidStateError,
    LastAdministratorError,
    LoginFailedError,
    LoginThrottledError,
    MessageReplayedError,
    NotFoundError,
    PasswordChangeRequiredError,
    PasswordRejectedError,
    PermissionDeniedError,
    RangeRequiredError,
    RequestIdReusedError,
    ServerBusyError,
    SessionExpiredError,
    ThrottledError,
    UploadLimitError,
    UploadOffsetError,
    UsernameTakenError,
    WindowClosedError,
)

__all__ = [
    "AccountFrozenError",
    "AttachmentRejectedError",
    "AuthenticationError",
    "AuthenticationRequiredError",
    "ByteLimitError",
    "ConflictError",
    "CostLimitError",
    "CursorInvalidError",
    "DataLimitError",
    "DataServiceOffError",
    "DeskError",
    "DigestMismatchError",
    "HandlerNotEligibleError",
    "InvalidArgumentError",
    "InvalidStateError",
    "LastAdministratorError",
    "LoginFailedError",
    "LoginThrottledError",
    "MessageReplayedError",
    "NotFoundError",
    "PasswordChangeRequiredError",
    "PasswordRejectedError",
    "PermissionDeniedError",
    "QueryFailedError",
    "QueryRefusedError",
    "RangeRequiredError",
    "RequestIdReusedError",
    "RowLimitError",
    "ServerBusyError",
    "SessionExpiredError",
    "ThrottledError",
    "TimeLimitError",
    "UploadLimitError",
    "UploadOffsetError",
    "UsernameTakenError",
    "WindowClosedError",
    "all_errors",
]


def all_errors() -> dict[str, type[DeskError]]:
    """Return every refusal that has a code, by its code."""
    found: dict[str, type[DeskError]] = {}
    pending: list[type[DeskError]] = [DeskError]
    while pending:
        error = pending.pop()
        pending += error.__subclasses__()
        if "code" in vars(error):
            found[error.code] = error
    return found
