"""What is sent and what comes back, whatever carries it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from client_sdk.files import Progress


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP POST with an envelope.

    :ivar progress: told how much of the body was sent.
    :ivar received: told how much of the answer has arrived.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)  # it may hold a password
    progress: Progress | None = None
    received: Progress | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response.

    :ivar headers: by their names in lower case.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def retry_after(self) -> float | None:
        """The seconds after which the server wants to be asked again (RFC 9110, section 10.2.3), or None."""
        text = self.headers.get("retry-after", "").strip()
        if text.isdigit():
            return float(text)
        try:
            return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()) if text else None
        except (TypeError, ValueError):
            return None
