"""Docstrings, functions and classes as Markdown."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from griffe import Alias, Attribute, Class, DocstringSectionKind, Function, Object, ParameterKind

from soap_server.publishing.sdk.reference.links import Links

_WIDEST_SIGNATURE = 96
_HIDDEN = ("self", "cls")


def text_of(thing: Object) -> str:
    """Return what a docstring says before its fields, in Markdown."""
    for section in _sections(thing):
        if section.kind is DocstringSectionKind.text:
            return "\n\n".join(_paragraph(part) for part in re.split(r"\n\s*\n", str(section.value)))
    return ""


def _paragraph(text: str) -> str:
    """Return a paragraph; an example or a drawing becomes a block of code."""
    if text.startswith(">>> "):
        return f"```pycon\n{text}\n```"
    if all(line.startswith("    ") for line in text.splitlines()):
        return f"```\n{re.sub(r'^    ', '', text, flags=re.MULTILINE)}\n```"
    return text.replace("``", "`")


def function(thing: Function, links: Links, *, owner: str = "", level: int = 2) -> Iterator[str]:
    """Yield the parts of what is said of a function.

    :param owner: what stands before its name where it is called, such as ``desk.events``.
    """
    yield f"{'#' * level} {thing.name}"
    yield f"```python\n{_signature(thing, owner)}\n```"
    yield text_of(thing)
    yield from fields_of(thing, links)


def fields_of(thing: Function | Class, links: Links) -> Iterator[str]:
    """Yield tables of parameters, of what is answered and of errors."""
    sections = {section.kind: section.value for section in _sections(thing)}
    if DocstringSectionKind.parameters in sections:
        yield _table(
            ("parameter", "type", "meaning"), _parameter_rows(sections[DocstringSectionKind.parameters], links)
        )
    if isinstance(thing, Function) and str(thing.returns or "None") != "None":
        yield f"Returns {links.in_type(thing.returns).replace(chr(92), '')}."
    if DocstringSectionKind.raises in sections:
        raised = sections[DocstringSectionKind.raises]
        yield _table(("raises", "when"), ((links.to(str(each.annotation)), _cell(each.description)) for each in raised))


def _parameter_rows(parameters: Iterable[Any], links: Links) -> Iterator[tuple[str, str, str]]:
    for each in parameters:
        default = f" = `{each.default}`" if getattr(each, "default", None) is not None else ""
        annotation = links.in_type(each.annotation) if each.annotation else ""
        yield f"`{each.name}`", f"{annotation}{default}", _cell(each.description)


def record(thing: Class, links: Links, *, level: int = 2) -> Iterator[str]:
    """Yield the parts of what is said of a dataclass: its members."""
    yield f"{'#' * level} {thing.name}"
    bases = [links.to(str(base)) for base in thing.bases]
    if bases:
        yield f"All of {', '.join(bases)}, and more."
    yield text_of(thing)
    described = _described_attributes(thing)
    members = [member for member in thing.members.values() if isinstance(member, Attribute) and member.annotation]
    rows = (
        (f"`{member.name}`", links.in_type(member.annotation), _cell(described.get(member.name, "")))
        for member in members
    )
    yield _table(("member", "type", "meaning"), rows)


def enumeration(thing: Class, *, level: int = 2) -> Iterator[str]:
    """Yield the parts of what is said of an enumeration: its words."""
    yield f"{'#' * level} {thing.name}"
    yield text_of(thing)
    members = [member for member in thing.members.values() if isinstance(member, Attribute)]
    words = ((f"`{thing.name}.{member.name}`", f"`{_plain(member)}`") for member in members)
    yield _table(("in Python", "on the wire"), words)


def class_page(thing: Class, links: Links, *, owner: str = "", level: int = 2) -> Iterator[str]:
    """Yield the parts of what is said of a class: how it is made, its properties, its methods."""
    yield f"{'#' * level} {thing.name}"
    yield text_of(thing)
    if "__init__" in thing.members:
        yield from fields_of(thing, links)
    described = _described_attributes(thing)
    properties = [each for each in public_members(thing) if isinstance(each, Attribute)]
    told = {
        each.name: (links.in_type(each.annotation or ""), _cell(text_of(each))) for each in properties if each.docstring
    }
    told |= {name: ("", _cell(meaning)) for name, meaning in described.items()}
    if told:
        rows = ((f"`{name}`", type_, meaning) for name, (type_, meaning) in told.items())
        yield _table(("attribute", "type", "meaning"), rows)
    yield from methods(thing, links, owner=owner, level=level + 1)


def methods(thing: Class, links: Links, *, owner: str, level: int) -> Iterator[str]:
    """Yield the parts of what is said of the public methods of a class."""
    for member in public_members(thing):
        if isinstance(member, Function):
            yield from function(member, links, owner=owner, level=level)


def public_members(thing: Class) -> Sequence[Object]:
    """Return the public members of a class, its own first, then those that it inherits here."""
    found = [*thing.members.values(), *thing.inherited_members.values()]
    targets = [each.final_target if isinstance(each, Alias) else each for each in found]
    return [each for each in targets if not each.name.startswith("_")]


def errors_tree(classes: Sequence[Class]) -> str:
    """Return classes as a tree, drawn, with the code of each fault."""
    by_base: dict[str, list[Class]] = {}
    for each in classes:
        by_base.setdefault(str(each.bases[0]), []).append(each)

    def draw(base: str, indent: str) -> Iterator[str]:
        below = sorted(by_base.get(base, []), key=lambda each: each.name)
        for index, each in enumerate(below):
            is_last = index == len(below) - 1
            code = code_of(each)
            line = f"{indent}{'└── ' if is_last else '├── '}{each.name}"
            yield f"{line:<44}{code}".rstrip()
            yield from draw(each.name, indent + ("    " if is_last else "│   "))

    (root,) = by_base["Exception"]
    return "\n".join(["```", root.name, *draw(root.name, ""), "```"])


def code_of(thing: Class) -> str:
    """Return the code of an error's class, empty for a class of several codes or none."""
    return _plain(thing.members["CODE"]) if "CODE" in thing.members else ""


def _plain(member: Any) -> str:
    return str(member.value).strip("\"'")


def _described_attributes(thing: Class) -> dict[str, str]:
    return {
        each.name: each.description
        for section in _sections(thing)
        if section.kind is DocstringSectionKind.attributes
        for each in section.value
    }


def _sections(thing: Object) -> Sequence[Any]:
    return thing.docstring.parse("sphinx", warnings=False) if thing.docstring else ()


def _signature(thing: Function, owner: str) -> str:
    parts, is_keyword_only = [], False
    for parameter in thing.parameters:
        if parameter.name in _HIDDEN:
            continue
        if parameter.kind is ParameterKind.keyword_only and not is_keyword_only:
            is_keyword_only = True
            parts.append("*")
        stars = {ParameterKind.var_positional: "*", ParameterKind.var_keyword: "**"}.get(parameter.kind, "")
        has_default = parameter.default is not None and not stars
        default = f" = {parameter.default}" if has_default else ""
        annotation = f": {parameter.annotation}" if parameter.annotation else ""
        parts.append(f"{stars}{parameter.name}{annotation}{default}")
    head = ("await " if "async" in thing.labels else "") + (f"{owner}." if owner else "") + thing.name
    returns = f" -> {thing.returns}" if thing.returns else ""
    short = f"{head}({', '.join(parts)}){returns}"
    if len(short) <= _WIDEST_SIGNATURE:
        return short
    return "\n".join([f"{head}(", *(f"    {part}," for part in parts), f"){returns}"])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("``", "`").replace("|", "\\|")


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
