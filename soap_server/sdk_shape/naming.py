"""What the SDK calls things: resources, methods, and the types of values."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from soap_server.contract.members import Member
from soap_server.operations.declaration import Operation


@dataclass(frozen=True)
class ResourceName:
    """How a service is called in the SDK.

    :ivar attribute: the client's attribute, which is the module too.
    :ivar class_name: the class.
    :ivar nouns: words that a method's name leaves out, since the resource says them.
    """

    attribute: str
    class_name: str
    nouns: tuple[str, ...]


RESOURCES = {
    "UserService": ResourceName("users", "Users", ("user", "users")),
    "EventService": ResourceName("events", "Events", ("event", "events")),
    "AssignmentService": ResourceName("assignments", "Assignments", ("event", "events")),
    "ReplyService": ResourceName("replies", "Replies", ("reply", "replies", "event")),
    "RatingService": ResourceName("ratings", "Ratings", ("rating", "ratings", "event")),
    "DataService": ResourceName("data", "Data", ("data",)),
    "DataSetService": ResourceName("data_sets", "DataSets", ("as", "data", "set")),
    "SystemService": ResourceName("system", "System", ()),
}
_METHODS = {"Login": "log_in", "Logout": "log_out", "AssignEvents": "assign_many"}
_PLAIN = {str: "str", int: "int", bool: "bool", bytes: "bytes", Decimal: "Decimal", datetime: "datetime"}


def snake_case(name: str) -> str:
    """Return ``SubmitEvent`` as ``submit_event``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def constant_name(operation: Operation) -> str:
    """Return the name of an operation's constant."""
    return snake_case(operation.name).upper()


def method_name(operation: Operation) -> str:
    """Return the name of an operation's method: ``EventService.SubmitEvent`` is ``events.submit``."""
    if operation.name in _METHODS:
        return _METHODS[operation.name]
    nouns = RESOURCES[operation.service].nouns
    return "_".join(word for word in snake_case(operation.name).split("_") if word not in nouns)


def error_name(code: str) -> str:
    """Return the name of the error class of a fault code."""
    return "".join(word.capitalize() for word in code.removesuffix("_ERROR").split("_")) + "Error"


def type_name(member: Member, *, array: str = "tuple[{}, ...]") -> str:
    """Return the annotation of a member.

    :param array: the form of arrays.
    """
    name = bare_type_name(member.type)
    if member.is_array:
        name = array.format(f"{name} | None" if member.nillable_items else name)
    return f"{name} | None" if member.optional else name


def bare_type_name(type_: Any) -> str:
    """Return the name of a contract's type in the SDK."""
    return _PLAIN.get(type_) or str(type_.__name__)


def is_enumeration(type_: Any) -> bool:
    """Say whether a type is one of the contract's enumerations."""
    return isinstance(type_, type) and issubclass(type_, StrEnum)
