"""The same as the compiled codec by Spyne's serializer and deserializer, which the compiled one is compared with.

They walk the models with every value and build trees, at twenty times the cost. What they get wrong is put right here,
in the places that Spyne has for it: the forms of simple values, words, bytes, nil where it may not be, XML that a value
writes itself, members that cannot be read.
"""

from collections.abc import Callable
from functools import cache, partial
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from lxml import etree
from spyne import Array, Boolean, ByteArray, ComplexModelBase, DateTime, Decimal, Integer32, Integer64
from spyne.model.enum import EnumBase
from spyne.protocol.xml import XmlDocument

from soap_server import lexical
from soap_server.engine.codec.decoding import Decoder, invalid_argument
from soap_server.engine.codec.encoding import parts_of
from soap_server.engine.codec.pieces import SMALLEST_FILE, Files, Pieces
from soap_server.engine.codec.source import item_of
from soap_server.engine.versions import XSI


def argument_decoder(in_message: Any) -> Callable[..., dict[str, Any]]:
    """Return the decoder of an operation's request: the arguments by their Python names."""

    def decode(entry: etree._Element, files: Files | None = None) -> dict[str, Any]:
        return _members(in_message, _read(in_message, entry, "", files), "")

    return decode


def decoder(model: Any) -> Decoder:
    """Return the decoder of a Spyne type; a nil element is None."""

    def decode(element: etree._Element, path: str, files: Files | None = None) -> Any:
        return _value(model, _read(model, element, path, files), path)

    return decode


def response_encoder(out_message: Any) -> Callable[..., list[bytes]]:
    """Return the encoder of an operation's answer, as the compiled codec's."""
    names = list(out_message._type_info)

    def encode(value: Any, pieces: list[bytes] | None = None) -> list[bytes]:
        pieces = [] if pieces is None else pieces
        values = (value,) if len(names) == 1 else parts_of(value) if names else ()
        message = SimpleNamespace(**dict(zip(names, values, strict=True)))
        pieces.append(_written(out_message, message, out_message.get_type_name(), pieces))
        return pieces

    return encode


def element_encoder(model: Any, name: str) -> Callable[[Any], str]:
    """Return the encoder of an element that stands alone and declares its namespace."""
    return lambda value: _written(model, value, name).decode()


def _written(model: Any, value: Any, name: str, pieces: list[bytes] | None = None) -> bytes:
    namespace = model.get_namespace()
    root = etree.Element("root", nsmap={None: namespace, "xsi": XSI})
    _protocol().to_parent(pieces, model, value, root, namespace, name)
    # The envelope around it declares the prefix.
    return etree.tostring(root[0], encoding="utf-8").replace(f' xmlns:xsi="{XSI}"'.encode(), b"", 1)


def _read(model: Any, element: etree._Element, path: str, files: Files | None) -> Any:
    """Return what Spyne makes of an element."""
    try:
        return _protocol().from_element({} if files is None else files, model, element)
    except _UnreadableError as error:
        raise invalid_argument(_path(model, element, path, error.element), error.reason) from error


def _path(model: Any, entry: etree._Element, path: str, element: etree._Element) -> str:
    """Return the path to an element below the entry, which is of this model."""
    trail = [element, *element.iterancestors()]
    for parent, child in zip(reversed(trail), list(reversed(trail))[1:], strict=False):
        if entry not in (parent, *parent.iterancestors()):
            continue
        if issubclass(model, Array):
            model, path = item_of(model)[1], f"{path}[{parent.index(child)}]"
        else:
            name = etree.QName(child).localname
            members = model.get_flat_type_info(model).values()
            model = next(member for member in members if member.Attributes.sub_name == name)
            path = f"{path}.{name}" if path else name
    return path


def _value(model: Any, found: Any, path: str) -> Any:
    """Return the contract value of what Spyne made of an element."""
    if found is None or not issubclass(model, ComplexModelBase):
        return found
    if not issubclass(model, Array):
        return model.__value_type__(**_members(model, found, f"{path}."))
    item = item_of(model)[1]
    values = [_value(item, each, f"{path}[{index}]") for index, each in enumerate(found)]
    if None in values and not item.Attributes.nillable:
        raise invalid_argument(f"{path}[{values.index(None)}]", ValueError("cannot be nil"))
    return values


