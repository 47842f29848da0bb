"""Every error that a call may raise.

    SupportError
    ├── ServiceFaultError           the desk refused or failed; a class for each code in ``client_sdk.errors.faults``
    │   ├── AuthenticationError     it is not established who is calling
    │   ├── InvalidArgumentError    a value that can never be right
    │   ├── NotFoundError
    │   ├── PermissionDeniedError
    │   ├── ConflictError           somebody else was first
    │   ├── InvalidStateError       the record's state does not allow it now
    │   ├── DataLimitError          more than one call may read or change
    │   ├── ServerBusyError         try again later
    │   └── …
    └── NetworkError                the desk was not reached, or its answer did not arrive
        ├── ConnectFailedError      nothing was sent
        │   └── EncryptionError
        ├── ConnectionLostError     it is not known what became of the call
        ├── TimedOutError           nor here
        ├── UnavailableError
        └── UnexpectedAnswerError   no SOAP service, or another one

A code that is newer than this SDK arrives as a plain ServiceFaultError.
"""

from client_sdk.errors import faults
from client_sdk.errors.base import (
    ConnectFailedError,
    ConnectionLostError,
    EncryptionError,
    NetworkError,
    ServiceFaultError,
    SupportError,
    TimedOutError,
    UnavailableError,
    UnexpectedAnswerError,
)
from client_sdk.errors.faults import *  # noqa: F403 - the classes of all codes, and nothing else
from client_sdk.errors.faults import BY_CODE

__all__ = [
    "BY_CODE",
    "ConnectFailedError",
    "ConnectionLostError",
    "EncryptionError",
    "NetworkError",
    "ServiceFaultError",
    "SupportError",
    "TimedOutError",
    "UnavailableError",
    "UnexpectedAnswerError",
]
__all__ += faults.__all__
