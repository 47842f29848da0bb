"""Packages of an envelope with files: SOAP MTOM over XOP 1.0, read and written.

An element that has a file holds ``<xop:Include href="cid:..."/>`` in place of its base64, and the file is a part of
the package.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from soap_server.engine.codec import INCLUDE, Files
from soap_server.engine.content_type import PACKAGE, ROOT, ContentType
from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.limits import Limits
from soap_server.engine.multipart import MimePart, headers_in_front, malformed, mime_parts, plain_id
from soap_server.engine.versions import SoapVersion

# What kind of file it is, says the attribute (W3C, Describing Media Content of Binary Data in XML); we ask elsewhere.
_MEDIA_TYPE = "{http://www.w3.org/2005/05/xmlmime}contentType"
_ROOT_ID = "envelope@soapdesk"


@dataclass(frozen=True)
class Package:
    """A request's envelope as bytes with its type, and the files by their names."""

    envelope: bytes
    content_type: ContentType
    parts: dict[str, memoryview]


def open_package(body: bytes, content_type: ContentType, limits: Limits) -> Package:
    """Take a package apart.

    :raises SoapFault: if it is not one.
    """
    if not content_type.parameter("boundary"):
        # Mono writes the full type into the body, and HTTP gets the first half of it.
        content_type = ContentType(headers_in_front(body, limits).get("content-type", ""))
    found = mime_parts(body, content_type.parameter("boundary"), limits)
    root = _root_of(found, plain_id(content_type.parameter("start")))
    root_type = ContentType(root.content_type)
    if root_type.media_type != ROOT:
        raise malformed(f"The part with the envelope must be of the type {ROOT}.")
    named = {part.content_id: part.content for part in found if part.content_id and part is not root}
    return Package(bytes(root.content), root_type, named)


def take_files(root: etree._Element, parts: dict[str, memoryview]) -> Files:
    """Take the includes out of an envelope, and return the files by the elements that had them.

    :raises SoapFault: if one does not stand alone in its element, or its part is missing or has been taken.
    """
    left, files = dict(parts), {}
    for include in list(root.iter(INCLUDE)):
        holder = include.getparent()
        if holder is None or len(holder) != 1 or len(include) or not _is_blank(holder.text, include.text, include.tail):
            raise malformed("An Include stands alone in its element, and is empty.")
        name = _part_name(include.get("href", ""))
        if name not in left:
            raise malformed("An Include names a part that the package does not have, or that another one has taken.")
        files[holder] = left.pop(name)
        holder.remove(include)
        holder.text = None
        holder.attrib.pop(_MEDIA_TYPE, None)
    return files


def check_taken(files: Files) -> None:
    """Refuse an envelope with a file where none may stand; the decoder has taken all others.

    :raises SoapFault: INVALID_MESSAGE, naming the element.
    """
    for holder in files:
        name = etree.QName(holder).localname[:64]
        sentence = f"The element {name} cannot hold an Include: it is not of the type xs:base64Binary."
        raise SoapFault.of(Kinds.INVALID_MESSAGE, sentence, field=name)


def write_package(version: SoapVersion, envelope: Sequence[bytes], files: Sequence[bytes]) -> tuple[str, list[bytes]]:
    """Return the Content-Type and the pieces of a package; files are pieces by themselves, not copied."""
    boundary = f"soapdesk-{secrets.token_hex(16)}"
    content_type = (
        f'{PACKAGE}; type="{ROOT}"; start="<{_ROOT_ID}>"; start-info="{version.media_type}"; boundary="{boundary}"'
    )
    root_type = f'{ROOT}; charset=utf-8; type="{version.media_type}"'
    pieces = [_head(boundary, root_type, "8bit", _ROOT_ID), *envelope]
    for number, file in enumerate(files):
        pieces += [b"\r\n", _head(boundary, "application/octet-stream", "binary", file_id(number)), file]
    return content_type, [*pieces, f"\r\n--{boundary}--\r\n".encode()]


def file_id(number: int) -> str:
    """Return the name of a file of an answer, by its place."""
    return f"file-{number}@soapdesk"


def _head(boundary: str, content_type: str, coding: str, name: str) -> bytes:
    return (
        f"--{boundary}\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: {coding}\r\n"
        f"Content-ID: <{name}>\r\n\r\n"
    ).encode()


def _root_of(parts: list[MimePart], start: str) -> MimePart:
    names = [part.content_id for part in parts if part.content_id]
    if len(set(names)) < len(names):
        raise malformed("Two parts of the package have the same Content-ID.")
    if not start:
        return parts[0]
    for part in parts:
        if part.content_id == start:
            return part
    raise malformed("The package does not have the part that its Content-Type says is the start.")


def _part_name(href: str) -> str:
    """Return the Content-ID that a cid URL names (RFC 2392)."""
    scheme, _, name = href.strip().partition(":")
    if scheme.lower() != "cid":
        raise malformed("The href of an Include must be a cid URL.")
    return unquote(name)


def _is_blank(*texts: str | None) -> bool:
    return not any(text and text.strip() for text in texts)
