"""Answers as they come over the wire, read without our own code or a library that forgives."""

import socket
from dataclasses import dataclass

from lxml import etree

from soap_server.engine.versions import VERSIONS
from tests.engine.messages import TNS


@dataclass(frozen=True)
class Answer:
    """A response: its status, its head as it came, its body."""

    status: int
    head: bytes
    body: bytes

    @property
    def fault(self) -> "tuple[str, str] | None":
        """The SOAP fault code and our code, if it is a SOAP fault that has both."""
        root = self._root()
        faults = [] if root is None else root.findall(f"{{*}}Body/{{{etree.QName(root).namespace}}}Fault")
        if not faults:
            return None
        (told,) = faults[0].xpath("faultcode/text() | *[local-name()='Code']/*[local-name()='Value']/text()")
        code = faults[0].findtext(f".//{{{TNS}}}ServiceFault/{{{TNS}}}code")
        return str(told).rpartition(":")[2], code or ""

    @property
    def is_result(self) -> bool:
        """Whether it is an envelope that holds no fault."""
        return self.status == 200 and self._root() is not None and self.fault is None

    def _root(self) -> etree._Element | None:
        body = self.body
        if b"multipart/related" in self.head.lower():
            start = body.find(b"\r\n\r\n") + 4
            body = body[start : body.find(b"\r\n--", start)]
        try:
            root = etree.fromstring(body)
        except etree.XMLSyntaxError:
            return None
        return root if root.tag in [version.tag("Envelope") for version in VERSIONS] else None


class Reader:
    """Reads answers from a connection, one after the other."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._data = b""
        self.is_over = False

    def next(self, seconds: float) -> Answer | None:
        """Return the next answer; None if there is none before the end or for so many seconds.

        :raises TimeoutError: if nothing comes.
        """
        self._connection.settimeout(seconds)
        while True:
            while b"\r\n\r\n" not in self._data:
                if not self._more():
                    return None
            head, _, self._data = self._data.partition(b"\r\n\r\n")
            status = int(head.split(b" ", 2)[1])
            if status != 100:
                return Answer(status, head, self._body(status, head))

    def _body(self, status: int, head: bytes) -> bytes:
        headers = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
        if b"chunked" in headers.get(b"transfer-encoding", b""):
            while b"0\r\n\r\n" not in self._data and self._more():
                pass
            body, _, self._data = self._data.partition(b"0\r\n\r\n")
            return body
        length = 0 if status == 304 else int(headers.get(b"content-length", 0))
        while len(self._data) < length and self._more():
            pass
        body, self._data = self._data[:length], self._data[length:]
        return body

    def _more(self) -> bool:
        try:
            data = self._connection.recv(1 << 16)
        except ConnectionError:
            data = b""
        self._data += data
        self.is_over = not data
        return bool(data)
