"""The parameters of a method: those of its operation, some of them in the form that suits Python better."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from soap_server.contract.common import Page
from soap_server.contract.data import DataParameter
from soap_server.contract.events import NewAttachment
from soap_server.contract.members import Member, members_of
from soap_server.operations.declaration import Operation
from soap_server.sdk_shape.naming import bare_type_name, type_name
from soap_server.sdk_shape.places import model_imports

_FILE = {"file_name", "media_type", "content"}
_SINGULAR = {"statuses": "status"}
"""Members of filters that take one value or several, under the name that suits one."""
_PAGE = {"size": "page_size", "cursor": "cursor", "exact_total": "exact_total"}


@dataclass(frozen=True)
class Parameter:
    """A parameter of a method.

    :ivar target: the parameter of the operation that it fills, or a part of.
    :ivar group: the model that it is a member of, ``member`` under which name.
    :ivar value: the expression that is sent.
    :ivar is_subject: whether it says what the call is about, and can be given without its name.
    """

    name: str
    annotation: str
    doc: str
    target: str
    value: str
    default: str = ""
    group: str = ""
    member: str = ""
    is_subject: bool = False
    imports: dict[str, set[str]] = field(default_factory=dict)


def parameters_of(operation: Operation) -> list[Parameter]:
    """Return the parameters of an operation's method."""
    is_list = any(member.type is Page for member in operation.parameters)
    names = {member.name for member in operation.parameters}
    found: list[Parameter] = []
    for member in operation.parameters:
        if is_list and member.name in ("filter", "page"):
            found += _flattened(member)
        elif names >= _FILE and member.name in _FILE:
            found += _file(member)
        else:
            found.append(_plain(member))
    if operation.large_body:
        found.append(_progress())
    return found


def _plain(member: Member) -> Parameter:
    if member.type is NewAttachment:
        return Parameter(
            "attachments",
            "Iterable[FileSource]",
            "Files: paths, open files, pairs of a name and bytes, or NewAttachment.",
            "attachments",
            "read_files(attachments)",
            default=" = ()",
            imports={"client_sdk.files": {"FileSource", "read_files"}, "collections.abc": {"Iterable"}},
        )
    if member.type is DataParameter:
        return Parameter(
            member.name,
            "Mapping[str, Value] | None",
            "The values for :name in the statement, by name; they are bound, never part of the SQL.",
            member.name,
            "typed_parameters(parameters)",
            default=" = None",
            imports={
                "client_sdk.values": {"Value"},
                "client_sdk.parameters": {"typed_parameters"},
                "collections.abc": {"Mapping"},
            },
        )
    doc = (
        "Makes a repetition harmless; by default a fresh one for each call."
        if member.name == "request_id"
        else member.doc
    )
    return Parameter(
        member.name,
        type_name(member, array="Sequence[{}]"),
        doc,
        member.name,
        member.name,
        default=" = None" if member.optional else "",
        is_subject=not member.optional and member.name.endswith("_id"),
        imports=model_imports([member.type]),
    )


def _flattened(member: Member) -> Iterator[Parameter]:
    """Yield a parameter for each member of a filter, or of a page."""
    group = bare_type_name(member.type)
    for inner in members_of(member.type):
        name = _PAGE[inner.name] if member.type is Page else _SINGULAR.get(inner.name, inner.name)
        annotation, value, imports = type_name(inner), name, model_imports([member.type, inner.type])
        imports["client_sdk.arguments"] = {"given"}
        if inner.name in _SINGULAR:
            bare = bare_type_name(inner.type)
            annotation, value = f"{bare} | Iterable[{bare}] | None", f"one_or_many({name})"
            imports["client_sdk.arguments"] |= {"one_or_many"}
            imports["collections.abc"] = {"Iterable"}
        yield Parameter(name, annotation, inner.doc, member.name, value, " = None", group, inner.name, imports=imports)


def _file(member: Member) -> Iterator[Parameter]:
    """Yield one parameter for the three that describe a file."""
    if member.name == "file_name":
        yield Parameter(
            "file",
            "FileSource",
            "The file: a path, an open file, a pair of a name and bytes, or a NewAttachment.",
            "**file",
            "file",
            imports={"client_sdk.files": {"FileSource"}},
        )


def _progress() -> Parameter:
    return Parameter(
        "progress",
        "Progress | None",
        "Called with the bytes sent so far and the bytes in all, while the request is sent.",
        "progress",
        "progress",
        default=" = None",
        imports={"client_sdk.files": {"Progress"}},
    )
