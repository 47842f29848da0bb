"""How long something took, in parts of a period and in all of it: middle and 90th percentile, which are real values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, func, null, select, union_all
from sqlalchemy.orm import Session

from db.search import is_postgresql
from soap_server.desk.buckets import bucket_of


@dataclass(frozen=True)
class Durations:
    """How long something took: how often it happened, the middle and the 90th percentile, which are real values."""

    count: int = 0
    median_seconds: int | None = None
    ninetieth_percentile_seconds: int | None = None


def read_durations(
    session: Session, bounds: Sequence[datetime], *, moment: Any, seconds: Any, condition: ColumnElement[bool]
) -> Mapping[int | None, Durations]:
    """Return how long it took, by bucket, and under None in all of them: no percentile follows from those of parts.

    :param moment: the column of when it was over; with ``seconds`` it has an index, and nothing else is read.
    """
    happened = select(bucket_of(moment, bounds).label("bucket"), seconds.label("seconds")).where(
        moment >= bounds[0], moment < bounds[-1], seconds.is_not(None), condition
    )
    query = _by_percentile(happened) if is_postgresql(session) else _by_rank(happened)
    return {bucket: Durations(*figures) for bucket, *figures in session.execute(query)}


def _by_percentile(happened: Select[Any]) -> CompoundSelect[Any]:
    found = happened.cte("happened")

    def percentile(tenths: int) -> Any:
        return func.percentile_disc(tenths / 10).within_group(found.c.seconds)

    figures = func.count(found.c.seconds), percentile(5), percentile(9)
    return union_all(select(found.c.bucket, *figures).group_by(found.c.bucket), select(null(), *figures))


def _by_rank(happened: Select[Any]) -> Select[Any]:
    """Count ranks instead, since SQLite knows no percentiles."""
    once = happened.cte("happened")
    found = union_all(select(once), select(null().label("bucket"), once.c.seconds)).subquery()
    rank = func.row_number().over(partition_by=found.c.bucket, order_by=found.c.seconds)
    total = func.count().over(partition_by=found.c.bucket)
    ranked = select(found, rank.label("rank"), total.label("total")).subquery()

    def percentile(tenths: int) -> Any:
        return func.max(case((ranked.c.rank == (ranked.c.total * tenths + 9) // 10, ranked.c.seconds)))

    return select(ranked.c.bucket, func.count(), percentile(5), percentile(9)).group_by(ranked.c.bucket)
