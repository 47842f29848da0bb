"""One call, from request to response. This is the page to read first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog
from lxml import etree

from soap_server.engine.answers import Entry, FaultWriter, envelope
from soap_server.engine.call import Call, Executor
from soap_server.engine.codec import Files
from soap_server.engine.content_type import ContentType, content_type_of
from soap_server.engine.correlation import new_correlation_id
from soap_server.engine.credentials import Credentials
from soap_server.engine.envelope import Envelope, check_action, envelope_version, open_envelope
from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.flow import GoneError, Outlet
from soap_server.engine.interface import BoundOperation, BoundService
from soap_server.engine.limits import Limits
from soap_server.engine.lost import no_operation, no_service
from soap_server.engine.messages import Request, Response
from soap_server.engine.package import check_taken, open_package, take_files
from soap_server.engine.progress import Progress
from soap_server.engine.reading import parse_document
from soap_server.engine.validation import Validator
from soap_server.engine.versions import SoapVersion
from soap_server.engine.ws_security import SECURITY, UserPassword, asks_for_timestamp
from soap_server.logs import failure_facts

log = structlog.get_logger("soapdesk.engine")


Explain = Callable[[Exception], SoapFault | None]
"""Returns the fault for an exception of the business, None for one that is nobody's refusal."""


@dataclass(frozen=True)
class Endpoint:
    """A path that takes SOAP requests: the operations that it offers, by the tag of the body entry."""

    path: str
    operations: Mapping[str, BoundOperation]


class OtherLaneError(Exception):
    """The operation waits for other calls than those of this lane: ask again in ``lane``, with ``proof``."""

    def __init__(self, lane: str, proof: Any = None) -> None:
        super().__init__(lane)
        self.lane = lane
        self.proof = proof


