"""Sizes of files, as people read them."""

from babel.numbers import format_decimal
from flask_babel import get_locale


def size(count: int) -> str:
    """Return 512 B, 1.5 KB, 3.2 MB."""
    if count < 1024:
        return f"{count} B"
    amount, unit = (count / 1024, "KB") if count < 1024 * 1024 else (count / 1024 / 1024, "MB")
    return f"{format_decimal(round(amount, 1), locale=get_locale())} {unit}"
