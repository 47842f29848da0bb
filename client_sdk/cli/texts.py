"""Texts that others wrote, on their way to a terminal or a file."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from client_sdk.values import lexical

# Controls (C0 without line feed and tab, DEL, C1), line separators, and what turns the direction of writing.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_LINE_CONTROLS = re.compile(f"[\t\n]|{_CONTROLS.pattern}")


def visible(text: str) -> str:
    r"""Return a text whose control characters are written out, such as ``\x1b``; lines stay lines."""
    return _CONTROLS.sub(_written_out, text)


def one_line(text: str) -> str:
    """Return a text as one line, with its control characters written out."""
    return _LINE_CONTROLS.sub(_written_out, text)


def json_text(value: Any, *, indent: int | None = None) -> str:
    """Return a model, or a dictionary of values, as JSON: moments in UTC, decimals as texts, so that they stay exact.

    Control characters are escaped, which JSON lets mean the same.
    """
    text = json.dumps(_plain(value), ensure_ascii=False, indent=indent)
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def shown(value: object) -> str:
    """Return a value for people: moments in the zone of this machine, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return one_line(str(value.value if isinstance(value, Enum) else value))


def _written_out(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return _SIMPLE.get(type(value), lambda same: same)(value)


_SIMPLE: Mapping[type, Callable[[Any], Any]] = {
    bytes: lambda value: base64.b64encode(value).decode(),
    Decimal: lexical,
    datetime: lexical,
}
