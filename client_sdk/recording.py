"""What goes over the wire, to look at: for pages and programs that explain a call."""

import time

from lxml import etree

from client_sdk.contract import ENVELOPE
from client_sdk.decoding import NAMESPACE
from client_sdk.messages import Reply, Request
from client_sdk.transport import Transport

MASK = "••••••"


class RecordingTransport:
    """Carries requests by another transport and keeps the last one with its answer. It is for one call at a time.

    :ivar request: the envelope that was sent last, None before the first.
    :ivar answer: the envelope that came back, None if none did.
    :ivar seconds: how long that took.
    """

    def __init__(self, carrier: Transport) -> None:
        self._carrier = carrier
        self.request: bytes | None = None
        self.answer: bytes | None = None
        self.seconds = 0.0

    def send(self, request: Request) -> Reply:
        """Send a request and return what comes back."""
        self.request, self.answer = request.body, None
        began = time.perf_counter()
        try:
            reply = self._carrier.send(request)
        finally:
            self.seconds = time.perf_counter() - began
        self.answer = reply.body
        return reply

    def load(self, url: str) -> bytes:
        """Return a document."""
        return self._carrier.load(url)

    def close(self) -> None:
        """Close the other transport."""
        self._carrier.close()


def printable(envelope: bytes) -> str:
    """Return an envelope for people: indented, and without the token of the session.

    What is no XML is returned as the text that it seems to be.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_blank_text=True)
    try:
        root = etree.fromstring(envelope, parser)
    except etree.XMLSyntaxError:
        return envelope.decode("utf-8", "replace")
    for token in root.iterfind(f"{{{ENVELOPE}}}Header/{{{NAMESPACE}}}SessionHeader/{{{NAMESPACE}}}token"):
        token.text = MASK
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")
