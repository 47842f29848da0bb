"""What a reader chooses without an account: language, colours, time zone. Each is a cookie."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from flask import Flask, request

LANGUAGE, THEME, ZONE, BROWSER_ZONE = "language", "theme", "zone", "browser_zone"
THEMES = ("light", "dark")


def chosen_language() -> str:
    """Return the language that was chosen on a page, or nothing."""
    return request.cookies.get(LANGUAGE, "")


def chosen_theme() -> str:
    """Return light, dark, or nothing for what the system says."""
    theme = request.cookies.get(THEME, "")
    return theme if theme in THEMES else ""


def chosen_zone() -> str:
    """Return the time zone that was chosen on a page, or nothing."""
    return _known(request.cookies.get(ZONE, ""))


def time_zone() -> ZoneInfo:
    """Return the reader's time zone: chosen, else the browser's as a script told it, else UTC."""
    return ZoneInfo(chosen_zone() or _known(request.cookies.get(BROWSER_ZONE, "")) or "UTC")


@lru_cache
def all_zones() -> tuple[str, ...]:
    """Return the zones to choose from, by name."""
    names = available_timezones()
    return tuple(sorted(name for name in names if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/"))))


def install(app: Flask) -> None:
    """Let every page know."""
    app.context_processor(lambda: {"theme": chosen_theme(), "zone": time_zone().key})


def _known(zone: str) -> str:
    return zone if zone in _zones() else ""


@lru_cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
