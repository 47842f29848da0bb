"""From Python to zeep: what a request says, in the nested dictionaries that zeep writes messages from."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from zeep import xsd

from client_sdk.errors import InvalidArgumentError
from client_sdk.values import lexical, utc


def encode_arguments(wrapper: xsd.ComplexType, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of an operation by their names on the wire; what is not given is None.

    :param wrapper: zeep's type of the request's element.
    :raises TypeError: for a parameter that the operation does not have.
    :raises ValueError: for a moment without a zone.
    :raises InvalidArgumentError: for a text with a character that XML cannot carry, as the desk would answer.
    """
    wanted = {wire_name(name): value for name, value in arguments.items()}
    elements = dict(wrapper.elements)
    if unknown := wanted.keys() - elements.keys():
        raise TypeError(f"there is no parameter {min(unknown)}")
    encoded = {}
    for name, element in elements.items():
        try:
            encoded[name] = _encode(element.type, wanted.get(name))
        except UnwritableTextError as error:
            raise InvalidArgumentError("INVALID_ARGUMENT", str(error), field=name) from error
    return encoded


def wire_name(name: str) -> str:
    """Return ``expected_version`` as ``expectedVersion``."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _encode(type_: Any, value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(type_, xsd.ComplexType):
        return _encode_simple(type_, value)
    if is_dataclass(value):
        elements = dict(type_.elements)
        given = {wire_name(field.name): getattr(value, field.name) for field in fields(value)}
        return {name: _encode(elements[name].type, inner) for name, inner in given.items() if name in elements}
    if isinstance(value, Mapping):
        members = dict(type_.elements)
        if unknown := value.keys() - members.keys():
            raise TypeError(f"there is no member {min(unknown)}")
        return {name: _encode(element.type, value.get(name)) for name, element in members.items()}
    if isinstance(value, str | bytes):
        raise TypeError(f"several values are wanted, not {type(value).__name__}")
    # An array is a complex type with one element that is repeated.
    ((name, element),) = type_.elements
    return {name: [_encode(element.type, item) for item in value]}


def _encode_simple(type_: Any, value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime) and isinstance(type_, xsd.DateTime):
        return utc(value)
    return _checked(lexical(value)) if isinstance(type_, xsd.String) else value


class UnwritableTextError(ValueError):
    """A text has a character that XML 1.0 cannot carry (section 2.2)."""


def _checked(text: str | None) -> str | None:
    if text is not None and _NOT_XML.search(text):
        raise UnwritableTextError("It has a control character, or half of a character, that cannot be sent.")
    return text


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
