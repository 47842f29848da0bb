"""Statistics as the contract has them."""

from soap_server.contract.common import UserSummary, render_user_summary
from soap_server.contract.statistics import (
    BacklogCount,
    DeskStatistics,
    DurationFigures,
    StaffRatings,
    StatisticsBucket,
    StatusCount,
)
from soap_server.desk.durations import Durations
from soap_server.desk.statistics import Bucket, Statistics


def render_statistics(found: Statistics) -> DeskStatistics:
    """Return the statistics of the desk or of a staff member."""
    return DeskStatistics(
        staff=render_user_summary(found.staff) if found.staff else None,
        period_start=found.period.start,
        period_end=found.period.end,
        bucket_unit=found.unit,
        buckets=[_bucket(bucket) for bucket in found.buckets],
        ratings=[
            StaffRatings(UserSummary(got.staff_id, got.display_name), got.month, got.count, got.mean)
            for got in found.ratings
        ],
        backlog=[
            BacklogCount(part.status, part.priority, part.from_days, part.to_days, part.count) for part in found.backlog
        ],
        first_reply=_durations(found.first_reply),
        resolution=_durations(found.resolution),
    )


def _bucket(bucket: Bucket) -> StatisticsBucket:
    return StatisticsBucket(
        start=bucket.start,
        end=bucket.end,
        submitted_count=bucket.submitted,
        resolved_count=bucket.resolved,
        completed_count=bucket.completed,
        states=[StatusCount(status, count) for status, count in bucket.states.items()],
        first_reply=_durations(bucket.first_reply),
        resolution=_durations(bucket.resolution),
    )


def _durations(durations: Durations) -> DurationFigures:
    return DurationFigures(durations.count, durations.median_seconds, durations.ninetieth_percentile_seconds)
