"""The call in Python, with zeep."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from soap_server.http.developer.snippets.calling import Calling, Fresh, wire_values

_WIDTH = 88


def python(calling: Calling) -> str:
    """Return a program."""
    lines = []
    if calling.needs_token and calling.login is not None:
        login = calling.login
        lines.append(f'desk = zeep.Client("{login.url}?wsdl")')
        lines.append(f"session = {_call(login, 'desk')}")
        lines.append('header = {"SessionHeader": {"token": session.token}}')
    client = "desk"
    if calling.is_alone or not lines:
        client = "client" if lines else "desk"
        form = "wsdl=any" if calling.spread_results else "wsdl"
        lines.append(f'{client} = zeep.Client("{calling.url}?{form}")')
    call = _call(calling, client, header=calling.needs_token)
    lines.append(f"answer = {call}\nprint(answer)" if calling.operation.returns else call)
    body = "\n".join(lines)
    return f"{_imports(body)}\n{body}\n"


def _imports(body: str) -> str:
    imports = []
    if "datetime(" in body:
        imports.append("from datetime import UTC, datetime")
    if "Decimal(" in body:
        imports.append("from decimal import Decimal")
    if "uuid4(" in body:
        imports.append("from uuid import uuid4")
    return "\n".join([*imports, *([""] if imports else []), "import zeep", ""])


def _call(calling: Calling, client: str, *, header: bool = False) -> str:
    arguments = [f"{name}={_literal(value, 1)}" for name, value in wire_values(calling.pairs).items()]
    if header:
        arguments.append("_soapheaders=header")
    return _wrapped(f"{client}.service.{calling.operation.name}(", arguments, ")", 0)


def _literal(value: Any, depth: int) -> str:
    if isinstance(value, Mapping):
        entries = [f'"{name}": {_literal(each, depth + 1)}' for name, each in value.items()]
        return _wrapped("{", entries, "}", depth)
    if isinstance(value, list):
        return _wrapped("[", [_literal(each, depth + 1) for each in value], "]", depth)
    if isinstance(value, datetime):
        parts = [value.year, value.month, value.day, value.hour, value.minute, value.second]
        return f"datetime({', '.join(map(str, parts))}, tzinfo=UTC)"
    if value is Fresh.ID:
        return "str(uuid4())"
    if isinstance(value, Decimal):
        return f'Decimal("{value}")'
    return _text(value) if isinstance(value, str) else repr(value)


def _text(value: str) -> str:
    quoted = repr(value)
    return f'"{quoted[1:-1]}"' if quoted[0] == "'" and '"' not in quoted else quoted


def _wrapped(opening: str, parts: list[str], closing: str, depth: int) -> str:
    """Return the parts in one line where they fit, else one a line."""
    line = f"{opening}{', '.join(parts)}{closing}"
    if len(line) + 4 * depth <= _WIDTH and "\n" not in line:
        return line
    indent = "    " * (depth + 1)
    return opening + "\n" + "".join(f"{indent}{part},\n" for part in parts) + "    " * depth + closing
