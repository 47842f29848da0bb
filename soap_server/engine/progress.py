"""How far a call has come, and the form that its answer has, whatever becomes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from soap_server.engine.answers import ENVELOPE_END, Entry, envelope_start
from soap_server.engine.codec import Pieces
from soap_server.engine.content_type import ROOT, ContentType
from soap_server.engine.flow import Flow, Outlet
from soap_server.engine.interface import BoundOperation
from soap_server.engine.messages import Request, Response
from soap_server.engine.package import file_id, write_package
from soap_server.engine.versions import SOAP11, SoapVersion


@dataclass
class Progress:
    """How far a call has come, and how it is answered, whether it succeeds or fails.

    :ivar as_package: whether the answer is a package, ``files`` are beside its envelope then.
    :ivar outlet: the way on which it may go out while it is made, where it has one.
    :ivar pieces: of such an answer.
    """

    version: SoapVersion
    as_package: bool
    operation: str = ""
    authentication: str = "none"
    write_header: Callable[[], str] = lambda: ""
    outlet: Outlet | None = None
    pieces: Flow | None = None
    files: list[bytes] = field(default_factory=list)

    @classmethod
    def of(cls, request: Request, content_type: ContentType, outlet: Outlet | None = None) -> "Progress":
        """Return the beginning of a call, in the SOAP version that its request seems to have.

        It is answered with a package if it is one, and where Accept names the type of a package's root. That Accept
        names ``multipart/related`` alone says nothing: JAX-WS does so with every call.
        """
        as_package = content_type.is_package or ROOT in request.headers.get("accept", "").lower()
        # What stands beside an envelope is known when that is written, so a package waits for its end.
        return cls(content_type.version or SOAP11, as_package, outlet=None if as_package else outlet)

    @property
    def header(self) -> str:
        """The header entry of the answer, empty if it has none."""
        return self.write_header()

    @property
    def has_begun(self) -> bool:
        """Whether some of the answer has gone out."""
        return self.outlet is not None and self.outlet.has_begun

    def encoder(self, operation: BoundOperation) -> Callable[[Any], Entry]:
        """Return the encoder of the answer."""
        if operation.keeps_answer:
            return lambda value: b"".join(operation.encode(value))
        if self.outlet is not None:
            outlet = self.outlet

            def encode_flowing(value: Any) -> list[bytes]:
                self.pieces = Flow(outlet, self._beginning)
                return operation.encode(value, self.pieces)

            return encode_flowing
        if not self.as_package:
            return operation.encode

        def encode(value: Any) -> list[bytes]:
            self.files.clear()  # A transaction that failed for its time may have had an answer already.
            return operation.encode(value, Pieces(self.files, file_id))

        return encode

    def _beginning(self) -> Response:
        return self.answered([envelope_start(self.version, self.header)])

    def ended(self) -> Response:
        """Send the rest of an answer that has begun to go out, and return what is known of it.

        :raises GoneError: if nobody reads it.
        """
        if self.pieces is not None and self.outlet is not None:
            self.pieces.let_out()
            self.outlet.send(ENVELOPE_END)
        return self.cut("")

    def cut(self, code: str) -> Response:
        """Return what is known of an answer that has begun to go out and does not come to its end.

        :param code: why; empty for one that does.
        """
        sent = self.outlet.sent if self.outlet else 0
        return replace(self.answered([b""]), sent=sent, code=code)

    def answered(self, envelope: Sequence[bytes]) -> Response:
        """Return the response with an answer, in the form that its caller takes."""
        content_type, pieces = self._in_its_form(envelope)
        return Response(
            200,
            content_type,
            pieces[0],
            operation=self.operation,
            authentication=self.authentication,
            soap=self.version.name,
            more=pieces[1:],
        )

    def packed(self, response: Response) -> Response:
        """Return a response, of a fault, in the form that its caller takes."""
        content_type, pieces = self._in_its_form([response.body])
        return replace(response, content_type=content_type, body=pieces[0], more=pieces[1:])

    def _in_its_form(self, envelope: Sequence[bytes]) -> tuple[str, Sequence[bytes]]:
        if not self.as_package:
            return self.version.content_type, envelope
        return write_package(self.version, envelope, self.files)
