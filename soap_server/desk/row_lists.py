"""Lists whose statements are built once, and answered with rows instead of the ORM's objects.

What differs from call to call is bound: who asks, the values of filters, where the page starts. A list whose rows are
seen on different grounds (those that somebody handles, and their own) looks for each ground by itself, in the order
of an index, and puts the beginnings together: a database that is asked for both at once sorts all of them first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, ColumnElement, FromClause, Integer, Select, bindparam, false, func, select, union_all

from db.rows import run
from soap_server.desk import paging as pages
from soap_server.desk.desk import Desk
from soap_server.desk.paging import Order, PageOf, Paging, digest_of, read_cursor, told, write_cursor

T = TypeVar("T")
_EVERYTHING = 2**62
PAGE, COUNTED = bindparam("page_rows", type_=Integer), bindparam("counted_rows", type_=BigInteger)
"""How many rows of a page are read, and how many of all are counted."""
FEW = bindparam("few_rows", type_=BigInteger)
"""So many are counted where nobody asks for more."""


@dataclass(frozen=True)
class RowList(Generic[T]):
    """A list, built.

    :ivar first: the select of its first page; the last column of each row is how many rows the list has.
    :ivar further: the same of a page that a cursor starts.
    :ivar total: the select of how many rows there are.
    :ivar make: what makes a row of the columns.
    """

    order: Order
    first: Select[Any]
    further: Select[Any]
    total: Select[Any]
    make: Callable[..., T]


def build(
    columns: Sequence[ColumnElement[Any]],
    source: FromClause,
    conditions: Sequence[ColumnElement[bool]],
    grounds: Sequence[ColumnElement[bool]],
    *,
    order: Order,
    make: Callable[..., T],
) -> RowList[T]:
    """Build a list.

    :param source: what the columns are selected from; the list's entity is that of the sort keys.
    :param conditions: which rows are wanted, all of them.
    :param grounds: conditions of which one, and never two, must hold for a row. They and the others are about the
        entity alone.
    """
    key = order.keys[-1]
    counts = [_bounded_count(key, [*conditions, ground]) for ground in grounds or [false()]]
    total: Any = reduce(add, counts)

    def page(*start: ColumnElement[bool]) -> Select[Any]:
        query = select(*columns, total.label("total")).select_from(source).order_by(*order.by).limit(PAGE)
        if len(grounds) < 2:
            return query.where(*conditions, *(grounds or [false()]), *start)
        beginnings = [
            select(key).where(*conditions, ground, *start).order_by(*order.by).limit(PAGE).subquery()
            for ground in grounds
        ]
        return query.where(key.in_(union_all(*(select(beginning) for beginning in beginnings))))

    return RowList(order, page(), page(order.behind(*start_of(order))), select(total), make)


def start_of(order: Order) -> list[ColumnElement[Any]]:
    """Return the sort keys of the row that a page begins behind."""
    return [bindparam(f"after_{place}", type_=key.type) for place, key in enumerate(order.keys)]


def fetch(desk: Desk, wanted: RowList[T], *, paging: Paging, scope: object, values: Mapping[str, Any]) -> PageOf[T]:
    """Return a page of a list.

    :param scope: what the list is of; a cursor holds for the same scope only.
    :param values: of what its conditions and grounds have bound.
    :raises CursorInvalidError: if the cursor is not one of this list's.
    """
    few = pages.MAX_COUNTED + 1
    most = _EVERYTHING if paging.exact_total else few
    bound = {**values, "page_rows": paging.size + 1, "counted_rows": most, "few_rows": few}
    if paging.cursor is None:
        found = run(desk.session, wanted.first, bound)
    else:
        keys = read_cursor(paging.cursor, digest_of(desk, scope, wanted.order), wanted.order)
        bound |= {f"after_{place}": value for place, value in enumerate(keys)}
        found = run(desk.session, wanted.further, bound)
    rows = [wanted.make(*row[:-1]) for row in found[: paging.size]]
    if found:
        counted = found[0][-1]
    else:
        counted = run(desk.session, wanted.total, bound)[0][0] if paging.cursor is not None else 0
    cursor = None
    if len(found) > paging.size:
        cursor = write_cursor(rows[-1], digest_of(desk, scope, wanted.order), wanted.order)
    return PageOf(rows, *told(counted, exact=paging.exact_total), cursor)


def _bounded_count(key: Any, conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    counted = select(key).where(*conditions).limit(COUNTED).subquery()
    return select(func.count()).select_from(counted).scalar_subquery()
