"""The pages themselves: what stands on which, writing them, comparing them."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import griffe
from griffe import Attribute, Class, Function, Module, Object

from soap_server.publishing.sdk.reference.links import Links
from soap_server.publishing.sdk.reference.markdown import (
    class_page,
    code_of,
    enumeration,
    errors_tree,
    fields_of,
    function,
    methods,
    record,
    text_of,
)
from soap_server.sdk_shape.naming import RESOURCES

ROOT = Path(__file__).parents[4]
FOLDER = "docs/sdk"
NOTICE = "This page is written by `scripts/docs` from the docstrings of `client_sdk`."
# What stands on pages that are not one kind of thing: the module and the names of each.
_MIXED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "clients": {
        "client": ("SupportClient",),
        "aio.client": ("AsyncSupportClient",),
        "configuration": ("Wsdl",),
    },
    "transports": {
        "transport": ("Transport", "HttpTransport", "InProcessTransport"),
        "aio.transport": ("AsyncTransport", "AsyncHttpTransport"),
        "messages": ("Request", "Reply"),
    },
    "results": {
        "paging": ("Pages", "AsyncPages"),
        "rows": ("Rows", "AsyncRows", "plain_cell", "spreadsheet_cell"),
        "row_sets": ("RowSet",),
        "data_sets": ("DataSetPage",),
        "values": ("Value",),
    },
    "files": {"files": ("FileSource", "Progress")},
    "testing": {"testing": ("InProcess",)},
}
_TITLES = {
    "clients": "Clients",
    "transports": "Transports",
    "results": "Lists, rows and values",
    "files": "Files and progress",
    "testing": "For tests",
    "models": "Models",
    "enumerations": "Enumerations",
    "errors": "Errors",
}


def reference_pages() -> dict[str, str]:
    """Return every page by its path from the project's folder."""
    sdk = griffe.load("client_sdk", search_paths=[ROOT], docstring_parser="sphinx", allow_inspection=False)
    assert isinstance(sdk, Module)  # noqa: S101 - it is a package
    links = Links(_places(sdk))
    pages = {
        **{page: _mixed_page(sdk, page, links) for page in _MIXED},
        **{name.attribute: _resource_page(sdk, name.attribute, name.class_name, links) for name in RESOURCES.values()},
        "models": _page("models", _models_page(sdk, links)),
        "enumerations": _page("enumerations", _enumerations_page(sdk)),
        "errors": _page("errors", _errors_page(sdk, links)),
    }
    pages["README"] = _contents(sdk)
    return {f"{FOLDER}/{name}.md": text for name, text in sorted(pages.items())}


def write_reference(root: Path = ROOT) -> int:
    """Write the pages, take away those that are written no more, return their number."""
    pages = reference_pages()
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for path, text in pages.items():
        (root / path).write_text(text, encoding="utf-8")
    for stale in (root / FOLDER).glob("*.md"):
        if f"{FOLDER}/{stale.name}" not in pages:
            stale.unlink()
    return len(pages)


def differing_pages(root: Path = ROOT) -> list[str]:
    """Return the paths of the pages that are missing, different or too many, sorted."""
    pages = reference_pages()
    present = {f"{FOLDER}/{path.name}" for path in (root / FOLDER).glob("*.md")}
    same = {path for path in present & pages.keys() if (root / path).read_text(encoding="utf-8") == pages[path]}
    return sorted((present | pages.keys()) - same)


def _places(sdk: Module) -> dict[str, str]:
    """Return the page of every name that has a heading."""
    places = {name: page for page, modules in _MIXED.items() for names in modules.values() for name in names}
    places |= {each.name: "models" for each in _models(sdk)}
    places |= {each.name: "enumerations" for each in _classes(sdk, "models.words")}
    return places | {each.name: "errors" for each in _errors(sdk)}


def _models(sdk: Module) -> list[Class]:
    modules = [module for module in sorted(_module(sdk, "models").modules) if module != "words"]
    return [each for module in modules for each in _classes(sdk, f"models.{module}")]


