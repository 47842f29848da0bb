"""Lists in pages: keyset pagination on an index, opaque cursors, totals that stay cheap.

A page starts after the last row of the page before, found by the values of the sort keys (Markus Winand,
"We need tool support for keyset pagination"), so the thousandth page costs what the first does, and rows
that come or go in between shift nothing.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from db.vocabulary import DEFAULT_PAGE_SIZE
from soap_server.desk.desk import Desk
from soap_server.desk.errors import CursorInvalidError

T = TypeVar("T")
MAX_COUNTED = 10_000
"""Counting stops here unless an exact total is asked for."""


@dataclass(frozen=True)
class Paging:
    """Which part of a list is wanted."""

    size: int = DEFAULT_PAGE_SIZE
    cursor: str | None = None
    exact_total: bool = False


@dataclass(frozen=True)
class PageOf(Generic[T]):
    """A page: its rows, how many rows the list has, and where the next page starts."""

    rows: Sequence[T]
    total: int
    total_is_exact: bool
    next_cursor: str | None


@dataclass(frozen=True)
class Order:
    """The sort keys of a list, the last of them unique, all in one direction."""

    keys: tuple[InstrumentedAttribute[Any], ...]
    descending: bool = False

    @property
    def by(self) -> list[ColumnElement[Any]]:
        """What a statement orders by."""
        return self.sorted_by(self.keys)

    def sorted_by(self, keys: Sequence[Any]) -> list[ColumnElement[Any]]:
        """Return what a statement orders by that reads the sort keys from elsewhere."""
        return [key.desc() if self.descending else key.asc() for key in keys]

    def behind(self, *start: ColumnElement[Any], keys: Sequence[Any] | None = None) -> ColumnElement[bool]:
        """Return the condition that a row comes behind the one with these keys.

        :param keys: its own sort keys, where they are read from elsewhere.
        """
        of_row, of_start = tuple_(*(keys or self.keys)), tuple_(*start)
        return of_row < of_start if self.descending else of_row > of_start


def fetch_page(
    desk: Desk, query: Select[T], *, order: Order, paging: Paging, scope: object, options: Sequence[Any] = ()
) -> PageOf[T]:
    """Return one page of ``query``, a select of one entity.

    :param scope: what the list is of (operation, filter, order); a cursor holds for the same scope only.
    :param options: loader options for the rows.
    :raises CursorInvalidError: if the cursor is not one of this list's.
    """
    digest = digest_of(desk, scope, order)
    page = query.order_by(*order.by)
    if paging.cursor is not None:
        values = zip(read_cursor(paging.cursor, digest, order), order.keys, strict=True)
        page = page.where(order.behind(*(literal(value, key.type) for value, key in values)))
    rows = desk.session.scalars(page.options(*options).limit(paging.size + 1)).all()
    has_more = len(rows) > paging.size
    rows = rows[: paging.size]
    total, is_exact = _count(desk, query, order, exact=paging.exact_total)
    return PageOf(rows, total, is_exact, write_cursor(rows[-1], digest, order) if has_more else None)


def _count(desk: Desk, query: Select[T], order: Order, *, exact: bool) -> tuple[int, bool]:
    keys = query.with_only_columns(order.keys[-1]).order_by(None)
    if not exact:
        keys = keys.limit(MAX_COUNTED + 1)
    return told(desk.session.scalar(select(func.count()).select_from(keys.subquery())) or 0, exact=exact)


def told(total: int, *, exact: bool) -> tuple[int, bool]:
    """Return the total that a caller is told, and whether it is exact."""
    return (total, True) if exact or total <= MAX_COUNTED else (MAX_COUNTED, False)


def digest_of(desk: Desk, scope: object, order: Order) -> str:
    """Return what a cursor of this list begins with."""
    text = repr((desk.visit.operation, desk.actor.id, scope, [key.key for key in order.keys], order.descending))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def write_cursor(row: Any, digest: str, order: Order) -> str:
    """Return the cursor that goes on behind a row."""
    values = [getattr(row, key.key) for key in order.keys]
    packed = json.dumps([digest, *(v.isoformat() if isinstance(v, datetime) else v for v in values)])
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def read_cursor(cursor: str, digest: str, order: Order) -> list[Any]:
    """Return the sort keys of the row that a cursor goes on behind.

    :raises CursorInvalidError: if it is not one of this list's.
    """
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        own_digest, *values = json.loads(packed)
        if own_digest != digest or len(values) != len(order.keys):
            raise CursorInvalidError("This cursor belongs to another list.", field="page.cursor")
        return [_typed(value, key) for value, key in zip(values, order.keys, strict=True)]
    except (binascii.Error, ValueError, TypeError, OverflowError) as error:
        raise CursorInvalidError("This is not a cursor.", field="page.cursor") from error


def _typed(value: Any, key: InstrumentedAttribute[Any]) -> Any:
    python_type = key.type.python_type
    if python_type is datetime:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError(f"{key.key} has no time zone")
        return instant.astimezone(UTC)
    # Not isinstance: true is an int in Python, and no id.
    if type(value) is not python_type:
        raise TypeError(f"{key.key} is not a {python_type.__name__}")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError(f"{key.key} is out of range")
    if isinstance(value, str) and b"\0" in value.encode():
        raise ValueError(f"{key.key} has a character that no database keeps")
    return value
