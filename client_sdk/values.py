"""Values of tables and parameters: Python's types on one side, the text of XML Schema on the other.

The lexical forms are those of XML Schema 1.0 part 2 (W3C, 2004), section 3.2.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

Value = str | int | Decimal | bool | datetime | None
"""A value of a table: text, a whole number, a decimal, a truth value, a moment (UTC), or nothing."""
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)


def lexical(value: Value) -> str | None:
    """Return a value as XML Schema writes it, None for nothing.

    :raises ValueError: for a moment without a zone.
    :raises TypeError: for what no column can hold, a float too: say which decimal is meant.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return utc(value).isoformat().replace("+00:00", "Z")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"a table holds no {type(value).__name__}; give a str, int, Decimal, bool, datetime or None")


def utc(moment: datetime) -> datetime:
    """Return the same moment in UTC.

    :raises ValueError: for a moment without a zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone: datetime.now(UTC), not datetime.now()")
    return moment.astimezone(UTC)


def reader_of(type_: str) -> Callable[[str], Value]:
    """Return the function that reads the text of a column of this type, a word of ``DataType``."""
    return _READERS[type_]


def moment(text: str) -> datetime:
    """Return an ``xs:dateTime`` as an aware moment in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def decimal(text: str) -> Decimal:
    """Return an ``xs:decimal``, which has no exponent: a few characters with one would be written as gigabytes.

    :raises ValueError: for what is none.
    """
    if _DECIMAL.fullmatch(text) is None:
        raise ValueError("a decimal has digits, a sign and a point, and no exponent")
    return Decimal(text)


def truth(text: str) -> bool:
    """Return an ``xs:boolean``."""
    return text in ("true", "1")


_READERS: Mapping[str, Callable[[str], Value]] = {
    "integer": int,
    "decimal": decimal,
    "boolean": truth,
    "text": str,
    "dateTime": moment,
}
