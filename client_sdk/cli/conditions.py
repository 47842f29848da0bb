"""Conditions, orders and parameters as they are typed in a terminal."""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from client_sdk.cli.refusals import USAGE, CommandError
from client_sdk.models import DataCondition, DataFilter, DataOperator, DataOrder
from client_sdk.values import Value, truth

_SYMBOLS = {
    "=": DataOperator.EQUAL,
    "!=": DataOperator.NOT_EQUAL,
    "<": DataOperator.LESS,
    "<=": DataOperator.LESS_OR_EQUAL,
    ">": DataOperator.GREATER,
    ">=": DataOperator.GREATER_OR_EQUAL,
}
_WORDS = {
    "contains": DataOperator.CONTAINS,
    "starts with": DataOperator.STARTS_WITH,
    "in": DataOperator.ONE_OF,
    "is null": DataOperator.IS_NULL,
    "is not null": DataOperator.IS_NOT_NULL,
}
_ALONE = (DataOperator.IS_NULL, DataOperator.IS_NOT_NULL)
# A column; a symbol, or a word that ends there; the value.
_CONDITION = re.compile(
    r"\s*(?P<column>\w+)\s*"
    r"(?P<operator>!=|<=|>=|=|<|>|(?:(?<=\s)(?:contains|starts\s+with|in|is\s+null|is\s+not\s+null)(?=\s|\(|$)))"
    r"\s*(?P<value>.*?)\s*",
    re.IGNORECASE | re.DOTALL,
)
CONDITION_HELP = (
    "Such as 'status = assigned'; operators: = != < <= > >= contains, starts with, in (a, b), is [not] null."
)


def condition(text: str) -> DataCondition:
    """Return ``status = assigned`` as a condition; quotes around a value are taken away.

    :raises CommandError: if it is none.
    """
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise CommandError(f"No condition: {text}", status=USAGE, hint=CONDITION_HELP)
    word = " ".join(found["operator"].lower().split())
    operator = _SYMBOLS.get(word) or _WORDS[word]
    value = found["value"]
    if (operator in _ALONE) == bool(value):
        raise CommandError(f"No condition: {text}", status=USAGE, hint=CONDITION_HELP)
    return DataCondition(column=found["column"], operator=operator, values=_values(operator, value))


def all_of(conditions: Sequence[str]) -> DataFilter | None:
    """Return the filter that all conditions make."""
    return DataFilter(all_of=[condition(each) for each in conditions]) if conditions else None


def order(text: str) -> DataOrder:
    """Return ``submitted_at desc`` as an order.

    :raises CommandError: if it is none.
    """
    column, _, direction = text.strip().partition(" ")
    if direction.strip().lower() not in ("", "asc", "desc"):
        raise CommandError(f"No order: {text}", status=USAGE, hint="Such as submitted_at, or 'submitted_at desc'.")
    return DataOrder(column=column, descending=direction.strip().lower() == "desc")


def parameters(given: Sequence[str]) -> dict[str, Value]:
    """Return ``name=text`` and ``name:int=5`` as values by name.

    :raises CommandError: if one is of another form, or twice there.
    """
    values: dict[str, Value] = {}
    for text in given:
        head, equals, value = text.partition("=")
        name, _, type_ = head.partition(":")
        if not equals or not name or (type_ or "text") not in _TYPES or name in values:
            raise CommandError(
                f"No parameter: {text}",
                status=USAGE,
                hint=f"Such as name=text or id:int=5; types: {', '.join(_TYPES)}.",
            )
        values[name] = _typed(type_ or "text", value, text)
    return values


def _values(operator: DataOperator, value: str) -> list[str] | None:
    if operator in _ALONE:
        return None
    if operator is DataOperator.ONE_OF:
        inside = value[1:-1] if value.startswith("(") and value.endswith(")") else value
        return [_unquoted(each) for each in next(csv.reader([inside], skipinitialspace=True, quotechar="'"))]
    return [_unquoted(value)]


def _unquoted(value: str) -> str:
    stripped = value.strip()
    is_quoted = len(stripped) > 1 and stripped[0] == stripped[-1] and stripped[0] in "'\""
    return stripped[1:-1] if is_quoted else stripped


def _typed(type_: str, value: str, text: str) -> Value:
    try:
        return _TYPES[type_](value)
    except (ValueError, ArithmeticError) as error:
        raise CommandError(f"No {type_}: {text}", status=USAGE) from error


def _moment(value: str) -> datetime:
    """Return a moment; without a zone it is meant as this machine tells the time."""
    return datetime.fromisoformat(value).astimezone()


def _truth(value: str) -> bool:
    if value.lower() not in ("true", "false", "1", "0"):
        raise ValueError(value)
    return truth(value.lower())


def _nothing(value: str) -> None:
    if value:
        raise ValueError(value)


_TYPES: Mapping[str, Callable[[str], Value]] = {
    "text": str,
    "int": int,
    "decimal": Decimal,
    "bool": _truth,
    "datetime": _moment,
    "null": _nothing,
}
