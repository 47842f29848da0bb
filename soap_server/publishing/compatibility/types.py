"""Differences between types: their members, their order, and the values of enumerations."""

from collections.abc import Iterator, Mapping, Sequence

from soap_server.publishing.compatibility.kinds import Change
from soap_server.publishing.compatibility.members import ANSWER, REQUEST, of_member
from soap_server.publishing.compatibility.reading import Contract, Member

_NAMED = 3


def of_types(before: Contract, after: Contract) -> Iterator[Change]:
    """Yield the differences between the types that old stubs know, for requests and answers."""
    for direction, reached in ((REQUEST, before.sent), (ANSWER, before.answered)):
        for name, operations in reached.items():
            for change in _of_name(before, after, name, direction):
                where = _where(direction, operations)
                yield Change(change.kind, change.path, change.was, change.becomes, where)


def _of_name(before: Contract, after: Contract, name: str, direction: str) -> Iterator[Change]:
    if (name in before.words and name in after.types) or (name in before.types and name in after.words):
        yield Change("content-changed", name)
    if name in before.words and name in after.words:
        yield from _values(name, before.words[name], after.words[name], direction)
    if name not in before.types or name not in after.types:
        return  # Whatever refers to it refers to something else now, and that is told.
    if before.other_content[name] != after.other_content[name]:
        yield Change("content-changed", name, before.other_content[name], after.other_content[name])
    yield from _members(name, before.types[name], after.types[name], direction)


def _where(direction: str, operations: Sequence[str]) -> str:
    more = len(operations) - _NAMED
    named = ", ".join(operations[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{'requests' if direction == REQUEST else 'answers'} of {named}"


def _values(name: str, old: Sequence[str], new: Sequence[str], direction: str) -> Iterator[Change]:
    yield from (Change(f"{direction}-value-removed", f"{name}/{value}") for value in old if value not in new)
    yield from (Change(f"{direction}-value-added", f"{name}/{value}") for value in new if value not in old)


def _members(owner: str, old: Sequence[Member], new: Sequence[Member], direction: str) -> Iterator[Change]:
    before, after = ({member.name: member for member in side} for side in (old, new))
    renamed = dict(_renamed(old, new))
    for name, member in before.items():
        path = f"{owner}/{name}"
        if name in after:
            yield from of_member(path, member, after[name], direction)
        elif name in renamed:
            is_item = member.max_occurs == "unbounded"
            yield Change("array-item-renamed" if is_item else "member-renamed", path, becomes=renamed[name])
        else:
            yield Change("member-removed", path)
    kept = [name for name in before if name in after]
    if kept != [name for name in after if name in before]:
        yield Change("members-reordered", owner, ", ".join(kept), ", ".join(name for name in after if name in before))
    yield from _added(owner, before, after, set(renamed.values()), direction)


def _renamed(old: Sequence[Member], new: Sequence[Member]) -> Iterator[tuple[str, str]]:
    """Yield members that are gone with those that stand in their places and are the same otherwise."""
    olds, news = {member.name for member in old}, {member.name for member in new}
    for was, becomes in zip(old, new, strict=False):
        same = (was.type, was.max_occurs, was.is_optional) == (becomes.type, becomes.max_occurs, becomes.is_optional)
        if was.name not in news and becomes.name not in olds and same:
            yield was.name, becomes.name


def _added(
    owner: str, before: Mapping[str, Member], after: Mapping[str, Member], renamed: set[str], direction: str
) -> Iterator[Change]:
    names = list(after)
    last_known = max((names.index(name) for name in names if name in before or name in renamed), default=-1)
    for index, name in enumerate(names):
        if name in before or name in renamed:
            continue
        if direction == ANSWER:
            kind = "answer-member-inserted" if index < last_known else "answer-member-added"
        else:
            kind = "request-member-added" if after[name].is_optional else "request-member-added-mandatory"
        yield Change(kind, f"{owner}/{name}")
