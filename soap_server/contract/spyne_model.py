"""Contract types as Spyne's: the one place where a dataclass becomes a ComplexModel.

Nullability follows what .NET and Java generators make of it: a mandatory member has minOccurs=1; an
optional number, date, boolean or word has minOccurs=1 and is nillable (``int?``, ``Integer``); an
optional text, array or complex value has minOccurs=0 and is not nillable. Spyne's own default, both at
once, becomes ``JAXBElement`` in Java and a silently dropped value in .NET.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

import spyne.const
from spyne import Array, Boolean, ByteArray, ComplexModel, DateTime, Enum, Integer32, Integer64, Unicode
from spyne import Decimal as DecimalModel

from soap_server.contract import NAMESPACE
from soap_server.contract.data_set import DataSet
from soap_server.contract.members import LONG, Member, is_contract_type, members_of

# Read by Spyne when an array type is made, so they have to be set before the first one.
spyne.const.ARRAY_PREFIX = "ArrayOf"
spyne.const.ARRAY_SUFFIX = ""

_SIMPLE: Mapping[type[Any], Any] = {
    str: Unicode,
    int: Integer32,
    bool: Boolean,
    Decimal: DecimalModel,
    datetime: DateTime,
    bytes: ByteArray,
}


def spyne_member(member: Member) -> Any:
    """Return the Spyne type of a member: wire name, occurrence, nullability, documentation.

    Two attributes are ours: ``check``, the check of the member's facets, which the decoder calls, None where there is
    nothing to check, and ``restrictions``, what the published schema says of them.
    """
    model = _item_model(member)
    if member.is_array:
        model = _array_of(model, nillable_items=member.nillable_items)
    nillable = member.optional and member.is_value_type
    return model.customize(
        sub_name=member.wire_name,
        min_occurs=0 if member.optional and not nillable else 1,
        nillable=nillable,
        doc=member.doc,
        check=member.check if member.is_checked else None,
        restrictions=member.restrictions,
    )


@cache
def spyne_type(contract_type: Any) -> Any:
    """Return the ComplexModel of a contract type; its ``__value_type__`` is the dataclass."""
    return type(ComplexModel)(
        contract_type.__name__,
        (ComplexModel,),
        {
            "__namespace__": NAMESPACE,
            "__type_name__": contract_type.__name__,
            "__value_type__": contract_type,
            "_type_info": [(member.name, spyne_member(member)) for member in members_of(contract_type)],
            "Annotations": _documented(contract_type),
        },
    )


def spyne_result(returned: Any) -> Any:
    """Return the Spyne type of what an operation returns."""
    model = spyne_type(returned) if is_contract_type(returned) else _SIMPLE[returned]
    return model.customize(min_occurs=1, nillable=False)


@cache
def spyne_enumeration(words: Any) -> Any:
    """Return the named enumeration of a ``StrEnum``; its ``__value_type__`` is the ``StrEnum``."""
    model = Enum(*(word.value for word in words), type_name=words.__name__)
    model.__namespace__ = NAMESPACE
    model.__value_type__ = words
    model.Annotations = _documented(words)
    return model


@cache
def _array_of(model: Any, *, nillable_items: bool) -> Any:
    name: str = model.get_type_name()
    prefix = "ArrayOfNillable" if nillable_items else "ArrayOf"
    return Array(model.customize(nillable=nillable_items), type_name=f"{prefix}{name[0].upper()}{name[1:]}")


@cache
def _data_set() -> Any:
    """Return a type whose values write their own XML; the schema says of it what its readers need."""
    members = {"__namespace__": NAMESPACE, "__type_name__": "DataSet", "__value_type__": DataSet}
    members |= {"__writes_xml__": True, "Annotations": _documented(DataSet), "_type_info": []}
    return type(ComplexModel)("DataSet", (ComplexModel,), members)


def _item_model(member: Member) -> Any:
    if member.type is DataSet:
        return _data_set()
    if member.type is int and LONG in member.facets:
        return Integer64
    if issubclass(member.type, StrEnum):
        return spyne_enumeration(member.type)
    return spyne_type(member.type) if is_contract_type(member.type) else _SIMPLE[member.type]


def _documented(contract_type: type[Any]) -> Any:
    return type("Annotations", (ComplexModel.Annotations,), {"doc": _summary(contract_type)})


def _summary(documented: type[Any]) -> str:
    """Return the docstring as one paragraph a line; the Python source's line breaks mean nothing to a reader."""
    if not documented.__doc__:
        raise TypeError(f"{documented.__name__} has no documentation")
    return " ".join(documented.__doc__.split())
