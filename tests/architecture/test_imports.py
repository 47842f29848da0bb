"""The rooms of design.md, and the arrows between them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from soap_server.publishing.sdk.writing import NOTICE

ROOT = Path(__file__).parents[2]
LEAVES = {"soap_server.logs", "soap_server.settings", "soap_server.spyne_imports", "soap_server"}
# A room may import itself, the rooms named here, and the leaves that are listed with it.
ARROWS: dict[str, set[str]] = {
    "db": set(),
    "soap_server.desk": {"db", "soap_server.lexical"},
    "soap_server.contract": {"db.vocabulary", "db.models", "db.rows", "db.dictionary", "soap_server.lexical"},
    "soap_server.operations": {"db", "soap_server.contract", "soap_server.desk", "soap_server.logs"},
    "soap_server.engine": {"soap_server.lexical", "soap_server.logs"},
    "soap_server.lexical": set(),
    "soap_server.demo": {"db", "soap_server.desk"},
    "soap_server.settings": {"db.vocabulary", "soap_server.desk.desk", "soap_server.engine.limits"},
    "soap_server.logs": set(),
    "soap_server.office": {"db", "soap_server.desk", "soap_server.settings"},
    "soap_server.mail": {"db.vocabulary", "soap_server.desk.outbox", "soap_server.settings"},
    "soap_server.executor": {"soap_server.desk", "soap_server.engine", "soap_server.operations"},
    "soap_server.app": {
        "db",
        "soap_server.contract",
        "soap_server.desk",
        "soap_server.engine",
        "soap_server.executor",
        "soap_server.office",
        "soap_server.operations",
        "soap_server.settings",
    },
    "soap_server.examples": {
        "db.vocabulary",
        "soap_server.contract",
        "soap_server.desk.errors",
        "soap_server.engine",
        "soap_server.operations",
    },
    "soap_server.sdk_shape": {"soap_server.contract", "soap_server.operations"},
    "soap_server.publishing": {
        "db.vocabulary",
        "soap_server.app",
        "soap_server.contract",
        "soap_server.desk.errors",
        "soap_server.engine",
        "soap_server.examples",
        "soap_server.operations",
        "soap_server.sdk_shape",
    },
    "soap_server.http": {
        "client_sdk.transport",
        "db",
        "soap_server.app",
        "soap_server.contract",
        "soap_server.desk",
        "soap_server.engine",
        "soap_server.examples",
        "soap_server.lexical",
        "soap_server.logs",
        "soap_server.mail",
        "soap_server.office",
        "soap_server.operations",
        "soap_server.sdk_shape",
        "soap_server.settings",
        "web_ui.app",
        "web_ui.config",
    },
    "soap_server.cli": {"db", "soap_server", "web_ui.serving"},
    "soap_server.spyne_imports": set(),
    "soap_server.in_memory": {
        "db",
        "soap_server.app",
        "soap_server.desk",
        "soap_server.engine",
        "soap_server.settings",
    },
    "client_sdk": set(),
    # For the tests of programs that use the SDK, where the server is installed too.
    "client_sdk.testing": {"client_sdk", "soap_server.in_memory"},
    "web_ui": {"client_sdk"},
}
# Libraries that stay in their rooms.
FENCES: dict[str, tuple[str, ...]] = {
    "spyne": ("soap_server.contract", "soap_server.operations", "soap_server.engine"),
    "lxml": ("soap_server.engine", "soap_server.examples", "soap_server.publishing", "client_sdk"),
    "twisted": ("soap_server.http",),
    "jinja2": ("soap_server.http.developer", "web_ui"),
    "alembic": ("db",),
    "sqlglot": ("soap_server.desk.data.sql",),
    "zeep": ("client_sdk",),
    "requests": ("client_sdk",),
    "httpx": ("client_sdk.aio",),
    "griffe": ("soap_server.publishing.sdk.reference",),
    "flask": ("web_ui",),
    "typer": ("soap_server.cli", "client_sdk.cli"),
    "rich": ("soap_server.cli", "client_sdk.cli"),
}
OWN = ("db", "soap_server", "client_sdk", "web_ui")


def modules() -> Iterator[tuple[str, set[str]]]:
    """Yield every module of ours with the modules that it imports."""
    for top in OWN:
        for path in sorted((ROOT / top).rglob("*.py")):
            if "versions" not in path.parts and path.name != "env.py":
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                yield name, set(imported(path))


def imported(path: Path) -> Iterator[str]:
    """Yield what a file imports, deferred imports too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            # Of `from soap_server import lexical`, the module is what is imported.
            yield from (f"{module}.{alias.name}" for alias in node.names) if module in OWN else (module,)


def is_generated(path: Path) -> bool:
    """Say whether a file is written from the contract."""
    return path.read_text(encoding="utf-8").startswith(NOTICE)


def room_of(module: str) -> str:
    """Return the room that a module belongs to."""
    return max((room for room in ARROWS if is_within(module, room)), key=len)


def is_within(module: str, room: str) -> bool:
    """Say whether a module is a room or in it."""
    return module == room or module.startswith(f"{room}.")


def test_imports_point_one_way() -> None:
    """No room imports one that the design does not let it."""
    wrong = [
        f"{module} imports {target}"
        for module, targets in modules()
        if module != "soap_server"
        for target in targets
        if target.split(".")[0] in OWN
        and not is_within(target, room_of(module))
        and not any(is_within(target, allowed) for allowed in ARROWS[room_of(module)])
    ]
    assert not wrong


@pytest.mark.parametrize("library", FENCES)
def test_libraries_stay_in_their_rooms(library: str) -> None:
    """What a library is for is known in the rooms that need it only."""
    outside = [
        module
        for module, targets in modules()
        if any(is_within(target, library) for target in targets)
        and not any(is_within(module, room) for room in FENCES[library])
    ]
    assert not outside


def test_every_module_is_in_a_room() -> None:
    """A new folder needs its place in the picture first."""
    homeless = [
        module for module, _ in modules() if module not in OWN and not any(is_within(module, r) for r in ARROWS)
    ]
    assert not homeless


def test_files_stay_readable() -> None:
    """Over 300 lines a file asks to be divided; what is written from the contract is not for reading from end to end."""
    long = {
        str(path.relative_to(ROOT)): lines
        for top in (*OWN, "tests")
        for path in (ROOT / top).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300 and not is_generated(path)
    }
    assert not long
