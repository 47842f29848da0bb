"""The key figures of a scorecard."""

from flask_babel import gettext as _
from flask_babel import ngettext

from client_sdk.models import StaffScorecard
from web_ui.tiles import COUNT, SCORE, SHARE, TIME, Tile, tile


def scorecard_tiles(card: StaffScorecard, earlier: StaffScorecard) -> list[Tile]:
    """Return them, compared with the period before."""
    rated = ngettext("%(num)s rating", "%(num)s ratings", card.rating_count) if card.rating_count else ""
    reopened = (
        _("%(reopened)s of %(resolved)s", reopened=card.reopened_count, resolved=card.resolved_count)
        if card.resolved_count
        else ""
    )
    return [
        tile(_("Mean rating"), card.rating_mean, earlier.rating_mean, SCORE, note=rated),
        tile(_("Resolved"), card.resolved_count, earlier.resolved_count, COUNT),
        tile(_("Reopened by customers"), card.reopen_rate, earlier.reopen_rate, SHARE, note=reopened),
        tile(_("Mean time to first reply"), card.first_reply_mean_seconds, earlier.first_reply_mean_seconds, TIME),
        tile(_("Mean time to resolution"), card.resolution_mean_seconds, earlier.resolution_mean_seconds, TIME),
    ]
