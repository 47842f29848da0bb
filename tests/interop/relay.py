"""A way to a desk on which answers are changed as later versions might change them."""

import http.client
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from lxml import etree

from soap_server.contract import NAMESPACE

_T = f"{{{NAMESPACE}}}"
Change = Callable[[etree._Element], None]


def unchanged(_entry: etree._Element) -> None:
    """Leave an answer as it is."""


def grown(*, first: bool) -> Change:
    """Return what adds an unknown member to every complex value, behind the others or before them."""

    def change(entry: etree._Element) -> None:
        for element in list(entry.iter(f"{_T}*")):
            if len(element) and not etree.QName(element).localname.endswith("Response"):
                later = etree.Element(f"{_T}later")
                etree.SubElement(later, f"{_T}value").text = "1"
                element.insert(0 if first else len(element), later)

    return change


def reworded(entry: etree._Element) -> None:
    """Give events a status that old stubs do not know."""
    for status in entry.iter(f"{_T}status"):
        if status.text == "submitted":
            status.text = "paused"


WAYS: Mapping[str, Change] = {
    "same": unchanged,
    "added": grown(first=False),
    "inserted": grown(first=True),
    "value": reworded,
}


class Relay:
    """Passes requests on to a server, and its answers back, changed by the first part of the path."""

    def __init__(self, server_url: str) -> None:
        self._address = urlsplit(server_url).netloc
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def url(self, way: str) -> str:
        """Return the endpoint on a way."""
        return f"http://127.0.0.1:{self._server.server_port}/{way}/soap"

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        address = self._address

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                _, way, path = self.path.split("/", 2)
                body = self.rfile.read(int(self.headers["Content-Length"]))
                connection = http.client.HTTPConnection(address, timeout=30)
                kept = ("Content-Type", "SOAPAction")
                headers = {name: self.headers[name] for name in kept if self.headers[name]}
                connection.request("POST", f"/{path}", body, headers)
                response = connection.getresponse()
                answer = _changed(response.read(), WAYS[way])
                connection.close()
                self.send_response(response.status)
                self.send_header("Content-Type", response.headers["Content-Type"])
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        return Handler


def _changed(answer: bytes, change: Change) -> bytes:
    root = etree.fromstring(answer)
    for entry in root[-1]:
        change(entry)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
