"""Times, in the reader's zone and language."""

from datetime import UTC, datetime

from babel.dates import format_date, format_datetime, format_timedelta
from flask_babel import get_locale

from web_ui.preferences import time_zone


def absolute(moment: datetime) -> str:
    """Return a time with its zone, if that is not the reader's own: 2026-11-25 16:31, or ... UTC."""
    zone = time_zone()
    text = format_datetime(moment, "medium", tzinfo=zone, locale=get_locale())
    return f"{text} UTC" if zone.key == "UTC" else text


def date(moment: datetime) -> str:
    """Return the day of a time."""
    return format_date(moment.astimezone(time_zone()), "medium", locale=get_locale())


def relative(moment: datetime, *, now: datetime | None = None) -> str:
    """Return how long ago a time was, or how far off it is."""
    delta = moment - (now or datetime.now(UTC))
    return format_timedelta(delta, add_direction=True, locale=get_locale())


def machine(moment: datetime) -> str:
    """Return a time as programs read it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
