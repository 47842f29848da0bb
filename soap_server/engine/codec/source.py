"""Writers of flat elements: Python source that is made once for each type at start.

Flat is what holds neither a list of records nor a file, and so cannot become large: a word, a text, a reply with its
author. Such an element is one f-string, which takes half the time of closures that call each other:

    def write(value):
        v0 = value.author
        return f'<Reply><id>{int(value.id)}</id><author><id>{int(v0.id)}</id>...</author>{c1[value.kind]}...</Reply>'

The source consists of names of the contract only; whatever else it needs is a constant beside it.
"""

import linecache
from collections.abc import Callable, Sequence
from functools import cache
from itertools import count
from typing import Any

from spyne import Array, Boolean, ByteArray, ComplexModelBase, DateTime, Decimal, Integer32, Integer64, Unicode
from spyne.model.enum import EnumBase

from soap_server import lexical

Writer = Callable[[Any], str]
"""Takes a value and returns its text, markup escaped, characters not checked yet."""

Part = str | tuple[str, Any]
"""Of what a writer writes: text as it is, or a member by its Python name and its Spyne type."""

# What each simple type is in an f-string.
_SIMPLE: tuple[tuple[Any, str], ...] = (
    (Boolean, "{booleans[%s]}"),
    (Integer32, "{int(%s)}"),
    (Integer64, "{int(%s)}"),
    (Decimal, "{decimal(%s)}"),
    (DateTime, "{instant(%s)}"),
    (Unicode, "{escape(%s)}"),
)
_NUMBERS = count(1)
_NAMES = {
    "booleans": {True: "true", False: "false"},
    "decimal": lexical.write_decimal,
    "instant": lexical.write_instant,
    "escape": lexical.escape,
    "join": "".join,
}


def is_flat(model: Any) -> bool:
    """Say whether a type is flat."""
    if issubclass(model, ByteArray) or getattr(model, "__writes_xml__", False):
        return False
    if issubclass(model, Array):
        return not issubclass(item_of(model)[1], ComplexModelBase | ByteArray)
    if issubclass(model, ComplexModelBase):
        return all(map(is_flat, model.get_flat_type_info(model).values()))
    return True


def item_of(array: Any) -> tuple[str, Any]:
    """Return the name and the type of an array's items."""
    ((name, item),) = array._type_info.items()
    return name, item


def none_of(member: Any) -> str | None:
    """Return what stands for None: nothing, a nil element, or None where the member is mandatory."""
    attributes = member.Attributes
    if attributes.min_occurs == 0:
        return ""
    return nil(attributes.sub_name) if attributes.nillable else None


def nil(name: str) -> str:
    """Return an element that is nil; the envelope declares the prefix."""
    return f'<{name} xsi:nil="true"/>'


@cache
def element_writer(model: Any, name: str) -> Writer:
    """Return the writer of an element called ``name`` of a flat type."""
    function = _Function()
    return function.returning(function.element(model, name, "value"), name)


def writer(parts: Sequence[Part], name: str) -> Writer:
    """Return the writer of some of the parts of a value; its name is for tracebacks."""
    function = _Function()
    return function.returning("".join(map(function.part, parts)), name)


class _Function:
    """A function that is being written: what its f-string holds, and the lines that come before it."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._names: dict[str, Any] = dict(_NAMES)

    def returning(self, text: str, name: str) -> Writer:
        """Return the function, made."""
        lines = ["def write(value):", *self._lines, f"return f'{text}'"]
        source = "\n    ".join(lines) + "\n"
        file = f"<writer {next(_NUMBERS)}, of {name}>"
        exec(compile(source, file, "exec"), self._names)  # noqa: S102 - of names of the contract, see above
        # So that a traceback shows the line.
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        made: Writer = self._names["write"]
        return made

    def part(self, part: Part) -> str:
        """Return a part for the f-string."""
        return part if isinstance(part, str) else self._member(part[0], part[1], "value")

    def element(self, model: Any, name: str, value: str) -> str:
        """Return an element for the f-string.

        :param value: the expression of its value.
        """
        if issubclass(model, EnumBase):
            # Words that the contract does not have are no keys of it.
            return f"{{{self._constant({word: f'<{name}>{word}</{name}>' for word in model.__value_type__})}[{value}]}}"
        return f"<{name}>{self._content(model, value)}</{name}>"

    def _content(self, model: Any, value: str) -> str:
        if issubclass(model, Array):
            return f"{{{self._local(self._items(model, value))}}}"
        if issubclass(model, ComplexModelBase):
            local = self._local(value)
            return "".join(self._member(key, member, local) for key, member in model.get_flat_type_info(model).items())
        return next(form for base, form in _SIMPLE if issubclass(model, base)) % value

    def _member(self, key: str, member: Any, owner: str) -> str:
        name, value, none = member.Attributes.sub_name, f"{owner}.{key}", none_of(member)
        if none is None:
            return self.element(member, name, value)
        local, write = self._local(value), self._constant(element_writer(member, name))
        return f"{{{self._local(f'{none!r} if {local} is None else {write}({local})')}}}"

    def _items(self, array: Any, values: str) -> str:
        name, item = item_of(array)
        each = f"f'{self.element(item, name, 'each')}'"
        if item.Attributes.nillable:
            each = f"{nil(name)!r} if each is None else {each}"
        return f"join([{each} for each in {values}])"

    def _local(self, expression: str) -> str:
        name = f"v{len(self._lines)}"
        self._lines.append(f"{name} = {expression}")
        return name

    def _constant(self, value: Any) -> str:
        name = f"c{len(self._names)}"
        self._names[name] = value
        return name
