"""Comparisons of columns with given values: the filters of reads, and the conditions of grants."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, literal

from db.dictionary.entries import SQL_TYPES
from db.expressions import by_code
from db.vocabulary import DataOperator, DataType
from soap_server.desk.data.values import read_value

_WITHOUT_VALUE = frozenset({DataOperator.IS_NULL, DataOperator.IS_NOT_NULL})
_FOR_TEXT = frozenset({DataOperator.CONTAINS, DataOperator.STARTS_WITH})
# It is compared at each character of a text, and no database looks at the clock meanwhile.
MAX_CONTAINED = 200


@dataclass(frozen=True)
class Condition:
    """A column, how it is compared, and with what; the values are text as it comes from the wire."""

    column: str
    operator: DataOperator
    values: tuple[str, ...] = ()


def check_condition(condition: Condition, data_type: DataType) -> None:
    """Refuse a condition that cannot be used with a column of this type.

    :raises ValueError: saying what is wrong, to go on from the name of the parameter.
    """
    operator, count = condition.operator, len(condition.values)
    if operator in _WITHOUT_VALUE and count:
        raise ValueError(f"takes no value with {operator}")
    if operator is DataOperator.ONE_OF and not count:
        raise ValueError("needs values with oneOf")
    if operator not in _WITHOUT_VALUE and operator is not DataOperator.ONE_OF and count != 1:
        raise ValueError(f"needs one value with {operator}")
    if operator in _FOR_TEXT and data_type is not DataType.TEXT:
        raise ValueError(f"is no text, which {operator} is for")
    if operator is DataOperator.CONTAINS and len(condition.values[0]) > MAX_CONTAINED:
        raise ValueError(f"takes at most {MAX_CONTAINED} characters with {operator}")
    for text in condition.values:
        read_value(data_type, text)


def compare(column: ColumnElement[Any], data_type: DataType, condition: Condition) -> ColumnElement[bool]:
    """Return a checked condition as an expression."""
    values = [literal(read_value(data_type, text), SQL_TYPES[data_type]) for text in condition.values]
    return _COMPARE[condition.operator](column, values)


_Compare = Callable[[ColumnElement[Any], list[Any]], ColumnElement[bool]]
_COMPARE: Mapping[DataOperator, _Compare] = {
    DataOperator.EQUAL: lambda column, values: column == values[0],
    DataOperator.NOT_EQUAL: lambda column, values: column != values[0],
    DataOperator.LESS: lambda column, values: by_code(column) < values[0],
    DataOperator.LESS_OR_EQUAL: lambda column, values: by_code(column) <= values[0],
    DataOperator.GREATER: lambda column, values: by_code(column) > values[0],
    DataOperator.GREATER_OR_EQUAL: lambda column, values: by_code(column) >= values[0],
    DataOperator.ONE_OF: lambda column, values: column.in_(values),
    DataOperator.CONTAINS: lambda column, values: column.contains(values[0].value, autoescape=True),
    DataOperator.STARTS_WITH: lambda column, values: column.startswith(values[0].value, autoescape=True),
    DataOperator.IS_NULL: lambda column, _values: column.is_(None),
    DataOperator.IS_NOT_NULL: lambda column, _values: column.is_not(None),
}
