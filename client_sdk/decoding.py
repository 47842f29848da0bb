"""From XML to models: a decoder is made of each model once, from its annotations.

zeep's own decoder stops at a member that its WSDL does not have, or loses what stands behind it. Version 1 of the
contract may grow such members, so that this one passes over them.
"""

import base64
import dataclasses
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from lxml import etree

from client_sdk.data_sets import DataSetPage, decode_data_set
from client_sdk.encoding import wire_name
from client_sdk.errors import UnexpectedAnswerError
from client_sdk.models import RowSetColumn
from client_sdk.row_sets import RowSet, decode_rows
from client_sdk.values import Value, moment, truth

NAMESPACE = "urn:soapdesk:v1"
Decoder = Callable[[etree._Element], Any]
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_SIMPLE: Mapping[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    bool: truth,
    Decimal: Decimal,
    datetime: moment,
    bytes: base64.b64decode,
}


@cache
def decoder_of(annotation: Any) -> Decoder:
    """Return the function that makes a value of an element: of a model, an enumeration, a simple type or an array."""
    if annotation is RowSet:
        return _decode_row_set
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return _decoder_of_optional(annotation)
    if origin in (tuple, Sequence):
        decode_item = decoder_of(get_args(annotation)[0])
        return lambda element: tuple(decode_item(item) for item in element)
    if dataclasses.is_dataclass(annotation):
        return _decoder_of_model(annotation)
    read = annotation if issubclass(annotation, StrEnum) else _SIMPLE[annotation]
    return lambda element: read(element.text or "")


def _decoder_of_optional(annotation: Any) -> Decoder:
    if annotation == Value:  # in a condition, whatever the column's type, values are text
        return decoder_of(str)
    (inner,) = (argument for argument in get_args(annotation) if argument is not types.NoneType)
    decode = decoder_of(inner)
    return lambda element: None if element.get(_NIL) in ("true", "1") else decode(element)


def _decoder_of_model(model: Any) -> Decoder:
    hints = get_type_hints(model)
    by_tag = {
        f"{{{NAMESPACE}}}{wire_name(field.name)}": (field.name, decoder_of(hints[field.name]))
        for field in dataclasses.fields(model)
    }

    def decode(element: etree._Element) -> Any:
        values = {}
        for child in element:
            if (found := by_tag.get(str(child.tag))) is not None:
                name, decode_member = found
                values[name] = decode_member(child)
        try:
            return model(**values)
        except TypeError as error:
            raise UnexpectedAnswerError(f"The answer lacks a part of {model.__name__}.") from error

    return decode


def _decode_row_set(element: etree._Element) -> RowSet:
    columns, rows, *_ = element  # what comes behind them is newer than this SDK
    decode_column = decoder_of(RowSetColumn)
    described = tuple(decode_column(column) for column in columns)
    return RowSet(columns=described, rows=tuple(decode_rows(rows, described)))


def decode_result(result: Any, response: etree._Element) -> Any:
    """Return what ``<SubmitEventResponse><SubmitEventResult>…`` says.

    :param result: the type that the operation answers, None for nothing.
    :raises UnexpectedAnswerError: if it says something else.
    """
    if result is None:
        return None
    try:
        return decode_data_set(response) if result is DataSetPage else decoder_of(result)(response[0])
    except (ValueError, ArithmeticError, LookupError) as error:
        raise UnexpectedAnswerError("The answer is not what the contract says.") from error
