"""What the reader filters a list by, as the address of the page says it. What makes no sense filters nothing."""

from collections.abc import Container
from datetime import date, datetime, time, timedelta

from flask import request

from web_ui.preferences import time_zone

MAX_NUMBER = 2**63 - 1


def text_of(name: str) -> str | None:
    """Return a word that was typed, None for nothing."""
    return request.args.get(name, "").strip()[:200] or None


def choice_of(name: str, words: Container[str]) -> str | None:
    """Return a word that was chosen of several, None for none of them."""
    value = request.args.get(name, "")
    return value if value and value in words else None


def number_of(name: str) -> int | None:
    """Return a number, None for nothing."""
    return whole(request.args.get(name, ""))


def whole(value: str | None) -> int | None:
    """Return what is written as a whole number, None for anything else."""
    digits = (value or "").strip()
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 19
    return int(digits) if is_number and int(digits) <= MAX_NUMBER else None


def beginning_of(name: str) -> datetime | None:
    """Return when a day begins in the reader's time zone, None for no day."""
    day = _day(request.args.get(name, ""))
    return start_of_day(day) if day else None


def end_of(name: str) -> datetime | None:
    """Return when the day after begins, None for no day."""
    day = _day(request.args.get(name, ""))
    return start_of_day(day + timedelta(days=1)) if day and day < date.max else None


def start_of_day(day: date) -> datetime:
    """Return when a day begins in the reader's time zone."""
    return datetime.combine(day, time(), tzinfo=time_zone())


def _day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    # Earlier and later ones leave the calendar with a time zone.
    return day if date.min.year < day.year < date.max.year else None


def cursor_of() -> str | None:
    """Return where the page of a list begins, None for its beginning."""
    return request.args.get("cursor") or None
