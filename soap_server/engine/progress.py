"""How far a call has come, and the form that its answer has, whatever becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from soap_server.engine.codec import Pieces
from soap_server.engine.content_type import ROOT, ContentType
from soap_server.engine.interface import BoundOperation
from soap_server.engine.messages import Request, Response
from soap_server.engine.package import file_id, write_package
from soap_server.engine.versions import SOAP11, SoapVersion


@dataclass
class Progress:
    """How far a call has come, and how it is answered, whether it succeeds or fails.

    :ivar as_package: whether the answer is a package, ``files`` are beside its envelope then.
    """

    version: SoapVersion
    as_package: bool
    operation: str = ""
    authentication: str = "none"
    is_timestamped: bool = False
    files: list[bytes] = field(default_factory=list)

    @classmethod
    def of(cls, request: Request, content_type: ContentType) -> "Progress":
        """Return the beginning of a call, in the SOAP version that its request seems to have.

        It is answered with a package if it is one, and where Accept names the type of a package's root. That Accept
        names ``multipart/related`` alone says nothing: JAX-WS does so with every call.
        """
        as_package = content_type.is_package or ROOT in request.headers.get("accept", "").lower()
        return cls(content_type.version or SOAP11, as_package)

    def encoder(self, operation: BoundOperation) -> Callable[[Any], bytes]:
        """Return the encoder of the answer."""
        if not self.as_package or operation.keeps_answer:
            return operation.encode

        def encode(value: Any) -> bytes:
            self.files.clear()  # A transaction that failed for its time may have had an answer already.
            return operation.encode(value, Pieces(self.files, file_id))

        return encode

    def packed(self, response: Response) -> Response:
        """Return the response in the form that its caller takes."""
        if not self.as_package:
            return response
        content_type, (first, *more) = write_package(self.version, response.body, self.files)
        return replace(response, content_type=content_type, body=first, more=more)
