"""The parameters of a statement, with their types."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from client_sdk.models import DataParameter, DataType
from client_sdk.values import Value, lexical


def typed_parameters(values: Mapping[str, Value] | None) -> list[DataParameter] | None:
    """Return the parameters with the types that their values have; None counts as a text.

    :raises TypeError: for a value that no column can hold.
    :raises ValueError: for a moment without a zone.
    """
    return [
        DataParameter(name=name, type=_type_of(value), value=lexical(value)) for name, value in (values or {}).items()
    ] or None


def _type_of(value: Value) -> DataType:
    if isinstance(value, bool):
        return DataType.BOOLEAN
    if isinstance(value, int):
        return DataType.INTEGER
    if isinstance(value, Decimal):
        return DataType.DECIMAL
    return DataType.DATE_TIME if isinstance(value, datetime) else DataType.TEXT