class Engine:
    """Answers requests.

    :param header_decoders: decoders of the header entries that are understood, by their tags; they say who is calling.
    :param credentials: reads what else says it.
    :param can_flow: whether the codec writes answers piece by piece, so that long ones can go out meanwhile.
    """

    def __init__(
        self,
        *,
        desk: BoundService,
        endpoints: Mapping[str, Endpoint],
        validator: Validator,
        header_decoders: Mapping[str, Callable[[etree._Element], Any]],
        credentials: Credentials,
        faults: FaultWriter,
        limits: Limits,
        execute: Executor,
        explain: Explain,
        can_flow: bool = False,
    ) -> None:
        self._namespace = desk.application.tns
        self._endpoints = endpoints
        self._validator = validator
        self._header_decoders = header_decoders
        self._understood = frozenset({*header_decoders, SECURITY})
        self._credentials = credentials
        self._faults = faults
        self._limits = limits
        self._execute = execute
        self._explain = explain
        self._can_flow = can_flow
        self._uploads = {operation.name for operation in desk.operations.values() if operation.large_body}
        self._by_lane: dict[str, set[str]] = {}
        for operation in desk.operations.values():
            for lane in operation.lanes:
                self._by_lane.setdefault(lane, set()).add(operation.name)
        self._upload_tags = frozenset(f"{{{self._namespace}}}{name}" for name in self._uploads)

    def handle(
        self,
        request: Request,
        correlation_id: str | None = None,
        *,
        lane: str | None = None,
        proof: Any = None,
        outlet: Outlet | None = None,
    ) -> Response:
        """Answer a SOAP request. Whatever happens, the answer is an envelope with a result or with a fault.

        :param lane: the lane in which it is answered; None for whichever it is.
        :param proof: what the OtherLaneError said that led here.
        :param outlet: the way on which a long answer may go out while it is made; what is returned is its end then.
        :raises OtherLaneError: if the operation belongs to another lane; nothing is done then.
        """
        correlation_id = correlation_id or new_correlation_id()
        content_type = content_type_of(request.headers.get("content-type", ""))
        progress = Progress.of(request, content_type, outlet if self._can_flow else None)
        try:
            entry = self._answer(request, content_type, progress, correlation_id, lane=lane, proof=proof)
            if progress.has_begun:
                return progress.ended()
            return progress.answered(envelope(progress.version, entry, progress.header))
        except OtherLaneError:
            raise
        except GoneError:
            return progress.cut("ABANDONED")
        except Exception as error:  # noqa: BLE001 - the last resort: every failure becomes a fault
            fault = self._fault_of(error, progress, correlation_id)
            if progress.has_begun:
                return progress.cut(fault.code)
            progress.files.clear()
            header = progress.header
            response = self._faults.response(progress.version, fault, correlation_id, progress.operation, header=header)
        finally:
            # They know how the answer begins, and would be in memory until the collector comes.
            progress.pieces = None
        return replace(progress.packed(response), authentication=progress.authentication, soap=progress.version.name)

    def refuse(self, request: Request, fault: SoapFault, correlation_id: str | None = None) -> Response:
        """Answer a request that the transport refuses, in the SOAP version that it seems to have."""
        progress = Progress.of(request, content_type_of(request.headers.get("content-type", "")))
        return progress.packed(self._faults.response(progress.version, fault, correlation_id or new_correlation_id()))

    def body_limit(self, request: Request) -> int:
        """Return how many bytes the body may have: more where the SOAPAction names an operation with files.

        A package is made for files, and may be as large whether it says its action or not.
        """
        return self._limit_of(request, content_type_of(request.headers.get("content-type", "")))

    def _limit_of(self, request: Request, content_type: ContentType) -> int:
        if content_type.is_package:
            return self._limits.upload_bytes
        name = _named_operation(request, content_type)
        return self._limits.upload_bytes if name in self._uploads else self._limits.body_bytes

    def may_be_in(self, lane: str, request: Request) -> bool:
        """Say whether the action of a request names an operation that may be answered in a lane."""
        name = _named_operation(request, content_type_of(request.headers.get("content-type", "")))
        return name in self._by_lane.get(lane, ())

    def _answer(
        self,
        request: Request,
        content_type: ContentType,
        progress: Progress,
        correlation_id: str,
        *,
        lane: str | None,
        proof: Any,
    ) -> Entry:
        endpoint = self._check_request(request, content_type)
        action = request.headers.get("soapaction") or content_type.action
        root, files = self._open(request.body, content_type)
        progress.version = envelope_version(root)
        if asks_for_timestamp(root, progress.version):
            progress.write_header = self._credentials.timestamp
        opened = open_envelope(root, progress.version, self._understood)
        operation = self._find_operation(endpoint, opened.entry)
        progress.operation = operation.name
        check_action(action, operation.name, self._namespace)
        if len(request.body) > self._limits.body_bytes and not operation.large_body:
            raise _too_large(self._limits.body_bytes)
        sessions = self._session_headers(opened)
        password = self._identify(request, opened, progress, has_session=bool(sessions))
        if password is None and lane not in (None, *operation.lanes):
            raise OtherLaneError(operation.lanes[0])
        self._validator.validate(opened.entry)
        arguments = operation.decode(opened.entry, files)
        headers = self._decode_headers(sessions, progress.version) if operation.needs_session else {}
        check_taken(files)
        return self._execute(
            Call(
                operation=operation.declared,
                arguments=arguments,
                headers=headers,
                peer=request.peer,
                correlation_id=correlation_id,
                encode=progress.encoder(operation),
                password=password,
                proof=proof,
                lane=lane,
                outlet=progress.outlet,
            )
        )

    def _open(self, body: bytes, content_type: ContentType) -> tuple[etree._Element, Files]:
        """Return the root of the envelope, and the files that came beside it."""
        if not content_type.is_package:
            return parse_document(body, content_type, self._limits, self._upload_tags), {}
        package = open_package(body, content_type, self._limits)
        root = parse_document(package.envelope, package.content_type, self._limits, self._upload_tags)
        return root, take_files(root, package.parts)

    def _identify(
        self, request: Request, opened: Envelope, progress: Progress, *, has_session: bool
    ) -> UserPassword | None:
        """Return the user name and password that came with a call, and note how its caller says who they are."""
        password = self._credentials.read(request, opened.headers, has_session=has_session)
        if password is not None or has_session:
            progress.authentication = password.kind if password else "session"
        return password

    def _check_request(self, request: Request, content_type: ContentType) -> Endpoint:
        if request.method != "POST":
            raise SoapFault.of(Kinds.METHOD_NOT_ALLOWED)
        if content_type.version is None and not content_type.is_package:
            raise SoapFault.of(
                Kinds.UNSUPPORTED_MEDIA_TYPE,
                "The Content-Type must be text/xml, application/soap+xml, or multipart/related of the type "
                "application/xop+xml.",
            )
        limit = self._limit_of(request, content_type)
        if len(request.body) > limit:
            raise _too_large(limit)
        endpoint = self._endpoints.get(request.path.removesuffix("/"))
        if endpoint is None:
            raise no_service(self._endpoints)
        return endpoint

    def _find_operation(self, endpoint: Endpoint, entry: etree._Element) -> BoundOperation:
        operation = endpoint.operations.get(str(entry.tag))
        if operation is None:
            everywhere = {path: each.operations for path, each in self._endpoints.items()}
            raise no_operation(entry, endpoint.operations, everywhere)
        return operation

    def _session_headers(self, opened: Envelope) -> dict[str, etree._Element]:
        """Return the header entries that say who is calling; one with nothing in it is what JAX-WS writes for null."""
        known = {tag: entry for tag, entry in opened.headers.items() if tag in self._header_decoders}
        return {tag: entry for tag, entry in known.items() if len(entry) or (entry.text or "").strip()}

    def _decode_headers(self, entries: Mapping[str, etree._Element], version: SoapVersion) -> dict[str, Any]:
        decoded: dict[str, Any] = {}
        for tag, entry in entries.items():
            _strip_soap_attributes(entry, version)
            self._validator.validate(entry)
            decoded[tag.rpartition("}")[2]] = self._header_decoders[tag](entry)
        return decoded

    def _fault_of(self, error: Exception, progress: Progress, correlation_id: str) -> SoapFault:
        fault = error if isinstance(error, SoapFault) else self._explain(error)
        if fault is None:
            # The traceback goes to the log; the caller gets the id by which it is found there.
            log.error(
                "call failed", correlation_id=correlation_id, operation=progress.operation, **failure_facts(error)
            )
            fault = SoapFault.of(
                Kinds.INTERNAL_ERROR, "Internal Error. The server's log has it under the correlationId."
            )
        return fault


def _named_operation(request: Request, content_type: ContentType) -> str:
    """Return the operation that a request says it is for."""
    action = request.headers.get("soapaction") or content_type.action
    return action.strip().strip('"').replace("#", "/").rpartition("/")[2]


def _too_large(limit: int) -> SoapFault:
    return SoapFault.of(
        Kinds.REQUEST_TOO_LARGE,
        f"The request is larger than {limit} bytes. One that carries files may be larger if its SOAPAction says so.",
    )


def _strip_soap_attributes(entry: etree._Element, version: SoapVersion) -> None:
    for name in ("mustUnderstand", version.role_attribute, "relay", "encodingStyle"):
        entry.attrib.pop(version.tag(name), None)
