"""The call in PHP, with SoapClient."""

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from soap_server.contract import NAMESPACE
from soap_server.http.developer.snippets.calling import Calling, Fresh, wire_values

_WIDTH = 88


def php(calling: Calling) -> str:
    """Return a program."""
    lines = ["<?php"]
    client = "$desk"
    if calling.needs_token and calling.login is not None:
        lines.append(f"$desk = new SoapClient('{calling.login.url}?wsdl');")
        lines.append(f"$session = {_call(calling.login, '$desk')}->{calling.login.operation.name}Result;")
        lines.append(
            f"$header = new SoapHeader('{NAMESPACE}', 'SessionHeader', ['token' => $session->token]);",
        )
    if calling.is_alone or len(lines) == 1:
        client = "$client" if calling.is_alone else "$desk"
        form = "wsdl=any" if calling.spread_results else "wsdl"
        lines.append(f"{client} = new SoapClient('{calling.url}?{form}');")
    if calling.needs_token:
        lines.append(f"{client}->__setSoapHeaders($header);")
    call = _call(calling, client)
    if calling.operation.returns:
        lines += [f"$answer = {call};", f"print_r($answer->{calling.operation.name}Result);"]
    else:
        lines.append(f"{call};")
    return "\n".join(lines) + "\n"


def _call(calling: Calling, client: str) -> str:
    values = wire_values(calling.pairs)
    arguments = _literal(values, 0) if values else "[]"
    return f"{client}->{calling.operation.name}({arguments})"


def _literal(value: Any, depth: int) -> str:
    if isinstance(value, Mapping):
        return _wrapped([f"{_text(name)} => {_literal(each, depth + 1)}" for name, each in value.items()], depth)
    if isinstance(value, list):
        return _wrapped([_literal(each, depth + 1) for each in value], depth)
    return _LITERALS[type(value)](value)


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _wrapped(parts: list[str], depth: int) -> str:
    line = f"[{', '.join(parts)}]"
    if len(line) + 4 * depth <= _WIDTH and "\n" not in line:
        return line
    indent = "    " * (depth + 1)
    return "[\n" + "".join(f"{indent}{part},\n" for part in parts) + "    " * depth + "]"


_LITERALS: Mapping[type[Any], Callable[[Any], str]] = {
    type(None): lambda _: "null",
    str: _text,
    Fresh: lambda _: "bin2hex(random_bytes(16))",
    int: str,
    bool: lambda value: "true" if value else "false",
    Decimal: lambda value: f"'{value}'",
    datetime: lambda value: f"'{value:%Y-%m-%dT%H:%M:%SZ}'",
    bytes: lambda value: f"base64_decode('{base64.b64encode(value).decode()}')",
}
