"""MIME packages (RFC 2046, section 5.1; RFC 2387), read strictly and without copying what is in them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.limits import Limits

_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:(.*)")
_PADDING = re.compile(rb"[ \t]{0,80}\r\n")
_PLAIN_CODINGS = frozenset({"", "binary", "8bit", "7bit"})
_LINE, _END_OF_HEADERS = b"\r\n", b"\r\n\r\n"


@dataclass(frozen=True)
class MimePart:
    """A part of a package.

    :ivar headers: names in lower case.
    """

    headers: Mapping[str, str]
    content: memoryview

    @property
    def content_type(self) -> str:
        """The part's Content-Type, as it stands there."""
        return self.headers.get("content-type", "")

    @property
    def content_id(self) -> str:
        """What the part is referred to by, without the brackets; empty if it has no name."""
        return plain_id(self.headers.get("content-id", ""))


def plain_id(text: str) -> str:
    """Return a Content-ID without its brackets."""
    return text.strip().removeprefix("<").removesuffix(">")


def mime_parts(body: bytes, boundary: str, limits: Limits) -> list[MimePart]:
    """Return the parts of a package; what stands before the first and behind the last means nothing.

    :raises SoapFault: if it is not one, has too many parts or too large headers, or parts that have parts.
    """
    if not _BOUNDARY.fullmatch(boundary):
        raise malformed("The Content-Type of a package must have a boundary of at most 70 characters.")
    found: list[MimePart] = []
    for head, content in _split(body, b"--" + boundary.encode("ascii"), limits):
        if len(found) == limits.mime_parts:
            raise SoapFault.of(Kinds.LIMIT_EXCEEDED, f"The package has more than {limits.mime_parts} parts.")
        found.append(_checked(MimePart(_headers(head), content)))
    if not found:
        raise malformed("The package has no part.")
    return found


def headers_in_front(body: bytes, limits: Limits) -> Mapping[str, str]:
    """Return the headers in front of a package, where a mail would have them; none if there are none."""
    end = body.find(_END_OF_HEADERS, 0, limits.mime_header_bytes + len(_END_OF_HEADERS))
    return {} if end < 0 or body.startswith(b"--") else _headers(body[:end])


def malformed(message: str) -> SoapFault:
    """Return the fault for a package that is not one."""
    return SoapFault.of(Kinds.MALFORMED_REQUEST, message)


def _split(body: bytes, delimiter: bytes, limits: Limits) -> Iterator[tuple[bytes, memoryview]]:
    """Yield the headers and the content of each part."""
    view = memoryview(body)
    at = 0 if body.startswith(delimiter) else body.find(_LINE + delimiter) + len(_LINE)
    if not body.startswith(delimiter, at):
        raise malformed("The package does not have the boundary of its Content-Type.")
    at += len(delimiter)
    while not body.startswith(b"--", at):
        padding = _PADDING.match(body, at)
        if padding is None:
            raise malformed("A boundary of the package does not end its line.")
        # The line end of the boundary may be that of the headers too, where there are none.
        start = padding.end() - len(_LINE)
        farthest = padding.end() + limits.mime_header_bytes
        end = body.find(_END_OF_HEADERS, start, farthest + len(_END_OF_HEADERS))
        if end < 0:
            raise malformed(f"The headers of a part do not end within {limits.mime_header_bytes} bytes.")
        content = end + len(_END_OF_HEADERS)
        next_one = body.find(_LINE + delimiter, content - len(_LINE))
        if next_one < 0:
            raise malformed("The package is cut off: its last boundary is missing.")
        yield body[start + len(_LINE) : end], view[content : max(content, next_one)]
        at = next_one + len(_LINE) + len(delimiter)


def _headers(head: bytes) -> Mapping[str, str]:
    found: dict[str, str] = {}
    # A line that begins with a blank goes on with the one before (RFC 5322, section 2.2.3).
    for line in re.sub(r"\r\n(?=[ \t])", "", head.decode("latin-1")).split("\r\n") if head else ():
        field = _FIELD.fullmatch(line)
        if field is None:
            raise malformed("A part has a header that is none.")
        name = field[1].lower()
        if name in found:
            raise malformed(f"A part has the header {name[:64]} twice.")
        found[name] = field[2].strip()
    return found


def _checked(part: MimePart) -> MimePart:
    if part.content_type.lower().startswith("multipart/"):
        raise malformed("A part of a package must not have parts of its own.")
    if part.headers.get("content-transfer-encoding", "").lower() not in _PLAIN_CODINGS:
        raise malformed("The Content-Transfer-Encoding of a part must be binary.")
    return part
