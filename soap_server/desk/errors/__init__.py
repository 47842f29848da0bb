"""Every way in which a verb refuses.

    DeskError
    ├── InvalidArgumentError        a value that can never be right
    │   ├── PasswordRejectedError
    │   ├── AttachmentRejectedError
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
    ├── NotFoundError
    ├── ConflictError               somebody else was first
    │   ├── UsernameTakenError
    │   └── RequestIdReusedError
    ├── InvalidStateError           the lifecycle does not allow it now
    │   ├── WindowClosedError
    │   └── LastAdministratorError
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
    RequestIdReusedError,
    ServerBusyError,
    SessionExpiredError,
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
    "RequestIdReusedError",
    "RowLimitError",
    "ServerBusyError",
    "SessionExpiredError",
    "TimeLimitError",
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
