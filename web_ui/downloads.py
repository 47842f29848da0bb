"""Files for the reader: always saved, never shown inside of these pages."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from flask import Response

from client_sdk import SupportClient, models

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._ -]")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def download(
    content: bytes | str | Iterator[bytes], *, file_name: str, media_type: str = "application/octet-stream"
) -> Response:
    """Return a file to save. Its name is what it was called, without what could mislead (RFC 6266, RFC 8187)."""
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = disposition(file_name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response


def download_attachment(client: SupportClient, attachment_id: int) -> Response:
    """Return an attachment to save; a large one is read from the desk in parts while the browser takes them."""
    first = client.events.get_attachment(attachment_id, length=_PART)
    described, content = first.attachment, first.content
    if len(content) == described.size:
        return download(content, file_name=described.file_name)
    response = download(_parts(client, described, content), file_name=described.file_name)
    response.content_length = described.size
    return response


_PART = 1024 * 1024


def _parts(client: SupportClient, described: models.Attachment, content: bytes) -> Iterator[bytes]:
    # It runs after the view, so it has the client itself and no request of Flask's.
    offset = 0
    while content:
        yield content
        offset += len(content)
        if offset >= described.size:
            return
        content = client.events.get_attachment(described.id, offset=offset, length=_PART).content


def disposition(file_name: str) -> str:
    """Return the Content-Disposition for a name of any script, with one in ASCII for old browsers."""
    name = _FORBIDDEN.sub("_", file_name).strip(" .") or "file"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, dot, suffix = _NOT_PLAIN.sub("_", plain).strip(" ").rpartition(".")
    plain = f"{stem or 'file'}.{suffix}" if dot else suffix or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
