"""Exporting a person: every row about them as JSON, and their files, a few rows in memory at a time."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import IO, Any, Protocol, cast

from sqlalchemy import Row, Table, inspect, select, tuple_

from db.engine import Database
from db.models import Attachment
from db.models.personal import PERSONAL, Holds
from soap_server.desk.contents import read_content
from soap_server.desk.privacy.sections import ATTACHMENTS, SECTIONS, Section

FORMAT = "soapdesk-export-1"
_ROWS_AT_ONCE = 500
_BYTES_AT_ONCE = 4 * 1024 * 1024
_LEFT_OUT = frozenset({Holds.SECRET, Holds.COPY})


class Sink(Protocol):
    """Where an export goes: a folder or an archive."""

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Return a new file to write, under a path with slashes."""


def export_user(database: Database, sink: Sink, *, user_id: int, key: str, now: datetime) -> dict[str, int]:
    """Write all that is known of a user and return how many rows each section has.

    What is read is that of several moments, since no transaction is kept open meanwhile.

    :param key: the user name's key.
    """
    counts = {section.name: _write_section(database, sink, section, user_id, key) for section in SECTIONS}
    for row in _rows(database, ATTACHMENTS, user_id, key):
        _write_file(database, sink, row.id, row.file_name)
    with sink.open("manifest.json") as file:
        about = {"format": FORMAT, "exported_at": _plain(now), "user_id": user_id, "rows": counts}
        file.write(json.dumps(about, indent=2).encode() + b"\n")
    return counts


def _write_section(database: Database, sink: Sink, section: Section, user_id: int, key: str) -> int:
    kinds = PERSONAL[section.model.__tablename__]
    count = 0
    with sink.open(f"{section.name}.json") as file:
        file.write(b"[")
        for row in _rows(database, section, user_id, key):
            values = {name: _plain(value) for name, value in row._mapping.items() if kinds[name] not in _LEFT_OUT}
            file.write((",\n" if count else "\n").encode() + json.dumps(values, ensure_ascii=False).encode())
            count += 1
        file.write(b"\n]\n")
    return count


def _rows(database: Database, section: Section, user_id: int, key: str) -> Iterator[Row[Any]]:
    table = cast("Table", section.model.__table__)
    order = inspect(section.model).primary_key
    query = select(table).where(section.theirs(user_id, key)).order_by(*order).limit(_ROWS_AT_ONCE)
    last: tuple[Any, ...] | None = None
    while True:
        page = query if last is None else query.where(tuple_(*order) > tuple_(*last))
        rows = database.read(lambda session, q=page: session.execute(q).all())  # type: ignore[misc]
        yield from rows
        if len(rows) < _ROWS_AT_ONCE:
            return
        last = tuple(rows[-1]._mapping[column] for column in order)


def _write_file(database: Database, sink: Sink, attachment_id: int, name: str) -> None:
    start = 0
    with sink.open(f"attachments/{attachment_id}-{name}") as file:
        while part := database.read(lambda session: _part(session, attachment_id, start)):  # noqa: B023 - called at once
            file.write(part)
            start += len(part)


def _part(session: Any, attachment_id: int, start: int) -> bytes:
    attachment = session.get(Attachment, attachment_id)
    # It may have been deleted since it was listed.
    return b"" if attachment is None else read_content(session, attachment, start, _BYTES_AT_ONCE)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.hex() if isinstance(value, bytes) else value