def _members(model: Any, found: Any, prefix: str) -> dict[str, Any]:
    values = {}
    for key, member in model.get_flat_type_info(model).items():
        path = prefix + member.Attributes.sub_name
        value = _value(member, getattr(found, key, None), path)
        try:
            check = member.Attributes.check
            values[key] = value if value is None or check is None else check(value)
        except ValueError as error:
            raise invalid_argument(path, error) from error
    return values


class _UnreadableError(Exception):
    def __init__(self, element: etree._Element, reason: ValueError) -> None:
        super().__init__(reason)
        self.element = element
        self.reason = reason


@cache
def _protocol() -> Any:
    return _Protocol()


class _Protocol(XmlDocument):  # type: ignore[misc]
    """Spyne's serializer. What it calls ctx and hands on is the pieces of the answer, or the files of the request."""

    def __init__(self) -> None:
        super().__init__(parse_xsi_type=False)
        self.deserialization_handlers[EnumBase] = self._word_from_element
        self.deserialization_handlers[ByteArray] = self._bytes_from_element
        for model, read in _READ.items():
            self._from_unicode_handlers[model] = partial(_of_any_model, read)
        for model, write in _WRITE.items():
            self._to_unicode_handlers[model] = partial(_of_any_model, write)

    def from_element(self, ctx: Files, cls: Any, element: etree._Element) -> Any:
        try:
            return super().from_element(ctx, cls, element)
        except ValueError as error:
            raise _UnreadableError(element, error) from error

    def null_to_parent(self, ctx: Any, cls: Any, *args: Any, **kwargs: Any) -> Any:
        if not cls.Attributes.nillable:
            raise ValueError(f"{cls.get_type_name()} cannot be nil")
        return super().null_to_parent(ctx, cls, *args, **kwargs)

    def byte_array_to_parent(
        self, ctx: Any, cls: Any, inst: bytes, parent: Any, ns: str, name: str = "", **_: Any
    ) -> None:
        element = etree.SubElement(parent, f"{{{ns}}}{name}")
        if isinstance(ctx, Pieces) and len(inst) >= SMALLEST_FILE:
            element.append(etree.fromstring(ctx.include(inst)))
        else:
            element.text = lexical.write_bytes(inst).decode()

    def complex_to_parent(self, ctx: Any, cls: Any, inst: Any, parent: Any, ns: str, *args: Any, **kwargs: Any) -> Any:
        if not getattr(cls, "__writes_xml__", False):
            if not issubclass(cls, Array):
                # Spyne takes what fails here for None.
                attrgetter(*cls.get_flat_type_info(cls), "__class__")(inst)
            return super().complex_to_parent(ctx, cls, inst, parent, ns, *args, **kwargs)
        name = cls.Attributes.sub_name
        text = f'<{name} xmlns="{ns}">{"".join(inst.xml())}</{name}>'
        parent.append(etree.fromstring(lexical.checked(text)))
        return None

    def _word_from_element(self, _ctx: Files, cls: Any, element: etree._Element) -> Any:
        return cls.__value_type__(element.text or "")

    def _bytes_from_element(self, ctx: Files, _cls: Any, element: etree._Element) -> bytes:
        file = ctx.pop(element, None)
        return lexical.read_bytes(element.text or "") if file is None else bytes(file)


_READ: dict[Any, Callable[[str], Any]] = {
    Boolean: lexical.read_boolean,
    Integer32: lexical.read_integer,
    Integer64: lexical.read_integer,
    Decimal: lexical.read_decimal,
    DateTime: lexical.read_instant,
}
_WRITE: dict[Any, Callable[[Any], str]] = {Decimal: lexical.write_decimal, DateTime: lexical.write_instant}


def _of_any_model(convert: Callable[[Any], Any], _model: Any, value: Any, *_args: Any, **_kwargs: Any) -> Any:
    return convert(value)
