"""The root of the errors, and those that have no fault code."""


class SupportError(Exception):
    """Something went wrong with a call."""


class ServiceFaultError(SupportError):
    """The desk refused the call, or failed.

    :ivar code: the stable word that programs look at.
    :ivar message: a sentence for people.
    :ivar field: the parameter that is wrong, as it is called on the wire, or None.
    :ivar retryable: whether the same request may succeed later, unchanged.
    :ivar correlation_id: names the call in the server's log.
    :ivar retry_after: the seconds after which the server wants to be asked again, or None.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        field: str | None = None,
        retryable: bool = False,
        correlation_id: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}" + (f" (field {field})" if field else ""))
        self.code = code
        self.message = message
        self.field = field
        self.retryable = retryable
        self.correlation_id = correlation_id
        self.retry_after = retry_after


class NetworkError(SupportError):
    """The desk was not reached, or its answer did not arrive.

    :ivar retry_after: the seconds after which the server wants to be asked again, or None.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ConnectFailedError(NetworkError):
    """No connection came about, so nothing was sent."""


class EncryptionError(ConnectFailedError):
    """The connection could not be encrypted: the certificate, its name or the protocol is not right."""


class ConnectionLostError(NetworkError):
    """The connection broke before the answer was complete; what became of the call is not known."""


class TimedOutError(NetworkError):
    """The answer did not arrive in time; what became of the call is not known."""


class UnavailableError(NetworkError):
    """Something between here and the desk answered that the desk is not available (HTTP 502, 503 or 504)."""


class UnexpectedAnswerError(NetworkError):
    """What answered is no SOAP service, or not this one: the URL may be wrong."""
