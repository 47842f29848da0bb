"""Faults that the engine raises, and the codes that are its own.

The business has codes of its own; whatever the source, a caller sees one ServiceFault.
"""

from dataclasses import dataclass
from enum import Enum


class SoapCode(Enum):
    """The fault codes of the two SOAP versions: SOAP 1.1 section 4.4.1, SOAP 1.2 part 1 section 5.4.6."""

    CLIENT = ("Client", "Sender")
    SERVER = ("Server", "Receiver")
    MUST_UNDERSTAND = ("MustUnderstand", "MustUnderstand")
    VERSION_MISMATCH = ("VersionMismatch", "VersionMismatch")


@dataclass(frozen=True)
class FaultKind:
    """A kind of fault that the engine or the transport raises: its code, and what it means."""

    code: str
    meaning: str
    soap_code: SoapCode = SoapCode.CLIENT
    status: int = 500
    retryable: bool = False


class Kinds:
    """Every kind of fault that is not the business's."""

    METHOD_NOT_ALLOWED = FaultKind(
        "METHOD_NOT_ALLOWED", "SOAP requests are sent with POST; GET is for the WSDL.", status=405
    )
    BAD_HTTP = FaultKind(
        "BAD_HTTP", "The request is not proper HTTP, or its headers are too many or too large.", status=400
    )
    UNSUPPORTED_MEDIA_TYPE = FaultKind(
        "UNSUPPORTED_MEDIA_TYPE",
        "The Content-Type is neither text/xml nor application/soap+xml nor an MTOM package, the charset neither "
        "UTF-8 nor UTF-16, or the Content-Encoding is not gzip.",
        status=415,
    )
    REQUEST_TOO_LARGE = FaultKind(
        "REQUEST_TOO_LARGE", "The body is larger than this operation allows; message gives the limit.", status=413
    )
    LIMIT_EXCEEDED = FaultKind(
        "LIMIT_EXCEEDED",
        "The XML is too deep or has too many elements, attributes or characters in one place, or an MTOM package has "
        "too many parts.",
    )
    REQUEST_TIMEOUT = FaultKind("REQUEST_TIMEOUT", "The request was not sent completely in time.", status=408)
    MALFORMED_REQUEST = FaultKind(
        "MALFORMED_REQUEST",
        "The body is not well-formed XML, has a DOCTYPE, is not a SOAP envelope with one body entry, or is not a "
        "proper MTOM package.",
    )
    VERSION_MISMATCH = FaultKind(
        "VERSION_MISMATCH", "The envelope is neither SOAP 1.1 nor SOAP 1.2.", SoapCode.VERSION_MISMATCH
    )
    MUST_UNDERSTAND = FaultKind(
        "MUST_UNDERSTAND", "A header that must be understood is not known here.", SoapCode.MUST_UNDERSTAND
    )
    INSECURE_TRANSPORT = FaultKind(
        "INSECURE_TRANSPORT",
        "A password or a WS-Security header came over a connection that is not encrypted. Both are taken over https "
        "only.",
    )
    INVALID_SECURITY = FaultKind(
        "INVALID_SECURITY",
        "The WS-Security or Authorization header is not well formed, or the call says twice who is calling. field "
        "names the part that is wrong.",
    )
    UNSUPPORTED_SECURITY = FaultKind(
        "UNSUPPORTED_SECURITY",
        "The WS-Security header has something that is not taken here, such as a password digest or a signature. "
        "message says what is.",
    )
    MESSAGE_EXPIRED = FaultKind(
        "MESSAGE_EXPIRED",
        "By its WS-Security header the message is too old or comes from the future. Compare the client's clock.",
    )
    UNKNOWN_OPERATION = FaultKind("UNKNOWN_OPERATION", "The body names no operation of this service.")
    ACTION_MISMATCH = FaultKind("ACTION_MISMATCH", "The SOAPAction names another operation than the body.")
    INVALID_MESSAGE = FaultKind(
        "INVALID_MESSAGE", "The message does not follow the schema; field names the element that is wrong."
    )
    INVALID_ARGUMENT = FaultKind(
        "INVALID_ARGUMENT",
        "A value is too long, out of range or makes no sense; field names it and message gives the limit.",
    )
    SERVER_BUSY = FaultKind(
        "SERVER_BUSY",
        "The server is too busy or its database is out of reach; try again later.",
        SoapCode.SERVER,
        status=503,
        retryable=True,
    )
    INTERNAL_ERROR = FaultKind(
        "INTERNAL_ERROR", "The server failed; correlationId names the entry in its log.", SoapCode.SERVER
    )


class SoapFault(Exception):  # noqa: N818 - SOAP calls it a fault
    """A fault on its way to the caller.

    :ivar field: the wire name of the element that is wrong, or None.
    :ivar retry_after: the seconds after which a repetition may succeed, where they are known.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        field: str | None = None,
        soap_code: SoapCode = SoapCode.CLIENT,
        status: int = 500,
        retryable: bool = False,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.soap_code = soap_code
        self.status = status
        self.retryable = retryable
        self.retry_after = retry_after

    @classmethod
    def of(cls, kind: FaultKind, message: str | None = None, *, field: str | None = None) -> "SoapFault":
        """Return a fault of one of the engine's kinds; without a message it says what the kind means."""
        return cls(
            kind.code,
            message or kind.meaning,
            field=field,
            soap_code=kind.soap_code,
            status=kind.status,
            retryable=kind.retryable,
        )


def engine_kinds() -> tuple[FaultKind, ...]:
    """Return every kind of fault that is not the business's."""
    return tuple(kind for kind in vars(Kinds).values() if isinstance(kind, FaultKind))
