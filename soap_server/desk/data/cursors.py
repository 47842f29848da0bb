"""Results that are read page by page, by any worker: cursors are rows, and no connection waits for a caller.

A read by key goes on after the last key that was answered; of a query the whole result is kept in pages, in small
pieces, until the cursor expires. A page can be fetched again: the cursor in the caller's hand says which.
"""

import base64
import binascii
import json
import secrets
import zlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from db.models import DataCursor, DataCursorPage
from db.vocabulary import DataType
from soap_server.desk.data.journal import Access
from soap_server.desk.data.results import (
    GATHERED_BYTES,
    GATHERED_ROWS,
    End,
    ReadRows,
    ResultColumn,
    Row,
    Rows,
    size_of,
    take_page,
)
from soap_server.desk.data.rights import Rights
from soap_server.desk.desk import DataRules, Office, Visit
from soap_server.desk.errors import ByteLimitError, CursorInvalidError, RowLimitError

_TOKEN_BYTES = 18
_BATCH_PIECES, _BATCH_BYTES, _PIECE_BYTES = 1_000, 2**20, 2**18
# A page is kept in pieces, and behind the compressed rows of each stands this, unless the page ends there. To a worker
# of the version before each piece is a page, so it answers the same rows; and its pages are pages here.
_GOES_ON = b"+"
_Piece = tuple[int, bytes]
_UNKNOWN = "This is not a cursor of yours, or it has expired."


@dataclass(frozen=True)
class OpenCursor:
    """A cursor that was found: what it is of, and where it stands.

    :ivar position: the values of the keys of the last row, or the number of the first piece of a page.
    """

    id: int
    token: str
    request: Mapping[str, Any]
    position: list[Any]
    expires_at: datetime


@dataclass(frozen=True)
class KeptPiece:
    """Some rows of a page that was kept.

    :ivar following: the cursor behind them; None at the end of the result.
    :ivar goes_on: whether that is still in the same page.
    """

    rows: Sequence[Row]
    following: OpenCursor | None
    goes_on: bool


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
    tally = _Tally(access.office.rules.data)
    try:
        tally.check(first)
        tally.add(first)
        for batch in _batches(_packed_pages(read, size, tally)):
            database.write(partial(_keep, token=token, batch=batch))
    except Exception:
        database.write(lambda session: session.execute(delete(DataCursor).where(DataCursor.token == token)))
        raise
    return tally.rows


def kept_piece(session: Session, cursor: OpenCursor) -> KeptPiece:
    """Return the piece of a page at which a cursor of a query stands.

    :raises CursorInvalidError: if there is no such piece.
    """
    number = cursor.position[0] if len(cursor.position) == 1 else None
    found = None
    if type(number) is int and 0 < number < 2**31 - 1:
        following = aliased(DataCursorPage)
        is_followed = exists().where(following.cursor_id == cursor.id, following.number == number + 1)
        piece = select(DataCursorPage.content, is_followed)
        found = session.execute(
            piece.where(DataCursorPage.cursor_id == cursor.id, DataCursorPage.number == number)
        ).one_or_none()
    if found is None or number is None:
        raise CursorInvalidError(_UNKNOWN, field="cursor")
    content, is_followed_by_another = found
    unpacking = zlib.decompressobj()
    rows = json.loads(unpacking.decompress(content))
    following_cursor = replace(cursor, position=[number + 1]) if is_followed_by_another else None
    return KeptPiece(rows, following_cursor, goes_on=unpacking.unused_data == _GOES_ON)


def kept_rows(access: Access, piece: KeptPiece, end: End) -> Generator[Sequence[Row], None, None]:
    """Yield the rows of a page, beginning with a piece of it; then its end has the cursor for the next page.

    :raises CursorInvalidError: if the cursor ends meanwhile, before the page does.
    """
    while True:
        yield piece.rows
        following = piece.following
        if following is None or not piece.goes_on:
            break
        piece = access.office.database.read(partial(kept_piece, cursor=following))
    end.next_cursor = None if following is None else cursor_at(following.token, following.position)


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
        """Add a page."""
        self.rows += page.count
        self.bytes += page.bytes

    def check(self, page: Rows) -> None:
        """Refuse a result that is too large, with a page that is not added yet."""
        rules = self.rules
        if self.rows + page.count > rules.result_rows:
            raise RowLimitError(
                f"The result has more than the {rules.result_rows} rows allowed; narrow it, or read with ReadTable."
            )
        if self.bytes + page.bytes > rules.result_bytes:
            raise ByteLimitError(
                f"The result has more than the {rules.result_bytes} bytes allowed; ask for fewer rows or columns."
            )


def _packed_pages(read: ReadRows, size: int, tally: _Tally) -> Iterator[_Piece]:
    """Yield the pages in pieces, each as soon as it is known whether its page goes on."""
    size, size_bytes = min(size, GATHERED_ROWS), min(tally.rules.page_bytes, GATHERED_BYTES)
    numbers = count(1)
    while True:
        rows, piece, begun = Rows(), list[Row](), 0
        for batch in take_page(read, rows, size, size_bytes):
            tally.check(rows)
            if piece and rows.bytes - begun > _PIECE_BYTES:
                yield next(numbers), _packed(piece) + _GOES_ON
                piece, begun = [], rows.bytes - size_of(batch)
            piece += batch
        if not piece:
            return
        yield next(numbers), _packed(piece)
        tally.add(rows)


def _packed(rows: Sequence[Row]) -> bytes:
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), level=1)


def _batches(pieces: Iterator[_Piece]) -> Iterator[list[_Piece]]:
    """Yield pieces in batches that are worth a transaction and hold up nobody else's for long."""
    batch: list[_Piece] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += len(piece[1])
        if len(batch) == _BATCH_PIECES or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _keep(session: Session, *, token: str, batch: Sequence[_Piece]) -> None:
    # The lock keeps a cursor that is there until its pages are, too.
    locked = select(DataCursor.id).where(DataCursor.token == token).with_for_update(read=True, key_share=True)
    cursor_id = session.scalar(locked)
    if cursor_id is not None:
        rows = [{"cursor_id": cursor_id, "number": number, "content": content} for number, content in batch]
        session.execute(insert(DataCursorPage), rows)
