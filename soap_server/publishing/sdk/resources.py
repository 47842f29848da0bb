"""The resources of the SDK, a class for each service, for blocking and for asyncio clients."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from soap_server.contract.common import Page
from soap_server.contract.members import Member, members_of
from soap_server.operations.catalogue import SERVICES
from soap_server.operations.declaration import Operation, Service
from soap_server.publishing.sdk.models import plain_imports
from soap_server.publishing.sdk.writing import docstring, import_lines, module
from soap_server.sdk_shape.naming import RESOURCES, bare_type_name, constant_name, error_name, method_name
from soap_server.sdk_shape.parameters import parameters_of
from soap_server.sdk_shape.places import model_imports
from soap_server.sdk_shape.types import rows_are_answered


@dataclass(frozen=True)
class Flavour:
    """How resources are written for one kind of client."""

    folder: str
    prefix: str
    define: str
    call: str

    def name(self, class_name: str) -> str:
        """Return the name of a class of this flavour."""
        return self.prefix + class_name


BLOCKING = Flavour("client_sdk/resources", "", "def", "self._call")
ASYNCIO = Flavour("client_sdk/aio", "Async", "async def", "await self._call")
_EXTRAS = {"EventService": "Downloads"}
"""Services whose resource has hand-written methods too: the class in ``extras`` beside it."""


def resource_files() -> dict[str, str]:
    """Return the modules of the resources by path."""
    return {
        f"{flavour.folder}/{RESOURCES[service.name].attribute}.py": _module(service, flavour)
        for flavour in (BLOCKING, ASYNCIO)
        for service in SERVICES
    }


def item_member(operation: Operation) -> Member:
    """Return the member of a list's answer that holds what is listed."""
    returns: Any = operation.returns
    (found,) = (member for member in members_of(returns) if member.is_array)
    return found


def _module(service: Service, flavour: Flavour) -> str:
    resource = RESOURCES[service.name]
    package = flavour.folder.replace("/", ".")
    base = _EXTRAS.get(service.name, "Resource")
    methods = [_Method(operation, flavour) for operation in service.operations]
    imports: dict[str, set[str]] = defaultdict(set, {"client_sdk": {"operations"}})
    imports[f"{package}.{'base' if base == 'Resource' else 'extras'}"].add(flavour.name(base))
    for method in methods:
        for source, names in method.imports():
            imports[source] |= names
    lines = [f"class {flavour.name(resource.class_name)}({flavour.name(base)}):", docstring(service.doc, 4), ""]
    return module(service.doc, import_lines(imports), ["\n".join([*lines, *(method.text() for method in methods)])])


class _Method:
    """One method, on its way to text."""

    def __init__(self, operation: Operation, flavour: Flavour) -> None:
        self._operation = operation
        self._flavour = flavour
        self._parameters = parameters_of(operation)
        self._is_list = any(member.type is Page for member in operation.parameters)
        self._has_rows = rows_are_answered(operation)
        self._lazy = self._is_list or self._has_rows

    def text(self) -> str:
        """Return the method's code."""
        define = "def" if self._lazy else self._flavour.define
        signature = ", ".join(self._signature())
        head = f"    {define} {method_name(self._operation)}({signature}) -> {self._returns()}:"
        return "\n".join([head, self._docstring(), f"        {self._statement()}", ""])

    def imports(self) -> Iterator[tuple[str, set[str]]]:
        """Yield what the method needs, by module."""
        for parameter in self._parameters:
            yield from parameter.imports.items()
        yield from plain_imports(parameter.annotation for parameter in self._parameters).items()
        if self._is_list:
            yield "client_sdk.paging", {self._flavour.name("Pages")}
            yield from model_imports([item_member(self._operation).type, Page]).items()
        if self._has_rows:
            yield "client_sdk.rows", {self._flavour.name("Rows")}
        elif self._operation.returns:
            yield from model_imports([self._operation.returns]).items()

    def _signature(self) -> Iterator[str]:
        yield "self"
        is_keyword_only = False
        for index, parameter in enumerate(sorted(self._parameters, key=lambda each: bool(each.default))):
            if not is_keyword_only and not (index == 0 and parameter.is_subject):
                is_keyword_only = True
                yield "*"
            yield f"{parameter.name}: {parameter.annotation}{parameter.default}"

    def _returns(self) -> str:
        if self._has_rows:
            return self._flavour.name("Rows")
        returns = self._operation.returns
        if self._is_list:
            item = bare_type_name(item_member(self._operation).type)
            return f"{self._flavour.name('Pages')}[{item}, {bare_type_name(returns)}]"
        return bare_type_name(returns) if returns else "None"

    def _docstring(self) -> str:
        fields = [(f"param {parameter.name}", parameter.doc) for parameter in self._parameters if parameter.doc]
        fields += [(f"raises {error_name(error.code)}", error.meaning) for error in self._operation.refuses]
        return docstring(f"{self._doc()} {self._operation.needs}", 8, fields=fields)

    def _doc(self) -> str:
        """Return what the operation does; rows fetch by themselves what other callers call FetchMore for."""
        doc = self._operation.doc
        return doc.replace("Go on with FetchMore", "The rows go on by themselves") if self._has_rows else doc

    def _statement(self) -> str:
        entries = {parameter.target: parameter.value for parameter in self._parameters if not parameter.group}
        grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
        for parameter in self._parameters:
            if parameter.group:
                grouped[parameter.target, parameter.group].append(f"{parameter.member}={parameter.value}")
        for (target, group), values in grouped.items():
            entries[target] = f"given({group}({', '.join(values)}))"
        extras = "".join(f", {name}={name}" for name in ("request_id", "progress") if entries.pop(name, None))
        arguments = ", ".join(f'"{name}": {value}' for name, value in entries.items())
        operation = f"operations.{constant_name(self._operation)}"
        if self._is_list:
            items = item_member(self._operation).name
            return f'return self._pages({operation}, {{{arguments}}}, "{items}")'
        if self._has_rows:
            return f"return self._rows({operation}, {{{arguments}}})"
        result = "return " if self._operation.returns else ""
        return f"{result}{self._flavour.call}({operation}, {{{arguments}}}{extras})"
