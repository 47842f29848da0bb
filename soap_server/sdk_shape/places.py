"""Where the SDK has the models of the contract's types."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from soap_server.contract.members import is_contract_type
from soap_server.sdk_shape.naming import bare_type_name, is_enumeration
from soap_server.sdk_shape.types import HAND_WRITTEN

WORDS = "client_sdk.models.words"


def module_of(type_: Any) -> str:
    """Return the SDK's module of a contract type."""
    if type_ in HAND_WRITTEN:
        return HAND_WRITTEN[type_]
    return WORDS if is_enumeration(type_) else f"client_sdk.models.{type_.__module__.rpartition('.')[2]}"


def model_imports(types: Iterable[Any], *, into: str = "") -> dict[str, set[str]]:
    """Return the names to import for contract types by module, apart from those of ``into``."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for type_ in types:
        if is_contract_type(type_) or is_enumeration(type_):
            wanted[module_of(type_)].add(bare_type_name(type_))
    wanted.pop(into, None)
    return wanted
