"""How generated Python is written: headers, imports, docstrings."""

import re
import textwrap
from collections.abc import Iterable, Mapping
from functools import cache

from db.vocabulary import DataFunction, DataOperator, RowScope
from soap_server.operations.catalogue import all_operations
from soap_server.sdk_shape.naming import RESOURCES, method_name, snake_case

_WIDTH = 116
_OPERATION = re.compile(r"\b[A-Z][A-Za-z]+\b")
_CAMEL_CASE = re.compile(r"\b[a-z]+(?:[A-Z][a-z]+)+\b")
_WORDS_OF_THE_WIRE = frozenset({"dateTime"}) | {
    word.value for words in (DataOperator, DataFunction, RowScope) for word in words
}
NOTICE = "# Written from the contract by scripts/docs; changes are made there."


def module(doc: str, imports: Iterable[str], body: Iterable[str]) -> str:
    """Return the text of a module."""
    return "\n".join([NOTICE, docstring(doc, 0), "", *imports, "", *body, ""])


def import_lines(wanted: Mapping[str, Iterable[str]]) -> list[str]:
    """Return a line for each module that something is imported from."""
    lines = []
    for name in sorted(wanted):
        names = sorted(set(wanted[name]))
        if names:
            lines.append(
                f"from {name} import ({', '.join(names)})" if len(names) > 1 else f"from {name} import {names[0]}"
            )
    return lines


def in_python(text: str) -> str:
    """Return documentation with the names that things have in Python, methods too, and None instead of nil."""

    def rename(found: re.Match[str]) -> str:
        return found[0] if found[0] in _WORDS_OF_THE_WIRE else snake_case(found[0])

    named = _OPERATION.sub(lambda found: _methods().get(found[0], found[0]), _CAMEL_CASE.sub(rename, text))
    return re.sub(r"\bnil\b", "None", named)


@cache
def _methods() -> Mapping[str, str]:
    """Return the method of each operation, such as ``events.describe`` of DescribeEvents."""
    return {
        operation.name: f"{RESOURCES[operation.service].attribute}.{method_name(operation)}"
        for operation in all_operations()
    }


def docstring(text: str, indent: int, *, fields: Iterable[tuple[str, str]] = ()) -> str:
    """Return a docstring: a summary, what else there is to say, and fields such as ``:param size:``."""
    blank = " " * indent
    summary, _, rest = in_python(" ".join(text.split())).partition(". ")
    summary = summary if summary.endswith(".") or not rest else f"{summary}."
    described = [_wrapped(f":{name}: {in_python(doc)}", blank, hanging="    ") for name, doc in fields]
    if len(summary) > _WIDTH - indent - 6:
        summary, rest = _shortened(summary, rest, _WIDTH - indent - 6)
    if not rest and not described:
        return f'{blank}"""{summary}"""'
    parts = [f'{blank}"""{summary}']
    if rest:
        parts += ["", _wrapped(rest.strip(), blank)]
    if described:
        parts += ["", *described]
    return "\n".join([*parts, f'{blank}"""'])


def _shortened(summary: str, rest: str, width: int) -> tuple[str, str]:
    """Return a first sentence that fits a line, and the rest: what stands behind a colon, or behind a comma."""
    mark = ": " if ": " in summary else ", "
    at = summary.index(mark) if mark == ": " else summary.rindex(mark, 0, width)
    more = summary[at + len(mark) :]
    return f"{summary[:at]}.", f"{more[:1].upper()}{more[1:]} {rest}"


def _wrapped(text: str, blank: str, hanging: str = "") -> str:
    return textwrap.fill(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=blank,
        subsequent_indent=blank + hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
