"""Lists of what matches a text, on PostgreSQL: from the side that has little, whatever the planner believes.

Matching rows come from an index that knows no order, and seen rows from one that knows no words. Where either are few,
all of them are looked at, for the page and the total at once. Where both are many, they may still have few in common;
otherwise the page is found in the order of the list, since every so many rows match, and the total is counted up to the
bound of all totals.
Planners guess how many there will be, and not well; so the statement counts first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    and_,
    any_,
    case,
    func,
    literal_column,
    not_,
    select,
    union_all,
)

from soap_server.desk.paging import Order
from soap_server.desk.row_lists import COUNTED, FEW, PAGE, RowList, start_of
from soap_server.desk.visibility import any_of

T = TypeVar("T")
_ONE: ColumnElement[int] = literal_column("1")


class Side(Enum):
    """Where to look for few rows."""

    MATCHING = auto()
    SEEN = auto()
    BOTH = auto()


@dataclass(frozen=True)
class Search:
    """What is searched for, and how.

    :ivar keys: the select of the keys of all rows that match.
    :ivar matches: returns the condition that the row with this key matches.
    :ivar sides: where to look for few rows, one after the other.
    :ivar holds: returns the condition that the row with this key is wanted and seen, which is found out without the
        row; None where one has to look at both sides for that.
    """

    keys: Select[int]
    matches: Callable[[Any], ColumnElement[bool]]
    sides: tuple[Side, ...]
    holds: Callable[[Any], ColumnElement[bool]] | None = None


def build_search(
    columns: Sequence[ColumnElement[Any]],
    source: FromClause,
    conditions: Sequence[ColumnElement[bool]],
    grounds: Sequence[ColumnElement[bool]],
    search: Search,
    *,
    order: Order,
    make: Callable[..., T],
) -> RowList[T]:
    """Build a list as ``row_lists.build`` does, of the rows that a search finds."""
    key = order.keys[-1]
    wanted = and_(*conditions, any_of(tuple(grounds)))
    sources = _sources(search.keys, select(*order.keys).where(wanted), key.key)
    few, many = _count_sides([sources[side] for side in search.sides])
    looked_at = _looked_at(dict(zip(search.sides, few, strict=True)), sources, wanted, search, order)
    if search.holds is None:
        counted = select(_ONE).select_from(sources[Side.BOTH])
    else:
        counted = select(_ONE).select_from(sources[Side.MATCHING]).where(search.holds(*sources[Side.MATCHING].c))
    bounded = counted.limit(COUNTED).subquery()
    total = case((many, _count(bounded)), else_=_count(looked_at))

    def page(start: Sequence[ColumnElement[Any]]) -> Select[Any]:
        def behind(keys: Sequence[Any]) -> list[ColumnElement[bool]]:
            return [order.behind(*start, keys=keys)] if start else []

        kept = [looked_at.c[each.key] for each in order.keys]
        beginnings = [select(kept[-1]).where(*behind(kept)).order_by(*order.sorted_by(kept)).limit(PAGE)]
        for ground in grounds:
            walk = select(key).where(many, *conditions, ground, *behind(order.keys), search.matches(key))
            beginnings.append(walk.order_by(*order.by).limit(PAGE))
        shown = union_all(*(select(beginning.subquery()) for beginning in beginnings))
        query = select(*columns, total.label("total")).select_from(source)
        return query.where(_among(key, shown)).order_by(*order.by).limit(PAGE)

    return RowList(order, page(()), page(start_of(order)), select(total), make)


def _sources(matching: Select[int], seen: Select[Any], key: str) -> dict[Side, CTE]:
    found = {Side.MATCHING: _kept(matching, "matching"), Side.SEEN: _kept(seen, "seen")}
    # They have no index, so each is gone through once, and no row is looked up.
    shared = found[Side.SEEN].c[key].in_(select(found[Side.MATCHING]))
    return {**found, Side.BOTH: _kept(select(found[Side.SEEN]).where(shared), "both_of_them")}


def _looked_at(
    few: dict[Side, ColumnElement[bool]],
    sources: dict[Side, CTE],
    wanted: ColumnElement[bool],
    search: Search,
    order: Order,
) -> CTE:
    """Return the sort keys of all rows of the list, if there are few on a side."""
    key, seen = order.keys[-1], sources[Side.SEEN].c
    found: dict[Side, Select[Any]] = {
        Side.MATCHING: select(*order.keys).where(_among(key, select(sources[Side.MATCHING])), wanted),
        Side.SEEN: select(*seen).where(search.matches(seen[key.key])),
        Side.BOTH: select(sources[Side.BOTH]),
    }
    return _kept(union_all(*(found[side].where(is_few) for side, is_few in few.items())), "looked_at")


def _count_sides(sides: Sequence[CTE]) -> tuple[list[ColumnElement[bool]], ColumnElement[bool]]:
    """Return of each side whether it is the first that has few rows, and whether none has."""
    few: list[ColumnElement[bool]] = []
    many: list[ColumnElement[bool]] = []
    for place, rows in enumerate(sides):
        some = select(_ONE).select_from(rows).where(*many).limit(FEW).subquery()
        size = _kept(select(func.count().label("rows")).select_from(some), f"size_{place}")
        is_few = select(size.c.rows < FEW).scalar_subquery()
        few.append(and_(*many, is_few))
        many.append(not_(is_few))
    return few, and_(*many)


def _kept(query: Any, name: str) -> CTE:
    """Return a query that is asked as it is, and only as far as its rows are needed."""
    kept: CTE = query.cte(name).prefix_with("MATERIALIZED")
    return kept


def _among(key: Any, keys: Any) -> ColumnElement[bool]:
    """Return the condition that a key is one of some, which are looked up one by one.

    For IN a planner reads the whole table, where it believes that they are many.
    """
    one_of_them: ColumnElement[bool] = key == any_(func.array(keys.scalar_subquery()))
    return one_of_them


def _count(rows: Any) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows).scalar_subquery()
