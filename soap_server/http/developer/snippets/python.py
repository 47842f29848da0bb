"""The call in Python, with the SDK."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from db.vocabulary import DataType
from soap_server import lexical
from soap_server.contract.common import Page
from soap_server.contract.data import DataParameter
from soap_server.contract.events import NewAttachment
from soap_server.contract.members import is_contract_type
from soap_server.http.developer.snippets.calling import Calling, Fresh, given_members
from soap_server.sdk_shape.naming import RESOURCES, bare_type_name, method_name
from soap_server.sdk_shape.parameters import parameters_of
from soap_server.sdk_shape.types import rows_are_answered

_WIDTH = 88
_READERS: Mapping[DataType, Callable[[str], object]] = {
    DataType.INTEGER: lexical.read_integer,
    DataType.DECIMAL: lexical.read_decimal,
    DataType.BOOLEAN: lexical.read_boolean,
    DataType.DATE_TIME: lexical.read_instant,
    DataType.TEXT: str,
}


def python(calling: Calling) -> str:
    """Return a program."""
    operation = calling.operation
    call = _wrapped(f"desk.{RESOURCES[operation.service].attribute}.{method_name(operation)}(", _arguments(calling), 1)
    body = f"{_client(calling)}\n    {f'answer = {call}' if operation.returns else call}\n"
    if operation.returns:
        is_loop = rows_are_answered(operation) or any(member.type is Page for member in operation.parameters)
        body += "    for each in answer:\n        print(each)\n" if is_loop else "    print(answer)\n"
    return f"{_imports(body)}\n{body}"


def _client(calling: Calling) -> str:
    """Return the line that opens a client; it logs in by itself, and finds the address of a service that is alone."""
    given = [_text((calling.login or calling).url)]
    if calling.needs_token and calling.login is not None:
        given += [f"{name}={_text(value)}" for name, value in calling.login.arguments.items()]
    return f"with {_wrapped('SupportClient(', given, 0)} as desk:"


def _imports(body: str) -> str:
    lines = []
    if "datetime(" in body:
        lines.append("from datetime import UTC, datetime")
    if "Decimal(" in body:
        lines.append("from decimal import Decimal")
    names = "SupportClient, models" if "models." in body else "SupportClient"
    return "\n".join([*lines, *([""] if lines else []), f"from client_sdk import {names}", ""])


def _arguments(calling: Calling) -> list[str]:
    """Return what the method is given, as ``name=value``; what is absent is left out."""
    return [f"{name}={_literal(value, 2)}" for name, value in _given(calling) if value not in (None, [], Fresh.ID)]


def _given(calling: Calling) -> Iterator[tuple[str, Any]]:
    for parameter in parameters_of(calling.operation):
        if parameter.group:
            whole = calling.arguments[parameter.target]
            yield parameter.name, whole and getattr(whole, parameter.member)
        elif parameter.target == "**file":
            members = ("file_name", "media_type", "content")
            yield parameter.name, NewAttachment(**{name: calling.arguments[name] for name in members})
        elif parameter.target in calling.arguments:
            yield parameter.name, calling.arguments[parameter.target]


def _literal(value: Any, depth: int) -> str:
    if isinstance(value, list):
        if value and all(isinstance(each, DataParameter) for each in value):
            return _wrapped("{", [f"{_text(each.name)}: {_literal(_bound(each), depth + 1)}" for each in value], depth)
        return _wrapped("[", [_literal(each, depth + 1) for each in value], depth)
    if is_contract_type(type(value)):
        members = [f"{member.name}={_literal(each, depth + 1)}" for member, each in given_members(value)]
        return _wrapped(f"models.{bare_type_name(type(value))}(", members, depth)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, StrEnum):
        return f"models.{type(value).__name__}.{value.name}"
    if isinstance(value, datetime):
        parts = [value.year, value.month, value.day, value.hour, value.minute, value.second]
        return f"datetime({', '.join(map(str, parts))}, tzinfo=UTC)"
    if isinstance(value, Decimal):
        return f'Decimal("{value}")'
    return _text(value) if isinstance(value, str) else repr(value)


def _bound(parameter: DataParameter) -> object:
    """Return the value of a parameter of a statement, for which the SDK says the type by itself."""
    return None if parameter.value is None else _READERS[parameter.type](parameter.value)


def _text(value: str) -> str:
    quoted = repr(value)
    return f'"{quoted[1:-1]}"' if quoted[0] == "'" and '"' not in quoted else quoted


def _wrapped(opening: str, parts: list[str], depth: int) -> str:
    """Return the parts in one line where they fit, else one a line."""
    closing = {"(": ")", "[": "]", "{": "}"}[opening[-1]]
    line = f"{opening}{', '.join(parts)}{closing}"
    if len(line) + 4 * depth <= _WIDTH and "\n" not in line:
        return line
    indent = "    " * (depth + 1)
    return opening + "\n" + "".join(f"{indent}{part},\n" for part in parts) + "    " * depth + closing
