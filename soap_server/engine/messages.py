"""What the transport hands to the engine, and what it gets back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request whose body has been received.

    :ivar path: without the query.
    :ivar headers: names in lower case; a header that came twice has its values joined by commas.
    :ivar body: after content codings such as gzip were undone.
    :ivar peer: the address of the client, behind trusted proxies the one they name.
    :ivar is_secure: whether the client's connection is encrypted, to us or to a trusted proxy.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    peer: str = ""
    is_secure: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response.

    :ivar more: what follows the body, in pieces that are large enough not to be copied together.
    :ivar operation: the operation that was called, for logs and metrics; empty if none was found out.
    :ivar code: the code of the fault, for the same; empty if there was none.
    :ivar authentication: how the caller said who they are, for the log: session, usernametoken, basic or none.
    :ivar sent: how many bytes went out while the answer was made, before the body.
    :ivar soap: the version of SOAP, for the same; empty if the request did not come so far.
    """

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    operation: str = ""
    code: str = ""
    authentication: str = "none"
    soap: str = ""
    more: Sequence[bytes] = ()
    sent: int = 0

    @property
    def length(self) -> int:
        """How many bytes the body has, all pieces together."""
        return self.sent + len(self.body) + sum(map(len, self.more))

    @property
    def whole_body(self) -> bytes:
        """The body in one piece."""
        return b"".join((self.body, *self.more)) if self.more else self.body
