"""Results that are read page by page, by any worker: cursors are rows, and no connection waits for a caller.

A read by key goes on after the last key that was answered; of a query the whole result is kept in pages until the
cursor expires. A page can be fetched again: the cursor in the caller's hand says which.
"""

import base64
import binascii
import json
import secrets
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from itertools import chain, count
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from db.models import DataCursor, DataCursorPage
from db.vocabulary import DataType
from soap_server.desk.data.journal import Access
from soap_server.desk.data.results import (
    GATHERED_BYTES,
    GATHERED_ROWS,
    ReadRows,
    ResultColumn,
    Row,
    Rows,
    take_page,
)
from soap_server.desk.data.rights import Rights
from soap_server.desk.desk import DataRules, Office, Visit
from soap_server.desk.errors import ByteLimitError, CursorInvalidError, RowLimitError

_TOKEN_BYTES = 18
_BATCH_PAGES, _BATCH_BYTES = 1_000, 4 * 2**20
_Page = tuple[int, bytes]
_UNKNOWN = "This is not a cursor of yours, or it has expired."


@dataclass(frozen=True)
class OpenCursor:
    """A cursor that was found: what it is of, and where it stands.

    :ivar position: the values of the keys of the last row, or the number of a page.
    """

    id: int
    token: str
    request: Mapping[str, Any]
    position: list[Any]
    expires_at: datetime


