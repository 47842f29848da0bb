"""The programs on the pages for developers do what they say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from html import unescape
from typing import Any

import pytest

import client_sdk
from client_sdk import SupportClient
from client_sdk.transport import InProcessTransport
from soap_server.app import Application
from soap_server.contract.members import Member, is_contract_type, members_of
from soap_server.http.developer.pages import DeveloperPages
from soap_server.http.developer.snippets import LANGUAGES
from soap_server.http.developer.snippets.calling import Calling
from soap_server.sdk_shape.naming import method_name
from tests.callers import OPERATIONS, PASSWORD, Caller, Directory, respond_with
from tests.operations.happy import HAPPY

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def as_declared(member: Member, value: Any) -> Any:
    """Return a value that zeep takes as the contract's own types have it."""
    if value is None:
        return None
    if member.is_array:
        (items,) = value.values()
        return [_single(member.type, item) for item in items]
    return _single(member.type, value)


def _single(kind: Any, value: Any) -> Any:
    if is_contract_type(kind):
        return kind(**{each.name: as_declared(each, value.get(each.wire_name)) for each in members_of(kind)})
    return kind(value) if issubclass(kind, StrEnum) else value


def happy(pages: DeveloperPages, people: Directory, name: str) -> tuple[Caller, Calling]:
    """Return the happy call of an operation as a program makes it, and who calls."""
    caller, arguments = HAPPY[name](people)
    operation = OPERATIONS[name]
    given = {each.name: as_declared(each, arguments.get(each.wire_name)) for each in operation.parameters}
    return caller, pages.calling(operation, given)


def run(program: str, application: Application, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run a program of the SDK's against a desk in memory, and return its variables."""

    def client(url: str, **options: Any) -> SupportClient:
        return SupportClient(url, transport=InProcessTransport(respond_with(application)), **options)

    monkeypatch.setattr(client_sdk, "SupportClient", client)
    variables: dict[str, Any] = {"print": lambda *_: None}
    exec(compile(program, "snippet.py", "exec"), variables)
    return variables


@ON_SQLITE
@pytest.mark.parametrize("name", HAPPY)
def test_the_python_program_runs(people: Directory, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the values of the happy call it gets the answer, logged in by itself as whoever may."""
    caller, calling = happy(DeveloperPages(people.application), people, name)
    if calling.login is not None and calling.needs_token:
        login = {"username": caller.user.username, "password": PASSWORD}
        calling = replace(calling, login=replace(calling.login, arguments=login))
    variables = run(LANGUAGES["Python"](calling), people.application, monkeypatch)
    assert ("answer" in variables) == (OPERATIONS[name].returns is not None)


@ON_SQLITE
def test_every_kind_of_value_arrives_as_it_is(application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a text ends a literal or is taken for a command."""
    nasty = 'it\'s "quoted" \\ $HOME `date` $(id) <&> ]]> \t 你好 😀 {{ }}'
    pages = DeveloperPages(application)
    calling = pages.calling(OPERATIONS["Ping"], {"text": nasty})
    assert run(LANGUAGES["Python"](calling), application, monkeypatch)["answer"].text == nasty
    php, java = LANGUAGES["PHP"](calling), LANGUAGES["Java"](calling)
    assert "'it\\'s \"quoted\" \\\\ $HOME" in php
    assert '"it\'s \\"quoted\\" \\\\ $HOME' in java
    assert "\\$HOME \\`date\\` \\$(id) &lt;&amp;&gt;" in LANGUAGES["curl"](calling)


@ON_SQLITE
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_has_a_program_in_every_language(application: Application, name: str) -> None:
    """Each with the address, the operation, and every value of the examples."""
    calling = DeveloperPages(application).calling(OPERATIONS[name])
    for language, write in LANGUAGES.items():
        program = unescape(write(calling)) if language == "curl" else write(calling)
        called = {"Java": f"{name[0].lower()}{name[1:]}", "Python": f".{method_name(OPERATIONS[name])}("}
        # The SDK finds a service that is alone by itself.
        assert (calling.login or calling).url in program if language == "Python" else calling.url in program
        assert called.get(language, name) in program
        assert max(map(len, program.splitlines())) < 400
        for text in _texts(calling.arguments):
            assert text in program, (language, text)


def _texts(values: Mapping[str, Any]) -> list[str]:
    return [value for value in values.values() if type(value) is str and "'" not in value and "<" not in value]


def test_the_literals_cover_every_type_of_the_contract() -> None:
    """A new simple type needs its form in every language."""
    kinds: set[Any] = set()

    def collect(kind: Any) -> None:
        if not is_contract_type(kind):
            kinds.add(kind)
            return
        for member in members_of(kind):
            collect(member.type)

    for operation in OPERATIONS.values():
        for member in operation.parameters:
            collect(member.type)
    simple = {kind for kind in kinds if not issubclass(kind, StrEnum)}
    assert simple <= {str, int, bool, bytes, Decimal, datetime}
