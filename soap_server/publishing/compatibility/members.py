"""Differences between two versions of one member, for those who send it and for those who read it."""

from collections.abc import Iterator
from decimal import Decimal

from soap_server.publishing.compatibility.kinds import Change
from soap_server.publishing.compatibility.reading import Member

REQUEST, ANSWER = "request", "answer"
_WIDER = {  # each type with those that hold all of its values
    "xs:byte": ("xs:short", "xs:int", "xs:long", "xs:integer", "xs:decimal"),
    "xs:short": ("xs:int", "xs:long", "xs:integer", "xs:decimal"),
    "xs:int": ("xs:long", "xs:integer", "xs:decimal"),
    "xs:long": ("xs:integer", "xs:decimal"),
    "xs:integer": ("xs:decimal",),
}
_AT_LEAST = {"minLength", "minInclusive", "minExclusive"}
_AT_MOST = {"maxLength", "maxInclusive", "maxExclusive", "totalDigits", "fractionDigits"}


def of_member(path: str, old: Member, new: Member, direction: str) -> Iterator[Change]:
    """Yield what is different about a member, in requests or in answers."""
    yield from _type(path, old, new, direction)
    if old.max_occurs != new.max_occurs:
        yield Change("occurrence-changed", path, old.max_occurs, new.max_occurs)
    if old.is_optional != new.is_optional:
        yield Change(f"{direction}-member-{'optional' if new.is_optional else 'mandatory'}", path)
    elif (old.min_occurs, old.nillable) != (new.min_occurs, new.nillable):
        yield Change(f"{direction}-absence-changed", path, _absence(old), _absence(new))
    yield from _limits(path, old, new, direction)


def _type(path: str, old: Member, new: Member, direction: str) -> Iterator[Change]:
    if new.type in _WIDER.get(old.type, ()):
        yield Change(f"{direction}-type-widened", path, old.type, new.type)
    elif old.type in _WIDER.get(new.type, ()):
        yield Change(f"{direction}-type-narrowed", path, old.type, new.type)
    elif old.type != new.type:
        yield Change("type-changed", path, old.type, new.type)


def _absence(member: Member) -> str:
    ways = (("absent", member.min_occurs == 0), ("nil", member.nillable))
    return " or ".join(way for way, is_allowed in ways if is_allowed)


def _limits(path: str, old: Member, new: Member, direction: str) -> Iterator[Change]:
    was, becomes = dict(old.facets), dict(new.facets)
    for facet in sorted(was.keys() | becomes.keys()):
        if was.get(facet) != becomes.get(facet):
            is_tighter = _is_tighter(facet, was.get(facet), becomes.get(facet))
            kind = f"{direction}-limit-{'tightened' if is_tighter else 'loosened'}"
            before, after = (f"{facet} {each[facet]}" if facet in each else "no limit" for each in (was, becomes))
            yield Change(kind, path, before, after)


def _is_tighter(facet: str, old: str | None, new: str | None) -> bool:
    if new is None:
        return False
    if old is None or facet not in _AT_LEAST | _AT_MOST:
        return True  # Of patterns and the like nobody can say; so they count as tighter.
    return Decimal(new) > Decimal(old) if facet in _AT_LEAST else Decimal(new) < Decimal(old)
