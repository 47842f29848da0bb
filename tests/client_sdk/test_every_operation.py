"""Every operation, called through the SDK on a real desk."""

import dataclasses
import types
from collections.abc import Mapping, Sequence
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from client_sdk import models, operations
from client_sdk.aio.client import AsyncSupportClient
from client_sdk.aio.transport import AsyncInProcess
from client_sdk.client import SupportClient
from client_sdk.operation import Operation
from client_sdk.transport import InProcessTransport
from soap_server.contract.members import Member, is_contract_type, members_of
from tests.callers import OPERATIONS, Directory, respond_with
from tests.coroutines import run
from tests.operations.happy import HAPPY

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
KNOWN = {each.name: each for each in vars(operations).values() if isinstance(each, Operation)}
URL = "http://localhost:8080/soap"


def in_python(members: tuple[Member, ...], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments as a stock zeep client takes them in the form that the SDK takes."""
    found = {}
    for member in members:
        if member.wire_name in arguments:
            found[member.name] = _value(member, arguments[member.wire_name])
    return found


def _value(member: Member, value: Any) -> Any:
    if value is None:
        return None
    if member.is_array:
        (items,) = value.values()
        return [_single(member.type, item) for item in items]
    return _single(member.type, value)


def _single(type_: Any, value: Any) -> Any:
    if not is_contract_type(type_):
        return value
    return getattr(models, type_.__name__)(**in_python(members_of(type_), value))


def check(annotation: Any, value: Any) -> None:
    """Check that a value is what an annotation says, all the way down."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        if value is not None:
            (inner,) = (each for each in get_args(annotation) if each is not types.NoneType)
            check(inner, value)
    elif origin in (tuple, Sequence):
        assert isinstance(value, tuple)
        for item in value:
            check(get_args(annotation)[0], item)
    elif dataclasses.is_dataclass(annotation):
        assert type(value) is annotation
        if annotation is not models.RowSet:
            for name, hint in get_type_hints(annotation).items():
                check(hint, getattr(value, name))
    else:
        assert isinstance(value, annotation)
        assert annotation is bool or not isinstance(value, bool)


@ON_SQLITE
@pytest.mark.parametrize("name", OPERATIONS)
def test_it_answers_models(people: Directory, name: str) -> None:
    """Of the annotated types, never anything of zeep's."""
    caller, arguments = HAPPY[name](people)
    client = SupportClient(URL, token=caller.token, transport=InProcessTransport(respond_with(people.application)))
    answer = client.call(KNOWN[name], in_python(OPERATIONS[name].parameters, arguments))
    if KNOWN[name].result is None:
        assert answer is None
    else:
        check(KNOWN[name].result, answer)


@ON_SQLITE
@pytest.mark.parametrize("name", OPERATIONS)
def test_it_answers_the_same_to_asyncio(people: Directory, name: str) -> None:
    """Models of the same type."""
    caller, arguments = HAPPY[name](people)
    transport = AsyncInProcess(InProcessTransport(respond_with(people.application)))

    async def call() -> Any:
        async with AsyncSupportClient(URL, token=caller.token, transport=transport) as client:
            return await client.call(KNOWN[name], in_python(OPERATIONS[name].parameters, arguments))

    answer = run(call())
    assert (answer is None) == (KNOWN[name].result is None)
    if answer is not None:
        assert isinstance(answer, KNOWN[name].result)  # type: ignore[arg-type]
