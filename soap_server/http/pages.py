"""The web pages in this process: requests to WSGI, and the pages' own calls to the engine."""

import re
import secrets
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

import structlog
from twisted.internet.defer import Deferred, DeferredSemaphore, succeed
from twisted.internet.threads import blockingCallFromThread
from twisted.python.failure import Failure

from client_sdk.transport import Answer, InProcessTransport
from soap_server.app import SOAP_PATH, Application
from soap_server.engine.messages import Request, Response
from soap_server.http import metrics
from soap_server.http.calls import Call, Calls
from soap_server.http.request import DeskRequest
from soap_server.http.short_pages import BUSY, FAILED, NOT_POSSIBLE, TOO_LARGE, PageAnswer
from soap_server.http.threads import Inbox, Pool
from soap_server.http.wsgi import Pieces, run_wsgi
from soap_server.logs import failure_facts
from web_ui.app import create_app
from web_ui.config import WebConfig

log = structlog.get_logger("soapdesk.pages")
_METHODS = (b"GET", b"HEAD", b"POST")
# The data service may take seconds for a call, and these pages call it.
_SLOW = re.compile(r"/(?:data|try)(?:/|$)")
# What proxies say was weighed already.
_NOT_PASSED_ON = ("content-type", "content-length", "forwarded")


