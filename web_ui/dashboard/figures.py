"""The key figures above the plots."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from flask_babel import gettext as _

from client_sdk import SupportClient, models
from client_sdk.models import DeskStatistics, EventStatus
from web_ui.durations import duration
from web_ui.links import event_address
from web_ui.tiles import BACKLOG, COUNT, SCORE, TIME, Tile, tile

_OPEN = (EventStatus.SUBMITTED, EventStatus.ASSIGNED, EventStatus.IN_PROGRESS)


def oldest_open(desk: SupportClient, staff_id: int | None) -> models.EventSummary | None:
    """Return the event that has been open for longest, of a staff member or of all."""
    first = models.EventSort(key=models.EventSortKey.SUBMITTED, descending=False)
    page = desk.events.list(status=_OPEN, handler_id=staff_id, sort=first, page_size=1).page()
    return page.events[0] if page.events else None


def dashboard_tiles(now: DeskStatistics, earlier: DeskStatistics, oldest: models.EventSummary | None) -> list[Tile]:
    """Return them, compared with the period before."""
    return [
        tile(_("Open now"), sum(part.count for part in now.backlog), _open_at_the_end(earlier), BACKLOG),
        _oldest(oldest),
        tile(_("Submitted"), _submitted(now), _submitted(earlier), COUNT),
        tile(_("First reply (median)"), now.first_reply.median_seconds, earlier.first_reply.median_seconds, TIME),
        tile(_("Resolution (median)"), now.resolution.median_seconds, earlier.resolution.median_seconds, TIME),
        tile(_("Mean rating"), _mean(now.ratings), _mean(earlier.ratings), SCORE),
    ]


def _oldest(oldest: models.EventSummary | None) -> Tile:
    if oldest is None:
        return Tile(_("Oldest open"), None)
    age = (datetime.now(UTC) - oldest.submitted_at).total_seconds()
    return Tile(
        _("Oldest open"),
        duration(max(age, 0)),
        note=_("Event #%(id)s", id=oldest.id),
        href=event_address(oldest.id),
    )


def _open_at_the_end(found: DeskStatistics) -> int:
    return sum(each.count for each in found.buckets[-1].states if each.status in _OPEN)


def _submitted(found: DeskStatistics) -> int:
    return sum(bucket.submitted_count for bucket in found.buckets)


def _mean(ratings: Sequence[models.StaffRatings]) -> Decimal | None:
    """Return the mean of all ratings from the means by month; each is exact to 2 decimals, so this is to 1."""
    count = sum(got.count for got in ratings)
    return sum((got.mean * got.count for got in ratings), Decimal(0)) / count if count else None
