"""The contract, described: operations and their parameters, with types and documentation, as the bundled WSDL has them.

>>> find_operation("SubmitEvent").parameters[0].name
'title'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from lxml import etree

from client_sdk import operations as calls
from client_sdk.contract import DATA_SETS_WSDL, DESK_WSDL
from client_sdk.operation import Operation

_NAMES = {"xs": "http://www.w3.org/2001/XMLSchema", "wsdl": "http://schemas.xmlsoap.org/wsdl/"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A parameter of an operation, or a member of a type.

    :ivar name: on the wire.
    :ivar type: a type of XML Schema such as ``long``, or of the contract such as ``EventFilter``; of an array, that of
        its items.
    :ivar documentation: what it means.
    :ivar is_optional: whether it can be left out.
    :ivar is_array: whether there can be several.
    :ivar values: the words of an enumeration, empty for other types.
    :ivar members: what a complex type consists of, empty for simple ones.
    """

    name: str
    type: str
    documentation: str
    is_optional: bool
    is_array: bool = False
    values: tuple[str, ...] = ()
    members: "tuple[Member, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationDescription:
    """An operation.

    :ivar name: on the wire.
    :ivar documentation: what it does, who may call it, and its faults.
    :ivar parameters: what it takes, in the contract's order.
    :ivar call: what ``SupportClient.call`` takes.
    """

    name: str
    documentation: str
    parameters: tuple[Member, ...]
    call: Operation[Any]


@cache
def operations() -> tuple[OperationDescription, ...]:
    """Return every operation, in the contract's order."""
    return (*_Wsdl(DESK_WSDL).operations(), *_Wsdl(DATA_SETS_WSDL).operations())


def find_operation(name: str) -> OperationDescription | None:
    """Return the operation of a name, None for none."""
    return next((operation for operation in operations() if operation.name == name), None)


class _Wsdl:
    """One bundled document."""

    def __init__(self, name: str) -> None:
        document = (resources.files("client_sdk") / "bundled" / name).read_bytes()
        self._root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
        self._types: Mapping[str, etree._Element] = {
            str(each.get("name")): each
            for each in self._found(self._root, "wsdl:types/xs:schema/*[self::xs:complexType or self::xs:simpleType]")
        }

    def operations(self) -> list[OperationDescription]:
        """Return the operations that are described here and that this SDK can call."""
        known = {each.name: each for each in vars(calls).values() if isinstance(each, Operation)}
        return [
            OperationDescription(
                name=name,
                documentation=_text(each.find("wsdl:documentation", _NAMES)),
                parameters=self._parameters(name),
                call=known[name],
            )
            for each in self._found(self._root, "wsdl:portType/wsdl:operation")
            if (name := str(each.get("name"))) in known
        ]

    def _parameters(self, operation: str) -> tuple[Member, ...]:
        (element,) = self._found(self._root, f"wsdl:types/xs:schema/xs:element[@name='{operation}']")
        return self._members(element)

    def _members(self, owner: etree._Element) -> tuple[Member, ...]:
        return tuple(self._member(each) for each in self._found(owner, ".//xs:sequence/xs:element"))

    def _member(self, element: etree._Element) -> Member:
        described = element.find("xs:annotation/xs:documentation", _NAMES)
        is_optional = element.get("minOccurs") == "0" or element.get("nillable") == "true"
        type_, definition = self._type_of(element)
        items = (
            self._found(definition, "xs:sequence/xs:element[@maxOccurs='unbounded']") if definition is not None else []
        )
        if items:
            type_, definition = self._type_of(items[0])
        return Member(
            name=str(element.get("name")),
            type=type_,
            documentation=_text(described),
            is_optional=is_optional,
            is_array=bool(items),
            values=tuple(str(each.get("value")) for each in self._found(definition, "xs:restriction/xs:enumeration")),
            members=self._members(definition) if definition is not None and _is_complex(definition) else (),
        )

    def _type_of(self, element: etree._Element) -> tuple[str, etree._Element | None]:
        """Return the name of an element's type, and where that is defined, None for those of XML Schema."""
        name = element.get("type")
        if name is None:
            restriction = element.find("xs:simpleType/xs:restriction", _NAMES)
            name = str(restriction.get("base")) if restriction is not None else "xs:string"
        local = name.rpartition(":")[2]
        return local, None if name.startswith("xs:") else self._types.get(local)

    def _found(self, element: etree._Element | None, path: str) -> list[etree._Element]:
        found: Any = element.xpath(path, namespaces=_NAMES) if element is not None else []
        return list(found)


def _is_complex(definition: etree._Element) -> bool:
    return etree.QName(definition).localname == "complexType"


def _text(element: etree._Element | None) -> str:
    return " ".join((element.text or "").split()) if element is not None else ""
