"""Values of the data service: from the text on the wire to Python, and from the database to text."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Any

from db.vocabulary import DataType
from soap_server import lexical
from soap_server.desk.errors import QueryFailedError

MAX_INTEGER = 2**63 - 1
MAX_TEXT = 40_000
"""Characters of the longest text that can be computed; the contents of two events have room."""

_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})")
# That of .NET's Decimal: a DataSet with a greater one cannot be read at all.
_MAX_DECIMAL = Decimal(2**96 - 1)
_PLACES = Decimal("0.000001")
_ARITHMETIC = Context(prec=60, rounding=ROUND_HALF_EVEN)
_DIGITS = 19  # of the greatest whole number
_AS_ZEROS = str.maketrans("123456789", "0" * 9)
_SECOND = "0000-00-00 00:00:00"
_OFFSETS = ("", "+00")
# PostgreSQL leaves out the zeros at the end of a fraction, and SQLAlchemy writes all of them.
_TRIMMED = frozenset(f"{_SECOND}.{'0' * digits}{offset}" for digits in range(1, 6) for offset in _OFFSETS)
_INSTANTS = _TRIMMED | {f"{_SECOND}{fraction}{offset}" for fraction in ("", ".000000") for offset in _OFFSETS} | {""}
_FRACTION = re.compile(r"\.[0-9]+")


def read_value(data_type: DataType, text: str) -> Any:
    """Return the value that a text stands for; the forms are those of XML Schema part 2.

    :raises ValueError: if it is none of that type; the sentence goes on from the name of the parameter.
    """
    return _READ[data_type](text)


def writer(data_type: DataType) -> Callable[[Any], str]:
    """Return the function that makes text of a value, other than None, from either database.

    :raises QueryFailedError: (the function) if a computed value does not fit its type.
    """
    return _WRITE[data_type]


def write_column(data_type: DataType, values: Sequence[Any]) -> Sequence[str | None]:
    """Return the texts of the values of a column, as a driver has them: PostgreSQL's own text, or what SQLite stores.

    Looked at together they cost a tenth of what they cost one by one. Where they do not look as they nearly always do,
    each is written for itself.

    :raises QueryFailedError: if a computed value does not fit its type.
    """
    write = _COLUMNS[data_type]
    if None not in values:
        return write(values)
    written = iter(write([value for value in values if value is not None]))
    return [None if value is None else next(written) for value in values]


def _read_integer(text: str) -> int:
    value = lexical.read_integer(text)
    if not -MAX_INTEGER - 1 <= value <= MAX_INTEGER:
        raise ValueError("must be a whole number of 64 bits")
    return value


def _read_decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text.strip()):
        raise ValueError("must be a number such as 2.50, with at most 20 digits on either side")
    return lexical.read_decimal(text)


def _read_boolean(text: str) -> bool:
    if text.strip() not in ("true", "false", "1", "0"):
        raise ValueError("must be true or false")
    return lexical.read_boolean(text)


def _write_integer(value: Any) -> str:
    # SQLite turns a sum that is too large into a float; PostgreSQL has numeric for it.
    if isinstance(value, float) or not -MAX_INTEGER - 1 <= value <= MAX_INTEGER:
        raise QueryFailedError("A whole number has grown beyond 64 bits.")
    return str(int(value))


def _write_decimal(value: Any) -> str:
    try:
        rounded = Decimal(str(value)).quantize(_PLACES, context=_ARITHMETIC)
    except InvalidOperation as error:
        raise QueryFailedError("A number has grown too large.") from error
    if not rounded.is_finite() or abs(rounded) > _MAX_DECIMAL:
        raise QueryFailedError("A number has grown too large.")
    text = format(rounded, "f").rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _write_boolean(value: Any) -> str:
    return lexical.write_boolean(bool(value))


def _write_date_time(value: Any) -> str:
    instant: datetime = value
    return lexical.write_instant(instant)


def _write_integers(values: Sequence[Any]) -> Sequence[str]:
    kinds = set(map(type, values))
    if kinds == {int}:
        if max(values) <= MAX_INTEGER and min(values) >= -MAX_INTEGER - 1:
            return list(map(str, values))
    elif kinds == {str} and max(map(len, values)) < _DIGITS and _is_whole("".join(values)):
        return values
    return [_write_integer(Decimal(value) if isinstance(value, str) else value) for value in values]


def _is_whole(text: str) -> bool:
    return text.isascii() and text.replace("-", "").isdigit()


def _write_texts(values: Sequence[Any]) -> Sequence[str]:
    return values if set(map(type, values)) <= {str} else list(map(str, values))


def _write_booleans(values: Sequence[Any]) -> Sequence[str]:
    return ["true" if value and value != "f" else "false" for value in values]


def _write_decimals(values: Sequence[Any]) -> Sequence[str]:
    return list(map(_write_decimal, values))


def _write_instants(values: Sequence[Any]) -> Sequence[str]:
    """Return instants as ``write_instant`` writes them; PostgreSQL's text ends with the offset, SQLite's has none."""
    text = "\n".join([*values, ""])
    forms = set(text.translate(_AS_ZEROS).split("\n"))
    if not forms <= _INSTANTS or text.count("+") != text.count("+00\n"):
        return list(map(_write_instant, values))
    text = text.replace(" ", "T").replace("+00\n", "\n")
    if len(forms & _TRIMMED):
        text = _FRACTION.sub(lambda found: found[0].ljust(7, "0"), text)
    return text.replace(".000000\n", "\n").replace("\n", "Z\n").split("\n")[:-1]


def _write_instant(value: str) -> str:
    instant = datetime.fromisoformat(value)
    return lexical.write_instant(instant if instant.tzinfo else instant.replace(tzinfo=UTC))


_READ: Mapping[DataType, Callable[[str], Any]] = {
    DataType.INTEGER: _read_integer,
    DataType.DECIMAL: _read_decimal,
    DataType.BOOLEAN: _read_boolean,
    DataType.TEXT: str,
    DataType.DATE_TIME: lexical.read_instant,
}
_WRITE: Mapping[DataType, Callable[[Any], str]] = {
    DataType.INTEGER: _write_integer,
    DataType.DECIMAL: _write_decimal,
    DataType.BOOLEAN: _write_boolean,
    DataType.TEXT: str,
    DataType.DATE_TIME: _write_date_time,
}
_COLUMNS: Mapping[DataType, Callable[[Sequence[Any]], Sequence[str]]] = {
    DataType.INTEGER: _write_integers,
    DataType.DECIMAL: _write_decimals,
    DataType.BOOLEAN: _write_booleans,
    DataType.TEXT: _write_texts,
    DataType.DATE_TIME: _write_instants,
}
