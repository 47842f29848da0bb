"""The models of the SDK: a frozen dataclass for each contract type, an enumeration for each of the contract's."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from soap_server.contract.data import DataCondition
from soap_server.contract.members import Member, is_contract_type
from soap_server.publishing.sdk.writing import docstring, import_lines, module
from soap_server.sdk_shape.naming import type_name
from soap_server.sdk_shape.places import WORDS, model_imports, module_of
from soap_server.sdk_shape.types import HAND_WRITTEN, own_members, sent_types, used_types

_IMPORTS = {"Decimal": "decimal", "datetime": "datetime", "Sequence": "collections.abc", "Value": "client_sdk.values"}


def model_files() -> dict[str, str]:
    """Return the modules of ``client_sdk/models`` by path."""
    by_module: dict[str, list[Any]] = defaultdict(list)
    for type_ in used_types():
        if type_ not in HAND_WRITTEN:
            by_module[module_of(type_)].append(type_)
    files = {f"{name.replace('.', '/')}.py": _module(name, types) for name, types in by_module.items()}
    return {**files, "client_sdk/models/__init__.py": _package(by_module)}


def annotation(owner: Any, member: Member) -> str:
    """Return the annotation of a model's field."""
    if owner is DataCondition and member.name == "values":
        return "Sequence[Value] | None"
    return type_name(member, array="Sequence[{}]" if owner in sent_types() else "tuple[{}, ...]")


def plain_imports(annotations: Iterable[str]) -> dict[str, set[str]]:
    """Return what annotations need besides models, by module."""
    text = " ".join(annotations)
    wanted: dict[str, set[str]] = defaultdict(set)
    for name, source in _IMPORTS.items():
        if f"{name}[" in text or f"{name} " in f"{text} " or f"[{name}" in text:
            wanted[source].add(name)
    return wanted


def _module(name: str, types: list[Any]) -> str:
    if name == WORDS:
        body = [_enumeration(type_) for type_ in types]
        return module("The enumerations of the contract.", ["from enum import StrEnum"], body)
    members = [(type_, member) for type_ in types for member in own_members(type_)]
    bases = [base for type_ in types for base in type_.__bases__ if is_contract_type(base)]
    imports: dict[str, set[str]] = defaultdict(set, {"dataclasses": {"dataclass"}})
    for found in (
        model_imports([*bases, *(member.type for _, member in members)], into=name),
        plain_imports(annotation(type_, member) for type_, member in members),
    ):
        for source, names in found.items():
            imports[source] |= names
    topic = name.rpartition(".")[2].replace("_", " ")
    return module(
        f"Models of the contract: {topic}.", import_lines(imports), [_model(type_) for type_ in _ordered(types)]
    )


def _ordered(types: list[Any]) -> list[Any]:
    """Return the types so that each stands behind those that its annotations name."""
    placed: list[Any] = []

    def place(type_: Any) -> None:
        if type_ in placed or type_ not in types:
            return
        for needed in (*type_.__bases__, *(member.type for member in own_members(type_))):
            place(needed)
        placed.append(type_)

    for type_ in types:
        place(type_)
    return placed


def _enumeration(type_: Any) -> str:
    lines = [f"class {type_.__name__}(StrEnum):", docstring(type_.__doc__, 4), ""]
    return "\n".join([*lines, *(f'    {word.name} = "{word.value}"' for word in type_), ""])


def _model(type_: Any) -> str:
    bases = ", ".join(base.__name__ for base in type_.__bases__ if is_contract_type(base))
    fields = [(f"ivar {member.name}", member.doc) for member in own_members(type_)]
    lines = [
        "@dataclass(frozen=True, slots=True, kw_only=True)",
        f"class {type_.__name__}({bases}):" if bases else f"class {type_.__name__}:",
        docstring(type_.__doc__, 4, fields=fields),
        "",
    ]
    for member in own_members(type_):
        default = " = None" if member.optional else ""
        lines.append(f"    {member.name}: {annotation(type_, member)}{default}")
    return "\n".join([*lines, ""])


def _package(by_module: Mapping[str, list[Any]]) -> str:
    names = {name: [type_.__name__ for type_ in types] for name, types in by_module.items()}
    for type_, source in HAND_WRITTEN.items():
        names.setdefault(source, []).append(type_.__name__)
    every = sorted(name for group in names.values() for name in group)
    listed = ", ".join(f'"{name}"' for name in every)
    return module("What operations take and answer.", import_lines(names), [f"__all__ = [{listed}]"])
