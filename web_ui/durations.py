"""How long something took, as people say it."""

from babel.units import format_unit
from flask_babel import get_locale

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def duration(seconds: float) -> str:
    """Return the two largest units: 3 days 4 hr, 1 hr 30 min, 12 min, 45 sec."""
    rest = round(seconds)
    # What is below the second unit would only distract; it is rounded, not cut.
    coarse = next((size for (_, size), (_, above) in zip(_UNITS[1:], _UNITS, strict=False) if rest >= above), 1)
    rest = round(rest / coarse) * coarse
    parts = []
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(format_unit(count, f"duration-{unit}", "short", locale=get_locale()))
    return " ".join(parts[:2]) or format_unit(0, "duration-second", "short", locale=get_locale())
