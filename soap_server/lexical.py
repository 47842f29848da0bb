"""Simple values: their lexical forms in XML Schema part 2 and their values in Python.

What is read here has passed the schema; where libxml2 is more lenient than the standard, these are not.
"""

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

_DIGITS = 19  # of the greatest xs:long
_INTEGER = re.compile(rf"([+-]?)0*([0-9]{{0,{_DIGITS}}})")
_INSTANT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?", re.ASCII)
# All but the tab and the line feed.
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n")
_NO_XML = "a text has characters that XML cannot carry"
_TWO_DIGITS = tuple(f"{number:02}" for number in range(100))
_THREE_DIGITS = tuple(f"{number:03}" for number in range(1000))
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


def read_boolean(text: str) -> bool:
    """Return the value of an xs:boolean."""
    return text.strip() in ("true", "1")


def read_integer(text: str) -> int:
    """Return the value of an xs:int or xs:long; leading zeros and a plus sign are allowed."""
    if len(text) < _DIGITS and text.isascii() and text.isdigit():
        return int(text)  # as nearly all clients write it
    # Without the zeros in front, for Python refuses numbers of thousands of digits.
    match = _INTEGER.fullmatch(text.strip())
    if match is None:
        raise ValueError("is not a whole number")
    return int(match[1] + (match[2] or "0"))


def read_decimal(text: str) -> Decimal:
    """Return the value of an xs:decimal."""
    return Decimal(text.strip())


def read_instant(text: str) -> datetime:
    """Return the instant of an xs:dateTime in UTC; one without an offset is taken as UTC.

    24:00:00 is the next day's midnight. Digits beyond microseconds are cut off. .NET sends 0001-01-01 and
    9999-12-31 for "none"; with an offset they lie outside of what Python counts and become its ends.

    :raises ValueError: for a year that Python does not have, or a date that does not exist.
    """
    match = _INSTANT.fullmatch(text.strip())
    if match is None:
        raise ValueError("is not a date and time from the years 0001 to 9999")
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    microsecond = int((match[7] or "0")[:6].ljust(6, "0"))
    is_midnight = hour == 24
    try:
        local = datetime(year, month, day, 0 if is_midnight else hour, minute, second, microsecond, _zone(match[8]))
    except ValueError as error:
        raise ValueError("is not a date and time that exists") from error
    try:
        return (local + timedelta(days=is_midnight)).astimezone(UTC)
    except OverflowError:
        return _FIRST if year == 1 else _LAST


def read_bytes(text: str) -> bytes:
    """Return the value of an xs:base64Binary.

    :raises ValueError: if it has other characters, or wrong padding.
    """
    try:
        return base64.b64decode(text.encode("ascii").translate(None, b" \t\r\n"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("is not valid base64") from error


def write_boolean(value: bool) -> str:
    """Return an xs:boolean."""
    return "true" if value else "false"


def write_integer(value: int) -> str:
    """Return an xs:int or xs:long."""
    return str(int(value))


def write_decimal(value: Decimal) -> str:
    """Return an xs:decimal, which has neither exponent nor infinity.

    :raises ValueError: for a value that is not finite.
    """
    if not value.is_finite():
        raise ValueError(f"{value} is not an xs:decimal")
    return format(value, "f")


def write_instant(value: datetime) -> str:
    """Return an xs:dateTime in UTC, with microseconds where there are any.

    :raises ValueError: for a naive time, since its offset would be a guess.
    """
    if value.tzinfo is not UTC:
        if value.tzinfo is None:
            raise ValueError("a naive time has no place in an answer")
        value = value.astimezone(UTC)
    # A fifth of the time that isoformat takes, and answers consist of little else but texts, numbers and instants.
    year, microsecond, two = value.year, value.microsecond, _TWO_DIGITS
    text = (
        f"{two[year // 100]}{two[year % 100]}-{two[value.month]}-{two[value.day]}"
        f"T{two[value.hour]}:{two[value.minute]}:{two[value.second]}"
    )
    if not microsecond:
        return f"{text}Z"
    return f"{text}.{_THREE_DIGITS[microsecond // 1000]}{_THREE_DIGITS[microsecond % 1000]}Z"


def write_bytes(value: bytes) -> bytes:
    """Return an xs:base64Binary, as it goes out."""
    return binascii.b2a_base64(value, newline=False)


def escape(value: str) -> str:
    """Return text for an element's content, its markup escaped; `checked` has to see it before it goes out."""
    # By find, which only texts have: a list with "in" would pass for one.
    if value.find("<") < 0 and "&" not in value and ">" not in value:
        return value
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def checked(document: str) -> bytes:
    """Return a piece of a document in UTF-8. A carriage return has to be a reference, or parsers drop it.

    A whole piece is looked at at once, which costs a tenth of looking at each of its texts.

    :raises ValueError: if a character cannot stand in XML at all (XML 1.0, section 2.2).
    """
    try:
        data = document.encode()
    except UnicodeEncodeError as error:
        raise ValueError(_NO_XML) from error
    if "\uffff" in document or "\ufffe" in document:
        raise ValueError(_NO_XML)
    odd = len(data) - len(data.translate(None, _CONTROLS))
    if not odd:
        return data
    if data.count(b"\r") < odd:
        raise ValueError(_NO_XML)
    return data.replace(b"\r", b"&#13;")


def _zone(offset: str | None) -> timezone:
    if offset is None or offset == "Z":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    delta = timedelta(hours=hours, minutes=minutes)
    return timezone(-delta if offset[0] == "-" else delta)
