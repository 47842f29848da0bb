"""What is at which path: SOAP, WSDLs and pages for developers, health and metrics, and the web pages at all others."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from twisted.internet.defer import Deferred, succeed
from twisted.python.failure import Failure
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET

from soap_server.app import SOAP_PATH, Application
from soap_server.engine.content_type import ContentType
from soap_server.engine.messages import Response
from soap_server.http import metrics
from soap_server.http.calls import Call, Calls
from soap_server.http.documents import Documents
from soap_server.http.health import Health
from soap_server.http.outflow import Outflow, Way
from soap_server.http.pages import Pages
from soap_server.http.plain_calls import PlainCall
from soap_server.http.proxies import client_address, is_secure, is_trusted
from soap_server.http.request import DeskRequest, call_headers, is_soap, too_large
from soap_server.http.short_pages import BUSY, PageAnswer
from soap_server.http.streaming import Streaming
from soap_server.http.threads import Inbox, Pool
from soap_server.logs import failure_facts
from soap_server.operations.declaration import ORDINARY_LANE

if TYPE_CHECKING:
    from soap_server.http.channel import DeskChannel
    from soap_server.http.site import DeskSite

log = structlog.get_logger("soapdesk.site")
WEB_LANE = "web"


class Root(Resource):
    """The only resource: it looks at the path itself, since all of them are known at start."""

    isLeaf = True

    def __init__(self, application: Application, reactor: Any, lanes: Mapping[str, Pool]) -> None:
        super().__init__()
        self._application = application
        self._inbox = Inbox(reactor)
        self._pool = lanes[ORDINARY_LANE]
        self._health = Health(application.database)
        self._documents = Documents(application)
        settings = application.settings.server
        self._calls = Calls(application, reactor, lanes)
        self._trusted = settings.trusted_proxies
        self._metrics_networks = settings.metrics_networks
        self._keep_to_https = f"max-age={settings.hsts_days * 86_400}"
        web = application.settings.web
        self._web = Pages(application, self._calls, reactor, lanes[WEB_LANE]) if web.enabled else None
        self._pages = {
            "/healthz": self._alive,
            "/readyz": self._ready,
            "/metrics": self._metrics,
        }
        if self._web is None:
            self._pages["/"] = self._index

    def stop(self) -> "Deferred[None]":
        """Fire when no page is being made any more."""
        return succeed(None) if self._web is None else self._web.stop()

    def render(self, request: DeskRequest) -> Any:
        """Answer a request, or hand it to a thread that does."""
        path = request.path.decode("ascii", "replace")
        page = self._pages.get(path)
        if is_soap(path):
            is_call = request.method not in (b"GET", b"HEAD")
            return self._call(request) if is_call else self._document(request, path)
        if (page is None or path == "/") and request.method == b"POST" and _speaks_soap(request):
            return self._call(request)  # to the wrong address; a program learns nothing from a page for people
        if path == "/" and request.uri.partition(b"?")[2].lower() in (b"wsdl", b"singlewsdl"):
            return self._plain(request, 302, f"The WSDL is at {SOAP_PATH}?wsdl.", location=f"{SOAP_PATH}?wsdl")
        if page is None and self._web is not None:
            return self._page(request, self._web)
        return self._small_page(request, page)

    def _small_page(self, request: DeskRequest, page: Callable[[DeskRequest], Any] | None) -> Any:
        if request.method not in (b"GET", b"HEAD"):
            return self._plain(request, 405, "Only GET is answered here.", allow="GET, HEAD")
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
        query = request.uri.partition(b"?")[2].decode("ascii", "replace")
        known = request.header(b"if-none-match")
        document = self._documents.answer(path, query, known)
        if not request.desk_channel.site.has_room(document.length):
            return self._plain(request, 503, "There are too many large answers. Try again in a moment.")
        return self._send(request, document)

    def _metrics(self, request: DeskRequest) -> Any:
        if not is_trusted(self._peer(request), self._metrics_networks):
            return self._plain(request, 403, "Metrics are not for this address; see server.metrics_networks.")
        return self._send(request, Response(200, metrics.CONTENT_TYPE, metrics.exposition()))

    def _call(self, request: DeskRequest) -> Any:
        call = Call(request.as_engine_request(self._peer(request), is_secure=self._is_secure(request)))
        if request.clientproto == b"HTTP/1.1":
            # Before it there were no chunks, and a connection that is cut looked like an answer's end.
            call.outflow = self._outflow(request.desk_channel, request, call)

        def abandon(_reason: Failure) -> None:
            call.abandon()

        request.notifyFinish().addErrback(abandon)
        answer = self._calls.take(call, too_large(request.limit) if request.is_too_large else None)
        answer.addCallback(self._answer, call, request.desk_channel.site, partial(self._send, request))
        return NOT_DONE_YET

    def take(self, plain: PlainCall) -> None:
        """Answer a plain call."""
        host, forwarded = plain.channel.host, plain.headers_by_name().get
        peer = client_address(host, forwarded("x-forwarded-for", ""), self._trusted)
        proto = forwarded("x-forwarded-proto", "")
        secure = is_secure(host, over_tls=plain.channel.is_over_tls, forwarded_proto=proto, trusted=self._trusted)
        plain.call = Call(plain.as_engine_request(peer, is_secure=secure))
        plain.call.outflow = self._outflow(plain.channel, plain, plain.call)
        self._calls.take(plain.call).addCallback(self._answer, plain.call, plain.channel.site, plain.answer)

    def _outflow(self, channel: "DeskChannel", way: Way, call: Call) -> Outflow:
        return Outflow(channel, way, call.correlation_id, self._application.settings.data.send_seconds)

    def _answer(
        self, response: Response | None, call: Call, site: "DeskSite", send: Callable[[Response, str], Any]
    ) -> None:
        # It refers to the call, which would keep its body until the collector comes.
        outflow, call.outflow = call.outflow, None
        if response is None or call.is_abandoned:
            return
        if outflow is not None and outflow.has_begun:
            outflow.finish(is_complete=not response.code)
            return
        if not site.has_room(response.length):
            response = self._calls.refuse_to_keep(call)
        send(response, call.correlation_id)

    def _page(self, request: DeskRequest, web: Pages) -> Any:
        gone: list[Failure] = []
        request.notifyFinish().addErrback(gone.append)

        def send(page: PageAnswer | None) -> None:
            if page is None:
                return
            more, has_room = page.more, request.desk_channel.site.has_room(len(page.body))
            if more is not None and (gone or not has_room or request.method == b"HEAD"):
                more.close()
                more = None
            if gone:
                return
            page = page if has_room else BUSY
            self._start(request, page.status, page.headers)
            if more is None:
                self._end(request, page.body)
            else:
                Streaming(request, more).start(page.body)

        web.answer(request, self._peer(request), is_secure=self._is_secure(request)).addCallback(send)
        return NOT_DONE_YET

    def _answer_later(self, request: DeskRequest, function: Any) -> Any:
        gone: list[Failure] = []
        request.notifyFinish().addErrback(gone.append)

        def send(response: Response) -> None:
            if not gone:
                self._send(request, response)

        def fail(failure: Failure) -> None:
            log.error("readiness check failed", **failure_facts(failure.value or Exception()))
            send(Response(503, "text/plain; charset=utf-8", b"not ready\n"))

        self._inbox.run(self._pool, function).addCallbacks(send, fail)
        return NOT_DONE_YET

    def _plain(self, request: DeskRequest, status: int, text: str, **more: str) -> Any:
        headers = {name.title(): value for name, value in more.items()}
        return self._send(request, Response(status, "text/plain; charset=utf-8", f"{text}\n".encode(), headers))

    def _send(self, request: DeskRequest, response: Response, correlation_id: str = "") -> Any:
        headers = {**call_headers(response, correlation_id), "Content-Length": str(response.length)}
        self._start(request, response.status, list(headers.items()))
        return self._end(request, response.body, *response.more)

    def _start(self, request: DeskRequest, status: int, headers: list[tuple[str, str]]) -> None:
        if self._is_secure(request):
            headers = [*headers, ("Strict-Transport-Security", self._keep_to_https)]
        request.start_answer(status, headers)

    def _end(self, request: DeskRequest, *body: bytes) -> Any:
        for piece in (b"",) if request.method == b"HEAD" or request.code == 304 else body:
            request.write(piece)
        request.finish()
        return NOT_DONE_YET

    def _is_secure(self, request: DeskRequest) -> bool:
        """Say whether the client's connection is encrypted."""
        peer = getattr(request.getClientAddress(), "host", "")
        proto = request.header(b"x-forwarded-proto")
        return is_secure(peer, over_tls=request.isSecure(), forwarded_proto=proto, trusted=self._trusted)

    def _peer(self, request: DeskRequest) -> str:
        peer = getattr(request.getClientAddress(), "host", "")
        return client_address(peer, request.header(b"x-forwarded-for"), self._trusted)


def _speaks_soap(request: DeskRequest) -> bool:
    content_type = ContentType(request.headers_by_name().get("content-type", ""))
    return content_type.version is not None or content_type.is_package