class Pages:
    """Answers requests for pages in threads of their own, which wait for the calls that the pages make.

    Calls never wait for pages, so that the two kinds of threads cannot wait for each other.
    """

    def __init__(self, application: Application, calls: Calls, reactor: Any, pool: Pool) -> None:
        settings = application.settings
        self._calls = calls
        self._documents = application.documents
        self._reactor = reactor
        self._inbox = Inbox(reactor)
        self._pool = pool
        self._capacity = settings.web.threads + settings.web.queue
        self._in_progress = 0
        # Pages that may take long wait for each other, and leave threads and most of the places to all others.
        self._slow = DeferredSemaphore(max(1, settings.web.threads // 2))
        self._slow_capacity = max(1, self._capacity // 3)
        self._slow_in_progress = 0
        self._emptied: Deferred[None] | None = None
        self._is_public_url_secure = settings.public_url.startswith("https:")
        self._app = create_app(
            WebConfig(
                soap_url=f"{settings.public_url}{SOAP_PATH}",
                # The supervisor has made one for its workers; a process by itself makes its own.
                secret_key=settings.web.secret_key or secrets.token_urlsafe(32),
                is_secure=self._is_public_url_secure,
                transport=InProcessTransport(self._respond),
                # Nothing is lost on the way, and a desk that is full does not get emptier by asking again.
                attempts=1,
                upload_bytes=files_within(settings.limits.upload_bytes),
            )
        )

    def answer(self, request: DeskRequest, peer: str, *, is_secure: bool) -> "Deferred[PageAnswer | None]":
        """Answer a request in a thread; with nothing if nobody waits for the answer any more."""
        if request.method not in _METHODS:
            return succeed(NOT_POSSIBLE)
        if request.is_too_large:
            return succeed(TOO_LARGE)
        environ = _environ(request, peer, is_secure=is_secure or self._is_public_url_secure)
        is_slow = _SLOW.match(environ["PATH_INFO"]) is not None
        if self._in_progress >= self._capacity or (is_slow and self._slow_in_progress >= self._slow_capacity):
            return succeed(BUSY)
        gone: list[object] = []
        request.notifyFinish().addErrback(gone.append)
        self._in_progress += 1
        answer = self._in_turn(environ, gone) if is_slow else self._in_thread(environ, gone)
        return answer.addBoth(self._finish)

    def stop(self) -> "Deferred[None]":
        """Fire when no page is being made: their threads need the reactor to come to an end."""
        if not self._in_progress:
            return succeed(None)
        self._emptied = Deferred()
        return self._emptied

    def _in_turn(self, environ: dict[str, Any], gone: list[object]) -> "Deferred[Any]":
        self._slow_in_progress += 1
        return self._slow.run(self._in_thread, environ, gone).addBoth(self._count_slow_out)

    def _count_slow_out(self, result: Any) -> Any:
        self._slow_in_progress -= 1
        return result

    def _in_thread(self, environ: dict[str, Any], gone: list[object]) -> "Deferred[Any]":
        return self._inbox.run(self._pool, self._run, environ, gone)

    def _run(self, environ: dict[str, Any], gone: list[object]) -> PageAnswer | None:
        if gone:
            return None
        status, headers, body, pieces = run_wsgi(self._app.wsgi_app, environ)
        return PageAnswer(status, headers, body, None if pieces is None else _Rest(pieces, self._in_time))

    def _in_time(self, function: Callable[[], Any]) -> "Deferred[Any]":
        """Do a part of a page's work in a thread; the pages are not at their end before it is done."""
        self._in_progress += 1
        return self._inbox.run(self._pool, function).addBoth(self._count_out)

    def _count_out(self, result: Any) -> Any:
        self._in_progress -= 1
        if self._emptied is not None and not self._in_progress:
            self._emptied.callback(None)
        return result

    def _finish(self, result: PageAnswer | Failure | None) -> PageAnswer | None:
        self._count_out(result)
        if isinstance(result, Failure):
            log.error("a page failed", **failure_facts(result.value or Exception()))
            result = FAILED
        if result is not None:
            metrics.pages.labels(str(result.status)).inc()
        return result

    def _respond(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a call of a page, in the page's thread, as the InProcessTransport wants it."""
        if method == "GET":
            document = self._documents.get((path, query.lower()))
            return Answer(404, "text/plain", b"") if document is None else Answer(200, "text/xml", document)
        peer = headers.get("x-forwarded-for", "")
        asked = Request(method, path, query, headers, body, peer, is_secure=self._is_public_url_secure)
        call = Call(asked)
        ask: Any = self._calls.take
        response: Response = blockingCallFromThread(self._reactor, ask, call)
        return Answer(response.status, response.content_type, response.whole_body)


class _Rest:
    """The rest of a page, made in the threads of the pages."""

    def __init__(self, pieces: Pieces, in_thread: Callable[..., "Deferred[Any]"]) -> None:
        self._pieces = pieces
        self._in_thread = in_thread
        self._is_busy = self._is_over = False

    def piece(self) -> "Deferred[bytes | None]":
        """Return the next piece, None at the end."""
        self._is_busy = True
        return self._in_thread(self._pieces.next).addBoth(self._done)

    def close(self) -> None:
        """Make no more; a piece that is just being made is made to its end."""
        self._is_over = True
        if not self._is_busy:
            self._pieces.close()

    def _done(self, result: Any) -> Any:
        self._is_busy = False
        if self._is_over:
            self._pieces.close()
        return result


def files_within(upload_bytes: int) -> int:
    """Return how many bytes of files fit into a SOAP request of a size, where base64 makes 4 of 3."""
    return upload_bytes * 3 // 4 - 64 * 1024


def _environ(request: DeskRequest, peer: str, *, is_secure: bool) -> dict[str, Any]:
    path, _, query = request.uri.partition(b"?")
    body = request.content.getvalue() if request.content else b""
    return {
        **_headers(request),
        "REQUEST_METHOD": request.method.decode("ascii"),
        "SCRIPT_NAME": "",
        "PATH_INFO": "/" + unquote_to_bytes(path).decode("latin-1").lstrip("/"),
        "QUERY_STRING": query.decode("latin-1"),
        "CONTENT_TYPE": request.header(b"content-type"),
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443" if is_secure else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": peer,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https" if is_secure else "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": _Errors(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }


def _headers(request: DeskRequest) -> dict[str, str]:
    found = {}
    for raw_name, values in request.requestHeaders.getAllRawHeaders():
        name = raw_name.decode("latin-1").lower()
        # With an underscore a header could pass for another one.
        if name in _NOT_PASSED_ON or name.startswith("x-forwarded-") or "_" in name:
            continue
        separator = "; " if name == "cookie" else ", "
        found[f"HTTP_{name.upper().replace('-', '_')}"] = separator.join(value.decode("latin-1") for value in values)
    return found


class _Errors:
    """Takes what WSGI applications write on errors; ours log instead."""

    def write(self, text: str) -> None:
        """Log it."""
        log.warning("a page wrote", text=text[:500])

    def flush(self) -> None:
        """Do nothing: everything is written."""
