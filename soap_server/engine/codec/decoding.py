"""Decoders: from elements that passed the schema to contract values."""

from collections.abc import Callable
from functools import cache
from typing import Any

from lxml import etree
from spyne import Array, Boolean, ByteArray, ComplexModelBase, DateTime, Decimal, Integer32, Integer64, Unicode
from spyne.model.enum import EnumBase

from soap_server import lexical
from soap_server.engine.codec.pieces import Files
from soap_server.engine.codec.source import item_of
from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.versions import XSI

Decoder = Callable[..., Any]
"""Takes an element, the path to it, for faults, and perhaps files; returns its value."""

Reader = Callable[[etree._Element, Files], Any]
"""Takes an element and files; returns its value, None if it is nil."""

_NIL = f"{{{XSI}}}nil"
_SIMPLE: tuple[tuple[Any, Callable[[str], Any]], ...] = (
    (Boolean, lexical.read_boolean),
    (Integer32, lexical.read_integer),
    (Integer64, lexical.read_integer),
    (Decimal, lexical.read_decimal),
    (DateTime, lexical.read_instant),
    (Unicode, str),
)


@cache  # for an operation is in three interfaces
def argument_decoder(in_message: Any) -> Callable[..., dict[str, Any]]:
    """Return the decoder of an operation's request: the arguments by their Python names."""
    read = _members_reader(in_message)

    def decode(entry: etree._Element, files: Files | None = None) -> dict[str, Any]:
        try:
            return read(entry, {} if files is None else files)
        except _InvalidError as error:
            raise invalid_argument(error.path.removeprefix("."), error.reason) from error

    return decode


def decoder(model: Any) -> Decoder:
    """Return the decoder of a Spyne type with members; a nil element is None."""
    read = _reader(model)

    def decode(element: etree._Element, path: str, files: Files | None = None) -> Any:
        try:
            return read(element, {} if files is None else files)
        except _InvalidError as error:
            raise invalid_argument(path + error.path, error.reason) from error

    return decode


def invalid_argument(path: str, error: ValueError) -> SoapFault:
    """Return the fault for a value that is not taken, by the path to it."""
    return SoapFault.of(Kinds.INVALID_ARGUMENT, f"{path} {error}.", field=path)


class _InvalidError(ValueError):
    """What is wrong with a value; the path to it grows on the way up, and costs nothing where all is well."""

    def __init__(self, reason: ValueError) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = ""


def _below(step: str, error: ValueError) -> _InvalidError:
    found = error if isinstance(error, _InvalidError) else _InvalidError(error)
    found.path = step + found.path
    return found


@cache
def _reader(model: Any) -> Reader:
    if issubclass(model, Array):
        return _array_reader(model)
    if issubclass(model, ComplexModelBase):
        return _complex_reader(model)
    if issubclass(model, ByteArray):
        return _read_bytes
    if issubclass(model, EnumBase):
        return _simple_reader(model.__value_type__)
    return _simple_reader(next(read for base, read in _SIMPLE if issubclass(model, base)))


def _is_nil(element: etree._Element) -> bool:
    """Say whether an element is nil; only one that is empty can be."""
    return element.get(_NIL) is not None


def _simple_reader(read: Callable[[str], Any]) -> Reader:
    def read_simple(element: etree._Element, _files: Files) -> Any:
        text = element.text
        if text is None:
            return None if _is_nil(element) else read("")
        return read(text)

    return read_simple


_read_base64 = _simple_reader(lexical.read_bytes)


def _read_bytes(element: etree._Element, files: Files) -> Any:
    file = files.pop(element, None) if files else None
    return _read_base64(element, files) if file is None else bytes(file)


def _complex_reader(model: Any) -> Reader:
    read_members, value_type = _members_reader(model), model.__value_type__

    def read_complex(element: etree._Element, files: Files) -> Any:
        if not len(element) and _is_nil(element):
            return None
        return value_type(**read_members(element, files))

    return read_complex


def _array_reader(model: Any) -> Reader:
    _, item = item_of(model)
    read_item, nillable_items = _reader(item), item.Attributes.nillable

    def read_array(element: etree._Element, files: Files) -> list[Any] | None:
        if not len(element) and _is_nil(element):
            return None
        values: list[Any] = []
        try:
            for child in element:
                values.append(read_item(child, files))  # noqa: PERF401 - how many there are is where it went wrong
        except ValueError as error:
            raise _below(f"[{len(values)}]", error) from error
        if not nillable_items and None in values:
            raise _below(f"[{values.index(None)}]", ValueError("cannot be nil"))
        return values

    return read_array


def _members_reader(model: Any) -> Callable[[etree._Element, Files], dict[str, Any]]:
    """Return what reads the members of an element: their values by Python names, None for those that are absent."""
    namespace, types = model.get_namespace(), model.get_flat_type_info(model)
    absent: dict[str, Any] = dict.fromkeys(types)
    members: dict[Any, Any] = {
        f"{{{namespace}}}{member.Attributes.sub_name}": (name, _reader(member), member.Attributes.check)
        for name, member in types.items()
    }

    def read_members(element: etree._Element, files: Files) -> dict[str, Any]:
        found = absent.copy()
        for child in element:
            name, read, check = members[child.tag]
            try:
                value = read(child, files)
                found[name] = check(value) if check is not None and value is not None else value
            except ValueError as error:
                raise _below(f".{etree.QName(child).localname}", error) from error
        return found

    return read_members
