"""What is at which path: SOAP, the WSDLs, the help page, health and metrics."""

import time
from collections.abc import Mapping
from typing import Any

import structlog
from twisted.internet.threads import deferToThreadPool
from twisted.python.failure import Failure
from twisted.python.threadpool import ThreadPool
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET

from soap_server.app import SOAP_PATH, Application
from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.messages import Request, Response
from soap_server.engine.pipeline import OtherLaneError, new_correlation_id
from soap_server.http import metrics
from soap_server.http.health import Health
from soap_server.http.help_page import STYLE_POLICY, help_page
from soap_server.http.proxies import client_address, is_secure, is_trusted
from soap_server.http.request import DeskRequest, decoded_body, too_large
from soap_server.logs import failure_facts
from soap_server.operations.declaration import HASHING_LANE, ORDINARY_LANE

log = structlog.get_logger("soapdesk.calls")
_HTML = "text/html; charset=utf-8"


class Root(Resource):
    """The only resource: it looks at the path itself, since all of them are known at start."""

    isLeaf = True

    def __init__(self, application: Application, reactor: Any, lanes: Mapping[str, ThreadPool]) -> None:
        super().__init__()
        self._application = application
        self._reactor = reactor
        self._pool = lanes[ORDINARY_LANE]
        self._health = Health(application.database)
        self._help = help_page(application)
        settings = application.settings.server
        self._capacity = settings.threads + settings.queue
        self._trusted = settings.trusted_proxies
        self._metrics_networks = settings.metrics_networks
        self._in_progress = 0
        # Calls that take long wait for each other, and leave most of the places to all others.
        share = max(1, self._capacity // 3)
        self._lanes = {name: _Lane(name, pool, share) for name, pool in lanes.items() if name != ORDINARY_LANE}
        self._pages = {
            "/": self._index,
            "/healthz": self._alive,
            "/readyz": self._ready,
            "/metrics": self._metrics,
        }

    def render(self, request: DeskRequest) -> Any:
        """Answer a request, or hand it to a thread that does."""
        path = request.path.decode("ascii", "replace")
        is_soap = path == SOAP_PATH or path.startswith(f"{SOAP_PATH}/")
        if request.method not in (b"GET", b"HEAD"):
            if is_soap:
                return self._call(request)
            return self._plain(request, 405, "Only GET is answered here.", allow="GET, HEAD")
        if is_soap:
            return self._document(request, path)
        page = self._pages.get(path)
        if page is None:
            return self._plain(request, 404, "There is nothing here. The services are at /soap.")
        return page(request)

    def _index(self, request: DeskRequest) -> Any:
        return self._document(request, "/")

    def _alive(self, request: DeskRequest) -> Any:
        return self._plain(request, 200, "ok")

    def _ready(self, request: DeskRequest) -> Any:
        return self._answer_later(request, self._health.check)

    def _document(self, request: DeskRequest, path: str) -> Any:
        query = request.uri.partition(b"?")[2].decode("ascii", "replace").lower()
        documents = self._application.documents
        if path != "/" and (path, "wsdl") not in documents:
            return self._plain(request, 404, "There is no such service. They are listed at /soap.")
        if not query:
            policy = f"default-src 'none'; style-src {STYLE_POLICY}; base-uri 'none'; frame-ancestors 'none'"
            return self._send(request, Response(200, _HTML, self._help, {"Content-Security-Policy": policy}))
        name, _, value = query.partition("&")[0].partition("=")
        wanted = f"wsdl={value}" if value else "wsdl"
        found = documents.get((path, wanted)) if name in ("wsdl", "singlewsdl") else None
        if found is None:
            return self._plain(request, 404, "There is no such document. Try /soap?wsdl.")
        return self._send(request, Response(200, "text/xml; charset=utf-8", found))

    def _metrics(self, request: DeskRequest) -> Any:
        if not is_trusted(self._peer(request), self._metrics_networks):
            return self._plain(request, 403, "Metrics are not for this address; see server.metrics_networks.")
        return self._send(request, Response(200, metrics.CONTENT_TYPE, metrics.exposition()))

    def _call(self, request: DeskRequest) -> Any:
        engine = self._application.engine
        asked = request.as_engine_request(self._peer(request))
        call = _Call(request, asked, new_correlation_id())
        refusal = self._refusal(request)
        if refusal is not None:
            response = engine.refuse(asked, refusal, call.correlation_id)
            self._record(call, response)
            return self._send(request, response, call.correlation_id)
        self._in_progress += 1
        metrics.calls_in_progress.inc()
        answer = deferToThreadPool(self._reactor, self._pool, self._run, call, ORDINARY_LANE)
        answer.addErrback(self._run_in_lane, call)
        answer.addBoth(self._finish, call)
        return NOT_DONE_YET

    def _refusal(self, request: DeskRequest) -> SoapFault | None:
        if request.is_too_large:
            return too_large(request.limit)
        if self._in_progress >= self._capacity:
            return SoapFault.of(Kinds.SERVER_BUSY, "There are too many calls. Try again in a moment.")
        return None

    def _run(self, call: "_Call", lane: str) -> Response | None:
        """Answer a call, in a thread. A client who has gone away while it waited gets nothing.

        :raises OtherLaneError: if it has to be answered in the threads of another lane.
        """
        if call.is_abandoned:
            return None
        engine, asked = self._application.engine, call.asked
        try:
            body = decoded_body(asked.body, asked.headers.get("content-encoding", ""), engine.body_limit(asked))
        except SoapFault as fault:
            return engine.refuse(asked, fault, call.correlation_id)
        request = Request(asked.method, asked.path, asked.query, asked.headers, body, asked.peer)
        return engine.handle(request, call.correlation_id, lane=lane)

    def _run_in_lane(self, failure: Failure, call: "_Call") -> Any:
        failure.trap(OtherLaneError)
        elsewhere: Any = failure.value
        lane = self._lanes[elsewhere.lane]
        if lane.in_progress >= lane.capacity:
            busy = SoapFault.of(Kinds.SERVER_BUSY, f"There are too many {lane.calls}. Try again in a moment.")
            return self._application.engine.refuse(call.asked, busy, call.correlation_id)
        lane.in_progress += 1
        return deferToThreadPool(self._reactor, lane.pool, self._run, call, lane.name).addBoth(lane.finish)

    def _finish(self, result: Response | Failure | None, call: "_Call") -> None:
        self._in_progress -= 1
        metrics.calls_in_progress.dec()
        if isinstance(result, Failure):  # pragma: no cover - the engine answers every failure itself
            result = self._application.engine.refuse(
                call.asked, SoapFault.of(Kinds.INTERNAL_ERROR), call.correlation_id
            )
        self._record(call, result)
        if result is not None and not call.is_abandoned:
            self._send(call.request, result, call.correlation_id)

    def _record(self, call: "_Call", result: Response | None) -> None:
        seconds = time.monotonic() - call.started_at
        operation = (result.operation if result else "") or "unknown"
        code = result.code if result else "ABANDONED"
        metrics.calls.labels(operation, code).inc()
        metrics.call_seconds.labels(operation).observe(seconds)
        metrics.bytes_in.inc(len(call.asked.body))
        metrics.bytes_out.inc(len(result.body) if result else 0)
        log.info(
            "call",
            correlation_id=call.correlation_id,
            operation=operation,
            code=code or "OK",
            status=result.status if result else 0,
            milliseconds=round(seconds * 1000, 1),
            peer=call.asked.peer,
            secure=call.is_secure(self._trusted),
            bytes_in=len(call.asked.body),
            bytes_out=len(result.body) if result else 0,
        )

    def _answer_later(self, request: DeskRequest, function: Any) -> Any:
        call = _Call(request, Request("GET", ""), "")

        def send(response: Response) -> None:
            if not call.is_abandoned:
                self._send(request, response)

        def fail(failure: Failure) -> None:
            log.error("readiness check failed", **failure_facts(failure.value or Exception()))
            send(Response(503, "text/plain; charset=utf-8", b"not ready\n"))

        deferToThreadPool(self._reactor, self._pool, function).addCallbacks(send, fail)
        return NOT_DONE_YET

    def _plain(self, request: DeskRequest, status: int, text: str, *, allow: str = "") -> Any:
        headers = {"Allow": allow} if allow else {}
        return self._send(request, Response(status, "text/plain; charset=utf-8", f"{text}\n".encode(), headers))

    def _send(self, request: DeskRequest, response: Response, correlation_id: str = "") -> Any:
        request.setResponseCode(response.status)
        headers = {
            "Content-Type": response.content_type,
            "Content-Length": str(len(response.body)),
            "Cache-Control": "no-store" if correlation_id else "no-cache",
            "X-Content-Type-Options": "nosniff",
            **({"X-Correlation-Id": correlation_id} if correlation_id else {}),
            **response.headers,
        }
        for name, value in headers.items():
            request.setHeader(name, value)
        request.responseHeaders.removeHeader("Server")
        if request.desk_channel.site.is_stopping:
            request.desk_channel.persistent = 0
            request.setHeader("Connection", "close")
        request.write(b"" if request.method == b"HEAD" else response.body)
        request.finish()
        return NOT_DONE_YET

    def _peer(self, request: DeskRequest) -> str:
        peer = getattr(request.getClientAddress(), "host", "")
        return client_address(peer, request.header(b"x-forwarded-for"), self._trusted)


class _Lane:
    """Calls that wait for each other in threads of their own."""

    def __init__(self, name: str, pool: ThreadPool, capacity: int) -> None:
        self.name = name
        self.pool = pool
        self.capacity = capacity
        self.in_progress = 0

    @property
    def calls(self) -> str:
        """What the calls are, for those who are turned away."""
        return "logins" if self.name == HASHING_LANE else "calls of the data service"

    def finish(self, result: Any) -> Any:
        """Count a call out."""
        self.in_progress -= 1
        return result


class _Call:
    """A call on its way through a thread."""

    def __init__(self, request: DeskRequest, asked: Request, correlation_id: str) -> None:
        self.request = request
        self.asked = asked
        self.correlation_id = correlation_id
        self.started_at = time.monotonic()
        self.is_abandoned = False
        self._direct_peer = getattr(request.getClientAddress(), "host", "")
        self._over_tls = request.isSecure()
        request.notifyFinish().addErrback(self._abandon)

    def is_secure(self, trusted: Any) -> bool:
        """Say whether the client's connection is encrypted."""
        proto = self.asked.headers.get("x-forwarded-proto", "")
        return is_secure(self._direct_peer, over_tls=self._over_tls, forwarded_proto=proto, trusted=trusted)

    def _abandon(self, _reason: Failure) -> None:
        self.is_abandoned = True
