"""The call in C#, with the proxy that wsdl.exe, or Add Web Reference, makes."""

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from soap_server.contract.members import LONG, Member, is_contract_type
from soap_server.http.developer.snippets.calling import Calling, Fresh, given_members

_TYPES = {str: "string", int: "int", bool: "bool", Decimal: "decimal", datetime: "DateTime", bytes: "byte[]"}
# Of the names that the contract may have; a proxy has them with the same sign before them.
_KEYWORDS = frozenset({"as", "base", "default", "event", "in", "is", "object", "operator", "out", "ref", "string"})
_INDENT = "        "


def csharp(calling: Calling) -> str:
    """Return a program."""
    proxies = [("Desk", calling.login or calling)]
    lines = []
    if calling.is_alone:
        proxies.append(("DeskData", calling))
    if calling.is_alone and calling.login is not None:
        lines.append(f"var session = new Desk.{calling.login.interface}().{_call(calling.login)};")
    lines.append(f"var desk = new {calling.interface}();")
    if calling.needs_token and calling.login is not None and not calling.is_alone:
        lines.append(f"var session = desk.{_call(calling.login)};")
    if calling.needs_token:
        lines.append("desk.SessionHeaderValue = new SessionHeader { token = session.token };")
    lines += [f"{_type(member)} {member.wire_name};" for member in calling.spread_results[1:]]
    call = f"desk.{_call(calling, out=calling.spread_results[1:])}"
    lines.append(f"var answer = {call};" if calling.operation.returns else f"{call};")
    commands = "".join(f"// wsdl /namespace:{name} /out:{name}.cs {each.url}?wsdl\n" for name, each in proxies)
    body = "".join(f"{_INDENT}{line}\n" for line in lines)
    return (
        f"{commands}using System;\nusing {proxies[-1][0]};\n\n"
        f"class Program {{\n    static void Main() {{\n{body}    }}\n}}\n"
    )


def _call(calling: Calling, *, out: tuple[Member, ...] = ()) -> str:
    arguments = [_value(member, value, 3) for member, value in calling.pairs]
    arguments += [f"out {member.wire_name}" for member in out]
    line = f"{calling.operation.name}({', '.join(arguments)})"
    if len(line) <= 70 and "\n" not in line:
        return line
    indent = f"\n{_INDENT}    "
    return f"{calling.operation.name}({indent}{f',{indent}'.join(arguments)})"


def _type(member: Member) -> str:
    if member.type is int and LONG in member.facets:
        return "long"
    name: str = _TYPES.get(member.type) or member.type.__name__
    return name


def _value(member: Member, value: Any, depth: int) -> str:
    if value is None:
        return "null"
    if member.is_array:
        parts = [_single(each, depth + 1) for each in value]
        return _braced(f"new {_type(member)}[]", parts, depth)
    return _single(value, depth)


def _single(value: Any, depth: int) -> str:
    if isinstance(value, StrEnum):
        return f"{type(value).__name__}.{_identifier(value.value)}"
    if is_contract_type(type(value)):
        parts = [
            f"{_identifier(member.wire_name)} = {_value(member, given, depth + 1)}"
            for member, given in given_members(value)
        ]
        return _braced(f"new {type(value).__name__}", parts, depth)
    return _LITERALS[type(value)](value)


def _instant(value: datetime) -> str:
    return f"new DateTime({', '.join(str(part) for part in value.timetuple()[:6])}, DateTimeKind.Utc)"


def text(value: str) -> str:
    """Return a literal of a text, as C# and Java have it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _identifier(name: str) -> str:
    return f"@{name}" if name in _KEYWORDS else name


def _braced(opening: str, parts: list[str], depth: int) -> str:
    line = f"{opening} {{ {', '.join(parts)} }}"
    if len(line) + 4 * depth <= 92 and "\n" not in line:
        return line
    indent = "    " * (depth + 1)
    return f"{opening} {{\n" + ",\n".join(f"{indent}{part}" for part in parts) + "\n" + "    " * depth + "}"


_LITERALS: Mapping[type[Any], Callable[[Any], str]] = {
    str: text,
    Fresh: lambda _: "Guid.NewGuid().ToString()",
    int: str,
    bool: lambda value: "true" if value else "false",
    Decimal: lambda value: f"{value}m",
    datetime: _instant,
    bytes: lambda value: f'Convert.FromBase64String("{base64.b64encode(value).decode()}")',
}