def open_cursor(access: Access, rights: Rights, request: Mapping[str, Any], tables: Sequence[str]) -> str:
    """Make a cursor and return its token; the oldest ones of the same user end if there are too many."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    rules, now = access.office.rules.data, access.visit.now

    def work(session: Session) -> None:
        mine = select(DataCursor.id).where(DataCursor.user_id == rights.user_id)
        kept = mine.order_by(DataCursor.id.desc()).limit(rules.cursors_per_user - 1)
        old = session.scalars(mine.where(DataCursor.id.not_in(kept))).all()
        session.execute(delete(DataCursor).where(DataCursor.id.in_(old)))
        session.add(
            DataCursor(
                token=token,
                user_id=rights.user_id,
                request=dict(request),
                grants=rights.fingerprint(tables),
                created_at=now,
                expires_at=now + rules.cursor_life,
            )
        )

    access.office.database.write(work)
    return token


def cursor_at(token: str, position: Sequence[Any]) -> str:
    """Return what the caller sends to go on from a position."""
    packed = json.dumps(position, separators=(",", ":"), ensure_ascii=False).encode()
    return f"{token}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def find_cursor(session: Session, rights: Rights, cursor: str, *, now: datetime) -> OpenCursor:
    """Return the cursor that a caller sent.

    :raises CursorInvalidError: if it is none of theirs, has expired, or the grants have changed since.
    """
    token, _, packed = cursor.partition(".")
    found = session.scalar(select(DataCursor).where(DataCursor.token == token, DataCursor.user_id == rights.user_id))
    if found is None or found.expires_at <= now:
        raise CursorInvalidError(_UNKNOWN, field="cursor")
    tables = found.request["tables"]
    if not rights.by_table.keys() >= set(tables) or rights.fingerprint(tables) != found.grants:
        raise CursorInvalidError("What you may read has changed since; start anew.", field="cursor")
    try:
        position = json.loads(base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True))
        # JSON can write half of a character, which no database takes.
        json.dumps(position, ensure_ascii=False).encode()
    except (binascii.Error, ValueError) as error:
        raise CursorInvalidError(_UNKNOWN, field="cursor") from error
    if not isinstance(position, list):
        raise CursorInvalidError(_UNKNOWN, field="cursor")
    return OpenCursor(found.id, token, found.request, position, found.expires_at)


def extend_cursor(office: Office, visit: Visit, cursor: OpenCursor) -> None:
    """Give a cursor that is used time again, when half of it is over."""
    life = office.rules.data.cursor_life
    if cursor.expires_at < visit.now + life / 2:
        longer = update(DataCursor).where(DataCursor.id == cursor.id).values(expires_at=visit.now + life)
        office.database.write(lambda session: session.execute(longer))


def keep_pages(access: Access, token: str, read: ReadRows, *, size: int, first: Rows) -> int:
    """Keep the rest of a result in pages, and return how many rows the whole of it has.

    If the cursor ends in the meantime, since its owner opened too many others, nothing is kept.

    :param first: the rows of the first page, which were counted and are not kept.
    :raises RowLimitError: if the whole result has too many rows; nothing is kept then.
    :raises ByteLimitError: if it has too many bytes; nothing is kept then.
    """
    database = access.office.database
    tally = _Tally(access.office.rules.data, first.count, first.bytes)
    try:
        tally.check()
        for batch in _batches(_packed_pages(read, size, tally)):
            database.write(partial(_keep, token=token, batch=batch))
    except Exception:
        database.write(lambda session: session.execute(delete(DataCursor).where(DataCursor.token == token)))
        raise
    return tally.rows


def kept_page(session: Session, cursor: OpenCursor) -> tuple[list[Row], str | None]:
    """Return the page at which a cursor of a query stands, and the cursor for the page behind it.

    :raises CursorInvalidError: if there is no such page.
    """
    number = cursor.position[0] if len(cursor.position) == 1 else None
    content = None
    if type(number) is int and 0 < number < 2**31:
        content = session.scalar(
            select(DataCursorPage.content).where(DataCursorPage.cursor_id == cursor.id, DataCursorPage.number == number)
        )
    if content is None or number is None:
        raise CursorInvalidError(_UNKNOWN, field="cursor")
    behind = session.scalar(
        select(DataCursorPage.number).where(DataCursorPage.cursor_id == cursor.id, DataCursorPage.number == number + 1)
    )
    return json.loads(zlib.decompress(content)), None if behind is None else cursor_at(cursor.token, [behind])


def pack_columns(columns: Sequence[ResultColumn]) -> list[dict[str, Any]]:
    """Return columns as a cursor keeps them."""
    return [asdict(column) for column in columns]


def unpack_columns(packed: Sequence[Mapping[str, Any]]) -> list[ResultColumn]:
    """Return the columns that a cursor kept."""
    return [ResultColumn(**{**each, "type": DataType(each["type"])}) for each in packed]


@dataclass
class _Tally:
    """How much of a result there is so far."""

    rules: DataRules
    rows: int = 0
    bytes: int = 0

    def add(self, page: Rows) -> None:
        """Add a page, and refuse a result that grows too large."""
        self.rows += page.count
        self.bytes += page.bytes
        self.check()

    def check(self) -> None:
        """Refuse a result that is too large."""
        rules = self.rules
        if self.rows > rules.result_rows:
            raise RowLimitError(
                f"The result has more than the {rules.result_rows} rows allowed; narrow it, or read with ReadTable."
            )
        if self.bytes > rules.result_bytes:
            raise ByteLimitError(
                f"The result has more than the {rules.result_bytes} bytes allowed; ask for fewer rows or columns."
            )


def _packed_pages(read: ReadRows, size: int, tally: _Tally) -> Iterator[_Page]:
    size, size_bytes = min(size, GATHERED_ROWS), min(tally.rules.page_bytes, GATHERED_BYTES)
    for number in count(1):
        rows = Rows()
        page = list(chain.from_iterable(take_page(read, rows, size, size_bytes)))
        if not page:
            return
        tally.add(rows)
        yield number, zlib.compress(json.dumps(page, ensure_ascii=False).encode(), level=1)


def _batches(pages: Iterator[_Page]) -> Iterator[list[_Page]]:
    """Yield pages in batches that are worth a transaction and hold up nobody else's for long."""
    batch: list[_Page] = []
    size = 0
    for page in pages:
        batch.append(page)
        size += len(page[1])
        if len(batch) == _BATCH_PAGES or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _keep(session: Session, *, token: str, batch: Sequence[_Page]) -> None:
    # The lock keeps a cursor that is there until its pages are, too.
    locked = select(DataCursor.id).where(DataCursor.token == token).with_for_update(read=True, key_share=True)
    cursor_id = session.scalar(locked)
    if cursor_id is not None:
        rows = [{"cursor_id": cursor_id, "number": number, "content": content} for number, content in batch]
        session.execute(insert(DataCursorPage), rows)
