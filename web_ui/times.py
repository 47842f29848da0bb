"""Times, in the reader's zone and language."""

from datetime import UTC, datetime, timedelta

from babel.dates import format_date, format_time, format_timedelta
from flask_babel import get_locale

from web_ui.preferences import time_zone


def absolute(moment: datetime) -> str:
    """Return a time to the minute, with its zone if it is not known to be the reader's: Nov 25, 2026 4:31 PM."""
    zone = time_zone()
    locale, local = get_locale(), moment.astimezone(zone)
    text = f"{format_date(local, 'medium', locale=locale)} {format_time(local, 'short', tzinfo=zone, locale=locale)}"
    return f"{text} UTC" if zone.key == "UTC" else text


def date(moment: datetime) -> str:
    """Return the day of a time."""
    return format_date(moment.astimezone(time_zone()), "medium", locale=get_locale())


def last_day(end: datetime) -> str:
    """Return the last day of a period whose end is not part of it."""
    return date(end - timedelta(microseconds=1))


def relative(moment: datetime, *, now: datetime | None = None) -> str:
    """Return how long ago a time was, or how far off it is."""
    delta = moment - (now or datetime.now(UTC))
    return format_timedelta(delta, add_direction=True, locale=get_locale())


def machine(moment: datetime) -> str:
    """Return a time as programs read it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
