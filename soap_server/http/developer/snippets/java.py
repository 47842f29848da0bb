"""The call in Java, with the classes that wsimport makes."""

import base64
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from soap_server.contract.data_set import DataSet
from soap_server.contract.members import LONG, Member, is_contract_type
from soap_server.http.developer.snippets.calling import Calling, Fresh, given_members, type_name
from soap_server.http.developer.snippets.csharp import text

_TYPES = {str: "String", bool: "boolean", Decimal: "BigDecimal", bytes: "byte[]"}
_IMPORTS = {
    "BigDecimal": "java.math.BigDecimal",
    "Base64.": "java.util.Base64",
    "DatatypeFactory.": "javax.xml.datatype.DatatypeFactory",
    "UUID.": "java.util.UUID",
    "Holder<": "javax.xml.ws.Holder",
}
_INDENT = " " * 8


def java(calling: Calling) -> str:
    """Return a program."""
    statements = _Statements()
    package = "data" if calling.is_alone else "desk"
    interface = calling.interface
    port = f"new {interface}().get{interface}Soap()"
    if calling.is_alone and calling.login is not None:
        home = calling.login.interface
        logged_in = statements.call(f"new desk.{home}().get{home}Soap()", calling.login)
        statements.add(f"desk.Session session = {logged_in};")
    statements.add(f"{interface}Soap service = {port};")
    if calling.needs_token and calling.login is not None:
        if not calling.is_alone:
            statements.add(f"Session session = {statements.call('service', calling.login)};")
        statements.add("SessionHeader header = new SessionHeader();")
        statements.add("header.setToken(session.getToken());")
    statements.answer(calling)
    return _program(calling, package, statements.lines)


def _program(calling: Calling, package: str, lines: list[str]) -> str:
    wanted = [("desk", calling.login or calling, "wsdl")]
    if calling.is_alone:
        wanted.append((package, calling, "wsdl=any"))
    commands = "".join(
        f"// wsimport -extension -XadditionalHeaders -p {name} {each.url}?{form}\n" for name, each, form in wanted
    )
    body = "".join(f"{_INDENT}{line}\n" for line in lines)
    imports = "".join(f"import {name};\n" for used, name in _IMPORTS.items() if used in body)
    return (
        f"{commands}import {package}.*;\n{imports}\n"
        "public class Program {\n"
        "    public static void main(String[] arguments) throws Exception {\n"
        f"{body}    }}\n}}\n"
    )


class _Statements:
    """Statements, since Java makes a complex value by setting its members one after the other."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._names: dict[str, int] = dict.fromkeys(("service", "header", "session", "answer"), 1)

    def add(self, line: str) -> None:
        """Add a statement."""
        self.lines.append(line)

    def call(self, service: str, calling: Calling, *more: str) -> str:
        """Return the call, after the statements that its arguments need."""
        arguments = [self._value(member, value) for member, value in calling.pairs]
        name = calling.operation.name
        line = f"{service}.{name[0].lower()}{name[1:]}({', '.join([*arguments, *more])})"
        if len(line) <= 80:
            return line
        indent = f"\n{_INDENT}        "
        return f"{service}.{name[0].lower()}{name[1:]}({indent}{f',{indent}'.join([*arguments, *more])})"

    def answer(self, calling: Calling) -> None:
        """Add the call and what it answers."""
        header = ["header"] if calling.needs_token else []
        holders = []
        for member in calling.spread_results:
            of = f"{calling.operation.name}Response.{calling.operation.name}Result"
            name = member.wire_name
            self.add(f"Holder<{of if member.type is DataSet else _type(member)}> {name} = new Holder<>();")
            holders.append(name)
        call = self.call("service", calling, *holders, *header)
        returned = calling.operation.returns
        if returned is None or holders:
            self.add(f"{call};")
        else:
            self.add(f"{_TYPES.get(returned) or returned.__name__} answer = {call};")

    def _value(self, member: Member, value: Any) -> str:
        if value is None:
            return "null"
        if not member.is_array:
            return self._single(member, value)
        item = type_name(member)
        kind = f"ArrayOf{item[0].upper()}{item[1:]}"
        name = self._name(member.wire_name)
        items = [self._single(member, each, f"{item[0].lower()}{item[1:]}") for each in value]
        self.add(f"{kind} {name} = new {kind}();")
        for each in items:
            self.add(f"{name}.get{item[0].upper()}{item[1:]}().add({each});")
        return name

    def _single(self, member: Member, value: Any, name: str = "") -> str:
        if isinstance(value, StrEnum):
            return f"{type(value).__name__}.{_constant(value.value)}"
        if is_contract_type(type(value)):
            return self._complex(name or member.wire_name, value)
        if LONG in member.facets:
            return f"{value}L"
        return _LITERALS[type(value)](value)

    def _complex(self, wanted: str, value: Any) -> str:
        kind, name = type(value).__name__, self._name(wanted)
        set_members = [(member, self._value(member, given)) for member, given in given_members(value)]
        self.add(f"{kind} {name} = new {kind}();")
        for member, given in set_members:
            self.add(f"{name}.set{member.wire_name[0].upper()}{member.wire_name[1:]}({given});")
        return name

    def _name(self, wanted: str) -> str:
        count = self._names[wanted] = self._names.get(wanted, 0) + 1
        return wanted if count == 1 else f"{wanted}{count}"


def _constant(word: str) -> str:
    """Return the name of an enumeration's constant as JAXB makes it: ``oneOf`` is ``ONE_OF``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).upper()


def _type(member: Member) -> str:
    name: str = _TYPES.get(member.type) or member.type.__name__
    return name


_LITERALS: Mapping[type[Any], Callable[[Any], str]] = {
    str: text,
    Fresh: lambda _: "UUID.randomUUID().toString()",
    int: str,
    bool: lambda value: "true" if value else "false",
    Decimal: lambda value: f'new BigDecimal("{value}")',
    datetime: lambda value: f'DatatypeFactory.newInstance().newXMLGregorianCalendar("{value:%Y-%m-%dT%H:%M:%SZ}")',
    bytes: lambda value: f'Base64.getDecoder().decode("{base64.b64encode(value).decode()}")',
}
