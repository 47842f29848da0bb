"""Which attributes and children the elements of WSDL 1.1 and of its SOAP binding have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree


@dataclass(frozen=True)
class Shape:
    """What an element of a name, below another one, consists of.

    :ivar needs: attributes that it must have.
    :ivar may: attributes that it may have.
    :ivar children: its children in the same namespace, in their order where ``is_ordered``.
    :ivar values: the values that an attribute may have.
    """

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    is_ordered: bool = True
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_TOP = ("import", "types", "message", "portType", "binding", "service")
_CALL = ("input", "output", "fault")
WSDL_SHAPES: Mapping[str, Shape] = {
    "definitions": Shape(may=("name", "targetNamespace"), children=_TOP, is_ordered=False),
    "definitions/import": Shape(needs=("namespace", "location")),
    "definitions/types": Shape(),
    "definitions/message": Shape(needs=("name",), children=("part",)),
    "message/part": Shape(needs=("name",), may=("element", "type")),
    "definitions/portType": Shape(needs=("name",), children=("operation",)),
    "portType/operation": Shape(needs=("name",), may=("parameterOrder",), children=_CALL, is_ordered=False),
    "portType/operation/input": Shape(needs=("message",), may=("name",)),
    "portType/operation/output": Shape(needs=("message",), may=("name",)),
    "portType/operation/fault": Shape(needs=("name", "message")),
    "definitions/binding": Shape(needs=("name", "type"), children=("operation",)),
    "binding/operation": Shape(needs=("name",), children=_CALL),
    "binding/operation/input": Shape(may=("name",)),
    "binding/operation/output": Shape(may=("name",)),
    "binding/operation/fault": Shape(needs=("name",)),
    "definitions/service": Shape(needs=("name",), children=("port",)),
    "service/port": Shape(needs=("name", "binding")),
}
_USES = {"use": ("literal", "encoded")}
_STYLES = {"style": ("document", "rpc")}
_HEADER = ("message", "part", "use")
_ENCODED = ("namespace", "encodingStyle")
SOAP_SHAPES: Mapping[str, Shape] = {
    "binding/binding": Shape(may=("transport", "style"), values=_STYLES),
    "operation/operation": Shape(may=("soapAction", "style"), values=_STYLES),
    "input/body": Shape(may=("parts", "use", *_ENCODED), values=_USES),
    "output/body": Shape(may=("parts", "use", *_ENCODED), values=_USES),
    "input/header": Shape(needs=_HEADER, may=("parts", *_ENCODED), children=("headerfault",), values=_USES),
    "output/header": Shape(needs=_HEADER, may=("parts", *_ENCODED), children=("headerfault",), values=_USES),
    "header/headerfault": Shape(needs=_HEADER, may=("parts", *_ENCODED), values=_USES),
    "fault/fault": Shape(may=("name", "use", *_ENCODED), values=_USES),
    "port/address": Shape(needs=("location",)),
}


def shape_violations(root: etree._Element, shapes: Mapping[str, Shape], namespace: str) -> Iterator[str]:
    """Yield what differs from the shapes, for every element of a namespace.

    :param namespace: in braces.
    """
    for element in root.iter(f"{namespace}*"):
        name = etree.QName(element).localname
        if name == "documentation":
            continue
        path, shape = _shape_of(element, shapes)
        if shape is None:
            yield f"{path} is unknown there"
            continue
        plain = {str(key) for key in element.attrib if not str(key).startswith("{")}
        yield from (f"{path} lacks {missing}" for missing in sorted(set(shape.needs) - plain))
        yield from (f"{path} has {more}" for more in sorted(plain - {*shape.needs, *shape.may}))
        for attribute, values in shape.values.items():
            if element.get(attribute, values[0]) not in values:
                yield f"{path} has {attribute} {element.get(attribute)}"
        yield from _wrong_children(element, path, shape, namespace)


def _shape_of(element: etree._Element, shapes: Mapping[str, Shape]) -> tuple[str, Shape | None]:
    names = [etree.QName(each).localname for each in (element, *element.iterancestors())]
    paths = ["/".join(reversed(names[:length])) for length in (3, 2, 1)]
    return next(((path, shapes[path]) for path in paths if path in shapes), (paths[1], None))


def _wrong_children(element: etree._Element, path: str, shape: Shape, namespace: str) -> Iterator[str]:
    found = [etree.QName(each).localname for each in element.iterchildren(f"{namespace}*")]
    known = [name for name in found if name in shape.children]
    if shape.is_ordered and known != sorted(known, key=shape.children.index):
        yield f"{path} has its children in another order: {', '.join(known)}"