def _errors(sdk: Module) -> list[Class]:
    return [*_classes(sdk, "errors.base"), *_classes(sdk, "errors.faults")]


def _module(sdk: Module, path: str) -> Module:
    found = sdk[path]
    assert isinstance(found, Module)  # noqa: S101 - the paths are those of modules
    return found


def _classes(sdk: Module, path: str) -> list[Class]:
    return [each for each in _module(sdk, path).members.values() if isinstance(each, Class)]


def _mixed_page(sdk: Module, page: str, links: Links) -> str:
    things = [_module(sdk, path)[name] for path, names in _MIXED[page].items() for name in names]
    parts = [part for thing in things for part in _any(thing, links)]
    if page == "clients":
        resources = [
            f"`desk.{name.attribute}`: [{name.class_name}]({name.attribute}.md)" for name in RESOURCES.values()
        ]
        parts.insert(0, f"What a client can do is in its resources. {'; '.join(resources)}.")
    return _page(page, parts)


def _any(thing: Object, links: Links) -> Iterator[str]:
    if isinstance(thing, Function):
        yield from function(thing, links)
    elif isinstance(thing, Attribute):
        yield f"## {thing.name}"
        yield f"```python\n{thing.name} = {thing.value}\n```"
        yield text_of(thing)
    elif isinstance(thing, Class) and "dataclass" in thing.labels:
        yield from record(thing, links)
    elif isinstance(thing, Class) and any(str(base).endswith("Enum") for base in thing.bases):
        yield from enumeration(thing)
    elif isinstance(thing, Class):
        yield from class_page(thing, links)


def _resource_page(sdk: Module, attribute: str, class_name: str, links: Links) -> str:
    thing = sdk[f"resources.{attribute}.{class_name}"]
    assert isinstance(thing, Class)  # noqa: S101 - the names are those of resources
    awaited = (
        "In an AsyncSupportClient, await what is not a list or a set of rows; iterate over those with `async for`."
    )
    return _page(
        f"desk.{attribute}", [text_of(thing), awaited, *methods(thing, links, owner=f"desk.{attribute}", level=2)]
    )


def _models_page(sdk: Module, links: Links) -> Iterator[str]:
    yield "What operations take and answer: frozen dataclasses, made with keywords. Moments are aware, in UTC."
    for each in sorted(_models(sdk), key=lambda each: each.name):
        yield from record(each, links)


def _enumerations_page(sdk: Module) -> Iterator[str]:
    yield "Each is a StrEnum: its members are texts too, those of the wire."
    for each in sorted(_classes(sdk, "models.words"), key=lambda each: each.name):
        yield from enumeration(each)


def _errors_page(sdk: Module, links: Links) -> Iterator[str]:
    yield "Everything that a call may raise, with the codes of [the page of faults](../faults.md)."
    yield errors_tree(_errors(sdk))
    for each in sorted(_errors(sdk), key=lambda each: each.name):
        yield f"## {each.name}"
        code = code_of(each)
        yield text_of(each) + (f" Its code is `{code}`." if code else "")
        yield f"A kind of {links.to(str(each.bases[0]))}." if str(each.bases[0]) != "Exception" else ""
        yield from fields_of(each, links)


def _contents(sdk: Module) -> str:
    lines = [f"- [{title}]({page}.md)" for page, title in _TITLES.items()]
    resources = []
    for name in RESOURCES.values():
        doc = " ".join(text_of(sdk[f"resources.{name.attribute}.{name.class_name}"]).split())
        resources.append(f"- [`desk.{name.attribute}`]({name.attribute}.md): {doc}")
    start = "[Python](../python.md) is where to begin; here is every method, model and error."
    return _joined(["# Reference of the Python SDK", start, "\n".join(resources), "\n".join(lines), NOTICE])


def _page(name: str, parts: Iterable[str]) -> str:
    return _joined([f"# {_TITLES.get(name, name)}", *parts, NOTICE])


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


if __name__ == "__main__":
    sys.stdout.write(f"{write_reference()} pages of the SDK's reference are written.\n")
