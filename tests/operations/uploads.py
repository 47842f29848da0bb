"""Uploads under small limits, and how they are sent, finished and refused."""

import os
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Attachment, Upload, UploadPart
from soap_server.settings import Settings, load_settings
from tests.callers import Caller, Directory, RefusedError
from tests.operations.happy import upload

KIB = 1024
LEAST = 64 * KIB
MOST = 96 * KIB
LARGEST = 1024 * KIB
CONTENT = os.urandom(200 * KIB)


@pytest.fixture
def settings() -> Settings:
    """Small limits."""
    limits = {"part_bytes": MOST, "max_bytes": LARGEST, "per_user": 3, "bytes_per_user": 2 * LARGEST}
    return load_settings(uploads=limits, desk={"max_attachment_bytes": 128 * KIB})


def send(caller: Caller, begun: Any, content: bytes = CONTENT, *, start: int = 0) -> None:
    """Send the parts of a file from an offset on."""
    for offset in range(start, len(content), MOST):
        answer = caller.UploadPart(uploadId=begun.id, offset=offset, content=content[offset : offset + MOST])
        assert answer.receivedBytes == min(offset + MOST, len(content))


def finish(caller: Caller, begun: Any, content: bytes = CONTENT) -> Any:
    """Finish an upload."""
    return caller.FinishUpload(uploadId=begun.id, sha256=sha256(content).digest())


def whole(people: Directory, **arguments: Any) -> Any:
    """Return an attachment of the customer's that came in parts."""
    begun = upload(people, CONTENT, **arguments)
    send(people.customer, begun)
    return finish(people.customer, begun)


def refused(people: Directory, call: Callable[[], Any], code: str, field: str | None = None) -> str:
    """Check that a call is refused, and return what it is told; nothing is kept of it."""
    before = people.application.database.read(_state)
    with pytest.raises(RefusedError) as caught:
        call()
    assert (caught.value.code, caught.value.field) == (code, field)
    assert people.application.database.read(_state) == before
    return caught.value.message


def _state(session: Any) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(table)) for table in (Upload, UploadPart, Attachment)]


def base64(content: bytes) -> str:
    """Return bytes as XML has them."""
    return b64encode(content).decode()


def part(upload_id: int, content: bytes) -> str:
    """Return the body entry that sends the first part of an upload."""
    inside = f"<t:offset>0</t:offset><t:content>{base64(content)}</t:content>"
    return f"<t:UploadPart><t:uploadId>{upload_id}</t:uploadId>{inside}</t:UploadPart>"
