"""The errors of the SDK: one class a fault code, in the tree of the desk's own errors."""

from collections.abc import Iterator
from typing import Any

from soap_server.desk.errors import DeskError, all_errors
from soap_server.engine.faults import engine_kinds
from soap_server.publishing.sdk.writing import docstring, module
from soap_server.sdk_shape.naming import error_name

PATH = "client_sdk/errors/faults.py"
_ROOT = "ServiceFaultError"


def error_file() -> dict[str, str]:
    """Return the module of the errors that have a fault code, by path."""
    classes = list(_desk_classes(DeskError, _ROOT)) + list(_engine_classes())
    codes = sorted((code, name) for name, _, code, _ in classes if code)
    table = "\n".join(f'    "{code}": {name},' for code, name in codes)
    body = [
        *(_class(*each) for each in classes),
        f"BY_CODE: dict[str, type[{_ROOT}]] = {{\n{table}\n}}",
        '"""The class of each fault code."""',
        f"__all__ = [{', '.join(sorted(repr(name) for name, *_ in classes))}]",
    ]
    imports = ["from typing import ClassVar", "", f"from client_sdk.errors.base import {_ROOT}"]
    return {PATH: module("A class for each code of a ServiceFault; docs/faults.md explains them.", imports, body)}


def _class(name: str, base: str, code: str, doc: str) -> str:
    lines = [f"class {name}({base}):", docstring(doc, 4), ""]
    if code:
        lines.append(f'    CODE: ClassVar[str] = "{code}"')
    return "\n".join([*lines, ""])


def _desk_classes(error: Any, base: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, base, code and documentation of the classes below an error of the desk."""
    for below in sorted(error.__subclasses__(), key=lambda each: each.__name__):
        if "code" in vars(below):
            name = error_name(below.code)
            yield name, base, below.code, below.meaning
        else:
            name = below.__name__
            yield name, base, "", below.__doc__
        yield from _desk_classes(below, name)


def _engine_classes() -> Iterator[tuple[str, str, str, str]]:
    known = all_errors()
    for kind in sorted(engine_kinds(), key=lambda each: each.code):
        if kind.code not in known:
            yield error_name(kind.code), _ROOT, kind.code, kind.meaning
