"""How long something took, in parts of a period and in all of it: middle and 90th percentile, which are real values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, and_, case, func, select, true
from sqlalchemy.orm import Session

from db.models import Event
from db.search import is_postgresql
from soap_server.desk.buckets import parts_of, table_of


@dataclass(frozen=True)
class Durations:
    """How long something took: how often it happened, the middle and the 90th percentile, which are real values."""

    count: int = 0
    median_seconds: int | None = None
    ninetieth_percentile_seconds: int | None = None


def read_durations(
    session: Session, bounds: Sequence[datetime], *, moment: Any, seconds: Any, handler_id: int | None
) -> Mapping[int | None, Durations]:
    """Return how long it took, by bucket, and under None in all of them: no percentile follows from those of parts.

    :param moment: the column of when it was over; with ``seconds`` it has an index, and nothing else is read.
    :param handler_id: whose events; None for all.
    """
    buckets = table_of([*parts_of(bounds), (None, bounds[0], bounds[-1])])
    rows = select(moment.label("moment"), seconds.label("seconds")).where(seconds.is_not(None))
    happened: FromClause
    if handler_id is None:
        happened = rows.subquery()
    else:
        # They are few and found by their handler, once and not for each bucket.
        theirs = rows.where(moment >= bounds[0], moment < bounds[-1], Event.handler_id == handler_id)
        happened = theirs.cte("theirs").prefix_with("MATERIALIZED", dialect="postgresql")
    within = and_(happened.c.moment >= buckets.c.begins, happened.c.moment < buckets.c.ends)
    query = (_by_percentile if is_postgresql(session) else _by_rank)(buckets, within, happened.c.seconds)
    return {bucket: Durations(*figures) for bucket, *figures in session.execute(query)}


def _by_percentile(buckets: CTE, within: ColumnElement[bool], seconds: Any) -> Select[Any]:
    def percentile(tenths: int) -> Any:
        return func.percentile_disc(tenths / 10).within_group(seconds)

    figures = select(
        func.count(seconds).label("count"), percentile(5).label("median"), percentile(9).label("ninetieth")
    )
    of_one = figures.where(within).lateral()
    return select(buckets.c.bucket, *of_one.c).select_from(buckets.join(of_one, true()))


def _by_rank(buckets: CTE, within: ColumnElement[bool], seconds: Any) -> Select[Any]:
    """Count ranks instead, since SQLite knows no percentiles."""
    found = select(buckets.c.bucket, seconds.label("seconds")).where(within).subquery()
    rank = func.row_number().over(partition_by=found.c.bucket, order_by=found.c.seconds)
    total = func.count().over(partition_by=found.c.bucket)
    ranked = select(found, rank.label("rank"), total.label("total")).subquery()

    def percentile(tenths: int) -> Any:
        return func.max(case((ranked.c.rank == (ranked.c.total * tenths + 9) // 10, ranked.c.seconds)))

    return select(ranked.c.bucket, func.count(), percentile(5), percentile(9)).group_by(ranked.c.bucket)
