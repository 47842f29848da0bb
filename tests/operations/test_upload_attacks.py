"""Uploads by people who mean harm, or by two programs of one person that know nothing of each other."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import event

from db.models import Attachment, Upload, UploadPart
from soap_server.app import Application
from soap_server.desk.uploads import LEAST_PART_BYTES, PARTS_AT_ONCE
from tests.callers import Directory, RefusedError
from tests.operations.happy import upload
from tests.operations.test_races import at_once, count, nodes, send_to

__all__ = ["nodes"]


def test_what_is_aborted_while_it_is_finished_is_gone(people: Directory, nodes: list[Application]) -> None:
    """Aborted after the finisher saw it and before it was locked, it is not there any more; nothing fails."""
    people.customer.GetCurrentUser()
    if people.application.database.is_sqlite:
        pytest.skip("writers of SQLite take turns")
    begun = upload(people)
    people.customer.UploadPart(uploadId=begun.id, offset=0, content=b"abc")
    is_done: list[bool] = []

    def abort(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM uploads" in statement and statement.endswith("FOR UPDATE") and not is_done:
            is_done.append(True)
            body = f"<t:AbortUpload><t:uploadId>{begun.id}</t:uploadId></t:AbortUpload>"
            assert send_to(nodes[0], people.customer.token, body).code == ""

    engine = people.application.database.engine
    event.listen(engine, "before_cursor_execute", abort)
    try:
        finish = lambda: people.customer.FinishUpload(uploadId=begun.id, sha256=sha256(b"abc").digest())  # noqa: E731
        assert refusal(finish) == ("NOT_FOUND", "uploadId")
    finally:
        event.remove(engine, "before_cursor_execute", abort)
    assert is_done
    assert [count(people, table) for table in (Upload, UploadPart, Attachment)] == [0, 0, 0]


def test_a_file_is_read_once_for_its_digest(people: Directory, nodes: list[Application]) -> None:
    """However many calls ask for it at the same moment, a process reads a file once; it may be large."""
    begun = upload(people)
    people.customer.UploadPart(uploadId=begun.id, offset=0, content=b"abc")
    wrong = b64encode(bytes(32)).decode()
    body = f"<t:FinishUpload><t:uploadId>{begun.id}</t:uploadId><t:sha256>{wrong}</t:sha256></t:FinishUpload>"
    reads: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT upload_parts.content"):
            reads.append(statement)

    event.listen(nodes[0].database.engine, "before_cursor_execute", note)
    assert at_once(nodes[:1], [(people.customer.token, body)] * 6) == ["DIGEST_MISMATCH"] * 6
    assert len(reads) == 2  # the part, and that there is no other


@pytest.mark.parametrize("offset", [0, 3])
def test_a_part_of_nothing_is_none(people: Directory, offset: int) -> None:
    """Behind the last byte neither, and however often it is sent."""
    begun = upload(people)
    send = lambda content, at: people.customer.UploadPart(uploadId=begun.id, offset=at, content=content)  # noqa: E731
    send(b"abc", 0)
    for _ in range(2):
        assert refusal(lambda: send(b"", offset)) == ("INVALID_ARGUMENT", "content")
    assert count(people, UploadPart) == 1


def test_an_abort_takes_away_a_few_parts_at_a_time(people: Directory) -> None:
    """Others who write wait for a few megabytes, not for a whole file; in the end nothing is left."""
    content = bytes(10 * LEAST_PART_BYTES)
    begun = upload(people, content)
    for offset in range(0, len(content), LEAST_PART_BYTES):
        people.customer.UploadPart(uploadId=begun.id, offset=offset, content=content[:LEAST_PART_BYTES])
    deleted: list[int] = []

    def note(_connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("DELETE FROM upload_parts"):
            deleted.append(cursor.rowcount)

    event.listen(people.application.database.engine, "after_cursor_execute", note)
    people.customer.AbortUpload(uploadId=begun.id)
    event.remove(people.application.database.engine, "after_cursor_execute", note)
    assert (max(deleted), sum(deleted)) == (PARTS_AT_ONCE, 10)
    assert [count(people, table) for table in (Upload, UploadPart)] == [0, 0]


def refusal(call: Callable[[], Any]) -> tuple[str, str | None]:
    """Return the code and the field of a refusal."""
    with pytest.raises(RefusedError) as caught:
        call()
    return caught.value.code, caught.value.field
