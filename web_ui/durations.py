"""How long something took, as people say it."""

from decimal import Decimal

from babel.units import format_unit
from flask_babel import get_locale

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_UNITS = (("day", _DAY), ("hour", _HOUR), ("minute", _MINUTE), ("second", 1))
# From how many seconds on which unit is the smallest that still says something; what is below it is rounded.
_GRAINS = ((10 * _DAY, _DAY), (_DAY, _HOUR), (_MINUTE, _MINUTE), (0, 1))


def duration(seconds: float | Decimal) -> str:
    """Return 12 days, 3 days 4 hr, 1 hr 30 min, 12 min or 45 sec."""
    grain = next(grain for least, grain in _GRAINS if seconds >= least)
    rest = round(seconds / grain) * grain
    parts = []
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(_write(count, unit))
    return " ".join(parts) or _write(0, "second")


def _write(count: int, unit: str) -> str:
    return str(format_unit(count, f"duration-{unit}", "short", locale=get_locale()))
