"""Fields for the parameters of an operation, by their types, and back from what was filled in."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from client_sdk.description import Member
from client_sdk.values import decimal, utc
from web_ui.preferences import time_zone

_HIDDEN = frozenset({"requestId"})
_NUMBERS = frozenset({"int", "long", "short", "integer"})


@dataclass
class Field:
    """One parameter, or one member of a parameter.

    :ivar path: its name in the form, such as ``filter.text``.
    :ivar kind: text, number, decimal, moment, truth, choice, file, several or json.
    :ivar value: what was filled in.
    :ivar problem: what is wrong with that, empty for nothing.
    :ivar members: of a complex parameter.
    """

    member: Member
    path: str
    kind: str
    value: str = ""
    problem: str = ""
    members: "list[Field]" = field(default_factory=list)

    @property
    def example(self) -> str:
        """An example of the JSON that is wanted."""
        return json.dumps(_example(self.member), ensure_ascii=False)


def fields_of(parameters: tuple[Member, ...], prefix: str = "") -> list[Field]:
    """Return the fields of parameters; the members of a simple group stand as fields of their own."""
    return [_field(member, prefix) for member in parameters if member.name not in _HIDDEN]


def _field(member: Member, prefix: str) -> Field:
    made = Field(member, prefix + member.name, _kind(member))
    if member.members and not member.is_array and not prefix:
        made.kind, made.members = "group", fields_of(member.members, f"{made.path}.")
    return made


def _kind(member: Member) -> str:
    if member.members:
        return "json"
    if member.is_array:
        return "several"
    if member.values:
        return "choice"
    if member.type in _NUMBERS:
        return "number"
    return {"decimal": "decimal", "boolean": "truth", "dateTime": "moment", "base64Binary": "file"}.get(
        member.type, "text"
    )


def read_arguments(fields: list[Field], form: MultiDict[str, str], files: Mapping[str, FileStorage]) -> dict[str, Any]:
    """Return the arguments that were filled in, and leave on each field what it held and what is wrong with it."""
    arguments: dict[str, Any] = {}
    for each in fields:
        if each.kind == "group":
            value: Any = _read_group(each, form, files)
            each.problem = " ".join(inner.problem for inner in each.members if inner.problem)
        elif each.kind == "file":
            value = files[each.path].read() if each.path in files and files[each.path].filename else None
        else:
            each.value = form.get(each.path, "")
            value = _read(each)
        if value is None and not each.member.is_optional and not each.problem:
            if each.kind == "text":
                value = ""
            else:
                each.problem = _("This is needed.")
        if value is not None:
            arguments[each.member.name] = value
    return arguments


def _read_group(group: Field, form: MultiDict[str, str], files: Mapping[str, FileStorage]) -> dict[str, Any] | None:
    """Return the members that were filled in; a group that nobody touched is left out as a whole."""
    if group.member.is_optional and not any(form.get(inner.path, "").strip() for inner in group.members):
        return None
    return read_arguments(group.members, form, files) or None


def _read(each: Field) -> Any:
    text = each.value if each.kind == "text" else each.value.strip()
    if not text:
        return None
    if each.member.values and not each.member.is_array and text not in each.member.values:
        each.problem = _("This is none of the words.")
        return None
    try:
        if each.kind == "several":
            return [_READERS.get(_simple(each.member), str)(line.strip()) for line in text.splitlines() if line.strip()]
        if each.kind == "json":
            return _from_json(each.member, json.loads(text), is_item=False)
        return _READERS.get(each.kind, str)(text)
    except (ValueError, ArithmeticError, TypeError, RecursionError) as error:
        each.problem = _("This cannot be read: %(reason)s", reason=str(error))
        return None


def _simple(member: Member) -> str:
    return _kind(Member(name=member.name, type=member.type, documentation="", is_optional=True, values=member.values))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return utc(moment if moment.tzinfo else moment.replace(tzinfo=time_zone()))


_READERS: Mapping[str, Callable[[str], Any]] = {
    "number": int,
    "decimal": decimal,
    "moment": _moment,
    "truth": lambda text: text == "true",
    "file": base64.b64decode,
}


def _from_json(member: Member, value: Any, *, is_item: bool) -> Any:
    """Return what JSON says with the types of the contract."""
    if value is None:
        return None
    if member.is_array and not is_item:
        if not isinstance(value, list):
            raise ValueError(_("%(name)s is a list.", name=member.name))
        return [_from_json(member, item, is_item=True) for item in value]
    if member.members:
        if not isinstance(value, dict):
            raise ValueError(_("%(name)s is an object.", name=member.name))
        known = {each.name: each for each in member.members}
        if unknown := value.keys() - known.keys():
            raise ValueError(_("There is no %(name)s.", name=min(unknown)))
        return {name: _from_json(known[name], inner, is_item=False) for name, inner in value.items()}
    if isinstance(value, bool):
        return value
    return _READERS.get(_simple(member), str)(str(value))


def _example(member: Member, *, is_item: bool = False) -> Any:
    if member.is_array and not is_item:
        return [_example(member, is_item=True)]
    if member.members:
        return {each.name: _example(each) for each in member.members}
    return member.values[0] if member.values else {"boolean": True, "int": 1, "long": 1}.get(member.type, "…")
